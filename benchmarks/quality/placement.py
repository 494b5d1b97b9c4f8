"""Placement in the fixed world: how much is found out in 30 questions, and how safely it is skipped.

    python -m benchmarks.quality.placement --json [--graphs 10] [--people 200]

Every share is a fraction of 1; an interval is that of 95 % of bootstrap samples over people. ``random`` asks skills at random
and believes the same way, ``fixed`` asks each skill equally often and knows nothing of prerequisites; both with fewer people.
``single_skill`` is the sequential test of one skill in this world, ``graded`` the same with the response function of the filter.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.quality import placement_world as world
from wayfare.engine.placement import level, role, single
from wayfare.engine.placement.answers import Item, Outcome, Response, Verdict
from wayfare.engine.types import Gaussian

QUESTIONS = 30
FEWER = 10  # the comparisons take every tenth person
STEEP = Response(slope=400.0, margin=0.0, slip=world.SLIP)


@dataclass(frozen=True, slots=True)
class Placed:
    """One person: the family of the truth, the truth, and what was found out, in how many questions and ms of CPU each."""

    truth: str
    known: world.Known
    chances: Sequence[float]
    skipped: frozenset[int]
    questions: int
    ms: float


Asker = Callable[[Any, role.Placement, np.random.Generator], int | None]


def adaptive(_: Any, placement: role.Placement, __: np.random.Generator) -> int | None:
    """Ask what the product asks."""
    question = role.ask(placement)
    return None if question is None else question.skill


def at_random(graph: Any, placement: role.Placement, dice: np.random.Generator) -> int | None:
    """Ask about any skill."""
    return int(dice.integers(len(graph))) if len(placement.state.answers) < QUESTIONS else None


def people(skills: int, graphs: int, each: int, ask: Asker) -> Iterator[Placed]:
    """Place so many people on each of so many graphs, the families of truth in turn."""
    names, params = list(world.TRUTHS), role.Params(guess=world.GUESS, slip=world.SLIP, most=QUESTIONS)
    for seed in range(graphs):
        graph = world.graph(skills, world.LAYERS[skills], seed)
        plan = role.plan(graph)
        for person in range(each):
            truth, dice = names[person % len(names)], np.random.default_rng([seed, person, skills])
            known = world.TRUTHS[truth](graph, dice)
            placement, begun = role.start(plan, 1000 * seed + person, params), time.process_time()
            while (skill := ask(graph, placement, dice)) is not None:
                placement = role.answer(placement, skill, world.reply(bool(known[skill]), dice))
            asked = len(placement.state.answers)
            ms = (time.process_time() - begun) * 1000 / max(asked, 1)
            chances = role.chances(placement)
            yield Placed(truth, known, chances, role.skips(chances, params), asked, ms)


def figures(placed: Sequence[Placed]) -> dict[str, float]:
    """Return questions, states right, false skips and coverage of some people."""
    right = [np.mean((np.array(one.chances) >= 0.5) == one.known) for one in placed]
    skipped = sum(len(one.skipped) for one in placed)
    good = sum(int(one.known[list(one.skipped)].sum()) for one in placed)
    known = sum(int(one.known.sum()) for one in placed)
    return {
        "questions": max(one.questions for one in placed),
        "questions_mean": statistics.mean(one.questions for one in placed),
        "states_right": float(np.mean(right)),
        "false_skip": (skipped - good) / max(skipped, 1),
        "coverage": good / max(known, 1),
        "known": known / sum(len(one.known) for one in placed),
    }


def intervals(placed: Sequence[Placed], draws: int = 500) -> dict[str, list[float]]:
    """Return the bootstrap interval over people of each share."""
    dice = np.random.default_rng(1)
    rows = np.array([_counts(one) for one in placed], dtype=float)
    drawn = np.array([rows[dice.integers(0, len(rows), len(rows))].sum(axis=0) for _ in range(draws)])
    agree, size, good, skipped, known = drawn.T
    shares = {
        "states_right": agree / size,
        "false_skip": 1 - good / np.maximum(skipped, 1),
        "coverage": good / np.maximum(known, 1),
    }
    return {name: [float(q) for q in np.quantile(share, [0.025, 0.975])] for name, share in shares.items()}


def _counts(one: Placed) -> tuple[int, int, int, int, int]:
    agree = int(((np.array(one.chances) >= 0.5) == one.known).sum())
    return agree, len(one.known), int(one.known[list(one.skipped)].sum()), len(one.skipped), int(one.known.sum())


def whole(skills: int, graphs: int, each: int) -> dict[str, Any]:
    """Return all figures for so many skills."""
    placed = list(people(skills, graphs, each, adaptive))
    aside = list(people(skills, graphs, max(5, each // FEWER), at_random))
    return {
        **figures(placed),
        "ms_per_question": statistics.mean(one.ms for one in placed),
        "interval": intervals(placed),
        "by_truth": {name: figures([one for one in placed if one.truth == name]) for name in world.TRUTHS},
        "random": figures(aside),
        "fixed": {f"questions_{skills * times}": fixed(skills, graphs, each, times) for times in (1, 3)},
    }


def fixed(skills: int, graphs: int, each: int, times: int) -> float:
    """Return the share of skills right where each is asked so often and stands for itself, at even prior odds."""
    least = next(n for n in range(times + 1) if (0.9 / 0.2) ** n * (0.1 / 0.8) ** (times - n) >= 1)
    right = []
    for seed in range(graphs):
        graph = world.graph(skills, world.LAYERS[skills], seed)
        for person in range(max(5, each // FEWER)):
            dice = np.random.default_rng([seed, person, skills])
            known = list(world.TRUTHS.values())[person % len(world.TRUTHS)](graph, dice)
            hits = dice.binomial(times, np.where(known, 1 - world.SLIP, world.GUESS))
            right.append(float(np.mean((hits >= least) == known)))
    return statistics.mean(right)


def one_skill(count: int, params: single.Params, levels: Sequence[float], steep: bool) -> dict[str, Any]:
    """Test people on one skill at level 3, with 5 (fixed world) or 4 options a question."""
    bank = [Item(at, show, 5 if steep else 4) for at, show in enumerate([*levels] * 24)]
    dice, asked, decided, falsely = np.random.default_rng(3), [], [], []
    for person in range(count):
        x = float(dice.choice([2.0, 4.0]) if steep else dice.uniform(1, 5))
        test = single.start(3.0, Gaussian(3.0, 1.25), person)
        while question := single.ask(test, bank, params):
            right = dice.random() < params.response.right(x, question.item)
            test = single.answer(test, question.item, Outcome.RIGHT if right else Outcome.WRONG)
        asked.append(len(test.base.asked))
        if (found := single.verdict(test, params)) is not Verdict.OPEN:
            decided.append((found is Verdict.YES) == (x >= 3))
        if found is Verdict.YES:
            falsely.append(x < 3 - params.zone)
    return {
        "median": statistics.median(asked),
        "mean": statistics.mean(asked),
        "decided": len(decided) / count,
        "right_where_decided": statistics.mean(decided),
        "yes_below_the_zone": statistics.mean(falsely),
        "yes_at": params.yes,
    }


def level_test(count: int) -> dict[str, Any]:
    """Return how many questions of a bank of 400 the level takes to an SE of 0.3 of the spread of people; and in random order."""
    dice = np.random.default_rng(5)
    response = Response(slope=1.7, margin=0.0, slip=0.0, free_guess=0.0)
    bank = [Item(at, float(show), 0) for at, show in enumerate(dice.normal(3, 1.0, 400).round(1))]
    lengths: dict[str, list[int]] = {"adaptive": [], "random": []}
    for person in range(count):
        x = float(dice.normal(3, 1))
        for way, found in lengths.items():
            chosen = level.Params(most=60, response=response)
            test = level.start(Gaussian(3, 1), person)
            while question := level.ask(test, _pool(bank, way, test, dice), chosen):
                right = dice.random() < response.right(x, question.item)
                test = level.answer(test, question.item, Outcome.RIGHT if right else Outcome.WRONG)
            found.append(len(test.asked))
    return {f"{way}_median": statistics.median(found) for way, found in lengths.items()} | {
        "least_sd": 0.3,
        "bank": 400,
    }


def _pool(bank: list[Item], way: str, test: level.Test, dice: np.random.Generator) -> list[Item]:
    """Return the whole bank, or one question drawn from it."""
    done = {one.item.id for one in test.asked}
    return bank if way == "adaptive" else [bank[dice.choice([at for at in range(len(bank)) if at not in done])]]


def measure(graphs: int = 10, each: int = 200) -> dict[str, Any]:
    """Return every figure."""
    steep = one_skill(2000, single.Params(yes=0.95, no=0.05, zone=0.0, response=STEEP), [3.0], steep=True)
    graded = one_skill(400, single.Params(), [2.0, 2.5, 3.0, 3.5, 4.0], steep=False)
    return {
        "skills_50": whole(50, graphs, each),
        "skills_120": whole(120, graphs, each),
        "single_skill_median": steep["median"],
        "single_skill": steep,
        "single_skill_graded": graded,
        "level": level_test(60),
        "graphs": graphs,
        "people": each,
        "seeds": {"graphs": list(range(graphs)), "people": "graph, person, skills"},
        "truths": list(world.TRUTHS),
        "skip_at": role.Params().skip_at,
    }


def main() -> None:
    """Print one JSON object, indented unless ``--json`` is given."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--graphs", type=int, default=10)
    parser.add_argument("--people", type=int, default=200)
    wanted = parser.parse_args()
    print(json.dumps(measure(wanted.graphs, wanted.people), indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
