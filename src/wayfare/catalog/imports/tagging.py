"""Propose skills for items from their words. People approve or reject; until then a proposal is marked as one."""

import re
from collections.abc import Callable, Sequence

import msgspec

from wayfare.catalog import levels
from wayfare.catalog.focus import focus
from wayfare.catalog.imports.drafts import ItemDraft, Labels, Taught
from wayfare.catalog.models import ItemSkill
from wayfare.catalog.quality import worth
from wayfare.core.texts import fold
from wayfare.engine.matching.tagging import Tag, Tagger, Texts

_QUOTED = re.compile("“([^”]+)”")


class Proposals:
    """A tagger that is built when it is first needed: an import that changes nothing needs none."""

    def __init__(self, build: Callable[[], Tagger]) -> None:
        """Take what builds the tagger."""
        self._build = build
        self._tagger: Tagger | None = None
        self.counts: dict[str, int] = {}

    def taught(self, drafts: Sequence[ItemDraft]) -> list[tuple[Taught, ...]]:
        """Return for each item the skills that its words propose, strongest candidates of a skill by quality."""
        if self._tagger is None:
            self._tagger = self._build()
        found = [self._of(self._tagger, draft) for draft in drafts]
        self._count("skills proposed", sum(map(len, found)))
        self._count("items without a skill", sum(not taught for taught in found))
        return found

    def _count(self, note: str, by: int) -> None:
        self.counts[note] = self.counts.get(note, 0) + by

    def _of(self, tagger: Tagger, draft: ItemDraft) -> tuple[Taught, ...]:
        labels = msgspec.json.decode(draft.labels, type=Labels)
        tags = tagger.tag(
            Texts(
                title=draft.title,
                summary=draft.summary,
                skills=labels.skills,
                tags=labels.tags,
                category=labels.category,
                syllabus=labels.syllabus,
                language=draft.language,
            )
        )
        value = worth(draft.title, draft.rating, draft.ratings, draft.learners)
        own = {fold(label) for label in labels.skills} if tags else set()
        return tuple(_taught(tag, draft, value, own) for tag in tags)


def _taught(tag: Tag, draft: ItemDraft, value: float, own: set[str]) -> Taught:
    """Return a proposal; it is the provider's where it rests on a skill that the provider names itself."""
    theirs = any(fold(words) in own for words in _QUOTED.findall(tag.words))
    return Taught(
        skill=tag.skill,
        level=draft.level or tag.level or levels.UNKNOWN,
        confidence=tag.confidence,
        strength=round(tag.confidence * value * focus(draft.title, tag.words), 4),
        origin=ItemSkill.Origin.PROVIDER if theirs else ItemSkill.Origin.TAGGER,
        state=ItemSkill.State.PROPOSED,
        words=tag.words[:200],
    )
