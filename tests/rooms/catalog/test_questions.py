"""Questions: how they are put, which are asked, and how the server grades them."""

from dataclasses import fields
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wayfare.catalog import api
from wayfare.catalog.models import Question, QuestionVersion, Segment
from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.models import ImportBatch
from wayfare.core.versions import touch_epoch
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db


@pytest.fixture
def rope(db: None) -> Skill:
    return factories.skill("Rope work")


@pytest.fixture
def reef(rope: Skill) -> Segment:
    return factories.segment(factories.item("Knots"), "Reef", about=rope)


def asked(rope: Skill) -> list[int]:
    """Return the questions that a test of the skill may choose from."""
    return [one.question_id for one in api.bank(skill_ids=[rope.pk]).get(rope.pk, [])]


def test_a_question_is_put_without_its_key(rope: Skill, reef: Segment) -> None:
    version = factories.question(rope, level=2.0, correct=[1], teaches=reef, slip="You looked away.")
    view = api.question(version_id=version.pk)
    assert (view.stem, view.options, view.multi) == (version.stem, ("Red", "Green", "Blue", "Yellow"), False)
    assert (view.skill_id, view.level, view.item_id) == (rope.pk, 2.0, reef.item_id)
    assert not {field.name for field in fields(view)} & {"correct", "right", "explanation", "slip", "key"}


def test_a_question_that_no_lesson_teaches_belongs_to_no_item(rope: Skill) -> None:
    assert api.question(version_id=factories.question(rope).pk).item_id is None


@pytest.mark.parametrize("ask", [api.question, api.key])
def test_a_question_that_is_not_there_is_not_found(ask: object) -> None:
    with pytest.raises(NotFound, match="no such question"):
        ask(version_id=10**9)  # type: ignore[operator]


def test_grading_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound) as raised:
        api.grade(version_id=10**9, response=[0])
    assert raised.value.details == {"question": 10**9}


@pytest.mark.parametrize(
    ("correct", "response", "score"),
    [
        ([0], [0], 1.0),
        ([0], [1], 0.0),
        ([0], [], 0.0),
        ([3], [3], 1.0),
        ([0], [0, 0], 1.0),
        ([0, 2], [0, 2], 1.0),
        ([0, 2], [2, 0], 1.0),
        ([0, 2], [0], 0.0),
        ([0, 2], [0, 1], 0.0),
        ([0, 2], [0, 1, 2], 0.0),
        ([0, 2], [], 0.0),
        ([0, 1, 2, 3], [3, 2, 1, 0], 1.0),
    ],
)
def test_an_answer_is_right_where_it_names_exactly_what_is_right(
    rope: Skill, correct: list[int], response: list[int], score: float
) -> None:
    version = factories.question(rope, correct=correct)
    found = api.grade(version_id=version.pk, response=response)
    assert (found.score, found.right) == (score, tuple(correct))


@pytest.mark.parametrize(
    ("correct", "response"),
    [([0], [4]), ([0], [-1]), ([0], [0, 1]), ([0, 1], [0, 4]), ([0], [10**12]), ([0], [0, 99])],
)
def test_an_impossible_answer_is_refused_not_graded(rope: Skill, correct: list[int], response: list[int]) -> None:
    version = factories.question(rope, correct=correct)
    with pytest.raises(Invalid, match="not one of the options") as raised:
        api.grade(version_id=version.pk, response=response)
    assert raised.value.details == {"response": sorted(set(response)), "options": 4}


def test_a_verdict_says_why_and_where_it_is_taught(rope: Skill, reef: Segment) -> None:
    version = factories.question(rope, level=2.0, teaches=reef, explanation="It holds.", slip="It slips.")
    found = api.grade(version_id=version.pk, response=[1])
    assert (found.explanation, found.slip, found.options) == ("It holds.", "It slips.", 4)
    assert (found.segment_id, found.segment_title, found.item_id) == (reef.pk, "Reef", reef.item_id)
    assert (found.version_id, found.question_id, found.skill_id, found.level) == (
        version.pk,
        version.question_id,
        rope.pk,
        2.0,
    )


def test_a_question_for_practice_is_graded_without_a_skill() -> None:
    found = api.grade(version_id=factories.question(None).pk, response=[0])
    assert (found.score, found.skill_id, found.level) == (1.0, None, None)
    assert (found.segment_id, found.segment_title, found.item_id) == (None, "", None)


def test_a_retired_question_is_graded_only_for_an_answer_given_before(rope: Skill, now: datetime) -> None:
    version = factories.question(rope)
    Question.objects.update(retired_at=now)
    with pytest.raises(Conflict, match="no longer asked") as raised:
        api.grade(version_id=version.pk, response=[0])
    assert raised.value.next
    assert api.grade(version_id=version.pk, response=[0], retired_too=True).score == 1.0


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sets(st.integers(0, 4), min_size=2), response=st.lists(st.integers(0, 4), max_size=6))
def test_a_set_of_options_is_right_or_wrong_whatever_its_order(rope: Skill, key: set[int], response: list[int]) -> None:
    version = factories.question(rope, options="abcde", correct=sorted(key))
    found = api.grade(version_id=version.pk, response=response)
    assert found.score == float(set(response) == key)
    assert api.key(version_id=version.pk) == tuple(sorted(key))


def test_questions_of_another_skill_or_of_none_are_not_asked(rope: Skill) -> None:
    factories.question(factories.skill("Sails"))
    factories.question(None)
    assert asked(rope) == []


def test_only_the_current_wording_is_asked_and_the_old_one_can_still_be_read(rope: Skill) -> None:
    old = factories.question(rope)
    new = QuestionVersion.objects.create(
        question=old.question, number=2, stem="New?", options=["a", "b"], correct=[1], digest=""
    )
    QuestionVersion.objects.filter(pk=old.pk).update(current=False)
    (one,) = api.bank(skill_ids=[rope.pk])[rope.pk]
    assert one.version_id == new.pk
    assert (api.question(version_id=old.pk).stem, api.key(version_id=old.pk)) == (old.stem, (0,))


def test_a_retired_question_and_one_that_is_being_imported_are_not_asked(
    rope: Skill, reef: Segment, now: datetime
) -> None:
    factories.question(rope, teaches=reef)
    Question.objects.update(retired_at=now)
    factories.question(rope, teaches=reef)
    running = ImportBatch.objects.create(kind="questions", format="jsonl", source_name="x", started_at=now)
    Question.objects.filter(retired_at=None).update(batch=running)
    assert asked(rope) == []
    assert api.questions_of_item(item_id=reef.item_id) == []
    assert api.skills_with_questions(skill_ids=[rope.pk]) == frozenset()
    ImportBatch.objects.update(applied_at=now)
    touch_epoch("catalog", now)  # as every import does in the end
    assert len(asked(rope)) == len(api.questions_of_item(item_id=reef.item_id)) == 1


def test_the_questions_of_an_item_follow_its_segments_and_then_their_level(rope: Skill, reef: Segment) -> None:
    second = factories.segment(reef.item, "Bowline", about=rope)
    elsewhere = factories.segment(factories.item("Sails"), "Jib")
    made = [
        factories.question(rope, level=level, teaches=where).pk
        for level, where in [(2.0, second), (4.0, reef), (1.0, reef), (1.0, elsewhere), (1.0, None)]
    ]
    found = api.questions_of_item(item_id=reef.item_id)
    assert [view.version_id for view in found] == [made[2], made[1], made[0]]
    assert {view.item_id for view in found} == {reef.item_id}


def test_an_item_without_questions_has_none(reef: Segment) -> None:
    assert api.questions_of_item(item_id=reef.item_id) == []
    assert api.questions_of_item(item_id=10**9) == []


def test_which_skills_have_questions_is_known(rope: Skill) -> None:
    sails = factories.skill("Sails")
    factories.question(rope)
    factories.question(rope)
    factories.question(None)
    assert api.skills_with_questions(skill_ids=[rope.pk, sails.pk, rope.pk, 10**9]) == {rope.pk}
    assert api.skills_with_questions(skill_ids=[]) == frozenset()
