"""Courses as catalogues export them."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill
from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.core.imports import Options, Report
from wayfare.core.models import ImportBatch, StagedRow
from wayfare.core.versions import epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {
    "id": "c1",
    "provider": "Coursera",
    "org": "IBM",
    "title": "Getting Started with Python",
    "description": "Write your first program.",
    "skills": ["Python", "Data"],
    "tags": [],
    "category": "Computer Science",
    "subcategory": "",
    "level": "Intermediate",
    "duration": "Approx. 21 hours to complete",
    "language": "English",
    "rating": 4.7,
    "n_ratings": 484,
    "n_learners": 6706,
    "url": "https://example.org/learn/python",
    "syllabus": "",
}


@pytest.fixture
def python() -> Skill:
    return factories.skill("Python", kind=Skill.Kind.TECHNOLOGY)


def load(folder: Path, *rows: dict[str, Any] | str, mapping: str = "", **options: bool) -> Report:
    lines = [row if isinstance(row, str) else json.dumps({**ROW, **row}) for row in rows]
    path = folder / "courses.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    said = folder / "map.toml"
    said.write_text(mapping, encoding="utf-8")
    return api.import_catalog(path=path, form=None, mapping=said if mapping else None, options=Options(**options))


def best(skill: Skill, number: int = 5) -> list[int]:
    """Return the items that are offered for a skill, strongest first."""
    return [offer.item_id for offer in api.candidates(skill_ids=[skill.pk], per_skill=number, language="en")]


def test_a_course_becomes_an_item(tmp_path: Path, db: None) -> None:
    report = load(tmp_path, {})
    assert (report.applied, report.created, report.rejected) == (True, 1, [])
    row = Item.objects.get(source="courses", source_id="c1")
    view = api.item(item_id=row.pk)
    assert (view.kind, view.title, view.provider, view.organisation) == ("course", ROW["title"], "Coursera", "IBM")
    assert (view.level, view.minutes, view.language) == (3.0, 21 * 60, "en")
    assert (view.rating, view.ratings, view.learners, view.url) == (4.7, 484, 6706, ROW["url"])
    assert epoch("catalog") == 1


def test_its_words_propose_skills_and_say_so(tmp_path: Path, python: Skill) -> None:
    load(tmp_path, {}, {"id": "c2", "title": "Watercolours", "skills": [], "category": "Art", "description": ""})
    found = ItemSkill.objects.get()
    assert (found.item.source_id, found.skill, found.state, found.level) == ("c1", python, "proposed", 3.0)
    assert "Python" in found.words
    assert 0 < found.strength < found.confidence <= 1
    assert best(python) == [found.item_id]


def test_a_skill_that_the_provider_names_is_the_provider_s(tmp_path: Path, python: Skill) -> None:
    load(tmp_path, {}, {"id": "c2", "skills": []})
    assert {row.item.source_id: row.origin for row in ItemSkill.objects.all()} == {"c1": "provider", "c2": "tagger"}


def test_well_known_good_courses_come_first(tmp_path: Path, python: Skill) -> None:
    load(
        tmp_path,
        {"id": "few", "rating": 5.0, "n_ratings": 3, "n_learners": 20},
        {"id": "many", "rating": 4.8, "n_ratings": 90_000, "n_learners": 900_000},
        {"id": "bad", "rating": 2.1, "n_ratings": 90_000, "n_learners": 900},
    )
    order = ItemSkill.objects.order_by("-strength").values_list("item__source_id", flat=True)
    assert list(order) == ["many", "few", "bad"]
    assert [Item.objects.get(pk=number).source_id for number in best(python, 1)] == ["many"]


def test_the_same_file_again_changes_nothing(tmp_path: Path, python: Skill) -> None:
    load(tmp_path, {}, {"id": "c2"})
    before = (list(Item.objects.values()), list(ItemSkill.objects.values()), epoch("catalog"))
    again = load(tmp_path, {}, {"id": "c2"})
    assert (again.created, again.updated, again.unchanged, again.applied) == (0, 0, 2, True)
    assert (list(Item.objects.values()), list(ItemSkill.objects.values()), epoch("catalog")) == before
    assert not StagedRow.objects.exists()


def test_a_changed_course_is_changed_in_place_and_tagged_again(tmp_path: Path, python: Skill) -> None:
    sql = factories.skill("SQL", kind=Skill.Kind.TECHNOLOGY)
    load(tmp_path, {}, {"id": "c2"})
    item = Item.objects.get(source_id="c1")
    report = load(tmp_path, {"title": "Databases with SQL", "skills": ["SQL"], "rating": 4.9}, {"id": "c2"})
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    changed = Item.objects.get(pk=item.pk)
    assert (changed.title, changed.rating, changed.source_id) == ("Databases with SQL", 4.9, "c1")
    assert [row.skill for row in ItemSkill.objects.filter(item=changed)] == [sql]
    assert best(sql) == [item.pk]


NUMBERS = ("level", "minutes", "rating", "ratings", "learners")


def numbers(source_id: str) -> tuple[object, ...]:
    """Return the numbers that are kept of a course."""
    return tuple(Item.objects.values_list(*NUMBERS).get(source_id=source_id))


def test_a_course_of_which_only_numbers_changed_takes_the_new_ones(tmp_path: Path, python: Skill) -> None:
    was, other = {"id": "c1"}, {"id": "c2", "title": "Budgets", "skills": []}
    load(tmp_path, was, other)
    text = Item.objects.values_list("title", "summary", "url").get(source_id="c1")
    before = numbers("c2")
    report = load(
        tmp_path, {**was, "rating": None, "n_ratings": 7, "n_learners": 2**31 - 1, "duration": "2 hours"}, other
    )
    assert (report.updated, report.unchanged) == (1, 1)
    assert numbers("c1") == (3.0, 120.0, None, 7, 2**31 - 1)
    assert numbers("c2") == before
    assert Item.objects.values_list("title", "summary", "url").get(source_id="c1") == text
    again = load(tmp_path, was, {**other, "title": "Budgets and forecasts", "rating": 3.5})
    assert (again.updated, again.unchanged) == (2, 0)
    assert numbers("c1") == (3.0, 21 * 60.0, 4.7, 484, 6706)
    assert Item.objects.values_list("title", "rating").get(source_id="c2") == ("Budgets and forecasts", 3.5)


@pytest.mark.parametrize("state", ["approved", "rejected"])
def test_what_a_person_settled_stays_when_the_course_changes(tmp_path: Path, python: Skill, state: str) -> None:
    load(tmp_path, {})
    ItemSkill.objects.update(state=state, level=4.5)
    load(tmp_path, {"title": "Watercolours", "skills": [], "level": "Beginner"})
    row = ItemSkill.objects.get()
    assert (row.skill, row.state, row.level) == (python, state, 4.5)


def test_a_settled_skill_moves_with_the_item_s_quality_only(tmp_path: Path, python: Skill) -> None:
    load(tmp_path, {"n_learners": 10, "rating": None})
    ItemSkill.objects.update(state="approved", level=4.5)
    before = ItemSkill.objects.get()
    load(tmp_path, {"n_learners": 2_000_000, "rating": None})
    after = ItemSkill.objects.get()
    assert (after.state, after.level) == ("approved", 4.5)
    assert after.strength > before.strength


def test_questions_alone_are_practice(tmp_path: Path, db: None) -> None:
    load(tmp_path, {"level": "All Levels", "duration": "396 questions Intermediate"})
    row = Item.objects.get()
    assert (row.kind, row.minutes, row.level) == ("practice", 396.0, 3.0)


def test_what_is_not_said_or_not_understood_is_counted(tmp_path: Path, db: None) -> None:
    report = load(
        tmp_path,
        {"id": "1", "duration": "", "level": "", "language": "null", "description": "null"},
        {"id": "2", "duration": "Flexible schedule", "level": "Subtitles: English", "url": "ftp://example.org/"},
        {"id": "3", "duration": "5 weeks long", "level": "All Levels", "rating": 48},
        {"id": "4", "title": "null", "url": "https://example.org/learn/data-science_for-all/"},
        {"id": "5", "n_ratings": 2**40, "n_learners": -1, "description": "word " * 5_000},
    )
    assert report.notes == {
        "addresses left out": 1,
        "descriptions cut off": 1,
        "durations by an assumed effort": 1,
        "durations not given": 1,
        "durations not understood": 1,
        "items without a skill": 5,
        "languages guessed": 1,
        "levels not given": 1,
        "levels not understood": 1,
        "levels open to all": 1,
        "ratings left out": 3,
        "skills proposed": 0,
        "titles taken from the address": 1,
    }
    rows = {row.source_id: row for row in Item.objects.all()}
    assert (rows["1"].minutes, rows["1"].level, rows["1"].language, rows["1"].summary) == (None, None, "en", "")
    assert (rows["2"].url, rows["3"].rating, rows["5"].ratings, rows["5"].learners) == ("", None, None, None)
    assert rows["4"].title == "Data science for all"
    assert len(rows["5"].summary) == 20_000


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//example.org/x", "https://", "http://[::1", "https://a b.org/", "x"],
)
def test_only_web_addresses_are_kept(tmp_path: Path, db: None, url: str) -> None:
    load(tmp_path, {"url": url})
    assert Item.objects.get().url == ""


def test_markup_is_kept_as_text_and_control_characters_are_dropped(tmp_path: Path, db: None) -> None:
    load(
        tmp_path, {"title": "<script>alert(1)</script>\x07 &\u2028 more", "description": "<b>a</b>\r\nb\x1b[31m\ufffe"}
    )
    row = Item.objects.get()
    assert row.title == "<script>alert(1)</script> & more"
    assert row.summary == "<b>a</b>\nb[31m"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ({"id": None}, "id"),
        ({"id": ""}, "id"),
        ({"id": True}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"title": None, "url": ""}, "title"),
        ({"title": ["a"], "url": "https://example.org"}, "title"),
        ({"description": "x" * 1_000_000}, "description"),
        ({"title": "a\x00b"}, "title"),
        ("[1, 2]", ""),
        ("not json", ""),
        ('{"id": "c1", "title": "Cut o', ""),
    ],
)
def test_a_bad_row_changes_nothing_and_says_where(
    tmp_path: Path, db: None, row: dict[str, Any] | str, column: str
) -> None:
    report = load(tmp_path, {"id": "good"}, row)
    assert not report.applied
    assert [(found.line, found.column) for found in report.rejected] == [(2, column)]
    assert len(report.rejected[0].value) <= 121
    assert not Item.objects.exists()
    assert not ImportBatch.objects.exists()


def test_good_rows_are_kept_where_bad_ones_may_be_passed_over(tmp_path: Path, db: None) -> None:
    report = load(tmp_path, {"id": "good"}, "not json", keep_going=True)
    assert (report.applied, report.created, report.rejected_total) == (True, 1, 1)


def test_an_id_that_stands_twice_is_rejected_unless_the_rows_are_the_same(tmp_path: Path, db: None) -> None:
    assert [row.line for row in load(tmp_path, {}, {"title": "Other"}).rejected] == [2]
    report = load(tmp_path, {}, {})
    assert (report.applied, report.created, len(report.warnings)) == (True, 1, 1)


@pytest.mark.parametrize(
    "odd", [{"skills": "Python, Data"}, {"skills": [1, None, "Python"]}, {"skills": {"a": 1}}, {"tags": None}]
)
def test_odd_shapes_of_labels_do_no_harm(tmp_path: Path, python: Skill, odd: dict[str, Any]) -> None:
    assert load(tmp_path, odd).created == 1
    assert ItemSkill.objects.filter(skill=python).exists()


@pytest.mark.parametrize("odd", ["4.5", "n/a", True, [4], {"a": 1}, "1e999", "NaN"])
def test_odd_shapes_of_numbers_do_no_harm(tmp_path: Path, db: None, odd: object) -> None:
    load(tmp_path, {"rating": odd, "n_ratings": odd, "n_learners": odd, "duration": odd, "level": odd, "title": "T"})
    assert Item.objects.get().rating in (None, 4.5)


def test_a_file_in_another_encoding_is_refused_row_by_row(tmp_path: Path, db: None) -> None:
    path = tmp_path / "courses.jsonl"
    path.write_bytes(json.dumps({**ROW, "title": "Café"}, ensure_ascii=False).encode("latin-1"))
    report = api.import_catalog(path=path, form=None, mapping=None, options=Options())
    assert "UTF-8" in report.rejected[0].error


def test_a_file_of_something_else_is_refused_before_it_is_read_to_its_end(tmp_path: Path, db: None) -> None:
    path = tmp_path / "courses.txt"
    path.write_text("id,title\n" * 5_000, encoding="utf-8")
    with pytest.raises(Invalid, match="first 1,000 rows"):
        api.import_catalog(path=path, form=None, mapping=None, options=Options())
    assert not ImportBatch.objects.exists()


def test_an_endless_line_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(TooLarge):
        load(tmp_path, {"description": "x" * 10_000_000})
    assert not ImportBatch.objects.exists()


def test_a_missing_or_empty_file_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(NotFound):
        api.import_catalog(path=tmp_path / "gone.jsonl", form=None, mapping=None, options=Options())
    with pytest.raises(Invalid, match="no rows"):
        load(tmp_path, "")


def test_a_mapping_names_source_columns_and_levels(tmp_path: Path, db: None) -> None:
    said = 'source = "acme"\n[columns]\ntitle = "name"\n[levels]\n"Level B" = 3.5\n'
    row = {key: value for key, value in ROW.items() if key != "title"} | {"name": "Cranes", "level": "Level B"}
    load(tmp_path, json.dumps(row), mapping=said)
    found = Item.objects.get()
    assert (found.source, found.title, found.level) == ("acme", "Cranes", 3.5)


@pytest.mark.parametrize("said", ["source = ", "source = 3", "columns = 3", '[levels]\n"x" = 9'])
def test_a_mapping_that_cannot_be_read_is_refused(tmp_path: Path, db: None, said: str) -> None:
    with pytest.raises(Invalid):
        load(tmp_path, {}, mapping=said)


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path, python: Skill) -> None:
    report = load(tmp_path, {}, dry_run=True)
    assert (report.created, report.applied, Item.objects.exists()) == (1, False, False)
    assert epoch("catalog") == 0


def test_a_retired_course_that_comes_again_stays_retired(tmp_path: Path, python: Skill, now: Any) -> None:
    load(tmp_path, {})
    api.retire(item_ids=[Item.objects.get().pk], now=now)
    load(tmp_path, {"title": "Python, again"})
    assert Item.objects.get().retired_at == now
    assert best(python) == []


def test_an_unknown_format_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(Invalid, match="no format"):
        api.import_catalog(path=tmp_path, form="scorm", mapping=None, options=Options())


def table(folder: Path, text: str, mapping: str = "") -> Report:
    path, said = folder / "courses.csv", folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    said.write_text(mapping, encoding="utf-8")
    return api.import_catalog(path=path, form=None, mapping=said if mapping else None, options=Options())


@pytest.mark.usefixtures("python")
def test_a_table_of_courses_is_read_like_json_lines(tmp_path: Path) -> None:
    text = "id,title,description,duration,level,skills\nc1,Python one,Write it.,3 hours,Beginner,Python; Data\nc2,Two,,,,\n"
    report = table(tmp_path, text)
    assert (report.created, report.rejected_total) == (2, 0)
    one = Item.objects.get(source_id="c1")
    assert (one.title, one.summary, one.minutes, one.level) == ("Python one", "Write it.", 180.0, 2.0)
    assert ItemSkill.objects.filter(item=one, skill__name="Python").exists()
    assert Item.objects.get(source_id="c2").minutes is None
    assert table(tmp_path, text).unchanged == 2


def test_a_table_without_ids_goes_by_address_or_title(tmp_path: Path) -> None:
    report = table(tmp_path, "Title;URL;Minutes\nCharts;https://example.org/c;20\n„Maps“;;7,5\n")
    assert report.created == 2
    assert dict(Item.objects.values_list("source_id", "title")) == {
        "https://example.org/c": "Charts",
        "„Maps“": "„Maps“",
    }
    assert Item.objects.get(title="Charts").minutes == 20.0


def test_a_table_in_which_nothing_is_a_title_says_which_columns_it_has(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no column “title”") as caught:
        table(tmp_path, "name,hours\nCharts,2\n")
    assert "name, hours" in caught.value.next
    assert table(tmp_path, "name,hours\nCharts,2\n", '[columns]\ntitle = "name"\nduration = "hours"\n').created == 1
    assert Item.objects.get().minutes == 120.0
