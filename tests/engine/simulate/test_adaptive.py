"""The engine's policy goes by answers alone, skips what is known, comes back where a skip fails, and stops when it is sure."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from tests.engine.simulate.small import course, crowd
from wayfare.engine.planning.practice import AIMS
from wayfare.engine.simulate import adaptive, earlier, run, world
from wayfare.engine.simulate.adaptive import Settings
from wayfare.engine.simulate.families import FAMILIES, Tracing
from wayfare.engine.simulate.foresight import Effect, Foresight, Tracker
from wayfare.engine.simulate.run import Family, Result
from wayfare.engine.simulate.world import Action, Policy, Seen

SETTINGS = Settings()


@cache
def learned(family: Family) -> Foresight:
    return earlier.learn(course(), family, 0.3, 1, SETTINGS, count=40)


@cache
def followed(family: Family, share: float = 0.3) -> Result:
    policy = adaptive.wayfare(learned(family), SETTINGS)
    return run.simulate(course(), family, crowd(family, 20, share), policy, 1)


def talked(policy: Policy, right: float, seed: int = 1, most: int = 2000) -> tuple[list[Action], frozenset[int]]:
    """Answer right so often, whatever is asked; return all steps and what was skipped."""
    dice, steps, done = np.random.default_rng(seed), policy(course(), seed), []
    try:
        action = next(steps)
        while len(done) < most:
            done.append(action)
            minutes = sum(4 if one.lesson else 1 for one in done)
            answer = None if action.lesson else bool(dice.random() < right)
            action = steps.send(Seen(answer, minutes / 30))
    except StopIteration as end:
        return done, end.value
    raise AssertionError("it does not stop")


@pytest.mark.parametrize("family", FAMILIES)
def test_people_become_competent(family: Family) -> None:
    found = followed(family)
    assert found.competence[~found.dropped].mean() > 0.75


@pytest.mark.parametrize("family", FAMILIES)
def test_who_knows_more_needs_less_time(family: Family) -> None:
    assert followed(family, 0.8).minutes.mean() < 0.8 * followed(family, 0.05).minutes.mean()


def test_the_same_answers_give_the_same_steps_whatever_is_true() -> None:
    """Nothing but the seed and what is observed decides: there is nothing else that a policy is given."""
    policy = adaptive.wayfare(learned(Tracing), SETTINGS)
    assert talked(policy, 0.7) == talked(policy, 0.7)
    assert talked(policy, 0.7) != talked(policy, 0.7, seed=2)


@pytest.mark.parametrize("before", [True, False])
def test_who_answers_everything_is_taught_nothing(before: bool) -> None:
    done, skipped = talked(adaptive.wayfare(learned(Tracing) if before else None, SETTINGS), 1.0)
    assert not [action for action in done if action.lesson]
    assert skipped == frozenset(range(12))
    assert len(done) <= 12 * 8 + 30


@pytest.mark.parametrize("before", [True, False])
def test_who_answers_nothing_gets_a_lesson_in_everything_and_an_end(before: bool) -> None:
    done, skipped = talked(adaptive.wayfare(learned(Tracing) if before else None, SETTINGS), 0.0)
    assert {action.skill for action in done if action.lesson} == set(range(12))
    assert not skipped


def test_a_skip_is_verified_and_comes_back_where_that_fails() -> None:
    policy = adaptive.wayfare(learned(Tracing), SETTINGS)
    steps, done = policy(course(), 1), []
    action = next(steps)
    while len(done) < 6:  # placement: everything right
        done.append(action)
        action = steps.send(Seen(right=True, day=0.0))
    placed = {one.skill for one in done}
    later: list[Action] = []
    skipped: object = None  # somebody who is never right again may not be through after so many steps
    try:
        while len(later) < 600:
            later.append(action)
            action = steps.send(Seen(None if action.lesson else False, 10.0 + len(later) / 30))
    except StopIteration as end:
        skipped = end.value
    assert not skipped
    assert {one.skill for one in later if one.lesson} == set(range(12))
    assert placed <= {one.skill for one in later}


def test_prerequisites_come_first() -> None:
    done, _ = talked(adaptive.wayfare(learned(Tracing), adaptive.without_skip(SETTINGS)), 0.9)
    first = {action.skill: at for at, action in reversed(list(enumerate(done)))}
    for skill, needed in enumerate(course().skills.before):
        assert all(first[one] < first[skill] for one in needed)


def test_without_skipping_everything_is_taught() -> None:
    done, skipped = talked(adaptive.wayfare(learned(Tracing), adaptive.without_skip(SETTINGS)), 1.0)
    assert {action.skill for action in done if action.lesson} == set(range(12))
    assert not skipped


def test_to_be_surer_takes_longer() -> None:
    minutes = []
    for sure in (0.5, 0.95):
        policy = adaptive.wayfare(learned(Tracing), replace(SETTINGS, aims=replace(AIMS, now=sure, later=(sure,))))
        minutes.append(run.simulate(course(), Tracing, crowd(Tracing), policy, 1).minutes.mean())
    assert minutes[0] < minutes[1]


def test_without_earlier_people_the_filter_decides() -> None:
    found = run.simulate(course(), Tracing, crowd(Tracing, 20), adaptive.wayfare(None, SETTINGS), 1)
    assert found.competence[~found.dropped].mean() > 0.7


def test_who_is_better_than_expected_is_held_to_be_able_and_who_improves_faster_to_be_fast() -> None:
    able = worse = fast = Effect()
    for practice in (-1.0, 0.0, 1.0) * 20:
        able = able.after(0.0, practice, right=True)
        worse = worse.after(0.0, practice, right=False)
        fast = fast.after(0.0, practice, right=practice > 0)
    assert able.able > 0.5 > -0.5 > worse.able
    assert fast.fast > 0.3 > fast.able
    assert able.doubt[0] < Effect().doubt[0]


def test_one_answer_says_little_about_a_person() -> None:
    assert 0 < Effect().after(2.0, 0.0, right=True).able < 0.2


def test_answers_are_kept_with_what_was_known_before_them() -> None:
    tracker = Tracker(course(), SETTINGS.models)
    before = tracker.view(0, 1.0)
    tracker.answer(0, right=True, day=1.0)
    kept = tracker.answers[0]
    assert (kept.skill, kept.view, kept.score) == (0, before, 1.0)
    assert tracker.view(0, 1.0) != before


@pytest.mark.parametrize("family", FAMILIES)
def test_exercises_gain_most_where_much_is_open(family: Family) -> None:
    tracker = Tracker(course(), SETTINGS.models)
    tracker.lesson(0, 0.0)
    for right in (True, False, True, False):
        tracker.answer(0, right, 0.0)
    halfway = learned(family).gain(tracker, 0, 0.5)
    for _ in range(8):
        tracker.answer(0, right=True, day=0.0)
    assert halfway > 0.01
    assert halfway > learned(family).gain(tracker, 0, 0.95)


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_foreseen_rises_with_right_answers_and_falls_with_wrong_ones(family: Family) -> None:
    chances = []
    for answers in ([False] * 6, [True, False] * 3, [True] * 6):
        tracker = Tracker(course(), SETTINGS.models)
        tracker.lesson(0, 0.0)
        for right in answers:
            tracker.answer(0, right, 0.0)
        chances.append(learned(family).right(tracker, 0, 20.0))
    assert chances == sorted(chances)
    assert chances[0] < 0.75 < chances[2]


@pytest.mark.parametrize("family", FAMILIES)
def test_what_is_foreseen_is_near_the_truth(family: Family) -> None:
    """Other people of the same family, with other versions of the course: foreseen and true chances on the day of the check."""
    who = crowd(family, 60, 0.3, seed=9)
    made = family(course(), who, np.random.default_rng(3))
    state = run.State(course(), made, len(who), np.random.default_rng(4))
    tutors = [adaptive.Tutor(course(), SETTINGS, at, learned(family)) for at in range(60)]
    dice = np.random.default_rng(5)
    run.follow(state, [earlier.version(one, dice) for one in tutors])
    day = state.minutes / world.SESSION + world.DELAY
    foreseen = [
        [learned(family).right(one.known, skill, day[at]) for skill in range(12)] for at, one in enumerate(tutors)
    ]
    assert np.mean(foreseen) == pytest.approx(made.chance(day).mean(), abs=0.06)
    assert np.corrcoef(np.ravel(foreseen), np.ravel(made.chance(day)))[0, 1] > 0.4
