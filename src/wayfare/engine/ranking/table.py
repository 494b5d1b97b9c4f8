"""Candidates as columns: what is the same for hundreds of them is worked out at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from wayfare.engine.types import Candidate, Heading, Hint

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

WHOLE = -1
"""Stands in ``stretch`` for a part that is the whole item."""


@dataclass(frozen=True)
class Table:
    """n candidates and the m parts that they teach, each with the row of its candidate (``owner``, ascending).

    ``minutes``, ``quality`` and ``fit`` are those of ``Candidate``. Of the parts, ``lasts`` are minutes (not a number where they
    are unknown), ``stretch`` is ``WHOLE`` where a part is no stretch. ``hints`` holds by source how strongly it speaks for each
    candidate, 0 where it does not. ``row`` makes the candidate of a row, with all that a list has to know of it, ``heading`` only
    what shows whether the list has the like of it.
    """

    items: Ints
    minutes: Floats
    quality: Floats
    fit: Floats
    owner: Ints
    skill: Ints
    level: Floats
    confidence: Floats
    lasts: Floats
    stretch: Ints
    spread: Floats
    kept: Floats
    row: Callable[[int], Candidate]
    heading: Callable[[int], Heading]
    hints: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.items.size

    @classmethod
    def of(cls, candidates: Sequence[Candidate]) -> "Table":
        """Return the table of candidates that are at hand one by one."""
        parts = [(at, part) for at, one in enumerate(candidates) for part in one.teaches]
        return cls(
            items=_whole(one.item for one in candidates),
            minutes=_real(one.minutes for one in candidates),
            quality=_real(one.quality for one in candidates),
            fit=_real(one.fit for one in candidates),
            owner=_whole(at for at, _ in parts),
            skill=_whole(part.skill for _, part in parts),
            level=_real(part.level for _, part in parts),
            confidence=_real(part.confidence for _, part in parts),
            lasts=_real(np.nan if part.minutes is None else part.minutes for _, part in parts),
            stretch=_whole(WHOLE if part.stretch is None else part.stretch for _, part in parts),
            spread=_real(part.spread for _, part in parts),
            kept=_real(part.kept for _, part in parts),
            row=candidates.__getitem__,
            heading=lambda at: heading(candidates[at]),
            hints=strengths({at: one.hints for at, one in enumerate(candidates)}, len(candidates)),
        )


def heading(candidate: Candidate) -> Heading:
    """Return what tells a candidate from others that say the same."""
    return Heading(candidate.provider, candidate.title_key, candidate.title_words)


def strengths(hints: Mapping[int, Iterable[Hint]], size: int) -> dict[str, Floats]:
    """Return by source the strength for each of ``size`` candidates; ``hints`` are theirs, by their rows."""
    found: dict[str, Floats] = {}
    for at, own in hints.items():
        for hint in own:
            if hint.source not in found:
                found[hint.source] = np.zeros(size)
            found[hint.source][at] = hint.strength
    return found


def _whole(values: Any) -> Ints:
    return np.fromiter(values, np.int64)


def _real(values: Any) -> Floats:
    return np.fromiter(values, np.float64)
