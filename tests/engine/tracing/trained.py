"""Predictors that several tests look at, made once."""

from functools import cache

import numpy as np

from tests.engine.tracing.simulated import School, school
from wayfare.engine.tracing import training
from wayfare.engine.tracing.training import Trained


@cache
def small_school() -> School:
    """Return sixty learners with names of questions, times and groups."""
    return school(7, timed=True, grouped=True)


@cache
def trained(kind: str, seed: int = 1) -> Trained:
    """Return a predictor of one kind for the small school."""
    return training.train(small_school().answers, np.random.default_rng(seed), (kind,))
