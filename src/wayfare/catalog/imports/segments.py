"""Which skill each segment of a file is about, and what follows from it for the item."""

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from wayfare.catalog import levels
from wayfare.catalog.files.parts import Part
from wayfare.catalog.imports.drafts import ItemDraft, SegmentDraft, Taught
from wayfare.catalog.models import ItemSkill, Segment
from wayfare.catalog.quality import worth
from wayfare.catalog.visible import SURE_ENOUGH
from wayfare.engine.matching.fit import FORM
from wayfare.engine.matching.hybrid_tagging import HybridTagger
from wayfare.engine.matching.tagging import Tag, Texts
from wayfare.engine.matching.words import words

PART, WHOLE = 0.6, 0.4
"""A skill of one segment out of many counts for the item a little more than half; of all segments, in full."""
AGAIN, MOST_REPEATED = 3, 8
Own = Mapping[int, tuple[float, Tag]]


def drafts_of(parts: Sequence[Part]) -> tuple[SegmentDraft, ...]:
    """Return a file's stretches as segments whose skills are not known yet."""
    return tuple(
        SegmentDraft(
            anchor=f"part-{number}",
            title=part.title,
            text=part.text,
            skill=None,
            level=None,
            minutes=part.minutes,
            origin=Segment.Origin.TAGGER,
        )
        for number, part in enumerate(parts, start=1)
    )


def tagged(tagger: HybridTagger, drafts: Sequence[ItemDraft]) -> list[tuple[ItemDraft, Own]]:
    """Return the items with the skills of their segments, and by skill how much of the item it fills and the surest tag."""
    places = [
        (row, place)
        for row, draft in enumerate(drafts)
        for place, segment in enumerate(draft.segments)
        if segment.origin == Segment.Origin.TAGGER
    ]
    found = tagger.tag([_texts(drafts[row], drafts[row].segments[place]) for row, place in places])
    by_item: dict[int, dict[int, Tag]] = {}
    for (row, place), tags in zip(places, found, strict=True):
        own = by_item.setdefault(row, {})
        if tags and tags[0].confidence >= SURE_ENOUGH:
            own[place] = tags[0]
    return [_with(draft, by_item[row]) if row in by_item else (draft, {}) for row, draft in enumerate(drafts)]


def _texts(draft: ItemDraft, segment: SegmentDraft) -> Texts:
    """Return a segment as a tagger reads it: what its text says again and again stands for the labels that nobody gave it."""
    return Texts(segment.title, segment.text, tags=repeated(segment.text), language=draft.language)


def repeated(text: str) -> tuple[str, ...]:
    """Return words, and phrases of up to three, that stand in a text three times or more, most often first; at most eight."""
    said = [word for word in words(text) if word[0].isalnum()]
    counts: Counter[str] = Counter()
    for size in (1, 2, 3):
        runs = (said[at : at + size] for at in range(len(said) - size + 1))
        counts.update(" ".join(run) for run in runs if not FORM & {run[0], run[-1]} and len(run[0]) > 1)
    often = [(number, phrase) for phrase, number in counts.items() if number >= AGAIN]
    return tuple(phrase for _, phrase in sorted(often, key=lambda one: (-one[0], one[1]))[:MOST_REPEATED])


def _with(draft: ItemDraft, tags: Mapping[int, Tag]) -> tuple[ItemDraft, Own]:
    parts = tuple(
        _settled(draft, segment, tags.get(place)) if segment.origin == Segment.Origin.TAGGER else segment
        for place, segment in enumerate(draft.segments)
    )
    whole = sum(part.minutes for part in parts)
    own: dict[int, tuple[float, Tag]] = {}
    for place, tag in tags.items():
        share, best = own.get(tag.skill, (0.0, tag))
        own[tag.skill] = share + parts[place].minutes / whole, max(best, tag, key=lambda one: one.confidence)
    return msgspec.structs.replace(draft, segments=parts), own


def _settled(draft: ItemDraft, segment: SegmentDraft, tag: Tag | None) -> SegmentDraft:
    if tag is None:
        return msgspec.structs.replace(segment, skill=None, level=None, confidence=1.0)
    level = tag.level or draft.level or levels.UNKNOWN
    return msgspec.structs.replace(segment, skill=tag.skill, level=level, confidence=tag.confidence)


def joined(draft: ItemDraft, taught: Sequence[Taught], own: Own) -> tuple[Taught, ...]:
    """Return what an item teaches by its description and by its segments; of two of a kind the surer one."""
    found = {one.skill: one for one in taught}
    value = worth(draft.title, draft.rating, draft.ratings, draft.learners)
    for skill, (share, tag) in own.items():
        sure = max(SURE_ENOUGH, round(tag.confidence * (PART + WHOLE * min(1.0, share)), 3))
        if skill not in found or found[skill].confidence < sure:
            found[skill] = Taught(
                skill=skill,
                level=draft.level or tag.level or levels.UNKNOWN,
                confidence=sure,
                strength=round(sure * value, 4),
                origin=ItemSkill.Origin.TAGGER,
                state=ItemSkill.State.PROPOSED,
                words=tag.words[:200],
            )
    return tuple(found.values())
