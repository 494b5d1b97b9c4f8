"""Questions in Wayfare's own format."""

from pathlib import Path

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Question, QuestionVersion, Segment
from wayfare.core.errors import Invalid, NotFound
from wayfare.core.imports import Options, Report
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
ONE = """
[[question]]
id = "q1"
skill = "safety"
level = 2
stem = "What first?"
options = ["Look", "Run", "Call"]
correct = [0]
explanation = "Danger first."
slip = "Running feels like help."
segment = "look#danger"
"""
TWO = """
[[question]]
id = "q2"
stem = "Which <b>two</b>?"
options = ["A", "B", "C"]
correct = [2, 0]
multi = true
"""


@pytest.fixture
def segment() -> Segment:
    item = factories.item("Look first", source="wayfare", source_id="look")
    return factories.segment(item, "danger")


@pytest.fixture
def safety() -> Skill:
    return factories.skill("safety", source="wayfare")


def load(folder: Path, text: str, **options: bool) -> Report:
    (folder / "first-aid.toml").write_text(text, encoding="utf-8")
    return api.import_questions(path=folder, form=None, mapping=None, options=Options(**options))


def test_a_question_keeps_its_place_and_its_wording(tmp_path: Path, safety: Skill, segment: Segment) -> None:
    report = load(tmp_path, ONE + TWO)
    assert (report.applied, report.created) == (True, 2)
    question = Question.objects.get(source="wayfare", source_id="q1")
    assert (question.skill, question.level, question.segment) == (safety, 2.0, segment)
    version = QuestionVersion.objects.get(question=question)
    assert (version.number, version.current, version.correct) == (1, True, [0])
    assert (version.explanation, version.slip) == ("Danger first.", "Running feels like help.")
    assert [view.version_id for view in api.questions_of_item(item_id=segment.item_id)] == [version.pk]


def test_a_question_without_a_skill_is_practice_only_and_its_html_is_kept_as_text(tmp_path: Path, db: None) -> None:
    load(tmp_path, TWO)
    view = api.question(version_id=QuestionVersion.objects.get().pk)
    assert (view.skill_id, view.level, view.stem, view.multi) == (None, None, "Which <b>two</b>?", True)
    assert api.key(version_id=view.version_id) == (0, 2)


def test_a_changed_wording_makes_a_new_version_and_keeps_the_old_one(
    tmp_path: Path, safety: Skill, segment: Segment
) -> None:
    load(tmp_path, ONE)
    old = QuestionVersion.objects.get()
    report = load(tmp_path, ONE.replace('"Run"', '"Run away"'))
    assert (report.created, report.updated) == (0, 1)
    old.refresh_from_db()
    new = QuestionVersion.objects.get(current=True)
    assert (old.number, old.current, old.options) == (1, False, ["Look", "Run", "Call"])
    assert (new.number, new.question_id, new.options) == (2, old.question_id, ["Look", "Run away", "Call"])
    assert [view.version_id for view in api.questions_of_item(item_id=segment.item_id)] == [new.pk]
    assert api.grade(version_id=old.pk, response=[0]).score == 1.0


def test_a_changed_level_makes_no_new_version(tmp_path: Path, safety: Skill, segment: Segment) -> None:
    load(tmp_path, ONE)
    assert load(tmp_path, ONE.replace("level = 2", "level = 4")).updated == 1
    assert QuestionVersion.objects.get().question.level == 4.0


def test_the_same_file_again_changes_nothing(tmp_path: Path, safety: Skill, segment: Segment) -> None:
    load(tmp_path, ONE + TWO)
    again = load(tmp_path, ONE + TWO)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('"safety"', '"flying"', "skill"),
        ("look#danger", "look#water", "segment"),
        ("level = 2", "level = 6", "level"),
        ("level = 2", "level = true", "level"),
        ('"What first?"', '" "', "stem"),
        ('"Run"', '"Look"', "options"),
        ('"Run"', '""', "options"),
        ('["Look", "Run", "Call"]', '["Look"]', "options"),
        ('["Look", "Run", "Call"]', str([f"{n}" for n in range(11)]), "options"),
        ('["Look", "Run", "Call"]', '"Look"', "options"),
        ("correct = [0]", "correct = [3]", "correct"),
        ("correct = [0]", "correct = [-1]", "correct"),
        ("correct = [0]", "correct = []", "correct"),
        ("correct = [0]", "correct = [0, 0]", "correct"),
        ("correct = [0]", "correct = [0, 1]", "correct"),
        ("correct = [0]", "correct = [true]", "correct"),
        ("correct = [0]", 'correct = [0]\nmulti = "yes"', "multi"),
        ('id = "q1"', "", "id"),
        ('id = "q1"', 'id = "q2"', "id"),
        ('id = "q1"', f'id = "{"q" * 201}"', "id"),
    ],
)
def test_a_question_nobody_could_grade_is_rejected_with_its_line(
    tmp_path: Path, safety: Skill, segment: Segment, old: str, new: str, column: str
) -> None:
    report = load(tmp_path, TWO + ONE.replace(old, new))
    assert [(row.file, row.line, row.column) for row in report.rejected] == [("first-aid.toml", 9, column)]
    assert not Question.objects.exists()


@pytest.mark.parametrize("text", ["[[question]\n", "question = 3\n", "question = [3]\n", "", "a = " + "[" * 5000])
def test_a_file_that_holds_no_questions_is_rejected(tmp_path: Path, db: None, text: str) -> None:
    report = load(tmp_path, text)
    assert [row.file for row in report.rejected] == ["first-aid.toml"]


def test_one_file_can_be_named_alone(tmp_path: Path, db: None) -> None:
    load(tmp_path, TWO)
    path = tmp_path / "first-aid.toml"
    assert api.import_questions(path=path, form=None, mapping=None, options=Options()).unchanged == 1


def test_an_empty_or_missing_folder_is_refused(tmp_path: Path, db: None) -> None:
    with pytest.raises(Invalid):
        api.import_questions(path=tmp_path, form=None, mapping=None, options=Options())
    with pytest.raises(NotFound):
        api.import_questions(path=tmp_path / "gone", form="wayfare", mapping=None, options=Options())
