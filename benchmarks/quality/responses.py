"""Readers of public sets of answers: blocks of four lines (with question ids) or of three (without), told apart by content.

A block is one learner: a header (``local id,user``, or the number of answers), the question ids where there are any, the skill
ids, and the answers as 0 and 1. Ids may be any text. Where a question with several skills stands on several adjacent rows
with the same answer, the rows become one answer with several skills: repeated, they would give the answer away.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wayfare.engine.tracing.answers import UNKNOWN, Answer, Answers, columns

_PART = re.compile(r"(train|valid|test)(\d*)\.csv$")
_RIGHT = {"0": 0.0, "1": 1.0, "0.0": 0.0, "1.0": 1.0}
Block = list[list[str]]


class Unreadable(Exception):
    """A file that is not in either format, or a folder without a fold."""


@dataclass
class Ids:
    """Whole numbers for texts, in the order in which they appear."""

    known: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """Return the number of a text, a new one where it was not seen yet."""
        return self.known.setdefault(text, len(self.known))


@dataclass
class Names:
    """The ids of one fold: numbers mean the same in all its files."""

    learners: Ids = field(default_factory=Ids)
    questions: Ids = field(default_factory=Ids)
    skills: Ids = field(default_factory=Ids)


@dataclass(frozen=True)
class Fold:
    """One split: what to train on, and the answers of learners to test on."""

    number: int
    train: Answers
    test: Answers


def folds(folder: Path, wanted: Sequence[int] = ()) -> dict[int, dict[str, Path]]:
    """Return the files of each wanted fold (or of all) by part: train, test, and valid where there is one. Raises Unreadable."""
    found: dict[int, dict[str, Path]] = {}
    for path in sorted(folder.rglob("*.csv")):
        if part := _PART.search(path.name):
            found.setdefault(int(part[2] or 1), {})[part[1]] = path
    whole = {number: parts for number, parts in sorted(found.items()) if {"train", "test"} <= set(parts)}
    if not whole:
        raise Unreadable(f"{folder} holds no pair of files named *train<fold>.csv and *test<fold>.csv")
    if missing := sorted(set(wanted) - set(whole)):
        raise Unreadable(f"{folder} has no fold {missing}; it has {list(whole)}")
    return {number: whole[number] for number in wanted} if wanted else whole


def read_fold(number: int, parts: dict[str, Path]) -> Fold:
    """Read the files of a fold. The validation learners join the training: calibration is made out of fold anyway."""
    names = Names()
    train = [row for part in ("train", "valid") if part in parts for row in read(parts[part], names)]
    return Fold(number, columns(train), columns(read(parts["test"], names)))


def read(path: Path, names: Names) -> list[tuple[int, Answer]]:
    """Return (learner, answer) of a file, rows of one question merged. Raises Unreadable."""
    blocks = _blocks(path)
    counted = all(len(block[0]) == 1 and block[0][0] == str(len(block[-1])) for block in blocks)
    rows: list[tuple[int, Answer]] = []
    for place, block in enumerate(blocks):
        name = f"{path.name}:{place}" if counted else block[0][-1]
        learner = names.learners.number(name)
        rows += [(learner, answer) for answer in _merged(block, names)]
    return rows


def _merged(block: Block, names: Names) -> list[Answer]:
    skills = [names.skills.number(text) for text in block[-2]]
    scores = [_RIGHT[text] for text in block[-1]]
    if len(block) == 3:
        return [Answer(UNKNOWN, (skill,), score) for skill, score in zip(skills, scores, strict=True)]
    merged: list[Answer] = []
    for text, skill, score in zip(block[1], skills, scores, strict=True):
        question = names.questions.number(text)
        if merged and merged[-1].question == question and merged[-1].score == score:
            merged[-1] = Answer(question, tuple(sorted({*merged[-1].skills, skill})), score)
        else:
            merged.append(Answer(question, (skill,), score))
    return merged


def _blocks(path: Path) -> list[Block]:
    """Return the blocks of a file, without those of no answers."""
    lines = [_fields(line) for line in path.read_text("utf-8-sig").splitlines()]
    while lines and not lines[-1]:
        lines.pop()
    for candidate in (lines, [line for line in lines if line]):
        for size in (4, 3):
            if blocks := _cut(candidate, size):
                return [block for block in blocks if block[-1]]
    raise Unreadable(f"{path} is neither in blocks of four lines nor of three with answers 0 and 1")


def _fields(line: str) -> list[str]:
    return [text.strip() for text in line.strip().strip(",").split(",")] if line.strip(", \t") else []


def _cut(lines: Sequence[list[str]], size: int) -> list[Block] | None:
    if not lines or len(lines) % size:
        return None
    blocks = [list(lines[at : at + size]) for at in range(0, len(lines), size)]
    fits = all(
        block[0] and len({len(line) for line in block[1:]}) == 1 and _RIGHT.keys() >= set(block[-1]) for block in blocks
    )
    return blocks if fits else None
