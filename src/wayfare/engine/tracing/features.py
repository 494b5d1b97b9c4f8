"""The predictor's view of one person and one question: a state that steps from answer to answer, and a vector of numbers.

A small filter runs inside the state: ability and one offset a skill, Gaussian, in logits, updated by an extended Kalman step
against the question's difficulty. Its residuals feed everything that looks back. Time enters only as a feature.
"""

import math
from typing import NamedTuple

import numpy as np

from wayfare.engine.tracing import pairs, state
from wayfare.engine.tracing.answers import Answer, Floats, Question
from wayfare.engine.tracing.state import NEVER, RATES, Seen, Skill, State
from wayfare.engine.tracing.tables import ATTEMPTS_AT, BITS_AT, MOST_ATTEMPTS, RUN_BITS, SKILL_BITS, Tables, push

SKILL_STEP, ABILITY_STEP = 0.004, 0.001  # variance added with every answer: people change
PROBIT = 0.346  # π · 3 / 16 squared: the logistic-normal integral (MacKay 1992)
RATING_ALL, RATING_SKILL = 0.15, 0.3
UNSEEN = -5.0  # stands for "never": far from any value
MASTERED = 0b111

NAMES: tuple[str, ...] = (
    "difficulty", "item_answers", "item_share", "item_cohort", "item_position", "skill_share", "skill_easiness",
    "skill_answers", "skills", "filter_logit", "filter_variance", "filter", "ability", "ability_variance", "offset",
    "answers", "mean", *(f"mean_{rate}" for rate in RATES), *(f"residual_{rate}" for rate in RATES),
    "skill_n", "skill_mean", "skill_wrong", "skill_fast", "skill_slow", "skill_residual_fast", "skill_residual",
    "skill_residual_slow", "skill_gap", "skill_last", "skill_before_last", "skill_streak", "skill_surplus",
    "skill_rating", "skill_step_up", "skill_runs",
    *(f"last_residual_{i}" for i in range(1, 5)), *(f"last_score_{i}" for i in range(1, 4)),
    "run", "run_right", "same_skill", "streak", "skills_seen", "runs", "runs_mastered",
    "times_seen", "seen_score", "seen_gap", "seen_right",
    "by_attempt", "by_bits", "by_run_general", "by_run", "cohort", "rating", "harder_than_usual",
    "days", "skill_days", "seen_days", "taught", "taught_lately", *pairs.NAMES,
)  # fmt: skip
FILTER = NAMES.index("filter")
PAIRS = len(NAMES) - len(pairs.NAMES)


class View(NamedTuple):
    """What a question is to a person, before it is answered."""

    item: int
    place: int
    row: list[float]
    known: list[Skill | None]
    offset: float
    logit: float
    variance: float
    p: float


def start(tables: Tables) -> State:
    """Return the state of somebody who has answered nothing."""
    usual, variance, _ = tables.numbers.tolist()
    return state.start(usual, variance)


def view(before: State, question: Question | Answer, tables: Tables) -> View:
    """Return what the filter expects of an answer."""
    places, wanted = tables.places, question.skills
    place = places.skill(wanted[0])
    item = places.item(question.question, place)
    row = tables.item_row(item)
    known = [before.skills.get(skill) for skill in wanted]
    share, fresh = 1 / len(known), tables.fresh
    offset, variance = 0.0, before.general.variance
    for one in known:
        if one is None:
            variance += fresh * share * share
        else:
            offset += one.mean * share
            variance += one.variance * share * share
    logit = row[0] + before.general.ability + offset
    p = 1 / (1 + math.exp(-max(-30.0, min(30.0, logit / math.sqrt(1 + PROBIT * variance)))))
    return View(item, place, row, known, offset, logit, variance, p)


def vector(before: State, question: Question, tables: Tables) -> Floats:
    """Return the features of a question for a person, in the order of NAMES. It depends on earlier answers only."""
    seen = view(before, question, tables)
    values = _own(before, question, seen, tables)
    values += pairs.features_of(seen.item, seen.place, before, tables.pairs)
    return np.array(values)


def _own(before: State, question: Question | Answer, seen: View, tables: Tables) -> list[float]:
    """Return all features but those of pairs."""
    g, main = before.general, _main(seen)
    place = seen.place
    skill_row = tables.skill_row(place)
    same = place == g.last_skill
    expected = 1 / (1 + math.exp(-seen.row[0]))
    return [
        *seen.row, *skill_row[:3], len(seen.known),
        seen.logit, seen.variance, seen.p, g.ability, g.variance, seen.offset,
        g.answers, g.right / (g.answers + 1), *g.means, *g.residuals,
        *_of_skill(seen, main, g.answers),
        *g.last_residuals, *g.last_scores,
        g.run if same else 0, g.run_right if same else 0, same, g.streak, len(before.skills), g.runs,
        g.runs_mastered / (g.runs + 1),
        *_of_question(before, question),
        *_of_context(main, g.run_bits if same else 1, place, skill_row, tables),
        g.cohort / (g.answers + 2), g.rating, g.expected / (g.answers + 1) - expected,
        *_days(before, question, main), question.taught, question.taught / (1 + (main.answers if main else 0.0)),
    ]  # fmt: skip


def _main(seen: View) -> Skill | None:
    """Return what is known of the skill with the most answers."""
    found = [one for one in seen.known if one is not None]
    return max(found, key=lambda one: one.answers) if found else None


def _of_skill(seen: View, main: Skill | None, answers: float) -> list[float]:
    if main is None:
        return [0.0, UNSEEN, 0.0, *[UNSEEN] * 5, 2000.0, UNSEEN, UNSEEN, 0.0, UNSEEN, UNSEEN, UNSEEN, 0.0]
    n = right = 0.0
    for one in seen.known:
        if one is not None:
            n += one.answers
            right += one.right
    return [
        n, right / (n + 1), n - right,
        main.fast, main.slow, main.residual_fast, main.residual, main.residual_slow,
        answers - main.last, main.score, main.score_before, main.streak, main.surplus / (main.answers + 2), main.rating,
        main.difficulty - seen.row[0], main.runs,
    ]  # fmt: skip


def _of_question(before: State, question: Question | Answer) -> list[float]:
    seen = before.questions.get(question.question)
    if seen is None:
        return [0.0, NEVER, 2000.0, 0.0]
    return [seen.times, seen.score, before.general.answers - seen.last, seen.right]


def _of_context(main: Skill | None, run: int, place: int, skill_row: list[float], tables: Tables) -> list[float]:
    attempts, bits = (0, 1) if main is None else (min(int(main.answers), MOST_ATTEMPTS), main.bits)
    return [
        skill_row[ATTEMPTS_AT + attempts],
        skill_row[BITS_AT + bits],
        tables.by_run.item(-1, run),
        tables.by_run.item(place, run),
    ]


def _days(before: State, question: Question | Answer, main: Skill | None) -> list[float]:
    at = question.at
    if at is None:
        return [NEVER, NEVER, NEVER]
    seen = before.questions.get(question.question)
    since = (before.general.at, main.at if main else NEVER, seen.at if seen else NEVER)
    return [NEVER if then == NEVER else math.log1p(max(0.0, at - then)) for then in since]


def step(before: State, answer: Answer, tables: Tables) -> State:
    """Return the state after an answer."""
    return _step(before, answer, view(before, answer, tables), tables)


def both(before: State, answer: Answer, tables: Tables) -> tuple[list[float], State]:
    """Return the features before an answer, without those of pairs, and the state after it."""
    seen = view(before, answer, tables)
    return _own(before, answer, seen, tables), _step(before, answer, seen, tables)


def _step(before: State, answer: Answer, seen: View, tables: Tables) -> State:
    g, score = before.general, answer.score
    residual = score - seen.p
    slope = seen.p * (1 - seen.p)
    gain = residual / (1 + slope * seen.variance)
    shrink = slope / (1 + slope * seen.variance)
    same = seen.place == g.last_skill
    at = NEVER if answer.at is None else answer.at
    skills = dict(before.skills)
    for name, one in zip(answer.skills, seen.known, strict=True):
        skills[name] = _skill(one, answer, seen, (gain, shrink, residual), before, tables)
    questions = before.questions
    if answer.question >= 0:
        questions = _questions(questions, answer, g.answers + 1, at)
    general = _general(g, score, seen, (gain, shrink, residual), same, at)
    kept = state.WINDOW - 1
    items, places, residuals = before.items[:kept], before.places[:kept], before.residuals[:kept]
    return State(general, skills, questions, (seen.item, *items), (seen.place, *places), (residual, *residuals))


def _general(
    g: state.General, score: float, seen: View, change: tuple[float, float, float], same: bool, at: float
) -> state.General:
    gain, shrink, residual = change
    difficulty = seen.row[0]
    expected = 1 / (1 + math.exp(-difficulty))
    surplus = score - expected
    over = not same and g.last_skill >= 0
    return state.General(
        g.answers + 1,
        g.right + score,
        _follow(g.means, score),
        _follow(g.residuals, surplus),
        g.ability + g.variance * gain,
        g.variance - g.variance * g.variance * shrink + ABILITY_STEP,
        g.rating + RATING_ALL * (score - 1 / (1 + math.exp(-difficulty - g.rating))),
        _streak(g.streak, score),
        g.cohort + seen.row[3],
        g.expected + expected,
        seen.place,
        g.run + 1 if same else 1,
        g.run_right + score if same else score,
        push(g.run_bits if same else 1, score, RUN_BITS),
        g.runs + over,
        g.runs_mastered + (over and g.run >= 3 and g.run_bits & MASTERED == MASTERED),
        (residual, *g.last_residuals[:3]),
        (score, *g.last_scores[:2]),
        at,
    )


def _follow(means: tuple[float, ...], value: float) -> tuple[float, ...]:
    """Return exponentially weighted means after one more value; written out, for speed."""
    a, b, c, d = means
    u, v, w, x = RATES
    return (a + u * (value - a), b + v * (value - b), c + w * (value - c), d + x * (value - d))


def _streak(streak: float, score: float) -> float:
    return max(streak, 0.0) + 1 if score >= 0.5 else min(streak, 0.0) - 1


def _skill(
    one: Skill | None, answer: Answer, seen: View, change: tuple[float, float, float], before: State, tables: Tables
) -> Skill:
    gain, shrink, residual = change
    g, score, difficulty = before.general, answer.score, seen.row[0]
    same = seen.place == g.last_skill
    if one is None:
        share = tables.skill_row(seen.place)[0]
        one = Skill(
            0.0, 0.0, 0.0, tables.fresh, share, share, 0.0, 0.0, 0.0, 0.0, NEVER, NEVER, 0.0, 0.0, 0.0,
            difficulty, 0, 1, NEVER,
        )  # fmt: skip
    part = one.variance / len(seen.known)
    surplus = score - 1 / (1 + math.exp(-difficulty))
    return Skill(
        one.answers + 1,
        one.right + score,
        one.mean + part * gain,
        one.variance - part * part * shrink + SKILL_STEP,
        one.fast + 0.4 * (score - one.fast),
        one.slow + 0.12 * (score - one.slow),
        one.residual_fast + 0.5 * (residual - one.residual_fast),
        one.residual + 0.2 * (surplus - one.residual),
        one.residual_slow + 0.07 * (surplus - one.residual_slow),
        g.answers + 1,
        score,
        one.score,
        _streak(one.streak, score),
        one.surplus + surplus,
        one.rating + RATING_SKILL * (score - 1 / (1 + math.exp(-difficulty - one.rating))),
        difficulty,
        one.runs + (not same),
        push(one.bits, score, SKILL_BITS),
        NEVER if answer.at is None else answer.at,
    )


def _questions(questions: dict[int, Seen], answer: Answer, number: float, at: float) -> dict[int, Seen]:
    """Return the questions seen with one more; the one not seen for longest is forgotten when there are too many."""
    kept = dict(questions)
    old = kept.pop(answer.question, None)
    if old is None:
        kept[answer.question] = Seen(1, answer.score, number, answer.score, at)
        if len(kept) > state.QUESTIONS_KEPT:
            del kept[next(iter(kept))]
    else:
        kept[answer.question] = Seen(old.times + 1, answer.score, number, old.right + answer.score, at)
    return kept
