"""What an answer to one question says about another: against sums written out, and never from one's own fold."""

from collections import defaultdict

import numpy as np
import pytest

from wayfare.engine.tracing import pairs
from wayfare.engine.tracing.state import WINDOW


def sample(seed: int = 1, rows: int = 400, names: int = 6) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    learner = np.sort(rng.integers(0, 25, rows))
    return learner, rng.integers(0, names, rows), rng.integers(0, 3, rows), rng.normal(0, 0.5, rows), learner % 4


def written_out(learner: np.ndarray, name: np.ndarray, residual: np.ndarray, use: np.ndarray) -> dict:
    sums: dict = defaultdict(lambda: np.zeros(4))
    for j in range(learner.size):
        for i in range(max(0, j - WINDOW), j):
            if learner[i] == learner[j] and use[j]:
                r, s = residual[i], residual[j]
                sums[name[i], name[j]] += [r * s, r * r, s, 1]
    return sums


@pytest.fixture(scope="module")
def learned() -> tuple:
    learner, item, skill, residual, fold = sample()
    return pairs.learn(learner, item, skill, (6, 3), residual, fold, questions=True)


def test_a_kernel_holds_the_shrunk_sums_of_all_pairs(learned: tuple) -> None:
    learner, item, _, residual, _ = sample()
    sums = written_out(learner, item, residual, np.ones(learner.size, bool))
    kernel = learned[0].item
    assert kernel.earlier.size == len(sums)
    for (early, late), (product, square, after, times) in sums.items():
        expected = [product / (square + pairs.RIDGE_ITEM), square, after / (times + pairs.SHRINK_ITEM)]
        assert kernel.table(late)[early] == pytest.approx(expected, rel=1e-5, abs=1e-6)


def test_features_come_from_other_folds_alone(learned: tuple) -> None:
    learner, item, _, residual, fold = sample()
    row = int(np.nonzero(learner[1:] == learner[:-1])[0][20] + 1)
    sums = written_out(learner, item, residual, fold != fold[row])
    expected = sum(
        residual[i] * sums[item[i], item[row]][0] / (sums[item[i], item[row]][1] + pairs.RIDGE_ITEM)
        for i in range(max(0, row - WINDOW), row)
        if learner[i] == learner[row]
    )
    assert learned[1][row, 0] == pytest.approx(expected, rel=1e-4, abs=1e-6)


def test_one_s_own_answers_change_no_feature_of_one_s_own_fold(learned: tuple) -> None:
    """Except through one's own earlier residuals: so the last answer of each learner is turned round."""
    learner, item, skill, residual, fold = sample()
    last = np.append(learner[1:] != learner[:-1], True)
    turned = np.where(last & (fold == 2), -residual, residual)
    again = pairs.learn(learner, item, skill, (6, 3), turned, fold, questions=True)[1]
    assert np.allclose(again[fold == 2], learned[1][fold == 2])
    assert not np.allclose(again[fold == 1], learned[1][fold == 1])


def test_the_first_answer_of_a_learner_has_no_neighbours(learned: tuple) -> None:
    learner = sample()[0]
    first = np.append(True, learner[1:] != learner[:-1])
    assert not learned[1][first].any()


def test_one_pair_or_many_are_looked_up_alike(learned: tuple) -> None:
    kernel = learned[0].item
    names = tuple(range(6))
    for later in range(6):
        many = kernel.rows_many(np.full(6, later), np.arange(6))
        one = dict(kernel.before(later, names))
        for earlier in names:
            assert one.get(earlier, [0, 0, 0]) == pytest.approx(many[earlier].tolist())


def test_without_names_of_questions_only_skills_pair() -> None:
    learner, item, skill, residual, fold = sample()
    found, features = pairs.learn(learner, item, skill, (6, 3), residual, fold, questions=False)
    assert not found.item.earlier.size
    assert not features[:, :4].any()
    assert features[:, 4:].any()


def test_the_rarest_pairs_are_left_out_where_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "MOST_KEPT", 5)
    learner, item, skill, residual, fold = sample()
    kernel = pairs.learn(learner, item, skill, (6, 3), residual, fold, questions=True)[0].item
    assert 0 < kernel.earlier.size <= 5


def test_more_answers_than_memory_shorten_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "MOST_PAIRS", 400 * 7)
    learner, item, skill, residual, fold = sample()
    kernel = pairs.learn(learner, item, skill, (6, 3), residual, fold, questions=True)[0].item
    assert kernel.window == 7
    assert all(far < 7 for far, _ in kernel.before(0, tuple([1] * 30)))


def test_a_single_answer_has_no_pairs() -> None:
    one = np.zeros(1, np.int64)
    found, features = pairs.learn(one, one, one, (1, 1), np.ones(1), one, questions=True)
    assert features.tolist() == [[0.0] * len(pairs.NAMES)]
    assert not found.item.earlier.size
    assert found.skill.table(0) == {}


def test_planted_dependence_is_found() -> None:
    """Question 1 is answered as question 0 was; question 2 is not."""
    rng = np.random.default_rng(4)
    learner = np.repeat(np.arange(300), 3)
    item = np.tile([0, 1, 2], 300)
    shared = rng.choice([-0.5, 0.5], 300)
    residual = np.column_stack([shared, shared, rng.choice([-0.5, 0.5], 300)]).ravel()
    kernel = pairs.learn(learner, item, item, (3, 3), residual, learner % 5, questions=True)[0].item
    assert kernel.table(1)[0][0] > 0.9
    assert abs(kernel.table(2)[0][0]) < 0.15
