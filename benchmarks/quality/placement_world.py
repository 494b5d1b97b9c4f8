"""The fixed world of placement: layered graphs, and people drawn from priors that the product does not know.

A skill of layer 0 has no prerequisites; any other has 1 to 3, mostly of the layer below, some of any layer below. Five ways to
come to know things, none of them the one that the particles are drawn from.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from wayfare.engine.placement.answers import Outcome
from wayfare.engine.placement.graph import Graph, build

Known = npt.NDArray[np.bool_]
Dice = np.random.Generator
GUESS, SLIP = 0.2, 0.1
LAYERS = {50: 6, 120: 8}


def graph(skills: int, layers: int, seed: int) -> Graph:
    """Draw a layered graph."""
    dice = np.random.default_rng([seed, skills])
    layer = np.sort(np.r_[np.arange(layers), dice.integers(0, layers, skills - layers)])
    needed: dict[object, list[int]] = {}
    for skill in np.flatnonzero(layer):
        lower = layer < layer[skill] if dice.random() < 0.15 else layer == layer[skill] - 1
        pool = np.flatnonzero(lower)
        needed[int(skill)] = [int(one) for one in dice.choice(pool, min(len(pool), dice.integers(1, 4)), replace=False)]
    return build(range(skills), needed)


def _relative(world: Graph) -> npt.NDArray[np.float64]:
    depth = np.array(world.depth)
    relative: npt.NDArray[np.float64] = depth / max(1, depth.max())
    return relative


def _closed(world: Graph, known: Known) -> Known:
    """Take away what somebody lacks the prerequisites of."""
    for skill in world.order:
        known[skill] &= all(known[one] for one in world.before[skill])
    return known


def by_ability(world: Graph, dice: Dice) -> Known:
    """Known where a normal ability exceeds a difficulty that rises with the layer, with noise for each skill."""
    harder = 3 * _relative(world) - 1.5 + dice.normal(0, 0.7, len(world))
    return _closed(world, dice.normal() > harder)


def by_chance(world: Graph, dice: Dice) -> Known:
    """Each skill learned on its own with one chance for the person, where the prerequisites are known."""
    return _closed(world, dice.random(len(world)) < dice.beta(8, 2))


def by_logit(world: Graph, dice: Dice) -> Known:
    """Each skill learned with a logistic chance of ability less difficulty, a Rasch model on top of prerequisites."""
    odds = 1.7 * (dice.normal(1, 1.2) - 2 * (_relative(world) - 0.5))
    return _closed(world, dice.random(len(world)) < 1 / (1 + np.exp(-odds)))


def by_walk(world: Graph, dice: Dice) -> Known:
    """So many skills, learned one after another in any order that the prerequisites allow."""
    known = np.zeros(len(world), dtype=np.bool_)
    for _ in range(int(dice.beta(1.5, 1.5) * (len(world) + 1))):
        within = [one for one in world.order if not known[one] and all(known[p] for p in world.before[one])]
        known[dice.choice(within)] = True
    return known


def by_goals(world: Graph, dice: Dice) -> Known:
    """Know a few skills once aimed at, with all that they build on."""
    known = dice.random(len(world)) < dice.beta(1, 6)
    for skill in reversed(world.order):
        if known[skill]:
            known[list(world.before[skill])] = True
    return known


TRUTHS: dict[str, Callable[[Graph, Dice], Known]] = {
    "ability": by_ability,
    "chance": by_chance,
    "logit": by_logit,
    "walk": by_walk,
    "goals": by_goals,
}


def reply(known: bool, dice: Dice) -> Outcome:
    """Answer a question with guess and slip."""
    return Outcome.RIGHT if dice.random() < (1 - SLIP if known else GUESS) else Outcome.WRONG
