"""Files of people to import in tests."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from wayfare.core.imports import Options, Report
from wayfare.people import api as people

MAP = """
source = "posts"
empty = ["N/A"]

[id]
columns = ["body", "ref"]
repeats = "apart"
apart_by = ["Job Title", "Share"]

[manager]
columns = ["body", "boss"]
nobody = ["XX"]

[team]
columns = ["body", "Unit"]

[columns]
job_title = "Job Title"
unit = "Unit"
team = "Unit"
group = "Group"

[labels]
name = "{Job Title}, {Unit}"

[constants]
time_zone = "Europe/London"

[drop]
"Job Title" = ["Not in post"]

[groups]
Law = "lawyers"
"*" = "bosses"
"""
POST = {"body": "dept", "ref": "1", "Job Title": "Director", "Unit": "Finance", "boss": "XX", "Group": "", "Share": "1"}


def people_file(folder: Path, rows: Sequence[Mapping[str, object]], name: str = "people.csv") -> Path:
    """Write a CSV file with the columns of its first row."""
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_rows(folder: Path, rows: Sequence[Mapping[str, object]], **options: bool) -> Report:
    """Import rows with Wayfare's own columns."""
    path = people_file(folder, rows)
    return people.import_people(path=path, form="csv", mapping=None, options=Options(**options))


def import_posts(folder: Path, rows: Sequence[Mapping[str, object]], text: str = MAP, **options: bool) -> Report:
    """Import rows with the columns of somebody else's file, by a map. A row names what differs from a plain post."""
    path = people_file(folder, [{**POST, "Salary (£)": "70000", **row} for row in rows], "posts.csv")
    plan = folder / "map.toml"
    plan.write_text(text, encoding="utf-8")
    return people.import_people(path=path, form=None, mapping=plan, options=Options(**options))
