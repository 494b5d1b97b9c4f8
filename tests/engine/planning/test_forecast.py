"""The forecast: an interval that holds what happens, later with less time, never where nothing leads there."""

import math

import numpy as np
import pytest

from tests.engine.planning.worlds import drawn, flat
from wayfare.engine.planning.forecast import NEVER, Forecast, Params, forecast
from wayfare.engine.planning.week import Budget, Policy, Segment, Target, Teaching, Unplannable
from wayfare.engine.types import Gaussian

POLICY, PARAMS = Policy(), Params()
LADDER = [Segment(at, 10, (flat(1, 0.25),)) for at in range(12)]
WANTED = [Target(1, 3.0, weeks=4)]
NOVICE = {1: Gaussian(1.5, 0.04)}


def foreseen(minutes: float = 60.0, seed: int = 1, params: Params = PARAMS, weeks: float = 4) -> Forecast:
    return forecast(NOVICE, [Target(1, 3.0, weeks=weeks)], LADDER, Budget(minutes), POLICY, params, seed)


def test_the_median_lies_within_the_interval_and_near_what_one_would_count() -> None:
    found = foreseen()
    assert found.all.low < found.all.weeks < found.all.high
    assert found.all.minutes == pytest.approx(60, abs=12)
    assert found.all.weeks == pytest.approx(1.1, abs=0.3)


def test_a_seed_gives_the_same_forecast_and_another_one_nearly() -> None:
    assert foreseen() == foreseen()
    assert foreseen(seed=2).all.weeks == pytest.approx(foreseen(seed=3).all.weeks, rel=0.2)


def test_less_time_a_week_takes_more_weeks() -> None:
    weeks = [foreseen(minutes=minutes).all.weeks for minutes in (20, 40, 80, 160)]
    assert weeks == sorted(weeks, reverse=True)


def test_a_later_deadline_is_more_likely_to_be_met() -> None:
    chances = [foreseen(minutes=30, weeks=weeks).on_time[1] for weeks in (0.5, 1, 2, 4, 8)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[-1] > 0.95


def test_where_nothing_leads_the_forecast_is_never() -> None:
    found = forecast(NOVICE, WANTED, [], Budget(60), POLICY, PARAMS, 1)
    assert (found.all.weeks, found.all.reached, found.on_time) == (NEVER, 0, {1: 0})


def test_who_is_there_needs_no_weeks() -> None:
    found = forecast({1: Gaussian(5.0, 0.01)}, WANTED, LADDER, Budget(60), POLICY, PARAMS, 1)
    assert (found.all.weeks, found.all.high, found.all.reached, found.on_time) == (0, 0, 1, {1: 1})


def test_nothing_wanted_is_reached_at_once() -> None:
    found = forecast(NOVICE, [], LADDER, Budget(60), POLICY, PARAMS, 1)
    assert (found.all.weeks, found.all.reached) == (0, 1)


def test_prerequisites_take_their_time() -> None:
    segments = [*LADDER, Segment(100, 10, (flat(2, 1.0),), ((1, 3.0),))]
    beliefs = {**NOVICE, 2: Gaussian(2.5, 0.01)}
    alone = forecast({**beliefs, 1: Gaussian(4.0, 0.01)}, [Target(2, 3.0)], segments, Budget(60), POLICY, PARAMS, 1)
    both = forecast(beliefs, [Target(2, 3.0)], segments, Budget(60), POLICY, PARAMS, 1)
    assert both.all.minutes > alone.all.minutes + 30


def test_who_is_slow_goes_through_it_again() -> None:
    once = forecast(NOVICE, WANTED, LADDER[:6], Budget(60), POLICY, Params(passes=1), 1)
    again = forecast(NOVICE, WANTED, LADDER[:6], Budget(60), POLICY, PARAMS, 1)
    assert once.all.reached < 0.6
    assert again.all.reached > 0.95


def test_formats_that_are_not_allowed_lead_nowhere() -> None:
    found = forecast(NOVICE, WANTED, LADDER, Budget(60, frozenset({"text"})), POLICY, PARAMS, 1)
    assert found.all.weeks == NEVER


def test_the_interval_holds_as_often_as_it_says() -> None:
    """People drawn from the same beliefs, each walked through week by week."""
    dice, params = np.random.default_rng(5), Params(draws=400)
    found, inside = foreseen(params=params), 0
    for _ in range(600):
        level, pace = dice.normal(1.5, 0.2), math.exp(dice.normal(-(params.pace_sd**2) / 2, params.pace_sd))
        needed = 10 * math.ceil((3.0 - level) / (0.25 * pace))
        weeks, left = 0.0, float(needed)
        while left > 0:
            minutes = dice.gamma(1 / params.week_sd**2, 60 * params.week_sd**2)
            weeks += min(1.0, left / minutes)
            left -= minutes
        inside += found.all.low <= weeks <= found.all.high
    assert inside / 600 == pytest.approx(params.coverage, abs=0.06)


def test_even_weeks_can_be_asked_for() -> None:
    found = foreseen(params=Params(week_sd=0, pace_sd=0))
    assert found.all.weeks == pytest.approx(found.all.minutes / 60, abs=0.01)


def test_a_week_without_minutes_is_refused() -> None:
    with pytest.raises(Unplannable):
        foreseen(minutes=0)


def test_random_problems_give_ordered_quantiles_and_shares() -> None:
    for seed in range(20):
        beliefs, targets, segments, budget = drawn(seed)
        found = forecast(beliefs, targets, segments, budget, POLICY, PARAMS, seed)
        assert found.all.low <= found.all.weeks <= found.all.high
        assert 0 <= found.all.reached <= 1
        assert all(0 <= chance <= 1 for chance in found.on_time.values())


def test_a_segment_that_teaches_nothing_is_no_help() -> None:
    found = forecast(NOVICE, WANTED, [Segment(1, 5, (Teaching(1, ()),))], Budget(60), POLICY, PARAMS, 1)
    assert found.all.reached == 0


def test_each_target_has_an_arrival_in_the_order_in_which_it_is_worked_on() -> None:
    segments = [Segment(one, 10, (Teaching(one, ((1.0, 1.0), (5.0, 1.0))),)) for one in (1, 2, 3)]
    beliefs = {skill: Gaussian(2.5, 0.0001) for skill in (1, 2, 3, 4)}
    wanted = [Target(1, 3.0, 0.2), Target(2, 3.0, 0.9), Target(3, 3.0, 0.1, weeks=4.0), Target(4, 3.0, 0.9)]
    found = forecast(beliefs, wanted, segments, Budget(10), POLICY, Params(pace_sd=0.0, week_sd=0.0), 1)
    assert list(found.each) == [3, 2, 4, 1]
    assert [found.each[skill].minutes for skill in (3, 2, 1)] == pytest.approx([10, 20, 30])
    assert found.each[3].weeks == pytest.approx(1)
    assert (found.each[4].minutes, found.each[4].reached) == (NEVER, 0)
    assert found.all.weeks == NEVER
