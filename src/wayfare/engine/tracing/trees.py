"""Boosted trees as flat arrays: made by LightGBM, evaluated by numpy alone, equal to LightGBM to 1e-9.

Nobody walks down a tree: all nodes of all trees are tested at once, and each test that sends a row to the right strikes out the
leaves on its left, as bits of one word a tree. The lowest bit left is the leaf (QuickScorer, Lucchese et al. 2015). Features have
no missing values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.tracing.answers import Floats, Ints

LEAVES = 32
ONE = np.uint32(1)
PARAMETERS: dict[str, Any] = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 31,
    "max_depth": 6,
    "min_data_in_leaf": 200,
    "lambda_l2": 5.0,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "max_bin": 127,
    "use_missing": False,
    "num_threads": 1,
    "deterministic": True,
    "force_col_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Forest:
    """Sum of trees. Tree t owns the nodes from ``root[t]`` up to the next one's, and the row ``value[t]`` of its leaves.

    ``struck`` has a bit for each leaf that is out of reach where x[feature] > threshold. ``scale`` multiplies the sum
    (1 / number of averaged models).
    """

    feature: Ints
    threshold: Floats
    struck: NDArray[np.uint32]
    value: Floats
    root: Ints
    scale: float

    def score(self, x: Floats) -> float:
        """Return the logit for one vector of features."""
        return float(self._sum(x[self.feature] > self.threshold)[()]) * self.scale

    def scores(self, x: Floats, block: int = 500) -> Floats:
        """Return the logits for many rows."""
        found = np.empty(len(x))
        for at in range(0, len(x), block):
            found[at : at + block] = self._sum(x[at : at + block, self.feature] > self.threshold) * self.scale
        return found

    def _sum(self, right: NDArray[np.bool_]) -> Floats:
        """Return the sum over trees of the leaves' values; ``right`` says which tests are met, shape (…, nodes)."""
        out = np.bitwise_or.reduceat(right * self.struck, self.root, axis=-1)
        leaf = np.bitwise_count(out & ~(out + ONE))
        return np.asarray(self.value[np.arange(self.root.size), leaf].sum(-1))

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the arrays of the forest, to be stored."""
        return {
            "feature": self.feature,
            "threshold": self.threshold,
            "struck": self.struck,
            "value": self.value,
            "root": self.root,
        }


def fit(
    x: Floats, y: Floats, parts: Sequence[NDArray[np.bool_]], rounds: int, seed: int, weight: Floats | None = None
) -> list[Any]:
    """Return a LightGBM booster of ``rounds`` trees for each part of the rows; equal input and seed give equal ones."""
    import lightgbm

    parameters = {**PARAMETERS, "seed": seed, "min_data_in_leaf": min(200, max(20, len(y) // 500))}
    whole = lightgbm.Dataset(
        x, (y >= 0.5).astype(float), weight=weight, params=parameters, free_raw_data=True
    ).construct()
    return [
        lightgbm.train(parameters, whole.subset(np.nonzero(rows)[0].tolist()), rounds, keep_training_booster=True)
        for rows in parts
    ]


def export(boosters: list[Any]) -> Forest:
    """Return the average of LightGBM boosters as one forest. Trees have at most LEAVES leaves."""
    nodes: list[tuple[int, float, int]] = []
    roots, values = [], []
    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            roots.append(len(nodes))
            leaves: list[float] = []
            _place(nodes, leaves, tree["tree_structure"])
            if len(leaves) == 1:  # a tree of one leaf has no test; one that is never met stands for it
                nodes.append((0, float("inf"), 0))
            values.append(leaves + [0.0] * (LEAVES - len(leaves)))
    feature, threshold, struck = zip(*nodes, strict=True)
    return Forest(
        np.array(feature, np.int64),
        np.array(threshold, float),
        np.array(struck, np.uint32),
        np.array(values, float),
        np.array(roots, np.int64),
        1 / len(boosters),
    )


def _place(nodes: list[tuple[int, float, int]], leaves: list[float], tree: Mapping[str, Any]) -> None:
    """Add the tests and, from left to right, the leaves of a tree."""
    if "leaf_value" in tree:
        leaves.append(float(tree["leaf_value"]))
        return
    first = len(leaves)
    _place(nodes, leaves, tree["left_child"])
    left = (1 << len(leaves)) - (1 << first)
    nodes.append((int(tree["split_feature"]), float(tree["threshold"]), left))
    _place(nodes, leaves, tree["right_child"])
