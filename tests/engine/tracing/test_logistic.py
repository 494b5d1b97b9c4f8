"""Logistic regression with a ridge."""

import numpy as np

from wayfare.engine.tracing import logistic


def sample(rows: int = 4000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    x = np.column_stack([rng.normal(3, 2, rows), rng.normal(-1, 0.1, rows), np.full(rows, 7.0)])
    logit = 0.8 * (x[:, 0] - 3) - 5 * (x[:, 1] + 1) + 0.3
    return x, (rng.random(rows) < 1 / (1 + np.exp(-logit))).astype(float), logit


def test_planted_weights_are_found_on_any_scale() -> None:
    x, y, logit = sample()
    found = logistic.fit(x, y).scores(x)
    assert np.corrcoef(found, logit)[0, 1] > 0.999
    assert np.abs(found - logit).mean() < 0.12


def test_a_feature_that_never_varies_weighs_nothing() -> None:
    x, y, _ = sample()
    model = logistic.fit(x, y)
    assert model.weight[2] == 0
    assert model.score(np.array([3.0, -1.0, 1e9])) == model.score(np.array([3.0, -1.0, 7.0]))


def test_one_row_is_like_many() -> None:
    x, y, _ = sample(500)
    model = logistic.fit(x, y)
    assert np.abs(np.array([model.score(row) for row in x]) - model.scores(x)).max() < 1e-12


def test_the_gradient_of_the_posterior_is_zero() -> None:
    x, y, _ = sample()
    model = logistic.fit(x, y, ridge=5.0)
    z = np.clip((x - model.mean) * model.scale, -logistic.CLIP, logistic.CLIP)
    p = 1 / (1 + np.exp(-model.scores(x)))
    assert np.abs(z.T @ (y - p) - 5.0 * model.weight).max() < 1e-5


def test_answers_that_separate_perfectly_give_finite_weights() -> None:
    x = np.linspace(-1, 1, 40)[:, None]
    model = logistic.fit(x, (x[:, 0] > 0).astype(float))
    assert np.isfinite(model.weight).all()
    assert model.score(np.array([1.0])) > 0 > model.score(np.array([-1.0]))
