"""Minutes are counted, drop-outs too, the check is hidden, and the same seed gives the same result."""

import numpy as np
import pytest

from tests.engine.simulate.small import course, crowd, scripted, skip_everything
from wayfare.engine.simulate import courses, run, world
from wayfare.engine.simulate.courses import Length
from wayfare.engine.simulate.families import FAMILIES, Factors, Tracing
from wayfare.engine.simulate.run import Family
from wayfare.engine.simulate.world import Action, Course, Steps


@pytest.fixture
def nobody_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DROP", "BORED", "LOST"):
        monkeypatch.setattr(run, name, 0.0)


@pytest.mark.usefixtures("nobody_leaves")
def test_lessons_take_four_minutes_and_exercises_one() -> None:
    policy = scripted(Action(0, lesson=True), Action(0, lesson=False), Action(1, lesson=False))
    found = run.simulate(course(), Tracing, crowd(Tracing), policy, 1)
    assert (found.minutes == 6).all()


@pytest.mark.parametrize("family", FAMILIES)
def test_the_same_seed_gives_the_same_result(family: Family) -> None:
    policy = courses.two_right(Length(1, 3))
    one, other, third = (run.simulate(course(), family, crowd(family), policy, seed) for seed in (1, 1, 2))
    assert (one.minutes == other.minutes).all()
    assert (one.passed == other.passed).all()
    assert (one.passed != third.passed).any()


@pytest.mark.parametrize("family", FAMILIES)
def test_a_policy_that_skips_everything_fails(family: Family) -> None:
    who = crowd(family, 40)
    found = run.simulate(course(), family, who, skip_everything, 1)
    assert (found.minutes == 0).all()
    assert found.competence.mean() < 0.4
    assert found.failed.sum() / found.skipped.sum() > 0.6


@pytest.mark.parametrize("family", FAMILIES)
def test_a_course_done_together_is_the_course_done_by_each(family: Family) -> None:
    who, length = crowd(family, 60), Length(1, 4.5, 1)
    together = run.together(course(), family, who, courses.actions(course().skills.order, length), 1)
    alone = run.simulate(course(), family, who, courses.fixed(length), 1)
    assert together.minutes.mean() == pytest.approx(alone.minutes.mean(), rel=0.02)
    assert together.competence.mean() == pytest.approx(alone.competence.mean(), abs=0.06)


def test_a_policy_is_sent_answers_and_days_and_nothing_else() -> None:
    seen: list[object] = []

    def curious(of: Course, seed: int) -> Steps:
        seen.append((yield Action(0, lesson=True)))
        seen.append((yield Action(0, lesson=False)))
        return frozenset()

    run.simulate(course(), Factors, crowd(Factors, 1), curious, 1)
    lesson, answer = seen
    assert lesson == (None, 4 / 30)
    assert answer[0] in (True, False)
    assert answer._fields == ("right", "day")


def test_who_drops_out_is_counted_with_what_they_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "DROP", 0.5)
    found = run.simulate(course(), Tracing, crowd(Tracing, 200), courses.fixed(Length(1, 10)), 1)
    assert 0.8 < found.dropped.mean() <= 1
    assert found.minutes[found.dropped].mean() < 168
    assert len(found) == len(found.competence) == 200
    assert found.competence[found.dropped].mean() < 0.9


def test_nobody_learns_for_ever() -> None:
    def endless(of: Course, seed: int) -> Steps:
        while True:
            yield Action(0, lesson=False)

    found = run.simulate(course(), Tracing, crowd(Tracing, 2), endless, 1)
    assert (found.minutes <= world.MOST_MINUTES).all()


def test_half_an_exercise_is_one_for_half_of_the_skills() -> None:
    order = range(200)
    for exercises in (0.25, 2.5, 3.0):
        made = list(courses.actions(order, Length(0, exercises)))
        assert len(made) / 200 == pytest.approx(exercises, abs=0.02)


def test_everybody_gets_another_order_at_random_and_the_popular_one_is_one() -> None:
    length = Length(0, 1)
    orders = [[action.skill for action in courses.at_random(length)(course(), seed)] for seed in (1, 2)]
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == list(range(12))
    assert [action.skill for action in courses.popular(length)(course(), 1)] == list(course().popular)


def test_two_right_answers_skip_a_skill_and_one_wrong_answer_does_not() -> None:
    steps = courses.two_right(Length(1, 2))(course(), 1)
    first = next(steps)
    assert not first.lesson
    second = steps.send(world.Seen(right=True, day=0.0))
    assert second == first
    third = steps.send(world.Seen(right=True, day=0.0))
    assert third.skill != first.skill
    fourth = steps.send(world.Seen(right=False, day=0.0))
    assert fourth == (third.skill, True)


def test_results_are_put_together_person_by_person() -> None:
    one, other = (run.simulate(course(), Tracing, crowd(Tracing, n), skip_everything, 1) for n in (3, 4))
    whole = run.joined([one, other])
    assert len(whole) == 7
    assert np.array_equal(whole.passed[:3], one.passed)
