"""Boosted trees as flat arrays: made by LightGBM, evaluated by numpy alone, equal to LightGBM to 1e-9.

All trees walk down together, one level a step: node ← left[node] + (x[feature[node]] > threshold[node]), the right child standing
beside the left one. A leaf leads to itself, so after ``depth`` steps every tree is at its leaf. Features have no missing values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wayfare.engine.tracing.answers import Floats, Ints

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
    """Sum of trees. ``root`` is the first node of each tree; ``scale`` multiplies the sum (1 / number of averaged models)."""

    feature: Ints
    threshold: Floats
    left: Ints
    value: Floats
    root: Ints
    depth: int
    scale: float

    def score(self, x: Floats) -> float:
        """Return the logit for one vector of features."""
        node = self.root
        for _ in range(self.depth):
            node = self.left[node] + (x[self.feature[node]] > self.threshold[node])
        return float(self.value[node].sum()) * self.scale

    def scores(self, x: Floats, block: int = 2000) -> Floats:
        """Return the logits for many rows."""
        found = np.empty(len(x))
        for at in range(0, len(x), block):
            part = x[at : at + block]
            line = np.arange(len(part))[:, None]
            node = np.broadcast_to(self.root, (len(part), self.root.size))
            for _ in range(self.depth):
                node = self.left[node] + (part[line, self.feature[node]] > self.threshold[node])
            found[at : at + block] = self.value[node].sum(1) * self.scale
        return found

    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return the arrays of the forest, to be stored."""
        return {
            "feature": self.feature,
            "threshold": self.threshold,
            "left": self.left,
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
    """Return the average of LightGBM boosters as one forest."""
    nodes: list[tuple[int, float, int, float]] = []
    roots, deepest = [], 0
    for booster in boosters:
        for tree in booster.dump_model()["tree_info"]:
            roots.append(len(nodes))
            nodes.append(_leaf(roots[-1], 0.0))
            deepest = max(deepest, _place(nodes, roots[-1], tree["tree_structure"]))
    feature, threshold, left, value = zip(*nodes, strict=True)
    return Forest(
        np.array(feature, np.int64),
        np.array(threshold, float),
        np.array(left, np.int64),
        np.array(value, float),
        np.array(roots, np.int64),
        deepest,
        1 / len(boosters),
    )


def _leaf(place: int, value: float) -> tuple[int, float, int, float]:
    return 0, float("inf"), place, value


def _place(nodes: list[tuple[int, float, int, float]], place: int, tree: Mapping[str, Any]) -> int:
    """Write a tree's root at a place and the rest behind all nodes; return its depth."""
    if "leaf_value" in tree:
        nodes[place] = _leaf(place, float(tree["leaf_value"]))
        return 0
    left = len(nodes)
    nodes[place] = (int(tree["split_feature"]), float(tree["threshold"]), left, 0.0)
    nodes += [_leaf(left, 0.0), _leaf(left + 1, 0.0)]
    return 1 + max(_place(nodes, left, tree["left_child"]), _place(nodes, left + 1, tree["right_child"]))
