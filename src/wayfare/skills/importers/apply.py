"""What all taxonomy importers share: the shape of staged rows, and the set-based steps that make them visible."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from wayfare.core.ids import digest
from wayfare.core.imports import Batch, Counts, Record, RowError
from wayfare.core.imports.staging import upsert, value
from wayfare.core.versions import touch_epoch
from wayfare.people import api as people

LIMITS = {"id": 200, "name": 200, "area": 120}
LOWEST, HIGHEST = 1.0, 5.0
_CHUNK = 1_000
KNOWN = """(
    SELECT id, source_id FROM skills_skill WHERE source = %s
    UNION ALL SELECT skill_id, source_id FROM skills_othersource WHERE source = %s)
"""
"""A source's skills by its own ids, those it shares with another source too; a subquery that takes the source twice."""
_DROP_EDGES = f"""
DELETE FROM skills_edge WHERE skill_id IN (
    SELECT k.id FROM core_stagedrow s JOIN skills_skill k ON k.source = %s AND k.source_id = s.key
    WHERE s.batch_id = %s AND s."table" = 'skill' AND s.digest <> k.digest)
AND other_id IN (SELECT known.id FROM {KNOWN} known)
"""
_DROP_TARGETS = """
DELETE FROM skills_roletarget WHERE role_id IN (
    SELECT r.id FROM core_stagedrow s JOIN people_role r ON r.source = %s AND r.source_id = s.key
    WHERE s.batch_id = %s AND s."table" = 'role' AND s.digest <> r.digest)
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A skill as a source describes it; ``broader`` and ``prerequisites`` hold ids of the same source."""

    id: str
    name: str
    kind: str
    area: str = ""
    description: str = ""
    aliases: Sequence[str] = ()
    levels: Sequence[str] = ()
    broader: Sequence[str] = ()
    prerequisites: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a role needs of a skill, by the source's id; level and importance from 1 to 5."""

    skill: str
    level: float
    importance: float
    basis: str = ""


def skill_records(draft: Draft) -> list[Record]:
    """Return the staged rows of a skill: itself and its edges. Raises RowError for what is missing or too long."""
    payload: dict[str, object] = {
        "name": checked("name", draft.name),
        "kind": draft.kind,
        "area": checked("area", draft.area, empty=True),
        "description": draft.description,
        "aliases": list(draft.aliases),
        "levels": list(draft.levels),
        "broader": list(draft.broader),
        "prerequisites": list(draft.prerequisites),
    }
    records = [Record("skill", checked("id", draft.id), payload)]
    for kind, others in (("broader", draft.broader), ("prerequisite", draft.prerequisites)):
        for other in dict.fromkeys(others):
            edge: dict[str, object] = {"skill": draft.id, "other": other, "kind": kind}
            records.append(Record("edge", draft.id, edge))
    return records


def stage(batch: Batch, records: Iterable[tuple[int, list[Record]]]) -> None:
    """Stage records of (line, records) in short transactions, for importers that gather a whole file first."""
    pending: list[tuple[str, int, str, str, object]] = []
    for line, own in records:
        pending += [(each.table, line, each.key, digest(each.payload), each.payload) for each in own]
        if len(pending) >= _CHUNK:
            batch.add(pending)
            pending.clear()
    batch.add(pending)


def checked(column: str, text: object, *, empty: bool = False) -> str:
    """Return a text that fits its column. Raises RowError for a wrong type, an empty text or one that is too long."""
    if not isinstance(text, str):
        raise RowError(column, text, f"The {column} has to be a text.")
    if not text.strip() and not empty:
        raise RowError(column, text, f"The {column} is missing.")
    if len(text) > LIMITS.get(column, len(text)):
        raise RowError(column, text, f"The {column} may have {LIMITS[column]} characters; this one has {len(text)}.")
    return text.strip()


def compare_skills(batch: Batch, source: str) -> Counts:
    """Return what applying the staged skills would create, update and leave as it is."""
    return batch.counts("skill", "skills_skill", "t.source = %s AND t.source_id = s.key", [source])


def apply_skills(batch: Batch, source: str, now: datetime) -> None:
    """Make staged skills and their edges visible; a changed skill keeps only the edges that are staged.

    Whatever was computed from the skills before is stale from then on.
    """
    batch.execute(_DROP_EDGES, [source, batch.id, source, source])
    columns: Mapping[str, str] = {
        "source": "%s",
        "source_id": "s.key",
        **{name: value(name) for name in ("name", "kind", "area", "description")},
        **{name: value(name, "json") for name in ("aliases", "levels")},
        "digest": "s.digest",
    }
    tail = "FROM core_stagedrow s WHERE s.batch_id = %s AND s.\"table\" = 'skill'"
    batch.execute(upsert("skills_skill", ["source", "source_id"], columns, tail), [source, batch.id])
    batch.execute(
        f"""
        INSERT INTO skills_edge (skill_id, other_id, kind)
        SELECT DISTINCT a.id, b.id, {value("kind")} FROM core_stagedrow s
        JOIN {KNOWN} a ON a.source_id = s.key
        JOIN {KNOWN} b ON b.source_id = {value("other")}
        WHERE s.batch_id = %s AND s."table" = 'edge'
        ON CONFLICT (skill_id, other_id, kind) DO NOTHING
        """,
        [source, source, source, source, batch.id],
    )
    touch_epoch("catalog", now)


def target_records(role: str, targets: Sequence[Wanted]) -> list[Record]:
    """Return the staged rows of a role's targets. Raises RowError for a repeated skill or a number off the scale."""
    records: dict[str, Record] = {}
    for wanted in targets:
        if wanted.skill in records:
            raise RowError("targets", wanted.skill, "This skill stands twice in the role's targets.")
        for column, number in (("level", wanted.level), ("importance", wanted.importance)):
            if not LOWEST <= number <= HIGHEST:
                raise RowError(column, number, f"The {column} of a target lies between 1 and 5.")
        records[wanted.skill] = Record("target", role, plain(wanted))
    return list(records.values())


def plain(wanted: Wanted) -> dict[str, object]:
    """Return a target as it is staged."""
    return {
        "skill": wanted.skill,
        "level": round(wanted.level, 2),
        "importance": round(wanted.importance, 2),
        "basis": wanted.basis[:200],
    }


def apply_roles(batch: Batch, source: str, now: datetime) -> None:
    """Make the staged roles and their targets visible; a staged target is then one of the only ones of its role.

    Whatever was computed from the roles before is stale from then on.
    """
    batch.execute(_DROP_TARGETS, [source, batch.id])
    people.apply_roles(batch=batch, source=source)
    batch.execute(
        f"""
        INSERT INTO skills_roletarget (role_id, skill_id, level, importance, basis)
        SELECT r.id, k.id, {value("level", "real")}, {value("importance", "real")}, {value("basis")}
        FROM core_stagedrow s
        JOIN people_role r ON r.source = %s AND r.source_id = s.key
        JOIN {KNOWN} k ON k.source_id = {value("skill")}
        WHERE s.batch_id = %s AND s."table" = 'target'
        ON CONFLICT (role_id, skill_id) DO NOTHING
        """,
        [source, source, source, batch.id],
    )
    touch_epoch("catalog", now)
