"""When practice is enough: where it is sure, or where more of it hardly pays."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.planning.practice import AIMS, enough

chances = st.floats(0.0, 1.0)


@given(chances, chances)
def test_what_is_as_sure_as_wanted_is_enough(chance: float, wanted: float) -> None:
    assert enough(max(chance, wanted), wanted)


@given(chances, st.floats(0.0, AIMS.likely, exclude_max=True))
def test_what_is_not_likely_is_practised_however_little_it_moves(wanted: float, chance: float) -> None:
    assert enough(chance, max(wanted, AIMS.likely), rise=0.0) is False


@pytest.mark.parametrize(("rise", "minutes", "is_enough"), [(0.05, 1.0, False), (0.01, 1.0, True), (0.05, 10.0, True)])
def test_between_the_two_it_depends_on_what_a_minute_still_brings(rise: float, minutes: float, is_enough: bool) -> None:
    assert enough(0.8, 0.95, rise=rise, minutes=minutes) is is_enough


def test_without_knowing_what_an_exercise_brings_the_usual_is_taken() -> None:
    assert not enough(0.8, 0.96)
    assert enough(0.9, 0.96)  # a fifth of the last four hundredths is less than a minute is worth
    assert not enough(0.9, 0.96, aims=replace(AIMS, usual_gain=0.5))


def test_what_was_never_taught_is_known_or_not() -> None:
    assert enough(0.915, 0.96, taught=False, rise=1.0)
    assert not enough(0.915, 0.96, taught=True, rise=1.0)
    assert enough(0.7, 0.65, taught=False, rise=1.0), "a lower aim stays"
