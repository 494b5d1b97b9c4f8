"""Off-policy estimates on simulated logs whose truth is known: their intervals hold it, and bad logs are refused."""

from collections.abc import Callable

import numpy as np
import pytest

from wayfare.engine.metrics import offpolicy
from wayfare.engine.metrics.offpolicy import Estimate, Logs, Unusable

ACTIONS, KINDS, RUNS, CHOICES = 5, 8, 600, 800
ESTIMATORS: dict[str, Callable[[Logs], Estimate]] = {
    "ips": offpolicy.ips,
    "snips": offpolicy.snips,
    "doubly robust": offpolicy.doubly_robust,
    "switch": offpolicy.switch,
}


def softmax(scores: np.ndarray) -> np.ndarray:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return raised / raised.sum(axis=1, keepdims=True)


class Bandit:
    """Kinds of people, actions, true chances of a reward, a logging policy, another policy, and a model that is off."""

    def __init__(self, seed: int, off: float = 0.1) -> None:
        dice = np.random.default_rng(seed)
        self.chance = dice.uniform(0.1, 0.9, (KINDS, ACTIONS))
        self.logging = 0.75 * softmax(dice.normal(0, 1, (KINDS, ACTIONS))) + 0.25 / ACTIONS
        self.other = softmax(3 * self.chance + dice.normal(0, 0.5, (KINDS, ACTIONS)))
        self.model = np.clip(self.chance + dice.normal(0, off, self.chance.shape), 0, 1)
        self.truth = float((self.other * self.chance).sum(axis=1).mean())

    def logs(self, seed: int, choices: int = CHOICES, people: int | None = None) -> Logs:
        dice = np.random.default_rng([seed, 1])
        kind = dice.integers(KINDS, size=choices)
        ends = self.logging.cumsum(axis=1)[kind]
        action = (ends < dice.random((choices, 1)) * ends[:, -1:]).sum(axis=1)
        reward = dice.random(choices) < self.chance[kind, action]
        return offpolicy.logs(
            reward,
            self.other[kind, action] / self.logging[kind, action],
            self.model[kind, action],
            (self.other * self.model).sum(axis=1)[kind],
            None if people is None else dice.integers(people, size=choices),
        )


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_intervals_hold_the_truth_in_93_of_100_runs(name: str) -> None:
    held = 0
    for run in range(RUNS):
        bandit = Bandit(run % 20)
        found = ESTIMATORS[name](bandit.logs(run))
        held += found.low <= bandit.truth <= found.high
    assert held / RUNS >= 0.93


@pytest.mark.parametrize("name", ESTIMATORS)
def test_the_intervals_are_no_wider_than_they_have_to_be(name: str) -> None:
    bandit = Bandit(1)
    found = [ESTIMATORS[name](bandit.logs(run)) for run in range(200)]
    spread = np.std([one.value for one in found])
    assert np.mean([one.high - one.low for one in found]) <= 1.35 * 2 * 1.96 * spread
    assert np.mean([one.value for one in found]) == pytest.approx(bandit.truth, abs=4 * spread / np.sqrt(200) + 0.01)


def test_a_good_model_makes_the_interval_narrower() -> None:
    for seed in range(10):
        logged = Bandit(seed, off=0.02).logs(1)
        assert offpolicy.doubly_robust(logged).error < 0.9 * offpolicy.ips(logged).error


def test_without_a_model_doubly_robust_is_ips() -> None:
    logged = Bandit(3).logs(1)
    plain = offpolicy.logs(logged.reward, logged.weight)
    assert offpolicy.doubly_robust(plain) == offpolicy.ips(plain)


def test_an_endless_threshold_makes_switch_doubly_robust_and_none_the_model() -> None:
    logged = Bandit(4).logs(1)
    assert offpolicy.switch(logged, float("inf")) == offpolicy.doubly_robust(logged)
    assert offpolicy.switch(logged, -1.0).value == pytest.approx(logged.value.mean())


def test_the_logging_policy_itself_is_worth_what_it_earned() -> None:
    reward = np.random.default_rng(1).random(500)
    for estimate in (offpolicy.ips, offpolicy.snips):
        found = estimate(offpolicy.logs(reward, np.ones(500)))
        assert found.value == pytest.approx(reward.mean())
        assert found.effective == pytest.approx(500)


def test_choices_of_one_person_count_together() -> None:
    reward = np.repeat(np.random.default_rng(1).random(50), 20)
    alone = offpolicy.ips(offpolicy.logs(reward, np.ones(1000)))
    together = offpolicy.ips(offpolicy.logs(reward, np.ones(1000), unit=np.repeat(np.arange(50), 20)))
    assert together.error > 4 * alone.error
    assert together.value == alone.value


def test_units_may_have_any_names() -> None:
    named = offpolicy.logs([1, 0, 1], [1, 1, 2], unit=["b", "a", "b"])
    assert named.unit.tolist() == [1, 0, 1]


@pytest.mark.parametrize(
    "columns",
    [
        ([], []),
        ([1.0], [1.0, 2.0]),
        ([1.0], [-1.0]),
        ([1.0], [0.0]),
        ([float("nan")], [1.0]),
        ([1.0], [float("inf")]),
        ([1.0], [1.0], [0.5]),
        ([1.0], [1.0], [0.5], [0.5], [1, 2]),
        ([[1.0]], [[1.0]]),
    ],
)
def test_logs_that_say_nothing_are_refused(columns: tuple[list[float], ...]) -> None:
    with pytest.raises(Unusable):
        offpolicy.logs(*columns)
