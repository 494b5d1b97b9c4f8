"""What somebody's post is about, by its meaning: which titles lie near it, whatever their words.

A post is read in ways that count alike: without the words that only name a rank (what is it about?), with them (courses for those
who lead differ from those for everybody), with its unit, and by what is said of its function. The name of the organisation does
not count: who leads people at a valuation office does not value. A course is read by its title and the skills that its provider
names. Pure.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.title_words import DEPUTIES, JUNIORS, LEADING, VAGUE
from wayfare.engine.matching.words import is_english

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
LEAST, FULL = 0.42, 0.6
"""Cosine up to which a title has no more to do with a post than any other, and from which on it is about that very post."""
MOST = 40
"""So many titles are kept of each post."""
PIECES = 40
"""Pieces of words that are read of each text."""
SKILLS = 6
AT_ONCE = 500
_RANKS = (
    LEADING
    | DEPUTIES
    | JUNIORS
    | frozenset(["acting", "interim", "joint", "temporary", "group", "band", "grade", "level"])
)
_LINKS = frozenset(["and", "at", "for", "in", "of", "on", "the", "to", "with"])
_ALONE = VAGUE | _LINKS | frozenset(["skill", "senior"])
_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"[\w'&/-]*\w|[^\w\s]")


class Post(NamedTuple):
    """What somebody's post is called."""

    title: str
    unit: str = ""
    function: str = ""

    @property
    def about(self) -> str:
        """What it is about in its own words, without those of rank; empty where it says no more than a rank."""
        return _core(self.title) or _without_rank(self.unit)


Near = list[tuple[int, float]]
"""Items that lie near a post, by their ids, nearest first, with the cosine of each."""


def text_of(title: str, skills: Sequence[str] = (), language: str = "") -> str:
    """Return what is read of an item; empty where the model would not understand it."""
    if not is_english(title, language):
        return ""
    return f"{title}. {', '.join(skills[:SKILLS])}" if skills else title


def readings(post: Post) -> list[str]:
    """Return the texts to read a post by; empty where nothing of it says what it is about."""
    core, unit = _core(post.title), _without_rank(post.unit)
    texts = (core, post.title if core else "", ". ".join(part for part in (core, unit) if part), post.function)
    return [text for text in texts if text]


def vectors(posts: Sequence[Post], encode: Callable[[Sequence[str]], Floats]) -> Floats:
    """Return the mean of the vectors of each post's readings, (posts, dimensions); zeros where there are none."""
    texts = [readings(post) for post in posts]
    different = {text: at for at, text in enumerate(dict.fromkeys(text for own in texts for text in own))}
    read = encode(list(different))
    found = np.zeros((len(posts), read.shape[1]), dtype=np.float32)
    for at, own in enumerate(texts):
        found[at] = read[[different[text] for text in own]].sum(axis=0)
    return np.asarray(found / np.array([max(1, len(own)) for own in texts], np.float32)[:, None])


def nearest(posts: Floats, pages: Iterable[tuple[Ints, Floats]]) -> list[Near]:
    """Return for each post the items that lie near it, at most ``MOST``; ``pages`` holds the ids of items and their vectors."""
    found: list[Near] = [[] for _ in posts]
    for ids, items in pages:
        for start in range(0, len(posts), AT_ONCE):
            for at, cosines in enumerate(posts[start : start + AT_ONCE] @ items.T, start):
                (near,) = (cosines > LEAST).nonzero()
                near = near[np.argsort(-cosines[near], kind="stable")[:MOST]]
                more = zip(ids[near].tolist(), cosines[near].tolist(), strict=True)
                found[at] = sorted([*found[at], *more], key=lambda pair: -pair[1])[:MOST]
    return found


def strength(cosine: float) -> float:
    """Return how strongly nearness speaks for an item, in [0, 1]."""
    return min(1.0, max(0.0, (cosine - LEAST) / (FULL - LEAST)))


def _core(title: str) -> str:
    """Return a title without its words of rank; whole where what is left alone could be anything (information, skills)."""
    core = _without_rank(title)
    return title if core and all(word.casefold().rstrip("s") in _ALONE for word in _WORD.findall(core)) else core


def _without_rank(title: str) -> str:
    """Return the words of a title that do not name a rank, without links at its ends."""
    words = [word for word in _PIECE.findall(title) if word.casefold() not in _RANKS]
    while words and _is_link(words[0]):
        words.pop(0)
    while words and _is_link(words[-1]):
        words.pop()
    return " ".join(words)


def _is_link(word: str) -> bool:
    return word.casefold() in _LINKS or not any(map(str.isalnum, word))
