"""Garbage: what was loaded is set aside, and looked for less often."""

import gc
from collections.abc import Iterator

import pytest

from wayfare.config import garbage


@pytest.fixture
def _as_before() -> Iterator[None]:
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("_as_before")
def test_what_was_loaded_is_never_looked_through_again_and_the_rest_less_often() -> None:
    garbage.settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[0] > 700
    assert gc.isenabled()
