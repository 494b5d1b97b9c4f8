"""Propose skills for items from their words. People approve or reject; until then a proposal is marked as one."""

import re
from collections.abc import Callable, Sequence

import msgspec

from wayfare.catalog import levels
from wayfare.catalog.focus import focus
from wayfare.catalog.imports import segments
from wayfare.catalog.imports.decisions import decided
from wayfare.catalog.imports.drafts import ItemDraft, Labels, Taught
from wayfare.catalog.models import ItemSkill
from wayfare.catalog.quality import worth
from wayfare.core.texts import fold
from wayfare.engine.matching.hybrid_tagging import HybridTagger, learn
from wayfare.engine.matching.tagging import Tag, Texts
from wayfare.skills import api as skills

_QUOTED = re.compile("“([^”]+)”")


class Proposals:
    """A tagger that is built when it is first needed: an import that changes nothing needs none."""

    def __init__(self, build: Callable[[], HybridTagger]) -> None:
        """Take what builds the tagger."""
        self._build = build
        self._tagger: HybridTagger | None = None
        self.counts: dict[str, int] = {}

    def taught(self, drafts: Sequence[ItemDraft]) -> list[tuple[ItemDraft, tuple[Taught, ...]]]:
        """Return each item with the skills that its words propose, strongest candidates of a skill by quality.

        Segments that no author tagged carry the skill that their own text proposes; what they teach, the item teaches.
        """
        if not drafts:
            return []
        if self._tagger is None:
            self._tagger = self._build()
        items = [texts(draft) for draft in drafts]
        cut = segments.tagged(self._tagger, drafts)
        found = [
            (draft, segments.joined(draft, _all_taught(draft, item, tags), parts))
            for (draft, parts), item, tags in zip(cut, items, self._tagger.tag(items), strict=True)
        ]
        self._count("skills proposed", sum(len(own) for _, own in found))
        self._count("items without a skill", sum(not own for _, own in found))
        if stretches := [part for draft, _ in found for part in draft.segments]:
            self._count("segments of files", len(stretches))
            self._count("segments without a skill", sum(part.skill is None for part in stretches))
        return found

    @property
    def learned(self) -> bool:
        """Whether decisions taught the tagger anything; False as long as none was needed."""
        return self._tagger is not None and self._tagger.has_learned

    def _count(self, note: str, by: int) -> None:
        self.counts[note] = self.counts.get(note, 0) + by


def tagger() -> HybridTagger:
    """Return a tagger over all skills that has learned from what people decided so far."""
    lexical, matcher = skills.tagger(), skills.matcher()
    if matcher is None:
        return HybridTagger(lexical, None)
    known = [(texts(draft), own) for draft, own in decided()]
    return HybridTagger(lexical, matcher, learn(lexical, matcher, known))


def texts(draft: ItemDraft) -> Texts:
    """Return what is written about an item, as a tagger reads it."""
    labels = msgspec.json.decode(draft.labels, type=Labels)
    return Texts(
        title=draft.title,
        summary=draft.summary,
        skills=labels.skills,
        tags=labels.tags,
        category=labels.category,
        syllabus=labels.syllabus,
        language=draft.language,
    )


def _all_taught(draft: ItemDraft, item: Texts, tags: Sequence[Tag]) -> tuple[Taught, ...]:
    value = worth(draft.title, draft.rating, draft.ratings, draft.learners)
    own = {fold(label) for label in item.skills} if tags else set()
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
