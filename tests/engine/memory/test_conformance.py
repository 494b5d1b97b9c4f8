"""The public suite for schedulers: ours passes it, and broken ones do not."""

import json
from dataclasses import asdict, replace
from typing import Any

import pytest

from wayfare.engine.memory import scheduling
from wayfare.engine.memory.scheduling import Calibration, Params
from wayfare.engine.testing.memory import Scheduling
from wayfare.engine.types import MemoryState


class Ours:
    def __init__(self, params: Params) -> None:
        self.params = params

    def review(self, state: MemoryState | None, rating: int, at: float) -> MemoryState:
        return scheduling.review(state, rating, at, self.params)

    def recall(self, state: MemoryState, at: float) -> float:
        return scheduling.recall(state, at, self.params)

    def due(self, state: MemoryState, desired_retention: float) -> float:
        return scheduling.due(state, self.params, desired_retention)

    def save(self, state: MemoryState) -> str:
        return json.dumps(asdict(state))

    def load(self, text: str) -> MemoryState:
        return MemoryState(**json.loads(text))


class TestDefaults(Scheduling):
    scheduler = Ours(Params())


class TestCalibrated(Scheduling):
    scheduler = Ours(Params(calibration=Calibration(0.4, 0.7, 0.1, -0.2, 0.2, -1.5, -0.7)))


class TestBaseRate(Scheduling):
    scheduler = Ours(Params(calibration=Calibration(1.0, 0.0)))


class Rising(Ours):
    """Remembers more the longer nothing happens."""

    def recall(self, state: MemoryState, at: float) -> float:
        return 1 - super().recall(state, at)


class Upside(Ours):
    """Takes a good rating for a bad one."""

    def review(self, state: MemoryState | None, rating: int, at: float) -> MemoryState:
        return super().review(state, 5 - rating, at)


class Forgetful(Ours):
    """Loses stability when saved."""

    def load(self, text: str) -> MemoryState:
        return replace(super().load(text), stability=1.0)


class Meddling(Ours):
    """Changes what it has told before."""

    counted = 0

    def review(self, state: MemoryState | None, rating: int, at: float) -> MemoryState:
        self.counted += 1
        return super().review(state, rating, at)

    def recall(self, state: MemoryState, at: float) -> float:
        return super().recall(state, at) / (1 + self.counted)


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (Rising, "test_recall_never_rises_with_time"),
        (Upside, "test_a_better_rating_never_shortens_the_interval"),
        (Forgetful, "test_a_saved_state_behaves_as_before"),
        (Forgetful, "test_replay_gives_what_came_step_by_step"),
        (Meddling, "test_the_future_never_changes_the_past"),
    ],
)
def test_the_suite_finds_what_is_broken(broken: type[Ours], check: str) -> None:
    suite: Any = Scheduling()
    suite.scheduler = broken(Params())
    with pytest.raises(AssertionError):
        getattr(suite, check)()
