"""Which skill somebody means by a few words of their own."""

import json
from dataclasses import dataclass
from functools import lru_cache

from wayfare.core import sql
from wayfare.core.versions import epoch
from wayfare.engine.matching.tagging import Tagger, Texts
from wayfare.skills import terms
from wayfare.skills.models import Skill

SURE, AHEAD = 0.6, 0.15
"""How sure the words of the best skill have to make us, and by how much more than those of the next one."""
_ORDER = {"practice": 0, "knowledge": 1, "technology": 2, "generic": 3}
# LIKE narrows the rows down; only the whole of a name or alias counts
_CALLED = """
SELECT id, name, kind, aliases FROM skills_skill
WHERE LOWER(name) = %s OR LOWER(CAST(aliases AS text)) LIKE %s ESCAPE '!' ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Meaning:
    """A skill that words may mean; ``words`` says which ones, ``sure`` whether it is the only one they can."""

    skill_id: int
    name: str
    confidence: float
    words: str
    sure: bool


def meanings(text: str, most: int) -> list[Meaning]:
    """Return the skills that a short text may mean, the likeliest first; only the first can be sure."""
    folded = " ".join(text.split())
    return _called(folded) or _named_in(folded, most)


def _called(text: str) -> list[Meaning]:
    """Return the skill whose name, or else alias, the text is; the organisation's own practices come first."""
    low = text.lower()
    inside = json.dumps(low, ensure_ascii=False)[1:-1].replace("!", "!!").replace("%", "!%").replace("_", "!_")
    found = [
        (low != name.lower(), _ORDER[kind], number, name)
        for number, name, kind, aliases in sql.fetch(_CALLED, [low, f'%"{inside}"%'])
        if low == name.lower() or low in (alias.lower() for alias in _texts(aliases))
    ]
    return [Meaning(number, name, 1.0, f"“{text}”", sure=True) for _, _, number, name in sorted(found)[:1]]


def _texts(aliases: str | list[str]) -> list[str]:
    return json.loads(aliases) if isinstance(aliases, str) else aliases


def _named_in(text: str, most: int) -> list[Meaning]:
    size = sql.one("SELECT COUNT(*), MAX(id) FROM skills_skill") or ()
    tags = _tagger(epoch("catalog"), *size).tag(Texts(title=text))
    names = dict(Skill.objects.filter(id__in=[tag.skill for tag in tags]).values_list("id", "name"))
    after = tags[1].confidence if len(tags) > 1 else 0.0
    return [
        Meaning(
            tag.skill,
            names[tag.skill],
            tag.confidence,
            tag.words,
            sure=place == 0 and tag.confidence >= max(SURE, after + AHEAD),
        )
        for place, tag in enumerate(tags[:most])
        if tag.skill in names
    ]


@lru_cache(maxsize=1)
def _tagger(*version: int) -> Tagger:
    """Return the tagger over all skills as they are at a version of them; building it takes a second or so."""
    return Tagger(terms.of(Skill.objects.order_by("id")), terms.nothing())
