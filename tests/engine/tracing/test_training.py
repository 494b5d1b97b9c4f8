"""Training: honest figures, the kind that helps, the same bytes again, and states that can be kept."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.engine.tracing.simulated import school
from tests.engine.tracing.trained import small_school, trained
from wayfare.engine import artefact
from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import features, training
from wayfare.engine.tracing.answers import Answer, Answers, Question, columns
from wayfare.engine.tracing.predictor import KINDS, Predictor
from wayfare.engine.tracing.state import State


def online(predictor: Predictor, answers: Answers) -> np.ndarray:
    state, found = predictor.start(), []
    for answer, fresh in zip(answers, answers.fresh(), strict=True):
        state = predictor.start() if fresh else state
        found.append(predictor.predict(state, answer.asked))
        state = predictor.step(state, answer)
    return np.array(found)


@pytest.mark.parametrize("kind", KINDS)
def test_predicting_all_at_once_is_predicting_one_by_one(kind: str) -> None:
    predictor, answers = trained(kind).predictor, small_school().answers
    some = answers.take(answers.learner < 45)
    assert predictor.kind == kind
    assert np.abs(predictor.predict_many(some) - online(predictor, some)).max() < 1e-9


@pytest.mark.parametrize("kind", KINDS)
def test_a_saved_predictor_says_the_same_and_has_the_same_bytes(kind: str, tmp_path: Path) -> None:
    predictor, answers = trained(kind).predictor, small_school().answers
    path = predictor.save(tmp_path)
    loaded = Predictor.load(path)
    assert loaded.kind == kind
    assert np.array_equal(loaded.predict_many(answers), predictor.predict_many(answers))
    assert loaded.save(tmp_path) == path
    again = training.train(answers, np.random.default_rng(1), (kind,)).predictor
    assert again.save(tmp_path) == path
    assert len(list(tmp_path.iterdir())) == 1


def test_what_exercises_bring_is_saved_too(tmp_path: Path) -> None:
    predictor = replace(trained("logistic").predictor, gains=(0.1, 0.0, -0.1, 0.02, 0.05))
    loaded = Predictor.load(predictor.save(tmp_path))
    assert loaded.rise(loaded.start(), 1, 0.6) == pytest.approx(0.1 - 0.036 + 0.01)
    state = predictor.start()
    for _ in range(3):
        state = predictor.step(state, Answer(10, (1,), 1.0, 3.0))
    assert loaded.rise(state, 1, 0.6) == pytest.approx(0.1 - 0.036 + 0.02 * state.skills[1].fast + 0.05)


def test_without_times_to_learn_from_nothing_is_said_of_what_an_exercise_brings() -> None:
    answers = columns([(number % 3, Answer(number, (0,), float(number % 2))) for number in range(30)])
    predictor = training.train(answers, np.random.default_rng(1)).predictor
    assert predictor.gains == ()
    assert predictor.rise(predictor.start(), 0, 0.5) is None


def test_another_seed_is_another_artefact(tmp_path: Path) -> None:
    assert trained("trees").predictor.save(tmp_path) != trained("trees", seed=2).predictor.save(tmp_path)


def test_a_damaged_predictor_is_refused(tmp_path: Path) -> None:
    path = trained("logistic").predictor.save(tmp_path)
    path.write_bytes(path.read_bytes()[:-8] + b"12345678")
    with pytest.raises(artefact.Damaged):
        Predictor.load(path)


def test_an_artefact_of_another_version_is_refused(tmp_path: Path) -> None:
    predictor = trained("filter").predictor
    path = artefact.write(tmp_path, artefact.pack({**predictor._header(), "version": 0}, predictor._arrays()))
    with pytest.raises(artefact.Damaged, match="version"):
        Predictor.load(path)


def test_predictions_beat_the_base_rate_on_people_never_seen() -> None:
    new = school(7, learners=260).answers
    fresh = new.take(new.learner >= 180)
    for kind in KINDS:
        p = training.train(new.take(new.learner < 180), np.random.default_rng(1), (kind,)).predictor.predict_many(fresh)
        base = np.full(len(fresh), fresh.score.mean())
        assert measure.log_loss(fresh.score, p) < measure.log_loss(fresh.score, base)
        assert measure.auc(fresh.score, p) > 0.65


def test_the_report_names_what_was_measured() -> None:
    answers = small_school().answers
    report = training.train(answers, np.random.default_rng(1)).report
    assert set(report["candidates"]) == set(KINDS)
    assert report["kind"] in KINDS
    assert report["answers"] == len(answers)
    assert set(report["groups"]) == {"even", "odd"}
    assert 0 <= report["calibration_gap"] < 0.1
    assert all(0.5 < one["auc"] < 1 and one["log_loss"] > 0 for one in report["candidates"].values())


def test_a_richer_kind_is_not_taken_where_it_does_not_help() -> None:
    """Coins are thrown: there is nothing to find."""
    rng = np.random.default_rng(3)
    rows = [(number // 15, Answer(-1, (0,), float(rng.random() < 0.6))) for number in range(1200)]
    assert training.train(columns(rows), np.random.default_rng(1)).predictor.kind == "filter"


def test_a_richer_kind_is_taken_where_it_does_help() -> None:
    """Every other answer is right, whoever gives it: no ability says that."""
    rng = np.random.default_rng(3)
    rows = []
    for learner in range(80):
        for number in range(30):
            p = 0.9 if (number + learner) % 2 else 0.1
            rows.append((learner, Answer(-1, (0,), float(rng.random() < p))))
    found = training.train(columns(rows), np.random.default_rng(1))
    assert found.predictor.kind != "filter"
    candidates = found.report["candidates"]
    assert candidates["trees"]["log_loss"] < candidates["filter"]["log_loss"] - 0.1


@pytest.mark.parametrize("rows", [1, 2, 7])
def test_a_handful_of_answers_gives_the_filter(rows: int) -> None:
    answers = columns([(number % 3, Answer(number, (0,), float(number % 2))) for number in range(rows)])
    found = training.train(answers, np.random.default_rng(1))
    assert found.predictor.kind == "filter"
    assert 0 < found.predictor.predict(found.predictor.start(), Question(0, (0,))) < 1


def test_no_answers_are_refused() -> None:
    with pytest.raises(training.TooFew):
        training.train(columns([]), np.random.default_rng(1))


def test_answers_without_names_of_questions_will_do() -> None:
    answers = school(9, named=False).answers
    found = training.train(answers, np.random.default_rng(1), ("trees",)).predictor
    assert not found.tables.places.questions.size
    assert measure.auc(answers.score, found.predict_many(answers)) > 0.6


def test_no_one_s_own_answers_are_in_one_s_own_encodings() -> None:
    """All answers of one fold are turned round: its tables, and so its first vectors, stay as they were."""
    answers = small_school().answers
    before = training.prepare(answers, np.random.default_rng(1))
    turned = np.where(before.fold == 0, 1 - answers.score, answers.score)
    after = training.prepare(answers.with_scores(turned), np.random.default_rng(1))
    first = answers.position() == 0
    assert np.array_equal(before.fold, after.fold)
    assert np.allclose(before.x[first & (before.fold == 0)], after.x[first & (before.fold == 0)])
    assert not np.allclose(before.x[first & (before.fold == 1)], after.x[first & (before.fold == 1)])


def test_a_learner_is_in_one_fold() -> None:
    answers = small_school().answers
    fold = training.prepare(answers, np.random.default_rng(2)).fold
    assert all(np.unique(fold[answers.learner == learner]).size == 1 for learner in np.unique(answers.learner))
    assert np.unique(fold).size == training.USER_FOLDS


def test_the_latest_answers_decide_where_times_are_known() -> None:
    answers = small_school().answers
    rows = training._later(answers)
    assert answers.at is not None
    assert 0.15 < rows.mean() < 0.25
    assert answers.at[rows].min() >= answers.at[~rows].max()
    assert training._later(replace(answers, at=None)).all()


def test_a_state_is_kept_as_json_and_goes_on() -> None:
    predictor = trained("trees").predictor
    state = predictor.step(predictor.start(), Answer(10, (1,), 1.0, 3.0))
    again = predictor.from_json(predictor.as_json(state))
    assert isinstance(again, State)
    asked = Question(20, (2,), 4.0)
    assert predictor.predict(again, asked) == predictor.predict(state, asked)
    assert predictor.vector(again, asked).shape == (len(features.NAMES),)
