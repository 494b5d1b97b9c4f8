"""P(right) of the next answer, from everything answered before: the calibrated filter, logistic regression, or trees.

A predictor needs numpy alone. It is made by ``training.train``, and kept as an artefact.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from wayfare.engine import artefact
from wayfare.engine.tracing import features, gains, streams
from wayfare.engine.tracing.answers import Answer, Answers, Floats, Question
from wayfare.engine.tracing.calibration import Curve
from wayfare.engine.tracing.logistic import Linear
from wayfare.engine.tracing.pairs import Kernel, Pairs
from wayfare.engine.tracing.state import State
from wayfare.engine.tracing.tables import Places, Tables
from wayfare.engine.tracing.trees import Forest

VERSION = 4
EDGE = 1e-6
UNSEEN_MEAN = 0.5  # of scores, where there are none
FILTER, LOGISTIC, TREES = KINDS = ("filter", "logistic", "trees")


def logits_of_filter(x: Floats) -> Floats:
    """Return the logits of the filter's own probability, in feature rows."""
    p = np.clip(x[..., features.FILTER], EDGE, 1 - EDGE)
    return np.asarray(np.log(p / (1 - p)))


@dataclass(frozen=True, slots=True)
class Predictor:
    """A fitted model. ``model`` is None where the filter alone is best, ``gains`` is empty where too little was seen for them."""

    tables: Tables
    model: Forest | Linear | None
    curve: Curve
    gains: tuple[float, ...] = ()

    @property
    def kind(self) -> str:
        """Return ``filter``, ``logistic`` or ``trees``."""
        if self.model is None:
            return FILTER
        return TREES if isinstance(self.model, Forest) else LOGISTIC

    def start(self) -> State:
        """Return the state of somebody who has answered nothing."""
        return features.start(self.tables)

    def step(self, state: State, answer: Answer) -> State:
        """Return the state after an answer."""
        return features.step(state, answer, self.tables)

    def as_json(self, state: State) -> Any:
        """Return a state as a JSON value."""
        return state.as_json()

    def from_json(self, value: Any) -> State:
        """Return the state that ``as_json`` wrote."""
        return State.from_json(value)

    def vector(self, state: State, question: Question) -> Floats:
        """Return the features of a question for a person, in the order of ``features.NAMES``."""
        return features.vector(state, question, self.tables)

    def predict(self, state: State, question: Question) -> float:
        """Return P(right answer), in (0, 1)."""
        if self.model is None:
            p = min(max(features.view(state, question, self.tables).p, EDGE), 1 - EDGE)
            return self.curve(float(np.log(p / (1 - p))))
        return self.curve(self.model.score(self.vector(state, question)))

    def rise(self, state: State, skill: int, right: float) -> float | None:
        """Return how far an exercise on a skill raises P(right), where that is ``right`` now; None where it is not known."""
        if not self.gains:
            return None
        own = state.skills.get(skill)
        return gains.expected(self.gains, right, own.fast if own else UNSEEN_MEAN, own.streak if own else 0.0)

    def predict_many(self, answers: Answers) -> Floats:
        """Return P(right) before each answer, from the same learner's earlier ones alone: ``predict`` for all at once."""
        return self.curve.many(
            self.logits(streams.with_pairs(answers, streams.matrix(answers, self.tables), self.tables))
        )

    def logits(self, x: Floats) -> Floats:
        """Return logits before calibration for rows of features."""
        return logits_of_filter(x) if self.model is None else self.model.scores(x)

    def save(self, folder: Path) -> Path:
        """Write the predictor into a folder and return the path; the file's name is the SHA-256 of its content."""
        return artefact.write(folder, self.content())

    def content(self) -> bytes:
        """Return the bytes of the predictor's artefact."""
        return artefact.pack(self._header(), self._arrays())

    @classmethod
    def load(cls, path: Path) -> "Predictor":
        """Return a saved predictor, memory-mapped. Raises ``artefact.Damaged``."""
        header, arrays = artefact.load(path)
        if header.get("version") != VERSION or header.get("features") != list(features.NAMES):
            raise artefact.Damaged(f"{path.name} was written by another version of the predictor")
        return _restored(header, arrays)

    def _header(self) -> dict[str, Any]:
        header: dict[str, Any] = {"version": VERSION, "kind": self.kind, "features": list(features.NAMES)}
        header["gains"] = list(self.gains)
        header["windows"] = [self.tables.pairs.item.window, self.tables.pairs.skill.window]
        if isinstance(self.model, Forest):
            header["scale"] = self.model.scale
        elif isinstance(self.model, Linear):
            header["bias"] = self.model.bias
        return header

    def _arrays(self) -> artefact.Arrays:
        t = self.tables
        arrays: artefact.Arrays = {
            "questions": t.places.questions, "skills": t.places.skills, "numbers": t.numbers, "item": t.item,
            "skill": t.skill, "by_bits": t.by_bits, "by_run": t.by_run,
            "curve": np.stack([self.curve.logit, self.curve.probability]),
        }  # fmt: skip
        for name, kernel in (("item", t.pairs.item), ("skill", t.pairs.skill)):
            arrays |= {f"{name}_start": kernel.start, f"{name}_earlier": kernel.earlier, f"{name}_value": kernel.value}
        if isinstance(self.model, Forest):
            arrays |= {f"tree_{name}": array for name, array in self.model.arrays().items()}
        elif isinstance(self.model, Linear):
            arrays["linear"] = np.stack([self.model.mean, self.model.scale, self.model.weight])
        return arrays


def _restored(header: dict[str, Any], arrays: artefact.Arrays) -> Predictor:
    a = arrays
    pairs = Pairs(
        *[
            Kernel(window, a[f"{name}_start"], a[f"{name}_earlier"], a[f"{name}_value"])
            for name, window in zip(("item", "skill"), header["windows"], strict=True)
        ]
    )
    tables = Tables(
        Places(a["questions"], a["skills"]), a["numbers"], a["item"], a["skill"], a["by_bits"], a["by_run"], pairs
    )
    model: Forest | Linear | None = None
    if header["kind"] == TREES:
        model = Forest(
            a["tree_feature"], a["tree_threshold"], a["tree_struck"], a["tree_value"], a["tree_root"], header["scale"],
        )  # fmt: skip
    elif header["kind"] == LOGISTIC:
        model = Linear(a["linear"][0], a["linear"][1], a["linear"][2], header["bias"])
    return Predictor(tables, model, Curve(a["curve"][0], a["curve"][1]), tuple(header["gains"]))
