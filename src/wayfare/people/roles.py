"""Roles as a taxonomy describes them: staged, compared and made visible, with their titles and relations."""

from collections.abc import Sequence
from dataclasses import dataclass

from wayfare.core.imports import Batch, Counts, Record, RowError
from wayfare.core.imports.staging import upsert, value
from wayfare.core.texts import fold

MAX_TEXT = 200
_CHANGED = """(
    SELECT r.id FROM core_stagedrow s JOIN people_role r ON r.source = %s AND r.source_id = s.key
    WHERE s.batch_id = %s AND s."table" = 'role' AND s.digest <> r.digest)
"""


@dataclass(frozen=True, slots=True)
class RoleDraft:
    """A role as a source describes it; ``related`` holds (id of the other role, tier), closest first."""

    id: str
    title: str
    description: str = ""
    zone: int | None = None
    titles: Sequence[str] = ()
    related: Sequence[tuple[str, str]] = ()


def records(draft: RoleDraft, also: object) -> list[Record]:
    """Return the staged rows of a role: itself, its titles and its relations.

    ``also`` is what another room keeps of the role: a change of it counts as a change of the role. Raises RowError.
    """
    key, title = _text("id", draft.id), _text("title", draft.title)
    titles = list(dict.fromkeys(_text("title", name) for name in (title, *draft.titles)))
    payload: dict[str, object] = {
        "title": title,
        "description": draft.description,
        "zone": draft.zone,
        "titles": titles,
        "related": [list(pair) for pair in draft.related],
        "also": also,
    }
    named = [Record("title", key, {"title": name, "folded": fold(name)[:MAX_TEXT]}) for name in titles]
    related = [
        Record("related", key, {"other": other, "tier": tier, "position": position})
        for position, (other, tier) in enumerate(draft.related, start=1)
        if other != key
    ]
    return [Record("role", key, payload), *named, *related]


def _text(column: str, text: object) -> str:
    if not isinstance(text, str) or not text.strip():
        raise RowError(column, text, f"The {column} is missing or no text.")
    if len(text.strip()) > MAX_TEXT:
        raise RowError(column, text, f"The {column} may have {MAX_TEXT} characters; this one has {len(text.strip())}.")
    return text.strip()


def compare(batch: Batch, source: str) -> Counts:
    """Return what applying the staged roles would create, update and leave as it is."""
    return batch.counts("role", "people_role", "t.source = %s AND t.source_id = s.key", [source])


def apply(batch: Batch, source: str) -> None:
    """Make the staged roles visible; a changed role keeps only the titles and relations that are staged."""
    for table in ("people_roletitle", "people_relatedrole"):
        batch.execute(f"DELETE FROM {table} WHERE role_id IN {_CHANGED}", [source, batch.id])
    columns = {
        "source": "%s",
        "source_id": "s.key",
        "title": value("title"),
        "description": value("description"),
        "zone": value("zone", "integer"),
        "digest": "s.digest",
    }
    tail = "FROM core_stagedrow s WHERE s.batch_id = %s AND s.\"table\" = 'role'"
    batch.execute(upsert("people_role", ["source", "source_id"], columns, tail), [source, batch.id])
    batch.execute(
        f"""
        INSERT INTO people_roletitle (role_id, title, folded)
        SELECT r.id, {value("title")}, {value("folded")} FROM core_stagedrow s
        JOIN people_role r ON r.source = %s AND r.source_id = s.key
        WHERE s.batch_id = %s AND s."table" = 'title'
        ON CONFLICT (role_id, title) DO NOTHING
        """,
        [source, batch.id],
    )
    batch.execute(
        f"""
        INSERT INTO people_relatedrole (role_id, other_id, tier, position)
        SELECT r.id, o.id, {value("tier")}, {value("position", "integer")} FROM core_stagedrow s
        JOIN people_role r ON r.source = %s AND r.source_id = s.key
        JOIN people_role o ON o.source = %s AND o.source_id = {value("other")}
        WHERE s.batch_id = %s AND s."table" = 'related'
        ON CONFLICT (role_id, other_id) DO NOTHING
        """,
        [source, source, batch.id],
    )
