"""Reader of the Open University's learning analytics data (OULAD): who submitted what, when, with which score."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.reviews import Unreadable

PASSED = 40.0
GROUPS = ("gender", "age_band", "disability", "imd_band", "region", "highest_education")
UNKNOWN = "unknown"
# Presentations begin in February (B) and October (J); enough to put one student's submissions in order.
STARTS = {"B": 31, "J": 273}


@dataclass(frozen=True)
class Submission:
    """One graded submission. ``day`` counts on one calendar; ``groups`` are the student's, in the order of GROUPS."""

    student: str
    module: str
    assessment: str
    day: float
    passed: float
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Submissions:
    """All submissions in order of time, and how many rows were left out for which reason."""

    rows: list[Submission]
    left_out: dict[str, int]


def read(folder: Path) -> Submissions:
    """Read a folder of OULAD's CSV files. Raises Unreadable."""
    assessments = {
        row["id_assessment"]: (row["code_module"], row["code_presentation"])
        for row in _rows(folder / "assessments.csv", ("id_assessment", "code_module", "code_presentation"))
    }
    people = {
        (row["code_module"], row["code_presentation"], row["id_student"]): tuple(_group(row[name]) for name in GROUPS)
        for row in _rows(folder / "studentInfo.csv", ("code_module", "code_presentation", "id_student", *GROUPS))
    }
    rows, left_out = [], {"no score": 0, "carried over": 0, "unknown assessment or student": 0}
    wanted = ("id_assessment", "id_student", "date_submitted", "is_banked", "score")
    for row in _rows(folder / "studentAssessment.csv", wanted):
        course = assessments.get(row["id_assessment"])
        groups = people.get((*course, row["id_student"])) if course else None
        if course is None or groups is None:
            left_out["unknown assessment or student"] += 1
        elif row["is_banked"] == "1":
            left_out["carried over"] += 1
        elif row["score"] in ("", "?"):
            left_out["no score"] += 1
        else:
            rows.append(_submission(row, course, groups))
    rows.sort(key=lambda row: (row.day, row.assessment))
    return Submissions(rows, left_out)


def _submission(row: dict[str, str], course: tuple[str, str], groups: tuple[str, ...]) -> Submission:
    module, presentation = course
    try:
        day = int(presentation[:4]) * 365 + STARTS.get(presentation[4:], 0) + float(row["date_submitted"])
        passed = float(float(row["score"]) >= PASSED)
    except ValueError as error:
        raise Unreadable(f"submission {row['id_student']}, {row['id_assessment']}: {error}") from error
    return Submission(row["id_student"], module, row["id_assessment"], day, passed, groups)


def _group(text: str) -> str:
    """Return a group's name: one band is written "10-20", the others with a per cent sign."""
    text = text.strip()
    return "10-20%" if text == "10-20" else text if text and text != "?" else UNKNOWN


def _rows(path: Path, wanted: tuple[str, ...]) -> Iterator[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as opened:
            reader = csv.DictReader(opened)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise Unreadable(f"{path.name}: no column {', '.join(missing)}")
            for row in reader:
                if any(row[name] is None for name in wanted):
                    raise Unreadable(f"{path.name}, line {reader.line_num}: too few columns")
                yield row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path}: {error}") from error
