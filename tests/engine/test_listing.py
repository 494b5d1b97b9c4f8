"""Lists: what is given as the reason is the reason, and the place that is drawn is drawn as often as it says."""

import math
import random
from collections import Counter

import pytest

from wayfare.engine.ranking import gain, listing, scores
from wayfare.engine.ranking.table import Table
from wayfare.engine.types import Candidate, Gaussian, Hint, Need, Ranked, Teaches

POLICY = gain.Policy()
SKILLS, ITEMS = 30, 120


def somebody(dice: random.Random) -> tuple[list[Candidate], list[Need], dict[int, Gaussian]]:
    """Return a small random catalogue with what one person needs and can do."""
    levels = {skill: Gaussian(dice.uniform(1, 5), dice.uniform(0.05, 1.5)) for skill in range(1, SKILLS + 1)}
    needs = [
        Need(skill, source, dice.uniform(2, 5), dice.uniform(0.05, 1))
        for source, most in (("role", 10), ("goal", 2), ("project", 2))
        for skill in dice.sample(range(1, SKILLS + 1), dice.randint(0, most))
    ]
    return [candidate(dice, number) for number in range(1, ITEMS + 1)], needs, levels


def candidate(dice: random.Random, number: int) -> Candidate:
    taught = dice.sample(range(1, SKILLS + 1), dice.randint(0, 3))
    hints = tuple(Hint(source, dice.uniform(0.05, 1), {}) for source in ("together", "popular") if dice.random() < 0.2)
    return Candidate(
        number,
        math.exp(dice.uniform(1, 7)),
        tuple(Teaches(skill, dice.uniform(1, 5), dice.uniform(0.3, 1)) for skill in taught),
        quality=dice.uniform(0.6, 1.25),
        provider=dice.choice("ABCD"),
        title_key=f"title {dice.randrange(100)}",
        fit=dice.choice([0.0, 0.0, dice.uniform(0.1, 1)]),
        hints=hints,
    )


def without(one: Candidate, row: Ranked | None, name: str) -> float:
    """Return the score of an item without one of its terms, from what the engine says of it."""
    if row is None:
        return 0.0
    worth = [term.value for term in row.terms if term.name not in (gain.FIT, name)]
    taught = [term.value for term in row.terms if term.skill and term.name not in (gain.FIT, name)]
    fit = POLICY.fit_most * one.fit * max(taught, default=0.0) if name != gain.FIT else 0.0
    return (sum(worth) + fit) * math.prod(row.factors.values())


def test_reasons_are_true_for_a_thousand_people() -> None:
    """Without the term that is its reason an item's score falls by what is shown, and its place unless the margin allows it."""
    dice, slots, fallen = random.Random(11), 0, 0
    for _ in range(1000):
        candidates, needs, levels = somebody(dice)
        wanted = gain.wants(needs, levels.__getitem__)
        explained = {one.item: gain.explained(one, wanted, POLICY) for one in candidates}
        ranked = sorted((-row.score, item) for item, row in explained.items() if row is not None and row.score > 0)
        for slot in listing.lineup(candidates, needs, levels.__getitem__, POLICY, 7, dice):
            row, (reason,) = slot.ranked, [term for term in slot.ranked.terms if term.name == slot.ranked.reason]
            assert row.score == pytest.approx(
                sum(term.value for term in row.terms) * math.prod(row.factors.values()), abs=1e-6
            )
            assert row.score - slot.without.score >= reason.value * math.prod(row.factors.values()) - 1e-9
            by_hand = {one.item: without(one, explained[one.item], slot.without.term) for one in candidates}
            assert slot.without.score == pytest.approx(by_hand[row.item], rel=1e-9)
            place = 1 + sum(score > slot.without.score for item, score in by_hand.items() if item != row.item)
            assert slot.without.rank == place or (slot.without.rank is None and place > 1)
            slots += 1
            fallen += place > 1 + [item for _, item in ranked].index(row.item)
    assert slots > 5000
    assert fallen / slots > 0.6


def test_the_last_place_is_drawn_as_often_as_its_propensity_says() -> None:
    dice = random.Random(3)
    candidates, needs, levels = somebody(random.Random(5))
    policy, rounds = gain.Policy(explore=0.3), 4000
    lists = [listing.lineup(candidates, needs, levels.__getitem__, policy, 5, dice) for _ in range(rounds)]
    assert len({tuple(slot.ranked.item for slot in one[:-1]) for one in lists}) == 1
    assert all(slot.propensity == 1 and not slot.drawn for one in lists for slot in one[:-1])
    shown = Counter(one[-1].ranked.item for one in lists)
    says = {one[-1].ranked.item: one[-1].propensity for one in lists}
    assert sum(says.values()) == pytest.approx(1.0)
    for item, times in shown.items():
        spread = math.sqrt(says[item] * (1 - says[item]) / rounds)
        assert times / rounds == pytest.approx(says[item], abs=4.5 * spread)
    assert {one[-1].drawn for one in lists} == {True, False}


def test_nothing_is_drawn_where_there_is_nothing_else_or_where_it_is_switched_off() -> None:
    dice = random.Random(1)
    lesson = Candidate(1, 5.0, (Teaches(1, 3.0, 1.0),))
    (slot,) = listing.lineup([lesson], [Need(1, "role", 4.0, 1.0)], lambda _: Gaussian(2, 1), POLICY, 1, dice)
    assert (slot.propensity, slot.drawn, slot.rank) == (1.0, False, 1)
    candidates, needs, levels = somebody(random.Random(5))
    off = gain.Policy(explore=0.0)
    for _ in range(20):
        assert listing.lineup(candidates, needs, levels.__getitem__, off, 4, dice)[-1].propensity == 1.0
    assert listing.lineup([], needs, levels.__getitem__, POLICY, 4, dice) == []


def test_a_skill_that_is_needed_twice_counts_twice_and_says_so() -> None:
    lesson, level = Candidate(1, 5.0, (Teaches(1, 3.0, 1.0),)), Gaussian(2.0, 0.5)
    role, goal = Need(1, "role", 4.0, 0.5), Need(1, "goal", 3.0, 0.3)
    found = gain.score(lesson, [role, goal], lambda _: level, POLICY)
    assert found is not None
    assert [term.name for term in found.terms] == ["role:1", "goal:1"]
    (alone,) = [gain.score(lesson, [role], lambda _: level, POLICY)]
    assert alone is not None
    assert found.score > alone.score
    table, wanted = Table.of([lesson]), gain.wants([role, goal], lambda _: level)
    assert scores.score(table, wanted, POLICY).without(["goal:1"])[0] == pytest.approx([alone.score])


def test_without_any_need_hints_alone_make_the_list_and_say_that_they_do() -> None:
    items = [Candidate(n, 30.0, (), hints=(Hint("popular", n / 10, {"people": float(n)}),)) for n in range(1, 6)]
    rows = listing.rank(items, [], lambda _: Gaussian(2, 1), POLICY, 3)
    assert [row.item for row in rows] == [5, 4, 3]
    assert all((row.skill, row.reason) == (0, "popular") for row in rows)
    assert rows[0].terms[0].evidence == {"source": "popular", "people": 5.0}
