"""What every scheduler of memory must do. Inherit ``Scheduling``, name the scheduler, and pytest runs the checks.

    class TestMine(Scheduling):
        scheduler = Mine()

Checks draw their histories from a generator with a fixed seed, so that a failure is the same tomorrow.
"""

import random
from itertools import pairwise
from typing import Any, Protocol

DAY = 86400.0
START = 1_700_000_000.0
RATINGS = (1, 2, 3, 4)
HISTORIES = 200
SLACK = 1e-9


class Scheduler(Protocol):
    """A scheduler: states are its own business, times are seconds since 1970."""

    def review(self, state: Any, rating: int, at: float) -> Any:
        """Return the state after a review rated 1 to 4; the state of what was never reviewed is None."""

    def recall(self, state: Any, at: float) -> float:
        """Return the probability of recall at a time."""

    def due(self, state: Any, desired_retention: float) -> float:
        """Return when the next review is due."""

    def save(self, state: Any) -> str:
        """Return the state as text."""

    def load(self, text: str) -> Any:
        """Return the state that was saved."""


History = list[tuple[int, float]]


def histories(seed: int = 0, size: int = HISTORIES) -> list[History]:
    """Return histories of 1 to 12 reviews as (rating, time): minutes, days and months apart."""
    dice = random.Random(seed)  # noqa: S311 (no secret)
    drawn = []
    for _ in range(size):
        at, history = START, []
        for _ in range(dice.randint(1, 12)):
            history.append((dice.choice(RATINGS), at))
            at += dice.choice((60.0, 3600.0, DAY, 5 * DAY, 90 * DAY)) * dice.uniform(0.5, 2)
        drawn.append(history)
    return drawn


class Scheduling:
    """The checks. Set ``scheduler`` in the class that inherits; ``same_day`` days are left out where only longer gaps count."""

    scheduler: Scheduler
    same_day = 1.0

    def _after(self, history: History) -> Any:
        state = None
        for rating, at in history:
            state = self.scheduler.review(state, rating, at)
        return state

    def test_recall_is_a_probability(self) -> None:
        """Right after the review, and for years."""
        for history in histories(1):
            state = self._after(history)
            for days in (0.0, 0.01, 1.0, 30.0, 1000.0, 100_000.0):
                assert 0 <= self.scheduler.recall(state, history[-1][1] + days * DAY) <= 1

    def test_recall_never_rises_with_time(self) -> None:
        """Without a review nothing comes back."""
        for history in histories(2):
            state, last = self._after(history), history[-1][1]
            shown = [self.scheduler.recall(state, last + days * DAY) for days in (0, 0.1, 0.4, 0.6, 1, 2, 7, 30, 365)]
            assert all(later <= earlier + SLACK for earlier, later in pairwise(shown))

    def test_time_going_backwards_counts_as_none(self) -> None:
        """Recall before the last review is recall at it, and a review said to be earlier does no harm."""
        for history in histories(3):
            state, last = self._after(history), history[-1][1]
            assert self.scheduler.recall(state, last - DAY) == self.scheduler.recall(state, last)
            back, now = self.scheduler.review(state, 3, last - DAY), self.scheduler.review(state, 3, last)
            assert self.scheduler.due(back, 0.9) == self.scheduler.due(now, 0.9)

    def test_a_better_rating_never_shortens_the_interval(self) -> None:
        """Whatever happened before."""
        for history in histories(4):
            state, at = self._after(history[:-1]), history[-1][1]
            due = [self.scheduler.due(self.scheduler.review(state, rating, at), 0.9) for rating in RATINGS]
            assert all(worse <= better + SLACK * DAY for worse, better in pairwise(due))

    def test_a_later_review_of_the_same_rating_never_shortens_the_interval(self) -> None:
        """What was recalled after a longer time is remembered for longer; at least a day apart."""
        for history in histories(5):
            state, last = self._after(history), history[-1][1]
            for rating in (2, 3, 4):
                times = [last + days * DAY for days in (self.same_day, 2, 5, 20, 100) if days >= self.same_day]
                waits = [self.scheduler.due(self.scheduler.review(state, rating, at), 0.9) - at for at in times]
                assert all(short <= long + 1e-6 * DAY for short, long in pairwise(waits))

    def test_a_lower_wanted_retention_never_shortens_the_interval(self) -> None:
        """Who may forget more is asked less."""
        for history in histories(6):
            state = self._after(history)
            due = [self.scheduler.due(state, wanted) for wanted in (0.97, 0.9, 0.8, 0.5)]
            assert due == sorted(due)
            assert due[0] >= history[-1][1]

    def test_the_future_never_changes_the_past(self) -> None:
        """States are values: a review makes a new one and leaves the old one as it was."""
        for history in histories(7):
            state, at = self._after(history), history[-1][1] + DAY
            before = self.scheduler.save(state), self.scheduler.recall(state, at)
            for rating in RATINGS:
                self.scheduler.review(state, rating, at)
            assert (self.scheduler.save(state), self.scheduler.recall(state, at)) == before

    def test_replay_gives_what_came_step_by_step(self) -> None:
        """Also where the state was saved and loaded after every review."""
        for history in histories(8):
            state = None
            for rating, at in history:
                state = self.scheduler.load(self.scheduler.save(self.scheduler.review(state, rating, at)))
            assert self.scheduler.save(state) == self.scheduler.save(self._after(history))

    def test_a_saved_state_behaves_as_before(self) -> None:
        """Recall and the next due date are the same to the last bit."""
        for history in histories(9):
            state, at = self._after(history), history[-1][1] + 3 * DAY
            loaded = self.scheduler.load(self.scheduler.save(state))
            assert self.scheduler.recall(loaded, at) == self.scheduler.recall(state, at)
            assert self.scheduler.due(loaded, 0.9) == self.scheduler.due(state, 0.9)
