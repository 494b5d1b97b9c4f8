"""Features of many answers at once: the same steps as one by one, with the pairs added for all rows together."""

import numpy as np

from wayfare.engine.tracing import features, pairs
from wayfare.engine.tracing.answers import Answers, Floats
from wayfare.engine.tracing.tables import Tables

BLOCK = 500


def matrix(answers: Answers, tables: Tables) -> Floats:
    """Return the features of each answer but those of pairs (zeros). Shape (answers, len(NAMES)), order of NAMES."""
    found = np.zeros((len(answers), len(features.NAMES)))
    fresh = answers.fresh().tolist()
    empty = features.start(tables)
    state, block = empty, []
    for i, answer in enumerate(answers):
        if fresh[i]:
            state = empty
        values, state = features.both(state, answer, tables)
        block.append(values)
        if len(block) == BLOCK or i + 1 == len(answers):
            found[i + 1 - len(block) : i + 1, : features.PAIRS] = block
            block = []
    return found


def with_pairs(answers: Answers, found: Floats, tables: Tables) -> Floats:
    """Fill in the features of pairs, from the residuals of the filter."""
    skill = tables.places.skill_many(answers.first_skill())
    item = tables.places.item_many(answers.question, skill)
    residual = answers.score - found[:, features.FILTER]
    found[:, features.PAIRS :] = pairs.features_many(answers.learner, item, skill, residual, tables.pairs)
    return found
