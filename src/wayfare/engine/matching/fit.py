"""Fit: how much of what somebody's job is about stands in the title of an item.

The words of a job weigh by where they stand (the title and the unit more than the professional group, a description least) and
by how rare they are among the titles at hand: a word that many titles share tells nothing of any of them. Pure.
"""

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from wayfare.engine.matching.title_words import (
    DEPUTIES,
    JUNIORS,
    LEADING,
    PRACTISING,
    VAGUE,
    plain,
    subject_words,
    take_apart,
)

TITLE, GROUP, ROLE, UNIT, ORGANISATION, FUNCTION = 1.0, 0.45, 0.4, 0.7, 0.25, 0.15
"""How much a word of the job title, the group, the role, the unit, the organisation and the description of the job counts."""
VAGUE_SHARE = 0.5
"""Words that stand in the titles of quite different jobs (change, community, standard) count less."""
COMPOUNDS = {
    ("human", "resource"),
    ("information", "technology"),
    ("information", "system"),
    ("public", "relation"),
    ("real", "estate"),
    ("talent", "acquisition"),
    ("finance", "service"),
    ("intellectual", "property"),
    ("supply", "chain"),
    ("operation", "research"),
    ("social", "research"),
    ("internal", "audit"),
    ("public", "policy"),
}
"""Words that mean something together and something else apart: human resources is not about human rights."""
_LONG = {
    "IT": "information technology",
    "ICT": "information technology",
    "HR": "human resource",
    "PR": "public relation",
}
_SHORT = re.compile(rf"\b(?:{'|'.join(_LONG)})\b")
_ALONE = frozenset({"policy", "audit"})  # these mean nearly the same alone
KIN: Mapping[str, str] = {
    "information technology": "digital cybersecurity security technology governance agile data",
    "information system": "digital cybersecurity security technology governance agile data",
    "human resource": "employee employment labor workforce talent recruiting diversity compensation",
    "purchasing": "supplier sourcing contract negotiation commercial",
    "finance": "accounting budget budgeting cost",
    "law": "legislation regulation litigation legal compliance",
    "lawyer": "law",
    "policy": "government governance evidence",
    "project": "agile portfolio",
    "science": "research laboratory scientific experiment",
    "engineering": "infrastructure",
    "audit": "risk assurance compliance",
    "property": "building facility",
    "public relation": "communication media",
    "communication": "media storytelling persuasive",
    "operation": "process improvement",
    "statistician": "data statistic",
    "veterinarian": "animal",
    "medical": "health clinical patient",
    "military": "security leadership strategy",
}
"""What a profession's own name stands for in the titles of courses; these count a share of what the name counts."""
KIN_SHARE = 0.5
AREAS = frozenset({"international", "global", "european"})
"""Words that say nothing of a role but much of what its holder deals with."""
AREA_SHARE = 0.7
FURTHER = 0.5
"""Each further word of a title counts half of the one before: accounting and finance are one thing."""
LEAST_LETTERS = 3
MOST_WORDS = 40
_GENERAL_WORDS = """
administration all any civil computer country day effective ensure essential first government help home include including it
its key lead level main make manage management managing more new of other our own people practice provide providing public range
responsibility responsible role secretary service services skill state support team that their this time two uk use well
business company capital market advanced director directorate together which work working world year course
"""
_SAYS_NOTHING = LEADING | PRACTISING | DEPUTIES | JUNIORS | frozenset(_GENERAL_WORDS.split())

_FORM_WORDS = """
a an and at by for from how in into of on or the to with using your you what why is beginner introduction introductory basic
fundamental essential advanced intermediate complete course guide masterclass bootcamp training certification certificate
learn part i ii iii 1 2 3 4 5 level understanding effective making challenge century 21st modern contemporary
today world
"""
FORM = frozenset(_FORM_WORDS.split())
"""Words about the form of a course rather than what it is about."""
_EVERYWHERE = frozenset(
    [
        "management",
        "managing",
        "manage",
        "manager",
        "business",
        "corporate",
        "formulation",
        "skill",
        "essential",
        "your",
        "new",
    ]
)
"""Words that titles share without saying the same."""
_SAME = dict.fromkeys(["leading", "leadership", "leader", "team", "employee", "staff", "workforce"], "people") | {
    "strategic": "strategy",
    "accounting": "finance",
}
"""Words by which titles say the same: leading teams and managing people."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Share in [0, 1] of what a title could say about the job, and the words it rests on, weightiest first."""

    share: float = 0.0
    words: tuple[str, ...] = ()


NOTHING = Fit()


def subjects(
    *, title: str, role: str = "", group: str = "", unit: str = "", organisation: str = "", function: str = ""
) -> dict[str, float]:
    """Return the words that say what a job is about, each with its weight in (0, 1]."""
    found: dict[str, float] = {}
    places = (
        (title, TITLE, False, False),
        (group, GROUP, True, True),
        (role, ROLE, True, False),
        (unit, UNIT, False, True),
        (organisation, ORGANISATION, False, True),
    )
    for text, place, named, either in places:
        parts = take_apart(text).subject
        words = joined(list(parts))
        number = sum(word not in _SAYS_NOTHING for word in words) if either else 1
        shared = math.sqrt(max(1, number))  # “Science and Engineering” is about either
        for word in words:
            _note(found, word, place * parts.get(word, 1.0) / shared, named=named)
    for word in joined(subject_words(function))[:MOST_WORDS]:
        _note(found, word, FUNCTION, named=False)
    for word in AREAS.intersection(plain(title)):
        found[word] = AREA_SHARE
    for word in found.keys() & KIN.keys():
        for other in KIN[word].split():
            found[other] = max(found[word] * KIN_SHARE, found.get(other, 0.0))
    return found


def own_words(*, title: str, unit: str = "") -> frozenset[str]:
    """Return the words of the job itself: those of its title and its unit, and none that only its profession brings along."""
    return frozenset(word for text in (title, unit) for word in joined(list(take_apart(text).subject)))


def joined(words: Sequence[str]) -> list[str]:
    """Return the words with compounds in one piece; a half of one that means the same alone stands on its own as well."""
    joined: list[str] = []
    for word in words:
        if joined and (joined[-1], word) in COMPOUNDS:
            joined[-1] = f"{joined[-1]} {word}"
            joined += [word] if word in _ALONE else []
        else:
            joined.append(word)
    return joined


def _note(found: dict[str, float], word: str, weight: float, *, named: bool) -> None:
    if len(word) >= LEAST_LETTERS and word not in _SAYS_NOTHING:
        worth = weight if named or word not in VAGUE else weight * VAGUE_SHARE
        found[word] = max(worth, found.get(word, 0.0))


def rarities(titles: Collection[Collection[str]], wanted: Mapping[str, float]) -> dict[str, float]:
    """Return for each wanted word of these titles how telling it is, in [0, 1]: 1 where one of many has it, 0 where all do.

    Titles are given by their words (``title_words``).
    """
    return _rarities(titles, wanted, len(titles))


def _rarities(titles: Iterable[Collection[str]], wanted: Mapping[str, float], many: int) -> dict[str, float]:
    counts = Counter(word for words in titles for word in words if word in wanted)
    scale = math.log(1 + many)
    return {word: math.sqrt(math.log((1 + many) / times) / scale) for word, times in counts.items()}


def fit(words: Collection[str], wanted: Mapping[str, float], rarity: Mapping[str, float]) -> Fit:
    """Return how well a title, given by its words, fits a job: one telling word of the job title is nearly all that can be."""
    if rarity.keys().isdisjoint(words):
        return NOTHING
    worth = {word: wanted[word] * rarity[word] for word in words if word in wanted and word in rarity}
    telling = tuple(sorted(worth, key=lambda word: (-worth[word], word)))
    return Fit(min(1.0, sum(worth[word] * FURTHER**place for place, word in enumerate(telling))), telling)


def fits(titles: Sequence[Collection[str]], wanted: Mapping[str, float]) -> dict[int, Fit]:
    """Return how well each of some titles, given by their words, fits a job, by its place; those that do not are left out."""
    about = wanted.keys()
    speaking = {
        at: tuple(word for word in words if word in wanted)
        for at, words in enumerate(titles)
        if not about.isdisjoint(words)
    }
    rarity = _rarities(speaking.values(), wanted, len(titles))
    found = {words: fit(words, wanted, rarity) for words in set(speaking.values())}  # many share the same few words
    return {at: found[words] for at, words in speaking.items() if found[words].share}


@lru_cache(maxsize=50_000)
def title_words(title: str) -> frozenset[str]:
    """Return the words of an item's title as job titles have them."""
    spelled = _SHORT.sub(lambda found: _LONG[found[0]], title)
    return frozenset(joined(plain(spelled)))


@lru_cache(maxsize=50_000)
def telling(words: tuple[str, ...]) -> frozenset[str]:
    """Return those words of an item's title that tell it from others; how it teaches and whom is left out."""
    return frozenset(_SAME.get(word, word) for word in words if word not in FORM and word not in _EVERYWHERE)
