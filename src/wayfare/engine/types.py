"""What goes into the engine and what comes out.

What is made by the hundred for each feed is a named tuple: a frozen dataclass takes three times as long to make.
"""

from dataclasses import dataclass, field
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Gaussian:
    """A belief about a quantity on the level scale (1 to 5)."""

    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Attempt:
    """One graded answer.

    ``level`` is the level that a right answer shows, ``options`` the number of choices (0: free text), ``score`` is in [0, 1].
    ``also`` names further skills that the question needs at the same level; ``source`` says who observed it, which decides how
    far it is believed (``gaussian.Params.sources``).
    """

    skill: int
    level: float
    options: int
    score: float
    also: tuple[int, ...] = ()
    source: str = "answer"


@dataclass(frozen=True, slots=True)
class LearnerState:
    """General ability (an offset in levels) and one belief for each skill, relative to it."""

    ability: Gaussian
    skills: dict[int, Gaussian]


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What is remembered of a skill or of one question, as of the last review.

    ``stability`` is in days (after so long nine in ten are remembered), ``difficulty`` in [1, 10], ``at`` in seconds since 1970,
    ``rating`` that of the last review (1 to 4), ``lapses`` how many of the ``reviews`` were rated 1.
    """

    stability: float
    difficulty: float
    at: float
    rating: int
    reviews: int = 1
    lapses: int = 0


@dataclass(frozen=True, slots=True)
class Need:
    """Why a skill matters to a person: a source (``role`` …), the level wanted, importance in [0, 1].

    ``leads_to`` is the skill that a prerequisite is wanted for in the end, and 0 for what is wanted for itself.
    """

    skill: int
    source: str
    level: float
    importance: float
    leads_to: int = 0


class Teaches(NamedTuple):
    """A stretch that teaches a skill from about one level below up to ``level``; ``minutes`` of it, or None if unknown.

    ``spread`` says, in levels, how far what somebody knows of this stretch's own topic may lie from their level in the whole
    skill: 0 for a narrow skill, about 1 for a field such as law. ``kept`` is the share of what it teaches that is likely
    still there after a month, compared to what reviews keep.
    """

    skill: int
    level: float
    confidence: float
    minutes: float | None = None
    stretch: int | None = None
    spread: float = 0.0
    kept: float = 1.0


class Hint(NamedTuple):
    """What speaks for an item beside the skills it teaches: who did it (``source``), how much in [0, 1], and on what evidence.

    A source that an installation brings itself puts the sentence that is shown into the evidence as ``says``.
    """

    source: str
    strength: float
    evidence: dict[str, float | str]


class Heading(NamedTuple):
    """What tells an item in a list from those that say the same: see ``Candidate``."""

    provider: str = ""
    title_key: str = ""
    title_words: frozenset[str] = frozenset()


class Candidate(NamedTuple):
    """An item that may be shown, with all that ranking needs to know of it.

    ``quality`` is a bounded factor around 1; ``minutes`` is the whole item; ``fit`` in [0, 1] says how much the title speaks of
    the person's own job, with ``fit_words``; ``fit_own`` says whether these are words of the job itself rather than of the
    profession. ``title_words`` tell titles apart that say nearly the same.
    """

    item: int
    minutes: float
    teaches: tuple[Teaches, ...]
    quality: float = 1.0
    provider: str = ""
    title_key: str = ""
    fit: float = 0.0
    fit_words: str = ""
    fit_own: bool = True
    title_words: frozenset[str] = frozenset()
    hints: tuple[Hint, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """One addend of a score, with what it rests on; ``skill`` is 0 where it is about the item rather than a skill."""

    name: str
    skill: int
    value: float
    evidence: dict[str, float | str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A scored item: ``score`` = sum of the terms' values × product of the factors."""

    item: int
    score: float
    minutes: float
    skill: int
    reason: str
    terms: tuple[Term, ...]
    factors: dict[str, float]
    stretches: tuple[int, ...] = field(default=())
