"""Which role a job title stands for, and how sure that is.

A title is compared with every title of every role by the words that say what the job is about, each weighing more the fewer
roles use it. Words of rank only say how far up somebody is. The best roles are then judged by a few readable signs, among
them whether the role fits the person's professional group, and a logistic curve turns the signs into a probability.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.title_words import AIDES, PRACTISING, VAGUE, Words, plain, take_apart

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

PRACTISING_WEIGHT, UNKNOWN_WEIGHT = 0.35, 4.0
CANDIDATES, LOOKED_AT, LEAST = 8, 200, 0.25
RANKS_DIFFER, JUNIOR_DIFFERS = 0.88, 0.6
BEGINS = 0.9
OFFICIAL, LITERAL = 1.03, 1.1
SENIOR_ZONE = 4
CONSTANT = -4.4
COEFFICIENTS = {
    "likeness": 2.5,
    "exact": 1.8,
    "official": 2.8,
    "top": 7.5,
    "deputy": -0.3,
    "vague": -1.0,
    "margin": 0.8,
    "near": 4.3,
    "agreed": 1.7,
    "against": -1.7,
    "fit": 2.1,
    "beneath": -2.6,
    "other": -1.2,
}


@dataclass(frozen=True, slots=True)
class RoleTitles:
    """A role as the matcher sees it: its official title, those under which people hold it, and its job zone (1 to 5)."""

    role: int
    official: str
    alternates: tuple[str, ...] = ()
    description: str = ""
    zone: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What else is known of a person.

    ``words`` is free text (function, unit, group). ``near`` says how near roles are to the person's professional group (0 to
    1), and ``telling`` how much that group says about the role: a lawyers' group says more than one of everybody else.
    """

    words: str = ""
    near: Mapping[int, float] = field(default_factory=dict)
    telling: float = 0.0


@dataclass(frozen=True, slots=True)
class Match:
    """A role for a title: the probability that it is right, the title it rests on, and the signs behind it."""

    role: int
    confidence: float
    words: str
    signs: dict[str, float]


class TitleIndex:
    """All titles of all roles, ready to be compared with. Building it for O*NET takes about two seconds."""

    def __init__(self, roles: Iterable[RoleTitles]) -> None:
        """Take the roles; their order decides between equals."""
        self._roles = list(roles)
        self._texts = [text for role in self._roles for text in (role.official, *role.alternates)]
        self._words = [take_apart(text, known=True) for text in self._texts]
        sizes = [1 + len(role.alternates) for role in self._roles]
        self._of: Ints = np.repeat(np.arange(len(sizes)), sizes)
        self._first: Ints = np.cumsum([0, *sizes])[:-1]
        self._official = np.zeros(len(self._texts), dtype=bool)
        self._official[self._first] = True
        self._rarity = _rarity(self._words, self._of)
        self._postings = _postings(self._words)
        self._total = np.array([self._weight(words.subject) for words in self._words])
        self._leads = np.array([words.leads for words in self._words], dtype=bool)
        self._junior = np.array([words.junior for words in self._words], dtype=bool)
        self._by_text = _places(words.text for words in self._words)
        self._tops = [int(n) for n in self._first if self._words[n].text and not self._words[n].subject]
        self._profiles, self._lengths = self._profiled()

    def matches(self, title: str, context: Context, kept: int = 3) -> list[Match]:
        """Return the likeliest roles for a title, best first; none where nothing speaks for any."""
        words = take_apart(title)
        likeness = self._likeness(words)
        best = self._best(likeness, words)
        fits = self._fits(context.words)
        found = []
        for place, number in best.items():
            rival = max((likeness.get(n, 0.0) for other, n in best.items() if other != place), default=0.0)
            signs = self._signs(words, number, likeness.get(number, 0.0), rival, float(fits[place]), context)
            found.append((confidence(signs), place, number, signs))
        found.sort(key=lambda match: (-match[0], match[1]))
        return [
            Match(self._roles[place].role, sure, self._texts[number], signs)
            for sure, place, number, signs in found[:kept]
        ]

    def _likeness(self, words: Words) -> dict[int, float]:
        """Return how alike the title is to each title it shares a word with: shared weight over mean weight (0 to 1.1).

        It is less where one leads and the other does not, or one supports; the very same words make it 1.1.
        """
        shared = np.zeros(len(self._texts))
        for word, share in words.subject.items():
            if word in self._postings:
                shared[self._postings[word]] += self._weight({word: share})
        hits = np.flatnonzero(shared)
        alike = np.minimum(2 * shared[hits] / (self._weight(words.subject) + self._total[hits]), 1.0)
        alike *= np.where(self._leads[hits] == words.leads, 1.0, RANKS_DIFFER)
        alike *= np.where(self._junior[hits] == words.junior, 1.0, JUNIOR_DIFFERS)
        alike *= np.where(self._official[hits], OFFICIAL, 1.0)
        top = np.argsort(-alike, kind="stable")[:LOOKED_AT]
        likeness = {int(hits[n]): float(alike[n]) for n in top if alike[n] >= LEAST}
        if words.subject:
            likeness |= dict.fromkeys(self._by_text.get(words.text, ()), LITERAL)
        return likeness

    def _best(self, likeness: Mapping[int, float], words: Words) -> dict[int, int]:
        """Return the places of the roles with the titles most alike, each with the number of its best title."""
        best: dict[int, int] = {}
        for number in self._tops:
            if _is_at_the_top(words, self._words[number]):
                best[int(self._of[number])] = number
        for number in sorted(likeness, key=lambda number: (-likeness[number], number)):
            if len(best) >= CANDIDATES:
                break
            best.setdefault(int(self._of[number]), number)
        return best

    def _signs(
        self, words: Words, number: int, likeness: float, rival: float, fit: float, context: Context
    ) -> dict[str, float]:
        """Return what speaks for and against a role, each sign between 0 and 1."""
        place = int(self._of[number])
        role, own, official = self._roles[place], self._words[number], self._words[self._first[place]]
        top = number in self._tops and not official.subject
        zone = role.zone if role.zone is not None else SENIOR_ZONE
        near = context.near.get(role.role, 0.0)
        literal = bool(words.subject) and own.text == words.text
        shared = words.subject.keys() & own.subject.keys() - PRACTISING
        return {
            "likeness": min(1.0, likeness),
            "official": self._share(official, words) if official.subject else 0.0,
            "exact": _trust(near, context, official) if literal and self._only(own) else 0.0,
            "top": (1.0 if words.core == own.text else BEGINS) if top else 0.0,
            "deputy": float(words.deputy),
            "vague": float(shared <= VAGUE and not top),
            "margin": min(1.0, max(0.0, likeness - rival) / 0.3),
            "near": near,
            "agreed": float(near == 1) * self._share(official, words) if official.subject else 0.0,
            "against": context.telling * float(near == 0 and not top),
            "fit": fit,
            "beneath": float(words.leads and zone < SENIOR_ZONE),
            "other": float("all other" in role.official.casefold()),
        }

    def _only(self, words: Words) -> bool:
        """Say whether a title belongs to one role only."""
        return len({int(self._of[number]) for number in self._by_text[words.text]}) == 1

    def _share(self, words: Words, of: Words) -> float:
        """Return how much of the weight of some words stands among others."""
        total = self._weight(words.subject)
        return self._weight({w: s for w, s in words.subject.items() if w in of.subject}) / total if total else 0.0

    def _weight(self, subject: Mapping[str, float]) -> float:
        return sum(self._rarity.get(word, UNKNOWN_WEIGHT) * share for word, share in subject.items())

    def _profiled(self) -> tuple[dict[str, tuple[Ints, Floats]], Floats]:
        """Return for each word the roles that use it and how much, and the length of each role's vector."""
        vectors = []
        for place, role in enumerate(self._roles):
            first = int(self._first[place])
            counts = Counter(w for own in self._words[first : first + 1 + len(role.alternates)] for w in own.subject)
            told = set(self._words[first].subject) | set(plain(role.description))
            vectors.append({w: math.log1p(counts[w]) + (w in told) for w in {*counts, *told} if w in self._rarity})
        lengths = [math.sqrt(sum((self._rarity[w] * x) ** 2 for w, x in vector.items())) for vector in vectors]
        by_word: dict[str, list[tuple[int, float]]] = {}
        for place, vector in enumerate(vectors):
            for word, x in vector.items():
                by_word.setdefault(word, []).append((place, x))
        profiles = {
            word: (np.array([p for p, _ in uses], dtype=np.int64), np.array([x for _, x in uses]))
            for word, uses in by_word.items()
        }
        return profiles, np.maximum(np.array(lengths), 1e-9)

    def _fits(self, text: str) -> Floats:
        """Return how well each role's own words fit a text (cosine, 0 to 1)."""
        fits = np.zeros(len(self._roles))
        words = {word for word in plain(text) if word in self._profiles}
        for word in words:
            places, uses = self._profiles[word]
            fits[places] += self._rarity[word] ** 2 * uses
        length = math.sqrt(sum(self._rarity[word] ** 2 for word in words)) or 1.0
        return np.asarray(fits / (self._lengths * length))


def confidence(signs: Mapping[str, float]) -> float:
    """Return the probability that a role with these signs is right."""
    return 1 / (1 + math.exp(-CONSTANT - sum(weight * signs[sign] for sign, weight in COEFFICIENTS.items())))


def _is_at_the_top(words: Words, known: Words) -> bool:
    """Say whether a title is, or begins with, one of ranks alone, as in Chief Executive, Met Office; not so in … Office."""
    if known.text in (words.core, words.head):
        return True
    last = words.core.rpartition(" ")[2]
    return words.core.startswith(f"{known.text} ") and last not in AIDES


def _trust(near: float, context: Context, official: Words) -> float:
    """Return how much a title that only one role has settles: more where nothing else is known, less against the group.

    It is less, too, for a role called by ranks alone: those at the top are said to hold all kinds of offices.
    """
    if not official.subject or (context.near and not near):
        return 0.6
    return 1.0 if context.near else 1.5


def _rarity(titles: Sequence[Words], of: Ints) -> dict[str, float]:
    """Return a weight for each word: the more, the fewer roles use it."""
    users: dict[str, set[int]] = {}
    for words, place in zip(titles, of, strict=True):
        for word in words.subject:
            users.setdefault(word, set()).add(int(place))
    count = len(set(of.tolist()))
    return {
        word: math.log1p(count / len(places)) * (PRACTISING_WEIGHT if word in PRACTISING else 1)
        for word, places in users.items()
    }


def _postings(titles: Sequence[Words]) -> dict[str, Ints]:
    numbers: dict[str, list[int]] = {}
    for number, words in enumerate(titles):
        for word in words.subject:
            numbers.setdefault(word, []).append(number)
    return {word: np.array(found, dtype=np.int64) for word, found in numbers.items()}


def _places(texts: Iterable[str]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(text, []).append(place)
    return places
