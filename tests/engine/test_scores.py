"""Scores of a table: for every candidate the same as its own explained score."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.ranking import gain, scores
from wayfare.engine.ranking.table import Table
from wayfare.engine.types import Candidate, Gaussian, Hint, Need, Teaches

POLICY = gain.Policy()
SKILLS = 6


def anything(dice: random.Random) -> tuple[list[Candidate], list[Need], dict[int, Gaussian]]:
    """Return candidates with and without stretches, hints and fit, needs from several sources, and levels."""
    levels = {skill: Gaussian(dice.uniform(1, 5), dice.uniform(0.05, 1.5)) for skill in range(1, SKILLS + 1)}
    needs = [
        Need(skill, source, dice.uniform(1, 5), dice.uniform(0, 1))
        for source in ("role", "goal", "project")
        for skill in dice.sample(range(1, SKILLS + 1), dice.randint(0, SKILLS))
    ]
    return [candidate(dice, number) for number in range(dice.randint(0, 30))], needs, levels


def candidate(dice: random.Random, number: int) -> Candidate:
    parts = tuple(
        Teaches(
            dice.randint(1, SKILLS + 1),
            dice.uniform(1, 5),
            dice.uniform(0.3, 1),
            dice.choice([None, 0.0, dice.uniform(1, 900)]),
            dice.choice([None, 0, 1, 2]),
            dice.choice([0.0, 1.5]),
            dice.choice([1.0, 0.7]),
        )
        for _ in range(dice.randint(0, 5))
    )
    hints = tuple(Hint(source, dice.uniform(0.05, 1), {}) for source in ("together", "popular") if dice.random() < 0.3)
    fit = dice.choice([0.0, dice.uniform(0.1, 1)])
    return Candidate(number, math.exp(dice.uniform(1, 7)), parts, quality=dice.uniform(0.6, 1.25), fit=fit, hints=hints)


@given(st.integers(0, 10**6))
def test_every_score_is_the_explained_one(seed: int) -> None:
    candidates, needs, levels = anything(random.Random(seed))
    # The minutes of a stretch belong to it, whichever skill it is looked at for.
    lasts = {(one.item, part.stretch): part.minutes for one in candidates for part in one.teaches}
    candidates = [
        one._replace(teaches=tuple(part._replace(minutes=lasts[one.item, part.stretch]) for part in one.teaches))
        for one in candidates
    ]
    wanted = gain.wants(needs, levels.__getitem__)
    found = scores.score(Table.of(candidates), wanted, POLICY).totals()
    explained = [gain.explained(one, wanted, POLICY) for one in candidates]
    assert found == pytest.approx([row.score if row else 0.0 for row in explained], rel=1e-9)


@given(st.integers(0, 10**6))
def test_scores_of_some_are_those_that_they_have_among_all(seed: int) -> None:
    dice = random.Random(seed)
    candidates, needs, levels = anything(dice)
    rows = np.array(dice.sample(range(len(candidates)), len(candidates) // 2), np.int64)
    every = scores.score(Table.of(candidates), gain.wants(needs, levels.__getitem__), POLICY)
    for without in ("", gain.FIT, "popular", *every.names):
        assert every.of(rows).without([without])[0] == pytest.approx(every.without([without])[0, rows], rel=1e-9)
    names = ["", gain.FIT, "popular", *every.names]
    assert every.without(names).tolist() == [every.without([name])[0].tolist() for name in names]


def test_nothing_has_no_scores() -> None:
    assert scores.score(Table.of([]), {}, POLICY).totals().size == 0
    lonely = Table.of([Candidate(1, 10.0, (Teaches(1, 3.0, 1.0),))])
    assert scores.score(lonely, {}, POLICY).totals().tolist() == [0.0]


@given(st.integers(0, 10**6))
def test_what_a_candidate_is_mainly_about_is_what_its_explanation_says(seed: int) -> None:
    candidates, needs, levels = anything(random.Random(seed))
    wanted = gain.wants(needs, levels.__getitem__)
    found = scores.score(Table.of(candidates), wanted, POLICY)
    for row, one in enumerate(candidates):
        ranked = gain.explained(one, wanted, POLICY)
        assert (ranked.skill if ranked else 0) in (found.mainly(row) or [0])
