"""One skill that two taxonomies know: which labels are equal, and how the further source of a skill is kept.

O*NET and ESCO overlap in a few dozen labels. Whichever comes second joins the skill that is there; where both describe it,
O*NET's words are those that are shown, whatever the order, because its ratings and our lexicon hang on its ids.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wayfare.core.imports import Batch, Counts, Record
from wayfare.core.imports.staging import upsert, value
from wayfare.core.texts import fold
from wayfare.skills.importers.apply import KNOWN, Draft, checked
from wayfare.skills.models import OtherSource, Skill

PARTNERS: Mapping[str, tuple[str, ...]] = {"esco": ("onet",), "onet": ("esco",)}
"""Which taxonomies each one shares skills with; what an organisation wrote itself stays its own."""
_QUALIFIER = re.compile(r"\s*\((?:computer programming|tools for software configuration management)\)$")

_DROP_EDGES = f"""
DELETE FROM skills_edge WHERE skill_id IN (
    SELECT o.skill_id FROM core_stagedrow s JOIN skills_othersource o ON o.source = %s AND o.source_id = s.key
    WHERE s.batch_id = %s AND s."table" = 'shared' AND s.digest <> o.digest)
AND other_id IN (SELECT known.id FROM {KNOWN} known)
"""


@dataclass(frozen=True, slots=True)
class Partner:
    """A skill of another taxonomy; ``name`` is its label there."""

    id: int
    source: str
    name: str


def label(name: str) -> str:
    """Return what of a label is compared: its words, without the qualifier by which ESCO tells Python from the snake."""
    return fold(_QUALIFIER.sub("", name))


class Partners:
    """The skills of other taxonomies that a source's skills may be one with."""

    def __init__(self, source: str) -> None:
        """Read them: at most one for each label, and none that is one with a skill of this source already."""
        own = Skill.objects.filter(source=source).values_list("source_id", flat=True)
        others = OtherSource.objects.filter(source=source)
        self._apart = set(own)
        self._joined = dict(others.values_list("source_id", "skill_id"))
        taken = set(self._joined.values())
        rows = Skill.objects.filter(source__in=PARTNERS.get(source, ())).order_by("id")
        self._by_label: dict[str, list[Partner]] = {}
        for number, of, name in rows.values_list("id", "source", "name"):
            if number not in taken:
                self._by_label.setdefault(label(name), []).append(Partner(number, of, name))
        self._names = dict(Skill.objects.filter(id__in=taken).values_list("id", "name"))

    def of(self, source_id: str, name: str) -> Partner | None:
        """Return the skill that this one is, or None where it stands alone. What was one or alone before stays so."""
        if source_id in self._joined:
            number = self._joined[source_id]
            return Partner(number, "", self._names[number])
        if source_id in self._apart:
            return None
        same = self._by_label.get(label(name), [])
        return same.pop() if len(same) == 1 else None


def record(draft: Draft, partner: Partner) -> Record:
    """Return the staged row of a skill that joins another one. Raises RowError."""
    payload: dict[str, object] = {
        "name": checked("name", draft.name),
        "aliases": list(draft.aliases),
        "description": draft.description,
        "skill": partner.id,
        "broader": list(draft.broader),
    }
    return Record("shared", checked("id", draft.id), payload)


def compare(batch: Batch, source: str) -> Counts:
    """Return what applying the staged joins would create, update and leave as it is."""
    return batch.counts("shared", "skills_othersource", "t.source = %s AND t.source_id = s.key", [source])


def apply(batch: Batch, source: str) -> None:
    """Make staged joins visible: the source's own words about a skill stand beside it. Its edges are applied with the others."""
    batch.execute(_DROP_EDGES, [source, batch.id, source, source])
    columns = {
        "source": "%s",
        "source_id": "s.key",
        "skill_id": value("skill", "integer"),
        "name": value("name"),
        "aliases": value("aliases", "json"),
        "description": value("description"),
        "digest": "s.digest",
    }
    tail = "FROM core_stagedrow s WHERE s.batch_id = %s AND s.\"table\" = 'shared'"
    batch.execute(upsert("skills_othersource", ["source", "source_id"], columns, tail), [source, batch.id])


def lead_records(drafts: Iterable[tuple[int, Draft]], source: str) -> list[tuple[int, list[Record]]]:
    """Return staged rows by line for those skills of the leading source whose labels a partner's skills have already."""
    partners = Partners(source)
    found = ((line, draft, partners.of(draft.id, draft.name)) for line, draft in drafts)
    return [(line, [Record("lead", draft.id, {"skill": one.id})]) for line, draft, one in found if one is not None]


def lead(batch: Batch, source: str) -> None:
    """Let the leading source describe the skills staged as ``lead``; what the partner said of them is kept beside."""
    batch.execute(
        f"""
        INSERT INTO skills_othersource (skill_id, source, source_id, name, aliases, description, digest)
        SELECT k.id, k.source, k.source_id, k.name, k.aliases, k.description, ''
        FROM core_stagedrow s JOIN skills_skill k ON k.id = {value("skill", "integer")}
        WHERE s.batch_id = %s AND s."table" = 'lead'
        """,
        [batch.id],
    )
    batch.execute(
        f"""
        UPDATE skills_skill SET source = %s, source_id = s.key, digest = ''
        FROM core_stagedrow s
        WHERE s.batch_id = %s AND s."table" = 'lead' AND skills_skill.id = {value("skill", "integer")}
        """,
        [source, batch.id],
    )
