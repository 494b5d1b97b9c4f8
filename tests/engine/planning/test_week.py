"""The plan of a week: it fits, it is ordered, it is near the best there is, and it says how near."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.planning.worlds import Drawn, drawn, exact, flat, lift
from wayfare.engine.planning import week
from wayfare.engine.planning.week import Budget, Policy, Segment, Target, Unplannable
from wayfare.engine.types import Gaussian

POLICY = Policy()
NOVICE = {1: Gaussian(1.0, 0.2), 2: Gaussian(1.0, 0.2)}


def planned(problem: Drawn) -> week.Plan:
    return week.plan(*problem, POLICY)


@given(st.integers(0, 10_000), st.integers(1, 40), st.floats(0, 300))
def test_a_plan_fits_into_the_week_and_takes_nothing_twice(seed: int, segments: int, minutes: float) -> None:
    plan = planned(drawn(seed, segments=segments, minutes=minutes))
    taken = [step.segment for step in plan.steps]
    assert len(set(taken)) == len(taken)
    assert plan.minutes == pytest.approx(sum(step.minutes for step in plan.steps))
    assert plan.minutes <= minutes + 1e-6
    assert plan.value == pytest.approx(sum(step.value for step in plan.steps))
    assert plan.value <= plan.bound + 1e-9


@given(st.integers(0, 10_000))
def test_prerequisites_are_met_when_a_step_begins(seed: int) -> None:
    problem = drawn(seed, linked=0.8, minutes=150)
    beliefs, _, segments, _ = problem
    by_id, levels = {one.id: one for one in segments}, {skill: x.mean for skill, x in beliefs.items()}
    for step in planned(problem).steps:
        segment = by_id[step.segment]
        assert all(levels[skill] >= level - 1e-6 for skill, level in segment.requires)
        for skill in {part.skill for part in segment.teaches}:
            levels[skill] += lift(segment, skill, beliefs)


@pytest.mark.parametrize("linked", [0.0, 0.5])
def test_the_best_plan_lies_between_value_and_bound(linked: float) -> None:
    shares = []
    for seed in range(40):
        problem = drawn(seed, linked=linked)
        plan, best = planned(problem), exact(problem, POLICY)
        assert plan.value <= best + 1e-6
        assert best <= plan.bound + 1e-6
        shares.append(plan.value / best if best else 1.0)
    assert sum(shares) / len(shares) >= 0.95
    assert min(shares) >= 0.8


def test_the_bound_is_near() -> None:
    plans = [planned(drawn(seed, linked=0.0)) for seed in range(40)]
    assert sum(plan.value / plan.bound for plan in plans) / len(plans) >= 0.9


def test_what_leads_up_to_a_target_is_planned_with_it() -> None:
    segments = [Segment(1, 10, (flat(1, 1.0),)), Segment(2, 10, (flat(2, 1.0),), ((1, 2.0),))]
    plan = week.plan(NOVICE, [Target(2, 2.0)], segments, Budget(30), POLICY)
    assert [step.segment for step in plan.steps] == [1, 2]
    assert [step.skill for step in plan.steps] == [2, 2]
    assert plan.steps[0].value == 0


def test_what_cannot_be_reached_this_week_is_not_begun() -> None:
    segments = [Segment(1, 25, (flat(1, 1.0),)), Segment(2, 10, (flat(2, 1.0),), ((1, 2.0),))]
    assert week.plan(NOVICE, [Target(2, 2.0)], segments, Budget(30), POLICY).steps == ()


def test_segments_that_require_each_other_are_left_out() -> None:
    segments = [
        Segment(1, 5, (flat(1, 1.0),), ((2, 2.0),)),
        Segment(2, 5, (flat(2, 1.0),), ((1, 2.0),)),
        Segment(3, 9, (flat(1, 0.5),)),
    ]
    plan = week.plan(NOVICE, [Target(1, 2.0), Target(2, 2.0)], segments, Budget(60), POLICY)
    assert [step.segment for step in plan.steps] == [3]


def test_a_near_deadline_goes_first() -> None:
    segments = [Segment(1, 30, (flat(1, 0.5),)), Segment(2, 30, (flat(2, 0.5),))]
    for soon, late in ((1, 2), (2, 1)):
        targets = [Target(soon, 2.0, weeks=1), Target(late, 2.0, weeks=30)]
        plan = week.plan(NOVICE, targets, segments, Budget(30), POLICY)
        assert [step.segment for step in plan.steps] == [soon]


def test_only_allowed_formats_are_planned() -> None:
    segments = [Segment(1, 10, (flat(1, 1.0),), format="video"), Segment(2, 20, (flat(1, 1.0),), format="text")]
    plan = week.plan(NOVICE, [Target(1, 3.0)], segments, Budget(60, frozenset({"text"})), POLICY)
    assert [step.segment for step in plan.steps] == [2]


def test_nobody_is_taught_what_they_know() -> None:
    expert = {1: Gaussian(4.0, 0.1)}
    assert week.plan(expert, [Target(1, 3.0)], [Segment(1, 10, (flat(1, 1.0),))], Budget(60), POLICY).steps == ()


def test_after_an_answer_the_plan_is_another_one() -> None:
    segments = [Segment(1, 10, (flat(1, 1.0),)), Segment(2, 10, (flat(2, 0.9),))]
    targets = [Target(1, 2.0), Target(2, 2.0)]
    before = week.plan(NOVICE, targets, segments, Budget(10), POLICY)
    after = week.plan({**NOVICE, 1: Gaussian(2.5, 0.1)}, targets, segments, Budget(10), POLICY)
    assert [step.segment for step in (*before.steps, *after.steps)] == [1, 2]


def test_the_same_problem_has_the_same_plan() -> None:
    assert planned(drawn(3)) == planned(drawn(3))


def test_without_time_targets_or_segments_the_plan_is_empty() -> None:
    beliefs, targets, segments, budget = drawn(1)
    for problem in ((targets, segments, Budget(0)), ([], segments, budget), (targets, [], budget)):
        plan = week.plan(beliefs, *problem, POLICY)
        assert (plan.steps, plan.minutes, plan.value) == ((), 0, 0)


@pytest.mark.parametrize(
    ("targets", "segments", "minutes"),
    [
        ([Target(1, 2.0)], [Segment(1, 0, ())], 60),
        ([Target(1, 2.0)], [Segment(1, 5, ()), Segment(1, 6, ())], 60),
        ([Target(1, 2.0), Target(1, 3.0)], [], 60),
        ([Target(1, 2.0, -1)], [], 60),
        ([Target(1, 2.0)], [Segment(1, 5, (flat(1, -1.0),))], 60),
        ([Target(1, 2.0)], [], -1),
        ([Target(1, 2.0)], [], float("nan")),
    ],
)
def test_what_makes_no_sense_is_refused(targets: list[Target], segments: list[Segment], minutes: float) -> None:
    with pytest.raises(Unplannable):
        week.plan({}, targets, segments, Budget(minutes), POLICY)


def test_the_gain_depends_on_the_level_and_is_linear_in_between() -> None:
    teaching = week.Teaching(1, ((1.0, 1.0), (3.0, 0.0)))
    assert [teaching.at(level) for level in (0.0, 1.0, 2.0, 3.0, 4.0)] == [1.0, 1.0, 0.5, 0.0, 0.0]
    assert week.Teaching(1, ()).at(2.0) == 0
