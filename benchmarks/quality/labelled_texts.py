"""Texts whose labels are known, for the benchmark of tagging: a catalogue's tags, sentences with skills, job titles.

What would tell the answer is taken out here: the lists in which a provider writes its tags into a description, and titles that
consist of the very words of the one that is asked for.
"""

import csv
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wayfare.engine.matching.duplicates import Listing, groups
from wayfare.engine.matching.hybrid import Label
from wayfare.engine.matching.readings import Reading, plain

LIST_OF_SKILLS = re.compile(
    r"(?:skills?|what)\s+you(?:['’]ll| will| can)?\s+(?:gain|learn|develop|acquire|build)\s*[:\-]?.{0,400}?(?:\.|$)",
    re.IGNORECASE,
)
BETWEEN = r"\s*(?:[,;•·|/&\n]|\band\b|\s-\s|,\s*and\b)\s*"
IN_A_ROW = 3
ABSENT = ("", "null", "none")
NO_LABEL = ("LABEL NOT PRESENT", "UNDERSPECIFIED")


class Unreadable(Exception):
    """A data set is not where it should be."""


@dataclass(frozen=True, slots=True)
class Task:
    """Texts with the places of their labels; ``groups`` are texts that must not stand on both sides of a split."""

    labels: list[Label]
    readings: list[Reading]
    right: list[frozenset[int]]
    groups: list[int]
    sets: list[str]
    stripped: int = 0


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file. Raises Unreadable."""
    if not path.is_file():
        raise Unreadable(f"There is no file {path}; name the folder of the data with --data or in WAYFARE_DATA.")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def catalogue(folder: Path) -> Task:
    """Return courses with the tags that their providers gave them. Raises Unreadable."""
    path = folder / "catalog" / "courses.jsonl"
    if not path.is_file():
        raise Unreadable(f"There is no file {path}; name the folder of the data with --data or in WAYFARE_DATA.")
    every = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tagged = [row for row in every if row["skills"] and (row["title"] or "").casefold() not in ABSENT]
    names = sorted({name for row in tagged for name in row["skills"]})
    place = {name: number for number, name in enumerate(names)}
    readings, stripped = [], 0
    for row in tagged:
        body = f"{row['description'] or ''} {row.get('syllabus') or ''}".strip()
        kept = without_lists(body, row["skills"])
        stripped += kept != body
        readings.append(Reading(row["title"], kept))
    return Task(
        [Label(number, name) for number, name in enumerate(names)],
        readings,
        [frozenset(place[name] for name in row["skills"]) for row in tagged],
        _groups(tagged),
        ["catalogue"] * len(tagged),
        stripped,
    )


def without_lists(text: str, tags: Sequence[str]) -> str:
    """Return a text without the lists of what one learns, and without three or more of its own tags in a row."""
    return _in_a_row(tags).sub(" ", LIST_OF_SKILLS.sub(" ", text)).strip()


def lists_left(task: Task) -> int:
    """Return how many texts still hold three of their own tags in a row, or a list of what one learns."""
    left = 0
    for reading, right in zip(task.readings, task.right, strict=True):
        own = [task.labels[place].name for place in right]
        left += bool(_in_a_row(own).search(reading.body) or LIST_OF_SKILLS.search(reading.body))
    return left


def _in_a_row(tags: Sequence[str]) -> re.Pattern[str]:
    one = "|".join(re.escape(tag) for tag in sorted(tags, key=len, reverse=True))
    return re.compile(rf"(?:\b(?:{one}){BETWEEN}){{{IN_A_ROW - 1},}}(?:{one})", re.IGNORECASE)


def _groups(tagged: Sequence[dict[str, Any]]) -> list[int]:
    """Return a number for each course: the same for near-duplicates and for equal titles, whoever made them."""
    listings = [
        Listing(number, row["title"], row["description"] or "", row["org"] or "") for number, row in enumerate(tagged)
    ]
    parent = list(range(len(tagged)))
    for group in groups(listings):
        for number in group:
            parent[number] = group[0]
    first: dict[tuple[str, ...], int] = {}
    return [first.setdefault(tuple(plain(row["title"])), parent[number]) for number, row in enumerate(tagged)]


def sentences(folder: Path) -> Task:
    """Return sentences of vacancies with the ESCO skills they speak of; those with none are left out. Raises Unreadable."""
    skills = rows(folder / "esco" / "skills_en.csv")
    labels = [
        Label(number, row["preferredLabel"].strip(), _others(row["altLabels"], row["preferredLabel"]))
        for number, row in enumerate(skills)
    ]
    place = {label.name: label.id for label in labels}
    readings: list[Reading] = []
    right: list[frozenset[int]] = []
    sets: list[str] = []
    for path in sorted((folder / "skill_extraction" / "data").glob("*_annotations.csv")):
        said: dict[str, set[int]] = {}
        for row in rows(path):
            said.setdefault(row["sentence"], set()).update({place[name] for name in _known(row["label"], place)})
        for sentence, found in said.items():
            if found:
                readings.append(Reading(sentence))
                right.append(frozenset(found))
                sets.append(path.name.removesuffix("_annotations.csv"))
    if not readings:
        raise Unreadable(f"There are no sentences in {folder / 'skill_extraction' / 'data'}.")
    by_text: dict[str, int] = {}
    same = [by_text.setdefault(" ".join(plain(one.title)), number) for number, one in enumerate(readings)]
    return Task(labels, readings, right, same, sets)


def _known(name: str, place: dict[str, int]) -> Iterable[str]:
    return [name.strip()] if name.strip() in place and name not in NO_LABEL else []


def _others(cell: str, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for line in cell.split("\n") if (text := line.strip()) and text != name.strip()))


def job_titles(folder: Path, number: int, rng: np.random.Generator) -> Task:
    """Return job titles with the O*NET occupation each stands for; the labels know all titles but the asked ones.

    Asked are titles that only one occupation has. Those of the same words, in whatever order, are taken from the labels too.
    Half of them, in the set ``tuning``, are for weights; the others, ``test``, are judged. Raises Unreadable.
    """
    occupations = rows(folder / "onet" / "Occupation Data.csv")
    alternates = rows(folder / "onet" / "Alternate Titles.csv")
    place = {row["O*NET-SOC Code"]: at for at, row in enumerate(occupations)}
    official = {_key(row["Title"]) for row in occupations}
    users: dict[frozenset[str], set[int]] = {}
    for row in alternates:
        users.setdefault(_key(row["Alternate Title"]), set()).add(place[row["O*NET-SOC Code"]])
    single = sorted(
        {
            (place[row["O*NET-SOC Code"]], row["Alternate Title"])
            for row in alternates
            if len(users[_key(row["Alternate Title"])]) == 1 and _key(row["Alternate Title"]) not in official
        }
    )
    asked = [single[at] for at in rng.permutation(len(single))[: 2 * number]]
    gone = {_key(title) for _, title in asked}
    titles: dict[int, dict[str, None]] = {}
    for row in alternates:
        for title in (row["Alternate Title"], row["Short Title"]):
            if title and _key(title) not in gone:
                titles.setdefault(place[row["O*NET-SOC Code"]], {})[title] = None
    labels = [
        Label(at, row["Title"], tuple(title for title in titles.get(at, ()) if title != row["Title"]))
        for at, row in enumerate(occupations)
    ]
    half = len(asked) // 2
    return Task(
        labels,
        [Reading(title) for _, title in asked],
        [frozenset({at}) for at, _ in asked],
        list(range(len(asked))),
        ["tuning"] * half + ["test"] * (len(asked) - half),
    )


def _key(title: str) -> frozenset[str]:
    return frozenset(plain(re.sub(r"\([^)]*\)", " ", title)))
