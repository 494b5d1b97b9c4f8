"""Which labels (skills, tags, roles) a text is about: by its words and by its meaning, and by what people approved for others.

Words find what is named, a sentence model finds what is meant, and texts like this one that people have settled say what it is
usually called here. A logistic curve blends the signs. Without a sentence model the signs of meaning are zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from wayfare.engine.matching.blend import Blend
from wayfare.engine.matching.readings import Lexicon, Reading, parts, plain
from wayfare.engine.matching.sentences import Encoder, unit

Floats = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
SIGNS = (
    "title_meaning",
    "text_meaning",
    "part_meaning",
    "behind",
    "title_words",
    "text_words",
    "title_phrase",
    "text_phrase",
    "letters",
    "neighbours",
    "neighbours_root",
    "approved",
    "prototype",
    "unapproved",
)
MEANING = SIGNS[:4]
WORDS = SIGNS[4:9]
MEMORY = SIGNS[9:]
BY_MEANING, BY_WORDS, BY_MEMORY = 40, 40, 20
NEIGHBOURS, SHARPNESS, FAR = 25, 10.0, 1e-3
SHRINK = 2.0
"""A label with few approvals counts less as a prototype: so many empty ones are added."""
LEAST_SHARE = 0.01
BODY_PIECES = 64
"""So many pieces of words of a text are read for its meaning: half of the time, and as good."""


@dataclass(frozen=True, slots=True)
class Label:
    """Something texts may be about, with its name and what else it is called."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as they were read: words, and vectors of titles, of whole texts and of the titles' parts."""

    titles: list[list[str]]
    texts: list[list[str]]
    title_vectors: Vectors
    text_vectors: Vectors
    part_vectors: Vectors
    first_part: Ints
    parts: list[str] = field(default_factory=list)

    @property
    def vectors(self) -> Vectors:
        """One vector for each text: the mean of title and whole."""
        return unit(self.title_vectors + self.text_vectors)

    def take(self, rows: Sequence[int] | Ints) -> "Read":
        """Return some of the texts, in the order of their numbers given."""
        ranges = [range(self.first_part[row], self.first_part[row + 1]) for row in rows]
        places = [place for own in ranges for place in own]
        return Read(
            [self.titles[row] for row in rows],
            [self.texts[row] for row in rows],
            self.title_vectors[np.asarray(rows, dtype=np.int64)],
            self.text_vectors[np.asarray(rows, dtype=np.int64)],
            self.part_vectors[places],
            np.cumsum([0, *map(len, ranges)]),
            [self.parts[place] for place in places],
        )


@dataclass(frozen=True, slots=True)
class Candidates:
    """Labels that a text may be about: their places in the index and a row of signs each."""

    labels: Ints
    signs: Floats


class Memory:
    """What people settled of other texts: a vector for each, and +1 or −1 for labels approved or rejected."""

    def __init__(
        self, vectors: Vectors, settled: Sequence[Mapping[int, int]], groups: Sequence[int], labels: int
    ) -> None:
        """Take for each text its vector, its settled labels by place, and its group: a text learns nothing from its own."""
        from scipy import sparse

        rows = [row for row, own in enumerate(settled) for _ in own]
        places = [place for own in settled for place in own]
        values = np.array([value for own in settled for value in own.values()], dtype=np.float32)
        self.marks = sparse.csr_matrix((values, (rows, places)), shape=(len(settled), labels))
        self.vectors, self.groups = vectors, np.asarray(groups, dtype=np.int64)
        self.approved = np.asarray(self.marks.multiply(self.marks > 0).sum(axis=0), dtype=np.float64).ravel()
        self.centres = np.asarray(self.marks.T @ vectors)

    def signs(self, vector: Vectors, group: int) -> tuple[Floats, Floats, Floats]:
        """Return for every label: share among the nearest texts, number of approvals, nearness of its approved texts."""
        near = self.vectors @ vector
        own = np.flatnonzero(self.groups == group)
        near[own] = -np.inf
        approved, centre = self.approved, self.centres @ vector
        if len(own):
            mine = self.marks[own]
            approved = approved - np.asarray(mine.multiply(mine > 0).sum(axis=0)).ravel()
            centre = centre - np.asarray(mine.T @ (self.vectors[own] @ vector)).ravel()
        top = np.argpartition(-near, min(NEIGHBOURS, len(near) - 1))[:NEIGHBOURS]
        weight = np.exp(SHARPNESS * (near[top].astype(np.float64) - 1))
        share = np.asarray(self.marks[top].T @ (weight / (weight.sum() + FAR))).ravel()
        return np.maximum(share, 0.0), approved, centre / (approved + SHRINK)


class Matcher:
    """Labels, ready to be looked for in texts."""

    def __init__(
        self,
        labels: Sequence[Label],
        encoder: Encoder | None,
        *,
        in_parts: bool = False,
        meant: int = 1,
        bodies: bool = True,
    ) -> None:
        """Take the labels.

        ``in_parts`` reads the meaning of each part of a title too, at several times the cost; ``meant`` is how many of a
        label's names are read for their meaning, its own first: 2,000 names take about three seconds. Without ``bodies`` only
        titles are read for their meaning, ten times as fast.
        """
        self.labels = list(labels)
        named = [(name, place) for place, label in enumerate(labels) for name in (label.name, *label.aliases)]
        self._lexicon = Lexicon([name for name, _ in named], [place for _, place in named], len(self.labels))
        self.encoder, self._in_parts, self._bodies = encoder, in_parts, bodies
        names = [(label.name, *label.aliases)[:meant] for label in labels]
        self._first = np.cumsum([0, *map(len, names)])[:-1]
        self._vectors = self._encoded([name for own in names for name in own])

    def read(self, readings: Sequence[Reading]) -> Read:
        """Return the words and vectors of texts."""
        titles = [plain(one.title) for one in readings]
        texts = [[*title, *plain(one.body)] for title, one in zip(titles, readings, strict=True)]
        pieces = [parts(one.title) if self._in_parts else [] for one in readings]
        flat = [part for own in pieces for part in own]
        heads = self._encoded([one.title for one in readings])
        whole = heads.copy()
        told = [row for row, one in enumerate(readings) if one.body and self._bodies]
        whole[told] = self._encoded([f"{readings[row].title}. {readings[row].body}" for row in told], BODY_PIECES)
        first = np.cumsum([0, *map(len, pieces)])
        return Read(titles, texts, heads, whole, self._encoded(flat), first, flat)

    def candidates(self, read: Read, memory: Memory | None = None, groups: Sequence[int] = ()) -> list[Candidates]:
        """Return for each text the labels it may be about; ``groups`` are the texts' groups in the memory, −1 if in none."""
        in_titles, in_texts = self._lexicon.shares(read.titles), self._lexicon.shares(read.texts)
        letters = self._lexicon.likeness(read.titles)
        by_title, by_text = self._near(read.title_vectors), self._near(read.text_vectors)
        found = []
        for row in range(len(read.titles)):
            own = read.part_vectors[read.first_part[row] : read.first_part[row + 1]]
            by_part = self._near(own).max(axis=0) if len(own) else by_title[row]
            meant = by_title[row] + by_text[row] + by_part
            named = in_titles[row] + in_texts[row] + letters[row]
            seen = memory.signs(read.vectors[row], groups[row] if groups else -1) if memory else None
            places = _promising(meant if self.encoder else None, named, seen)
            columns = [by_title[row], by_text[row], by_part, meant - meant.max(), in_titles[row], in_texts[row]]
            signs = [column[places] for column in columns]
            signs += [self._standing(places, words) for words in (read.titles[row], read.texts[row])]
            signs += [letters[row][places], *_remembered(seen, places)]
            found.append(Candidates(places, np.column_stack(signs).astype(np.float64)))
        return found

    def nearness(self, read: Read) -> Vectors:
        """Return how near each label is by meaning alone (texts, labels): of the title and of the whole text."""
        return self._near(read.vectors)

    def remembered(self) -> Memory:
        """Return the names that were read for their meaning as texts people settled: each speaks for its label."""
        sizes = np.diff([*self._first, len(self._vectors)])
        of = np.repeat(np.arange(len(self._first)), sizes)
        return Memory(self._vectors, [{int(place): 1} for place in of], range(len(of)), len(self.labels))

    def words(self, label: int, reading: Reading) -> str:
        """Return the words a match rests on: those of the label's name that the text has, else its whole title."""
        said = set(plain(reading.title)) | set(plain(reading.body))
        label_words = [word for word in plain(self.labels[label].name) if word in said]
        return " ".join(label_words) or " ".join(plain(reading.title))

    def _near(self, vectors: Vectors) -> Vectors:
        """Return the cosine of the nearest of each label's names: (vectors, labels)."""
        near = vectors @ self._vectors.T
        return near if len(self._first) == near.shape[1] else np.maximum.reduceat(near, self._first, axis=1)

    def _encoded(self, texts: Sequence[str], longest: int = 256) -> Vectors:
        if self.encoder is None:
            return np.zeros((len(texts), 1), dtype=np.float32)
        return self.encoder.encode(texts, longest)

    def _standing(self, places: Ints, words: Sequence[str]) -> Floats:
        text = f" {' '.join(words)} "
        return np.array([self._lexicon.stands(int(place), text) for place in places])


def ranked(candidates: Candidates, blend: Blend) -> tuple[Ints, Floats]:
    """Return the candidates' places and confidences, surest first."""
    sure = blend.confidence(candidates.signs, SIGNS)
    order = np.argsort(-sure, kind="stable")
    return candidates.labels[order], sure[order]


def _promising(meant: Vectors | None, named: Vectors, seen: tuple[Floats, Floats, Floats] | None) -> Ints:
    found = [_top(named, BY_WORDS)]
    if meant is not None:
        found.append(_top(meant, BY_MEANING))
    if seen is not None:
        found += [np.flatnonzero(seen[0] > LEAST_SHARE), _top(seen[2], BY_MEMORY)]
    return np.unique(np.concatenate(found))


def _top(scores: npt.NDArray[np.floating], number: int) -> Ints:
    return np.argpartition(-scores, min(number, len(scores) - 1))[:number]


def _remembered(seen: tuple[Floats, Floats, Floats] | None, places: Ints) -> list[Floats]:
    if seen is None:
        return [np.zeros(len(places))] * 4 + [np.ones(len(places))]
    share, approved, nearness = (one[places] for one in seen)
    return [share, np.sqrt(share), np.log1p(approved), nearness, (approved <= 0).astype(np.float64)]
