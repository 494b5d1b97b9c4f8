"""The senior posts of UK government organisations, with the map that stands in the docs, against roles of O*NET."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps

from wayfare.core.imports import Options, Report
from wayfare.people import api as people
from wayfare.people.models import Person, PersonRole
from wayfare.people.pay import is_pay
from wayfare.skills import api as skills

pytestmark = [pytest.mark.django_db, pytest.mark.realdata, pytest.mark.slow]
MAP = Path(__file__).resolve().parents[3] / "docs" / "maps" / "uk-senior-posts.toml"


def posts_file(realdata: Path) -> Path:
    return realdata / "people" / "senior_posts_2011-09-30.csv"


def rows_of(realdata: Path) -> list[dict[str, str]]:
    with posts_file(realdata).open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["Job Title"].casefold() != "not in post"]


def import_posts(realdata: Path) -> Report:
    return people.import_people(path=posts_file(realdata), form=None, mapping=MAP, options=Options())


def test_every_post_is_there_once_and_nothing_is_merged_in_silence(realdata: Path) -> None:
    report = import_posts(realdata)
    rows = rows_of(realdata)
    identical = len(rows) - len({tuple(row.values()) for row in rows})
    shared = Counter((row["body"], row["Post Unique Reference"]) for row in rows)
    assert report.applied
    assert report.rejected == []
    assert report.created == Person.objects.count() == len(rows) - identical
    assert report.notes["left out: Job Title is not in post"] == report.read - len(rows)
    repeated = {f"{body}/{ref}" for (body, ref), times in shared.items() if times > 1}
    said = Counter(row.value for row in report.warnings if row.column == "Post Unique Reference")
    assert said.keys() == repeated
    assert len([row for row in report.warnings if "counted once" in row.error]) == identical


def test_reporting_lines_stay_within_a_body_and_end(realdata: Path) -> None:
    import_posts(realdata)
    above = dict(Person.objects.values_list("id", "manager_id"))
    body = {number: key.split("/")[0] for number, key in Person.objects.values_list("id", "source_id")}
    assert sum(boss is not None for boss in above.values()) > 4500
    for who, boss in above.items():
        assert boss is None or body[boss] == body[who]
        line = [who]
        while above[line[-1]] is not None:
            line.append(above[line[-1]])
            assert len(line) < 20


def test_a_second_import_changes_nothing(realdata: Path) -> None:
    import_posts(realdata)
    before = list(Person.objects.order_by("id").values())
    report = import_posts(realdata)
    assert (report.created, report.updated) == (0, 0)
    assert list(Person.objects.order_by("id").values()) == before


def test_no_pay_is_stored(realdata: Path) -> None:
    import_posts(realdata)
    with posts_file(realdata).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    pay = {
        row[column]
        for row in rows
        for column in row
        if is_pay(column) and len(row[column]) > 5 and row[column].isdigit()
    }
    kept = {value for row in rows for column, value in row.items() if not is_pay(column)}
    stored = {str(value) for model in apps.get_models() for row in model.objects.values() for value in row.values()}
    assert len(pay) > 1000
    assert not stored & (pay - kept)


@pytest.fixture
def matched(realdata: Path) -> dict[tuple[str, str], str]:
    """Return the settled roles by job title and group, with people imported before the roles they need."""
    import_posts(realdata)
    for bring in (skills.import_skills, skills.import_roles):
        assert bring(path=realdata / "onet", form="onet", mapping=None, options=Options()).applied
    rows = PersonRole.objects.filter(state=PersonRole.State.MATCHED).select_related("person", "role")
    return {(row.person.job_title, row.person.group): row.role.title for row in rows}


def test_titles_land_where_a_learning_professional_expects_them(matched: dict[tuple[str, str], str]) -> None:
    expected = {
        ("Chief Executive", "Operational Delivery"): "Chief Executives",
        ("Lawyer", "Law"): "Lawyers",
        ("Deputy Parliamentary Counsel", "Law"): "Lawyers",
        ("Director of Human Resources", "Human Resources"): "Human Resources Managers",
        ("Finance Director", "Finance"): "Financial Managers",
        ("Director of Communications", "Communications"): "Public Relations Managers",
        ("Chief Information Officer", "Information Technology"): "Computer and Information Systems Managers",
        ("Chief Economist", "Economics"): "Economists",
        ("Head of Internal Audit", "Internal Audit"): "Accountants and Auditors",
        ("Director of Operations", "Operational Delivery"): "General and Operations Managers",
    }
    assert {key: matched.get(key) for key in expected} == expected
    assert 0.15 < len(PersonRole.objects.filter(state="matched")) / Person.objects.count() < 0.5
    vague = {
        "Deputy Director",
        "Director",
        "Manager",
        "Policy Deputy Director",
        "Deputy Director, Policy",
        "Not in post",
    }
    assert not vague & {title for title, _ in matched}
    everybody = set(PersonRole.objects.values_list("person_id", flat=True))
    assert len(everybody) == Person.objects.count()
    states = {PersonRole.State.MATCHED, PersonRole.State.STARTER}
    assert set(PersonRole.objects.filter(state__in=states).values_list("person_id", flat=True)) == everybody
