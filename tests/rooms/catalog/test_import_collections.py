"""Collections of questions and what their topics are about."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.imports import topics
from wayfare.catalog.models import Question, QuestionVersion
from wayfare.core.errors import Invalid
from wayfare.core.imports import Options, Report
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
ROW: dict[str, Any] = {
    "id": "mmlu_redux:1",
    "source": "mmlu_redux",
    "topic": "college_biology",
    "stem": "What is a cell?",
    "options": ["A room", "A unit of life", "A phone", "A battery"],
    "correct": [1],
    "multi": False,
    "explanation": "",
    "license": "MIT",
}


@pytest.fixture
def biology() -> Skill:
    return factories.skill("Biology", source="onet", source_id="2.C.4.d")


def load(folder: Path, *rows: dict[str, Any], mapping: str = "", **options: bool) -> Report:
    path = folder / "questions.jsonl"
    path.write_text("\n".join(json.dumps({**ROW, **row}) for row in rows), encoding="utf-8")
    said = folder / "map.toml"
    said.write_text(mapping, encoding="utf-8")
    return api.import_questions(path=path, form=None, mapping=said if mapping else None, options=Options(**options))


def test_a_topic_s_skill_and_level_come_from_the_map(tmp_path: Path, biology: Skill) -> None:
    report = load(tmp_path, {}, {"id": "2", "topic": "high_school_biology"})
    assert (report.applied, report.created) == (True, 2)
    found = {row.source_id: (row.skill, row.level, row.topic) for row in Question.objects.all()}
    assert found["mmlu_redux:1"] == (biology, 3.5, "college_biology")
    assert found["2"] == (biology, 2.0, "high_school_biology")
    version = QuestionVersion.objects.get(question__source_id="2")
    assert (version.explanation, version.slip, version.licence) == ("", "", "MIT")


def test_a_topic_about_none_of_our_skills_is_practice_only(tmp_path: Path, biology: Skill) -> None:
    report = load(tmp_path, {"topic": "miscellaneous"}, {"id": "2", "topic": "college_physics"}, {"id": "3"})
    assert set(Question.objects.filter(skill=None).values_list("source_id", "level")) == {
        ("mmlu_redux:1", None),
        ("2", None),
    }
    assert (report.notes["for practice only"], report.notes["with a skill"]) == (2, 1)


def test_a_skill_that_is_imported_later_is_taken_the_next_time(tmp_path: Path) -> None:
    load(tmp_path, {})
    before = QuestionVersion.objects.get()
    factories.skill("Biology", source="onet", source_id="2.C.4.d")
    assert load(tmp_path, {}).updated == 1
    assert Question.objects.get().level == 3.5
    assert QuestionVersion.objects.get() == before


def test_collections_that_are_left_out_are_counted(tmp_path: Path, biology: Skill) -> None:
    report = load(tmp_path, {}, {"id": "2", "source": "opentriviaqa"}, {"id": "3", "source": "opentriviaqa"})
    assert (report.read, report.created, report.notes["left out: opentriviaqa"]) == (3, 1, 2)


def test_an_operator_s_own_map_comes_before_ours(tmp_path: Path, biology: Skill) -> None:
    factories.skill("Games", source="wayfare", source_id="games")
    said = 'source = "quiz"\nskills = "wayfare"\nskip = []\n[topics]\n"*/games" = "games"\n[levels]\n"*/games" = 1.5\n'
    load(tmp_path, {}, {"id": "2", "source": "opentriviaqa", "topic": "games"}, mapping=said)
    found = {row.source_id: (row.source, row.skill_id, row.level) for row in Question.objects.all()}
    assert found["mmlu_redux:1"] == ("quiz", None, None)
    assert found["2"] == ("quiz", Skill.objects.get(name="Games").pk, 1.5)


@pytest.mark.parametrize(
    "said", ["skip = 3", "skip = [3]", "source = ''", "topics = 3", "levels = 3", '[levels]\n"x" = "high"', "= ="]
)
def test_a_map_that_cannot_be_read_is_refused(tmp_path: Path, db: None, said: str) -> None:
    with pytest.raises(Invalid):
        load(tmp_path, {}, mapping=said)


def test_options_that_read_alike_are_one_and_are_named(tmp_path: Path, biology: Skill) -> None:
    report = load(
        tmp_path,
        {"options": ["Same", "Right", "Same", "Last"]},
        {"id": "2", "options": ["Right", "Right ", "Other"], "correct": [0]},
    )
    assert report.applied
    assert [row.line for row in report.warnings] == [1, 2]
    found = {row.question.source_id: (row.options, row.correct) for row in QuestionVersion.objects.all()}
    assert found == {"mmlu_redux:1": (["Same", "Right", "Last"], [1]), "2": (["Right", "Other"], [0])}


@pytest.mark.parametrize(
    "row",
    [
        {"options": ["Same", "Same"]},
        {"options": ["A", ""]},
        {"options": "A"},
        {"options": None},
        {"correct": [4]},
        {"correct": None},
        {"correct": ["1"]},
        {"stem": None},
        {"stem": "x" * 1_000_000},
        {"id": None},
        {"multi": "no"},
    ],
)
def test_a_question_nobody_could_grade_changes_nothing(tmp_path: Path, db: None, row: dict[str, Any]) -> None:
    report = load(tmp_path, {"id": "good"}, row)
    assert [found.line for found in report.rejected] == [2]
    assert not Question.objects.exists()


def test_the_same_file_again_changes_nothing_and_a_new_wording_makes_a_version(tmp_path: Path, biology: Skill) -> None:
    load(tmp_path, {}, {"id": "2"})
    assert load(tmp_path, {}, {"id": "2"}).unchanged == 2
    report = load(tmp_path, {"stem": "What is a living cell?"}, {"id": "2"})
    assert (report.updated, report.unchanged) == (1, 1)
    assert sorted(QuestionVersion.objects.values_list("question__source_id", "number", "current")) == [
        ("2", 1, True),
        ("mmlu_redux:1", 1, False),
        ("mmlu_redux:1", 2, True),
    ]


def test_a_third_wording_counts_on(tmp_path: Path, biology: Skill) -> None:
    for stem in ("One?", "Two?", "One?"):
        load(tmp_path, {"stem": stem})
    rows = QuestionVersion.objects.order_by("number")
    assert [(row.number, row.stem, row.current) for row in rows] == [
        (1, "One?", False),
        (2, "Two?", False),
        (3, "One?", True),
    ]


def test_the_map_that_ships_with_us_reads_first_what_stands_first() -> None:
    ours = topics.load(None)
    assert ours.skill("ms_webdev", "Lesson 10 - Terrarium Project - DOM: Pre-Lecture Quiz") == "technology/javascript"
    assert ours.skill("ms_iot", "Lesson 12 - Store location data: Pre-Lecture Quiz") is None
    assert (ours.level("mmlu_redux", "professional_law"), ours.level("mmlu_redux", "marketing")) == (4.0, 3.0)
    assert ours.level("elsewhere", "anything") == topics.USUAL_LEVEL


@pytest.mark.realdata
def test_the_real_collections_are_imported_without_a_flag(realdata: Path, biology: Skill) -> None:
    path = realdata / "questions" / "questions.jsonl"
    report = api.import_questions(path=path, form=None, mapping=None, options=Options())
    assert (report.applied, report.read, report.created, report.rejected) == (True, 15_697, 5_754, [])
    assert report.notes["left out: opentriviaqa"] == 9_943
    assert Question.objects.filter(skill=biology).count() == 335
