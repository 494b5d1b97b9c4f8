"""Courses with lessons in Wayfare's own format."""

from pathlib import Path

import pytest

from tests import factories
from wayfare import cli
from wayfare.catalog import api
from wayfare.catalog.models import Item, ItemSkill, Question, QuestionVersion, Segment
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options, Report
from wayfare.core.models import ImportBatch, StagedRow
from wayfare.core.versions import epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
DEMO = Path(cli.__file__).parent / "demo_company"
COURSE = """
id = "first-aid"
title = "First aid"
description = "Help until help comes."
lessons = ["look", "bandage"]
"""
LOOK = """+++
id = "look"
title = "Look first"
summary = "See what is dangerous."
level = 2
skills = ["safety"]
+++

## Danger {#danger minutes=1.5}

Look *around*.

```
## no heading
```

## Call {#call skill=calling level=3 minutes=1}

Call 112.
"""
BANDAGE = """+++
id = "bandage"
title = "Bandage"
minutes = 6
level = 2
skills = ["safety", "calling"]
+++
## Press {#press skill=safety}
Press.
## Lift {#lift skill=safety}
Lift.
"""


@pytest.fixture
def skills() -> dict[str, Skill]:
    return {name: factories.skill(name, source="wayfare") for name in ("safety", "calling")}


def write(folder: Path, course: str = COURSE, **lessons: str) -> Path:
    home = folder / "first-aid"
    home.mkdir(exist_ok=True)
    (home / "course.toml").write_text(course, encoding="utf-8")
    for name, text in ({"look": LOOK, "bandage": BANDAGE} | lessons).items():
        (home / f"{name}.md").write_text(text, encoding="utf-8")
    return folder


def load(path: Path, **options: bool) -> Report:
    return api.import_catalog(path=path, form=None, mapping=None, options=Options(**options))


def test_a_course_and_its_lessons_become_items_in_their_order(tmp_path: Path, skills: dict[str, Skill]) -> None:
    report = load(write(tmp_path))
    assert (report.applied, report.created, report.rejected) == (True, 3, [])
    course = Item.objects.get(source="wayfare", source_id="first-aid")
    assert (course.kind, course.title, course.summary) == ("course", "First aid", "Help until help comes.")
    parts = list(Item.objects.filter(parent=course).order_by("position"))
    assert [(part.source_id, part.kind) for part in parts] == [("look", "lesson"), ("bandage", "lesson")]
    assert (parts[1].minutes, parts[1].level, course.minutes) == (6.0, 2.0, 8.5)
    assert [view.title for view in api.lessons()] == ["Look first", "Bandage"]
    assert epoch("catalog") == 1


def test_segments_take_from_the_front_matter_what_their_headings_leave_out(
    tmp_path: Path, skills: dict[str, Skill]
) -> None:
    load(write(tmp_path))
    look, bandage = api.lessons()
    danger, call = look.segments
    assert (danger.anchor, danger.skill_id, danger.level, danger.minutes) == ("danger", skills["safety"].pk, 2.0, 1.5)
    assert "## no heading" in danger.text
    assert (call.skill_id, call.level, call.minutes) == (skills["calling"].pk, 3.0, 1.0)
    assert [part.minutes for part in bandage.segments] == [3.0, 3.0]


def test_an_author_s_skills_are_approved_up_to_the_highest_level_of_the_segments(
    tmp_path: Path, skills: dict[str, Skill]
) -> None:
    load(write(tmp_path))
    rows = ItemSkill.objects.filter(item__source_id="look").order_by("level")
    assert [(row.skill, row.level, row.origin, row.state) for row in rows] == [
        (skills["safety"], 2.0, "author", "approved"),
        (skills["calling"], 3.0, "author", "approved"),
    ]
    found = api.candidates(skill_ids=[skills["calling"].pk], per_skill=5, language="en")
    assert [[part.segment_minutes for part in found.parts(row)] for row in range(len(found))] == [[1.0], [None]]


def test_the_same_folder_again_changes_nothing(tmp_path: Path, skills: dict[str, Skill]) -> None:
    load(write(tmp_path))
    before = list(Segment.objects.order_by("id").values())
    again = load(tmp_path)
    assert (again.created, again.updated, again.unchanged, again.applied) == (0, 0, 3, True)
    assert list(Segment.objects.order_by("id").values()) == before
    assert epoch("catalog") == 1


def test_a_changed_lesson_keeps_its_item_and_the_segments_whose_anchor_stays(
    tmp_path: Path, skills: dict[str, Skill]
) -> None:
    load(write(tmp_path))
    look = Item.objects.get(source_id="look")
    danger = look.segments.get(anchor="danger")
    asked = factories.question(skills["safety"], teaches=danger)
    changed = LOOK.replace("Look *around*.", "Look up.").replace("## Call {#call ", "## Phone {#phone ")
    report = load(write(tmp_path, look=changed.replace("skill=calling ", "")))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 2)
    kept = Item.objects.get(source_id="look")
    assert kept.pk == look.pk
    assert [part.anchor for part in kept.segments.order_by("position")] == ["danger", "phone"]
    assert kept.segments.get(anchor="danger").pk == danger.pk
    assert "Look up." in kept.segments.get(anchor="danger").text
    assert Question.objects.get(pk=asked.question_id).segment_id == danger.pk
    assert [row.skill for row in kept.teaches.all()] == [skills["safety"]]


def test_a_rejection_by_a_person_survives_the_next_import(tmp_path: Path, skills: dict[str, Skill]) -> None:
    load(write(tmp_path))
    ItemSkill.objects.filter(item__source_id="look", skill=skills["safety"]).update(state="rejected")
    load(write(tmp_path, look=LOOK.replace("Look first", "Look around first")))
    assert ItemSkill.objects.get(item__source_id="look", skill=skills["safety"]).state == "rejected"


@pytest.mark.parametrize(
    ("lesson", "line", "words"),
    [
        (LOOK.replace("skill=calling", "skill=flying"), 17, "no such skill"),
        (LOOK.replace('["safety"]', '["flying"]'), 1, "no such skill"),
        (LOOK.replace("{#call skill=calling level=3 minutes=1}", ""), 17, "anchor"),
        (LOOK.replace("level=3", "level=9"), 17, "from 1 to 5"),
        (LOOK.replace("minutes=1}", "minutes=nan}"), 17, "above 0"),
        (LOOK.replace("minutes=1}", "colour=red}"), 17, "may follow"),
        (LOOK.replace("#call", "#danger"), 17, "earlier in the lesson"),
        (LOOK.replace("## Danger {#danger minutes=1.5}", ""), 8, "under headings"),
        (LOOK.replace("+++", "---"), 1, "begins with"),
        (LOOK.replace("+++\n\n", "\n"), 1, "never ends"),
        (LOOK.replace("level = 2", "level = = 2"), 1, "TOML"),
        (LOOK.replace("level = 2", "level = 7"), 1, "from 1 to 5"),
        (LOOK.replace('title = "Look first"', ""), 1, "title is missing"),
        (LOOK.replace('id = "look"', 'id = "first-aid"'), 1, "stands in first-aid/course.toml"),
        (LOOK.replace("Look first", "L" * 301), 1, "300 characters"),
        ("a\x00b", 1, "no text file"),
    ],
)
def test_a_lesson_that_cannot_be_read_names_file_and_line_and_changes_nothing(
    tmp_path: Path, skills: dict[str, Skill], lesson: str, line: int, words: str
) -> None:
    report = load(write(tmp_path, look=lesson))
    assert not report.applied
    assert [(row.file, row.line) for row in report.rejected] == [("first-aid/look.md", line)]
    assert words in report.rejected[0].error
    assert not Item.objects.exists()
    assert not StagedRow.objects.exists()
    assert not ImportBatch.objects.exists()


def test_a_lesson_in_another_encoding_is_rejected(tmp_path: Path, skills: dict[str, Skill]) -> None:
    write(tmp_path)
    (tmp_path / "first-aid" / "look.md").write_bytes(LOOK.replace("around", "café").encode("latin-1"))
    assert "UTF-8" in load(tmp_path).rejected[0].error


def test_a_lesson_that_is_listed_but_not_there_is_rejected(tmp_path: Path, skills: dict[str, Skill]) -> None:
    report = load(write(tmp_path, COURSE.replace('"bandage"', '"bandage", "lift"')))
    assert [row.file for row in report.rejected] == ["first-aid/lift.md"]


def test_no_lesson_is_read_from_outside_its_course(tmp_path: Path, skills: dict[str, Skill]) -> None:
    (tmp_path / "secret.md").write_text(BANDAGE, encoding="utf-8")
    report = load(write(tmp_path, COURSE.replace('"bandage"', '"../secret"')))
    assert "without folders" in report.rejected[0].error


def test_a_lesson_that_is_not_listed_is_named_and_left_out(tmp_path: Path, skills: dict[str, Skill]) -> None:
    report = load(write(tmp_path, extra="not even a lesson"))
    assert report.applied
    assert [row.value for row in report.warnings] == ["extra"]


def test_good_lessons_are_kept_where_bad_ones_may_be_passed_over(tmp_path: Path, skills: dict[str, Skill]) -> None:
    report = load(write(tmp_path, look="nothing"), keep_going=True)
    assert (report.applied, report.created, len(report.rejected)) == (True, 2, 1)


def test_a_dry_run_counts_and_changes_nothing(tmp_path: Path, skills: dict[str, Skill]) -> None:
    report = load(write(tmp_path), dry_run=True)
    assert (report.created, report.applied, Item.objects.exists()) == (3, False, False)


def test_a_course_without_lessons_is_rejected(tmp_path: Path) -> None:
    assert load(write(tmp_path, 'id = "x"\ntitle = "X"\n')).rejected[0].column == "lessons"


def test_a_folder_without_courses_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="holds no courses"):
        load(tmp_path)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        api.import_catalog(path=tmp_path / "gone", form="wayfare", mapping=None, options=Options())


def test_the_demo_company_s_courses_and_questions_are_imported_whole() -> None:
    import tomllib

    for cells in tomllib.loads((DEMO / "skills.toml").read_text(encoding="utf-8"))["skill"]:
        Skill.objects.create(source="wayfare", source_id=cells["id"], name=cells["name"], kind="practice")
    courses = load(DEMO)
    assert (courses.created, courses.rejected, courses.warnings) == (18, [], [])
    questions = api.import_questions(path=DEMO, form="wayfare", mapping=None, options=Options())
    assert questions.rejected == []
    assert questions.created == Question.objects.count() == QuestionVersion.objects.count() == 144
    assert not Question.objects.filter(segment=None).exists()
    asked = api.questions_of_item(item_id=api.lessons()[0].id)
    assert asked
    assert all(question.item_id == api.lessons()[0].id for question in asked)
