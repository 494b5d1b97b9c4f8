"""Parameters of the Gaussian filter from answers: levels of questions, priors, variances, guessing and slipping, sources.

Question levels come from a hierarchical Rasch model (``rasch``), turned from logits into levels: what a person at the prior mean
gets right half of the time stands ``margin`` above that mean. Where experts gave levels, these are the anchor, the answers move
them, and the prior mean is what is estimated. The rest is chosen by how well the filter foresees each next answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from wayfare.engine.metrics import probability as measure
from wayfare.engine.tracing import gaussian, rasch
from wayfare.engine.tracing.answers import Answers, Floats, Ints
from wayfare.engine.tracing.gaussian import Params, Source
from wayfare.engine.tracing.tables import Places
from wayfare.engine.types import Attempt

SLOPES = (0.5, 4.0)
VARIANCES = (0.05, 4.0)
LEAST_RATED = 20
CHOOSING_ANSWERS = 12_000
GUESSES, SLIPS, STEPS = (0.02, 0.1, 0.2), (0.02, 0.08, 0.15), (0.0, 0.01, 0.04)
LEVELS = (-2.0, 8.0)
ROUNDS = 25


@dataclass(frozen=True, slots=True)
class Levels:
    """How hard each question is, in levels. ``skill`` has one more place: that of an unknown skill.

    ``shift`` is what experts' levels of a skill's questions are off by; an unknown question takes its expert's level less that.
    """

    places: Places
    question: Floats
    skill: Floats
    shift: Floats

    def of(self, question: int, skill: int, expert: float | None = None) -> float:
        """Return the level of a question: as fitted, else its expert's level set right, else the mean of its skill."""
        place = self.places.skill(skill)
        at = self.places.item(question, place)
        if at < self.question.size:
            return float(self.question[at])
        return float(self.skill[place]) if expert is None else float(expert - self.shift[place])

    def many(self, answers: Answers) -> Floats:
        """Return the level of each answer's question."""
        place = self.places.skill_many(answers.first_skill())
        return np.concatenate([self.question, self.skill])[self.places.item_many(answers.question, place)]


@dataclass(frozen=True, slots=True)
class Fitted:
    """Parameters and levels, and the mean loss (nats) of foreseeing each next answer with them and with the given ones."""

    params: Params
    levels: Levels
    log_loss: float
    log_loss_before: float


def fit(
    answers: Answers,
    params: Params,
    *,
    experts: Mapping[int, float] | None = None,
    options: Ints | None = None,
) -> Fitted:
    """Fit parameters and levels. ``experts`` gives levels of questions by id, ``options`` the choices of each answer's question.

    What the answers cannot say stays as in ``params``. Raises ValueError where there are no answers.
    """
    if not len(answers):
        raise ValueError("no answers to fit the filter to")
    choices = np.zeros(len(answers), np.int64) if options is None else options
    places, rated = Places.of(answers), experts or {}
    chosen = _whole_learners(answers, CHOOSING_ANSWERS)
    part, few = answers.take(chosen), choices[chosen]
    before = foresee(part, np.full(len(part), params.prior_mean + params.margin), few, params)
    found, best = None, np.inf
    for guess in GUESSES if not choices.all() else (params.free_guess,):
        for slip in SLIPS:
            tried, levels = _fit(answers, choices, replace(params, free_guess=guess, slip=slip), places, rated)
            loss = measure.log_loss(part.score, foresee(part, levels.many(part), few, tried))
            if loss < best:
                found, best = (tried, levels), loss
    assert found is not None  # noqa: S101 - a loss is finite
    tried, levels = found
    for step in STEPS[1:]:
        other = replace(tried, step_variance=step)
        loss = measure.log_loss(part.score, foresee(part, levels.many(part), few, other))
        if loss < best:
            found, best = (other, levels), loss
    return Fitted(*found, best, measure.log_loss(part.score, before))


def _whole_learners(answers: Answers, most: int) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return the rows of evenly spread learners with at most ``most`` answers, but of one learner at least."""
    _, place, count = np.unique(answers.learner, return_inverse=True, return_counts=True)
    every = max(1, int(np.ceil(len(answers) / most)))
    return np.asarray(place % every == 0) & (count[place] > 0)


def _fit(
    answers: Answers, options: Ints, params: Params, places: Places, experts: Mapping[int, float]
) -> tuple[Params, Levels]:
    skills, items = places.skills.size + 1, places.items
    skill = places.skill_many(answers.skill)
    item = places.item_many(answers.question, skill[answers.start[:-1]])
    design = rasch.Design.of(answers.learner, item, answers.start, skill, items, skills)
    guess = np.where(options > 1, 1 / np.maximum(options, 1), params.free_guess)
    expert = np.array([experts.get(name, np.nan) for name in places.questions.tolist()] + [np.nan] * skills)
    slope = _slope(design, answers.score, guess, params, expert)
    anchor = params.prior_mean + params.margin
    known = ~np.isnan(expert)
    offset = np.where(known, -slope * (expert - anchor), 0.0)
    easy = rasch.fit(design, answers.score, offset=offset[item], guess=guess, slip=params.slip, rounds=ROUNDS)
    main = np.full(items, skills - 1)
    main[item] = skill[answers.start[:-1]]
    main[places.questions.size :] = np.arange(skills)
    base = 0.0 if known.any() else easy.mean
    level = np.where(known, expert, anchor) - (base + easy.skill[main] + easy.item) / slope
    level = np.clip(level, *LEVELS)
    fitted = replace(
        params,
        slope=slope,
        prior_mean=params.prior_mean + (easy.mean / slope if known.any() else 0.0),
        ability_variance=float(np.clip(easy.ability_variance / slope**2, *VARIANCES)),
        prior_variance=float(np.clip(easy.offset_variance / slope**2, *VARIANCES)),
    )
    return fitted, Levels(places, level[: places.questions.size], level[places.questions.size :], easy.skill / slope)


def _slope(design: rasch.Design, score: Floats, guess: Floats, params: Params, expert: Floats) -> float:
    """Return logits a level: by regression of easiness on experts' levels where there are enough of them, else as it is."""
    count = np.bincount(design.item, minlength=expert.size)
    rated = ~np.isnan(expert) & (count > 0)
    if rated.sum() < LEAST_RATED or np.ptp(expert[rated]) < 1:
        return params.slope
    easy = rasch.fit(design, score, guess=guess, slip=params.slip, rounds=ROUNDS)
    mean = np.bincount(design.row, easy.skill[design.skill] * design.share, design.item.size)
    total = (easy.item + np.bincount(design.item, mean, expert.size) / np.maximum(count, 1))[rated]
    weight, level = count[rated] / (count[rated] + 5), expert[rated]
    center = np.average(level, weights=weight)
    slope = -np.sum(weight * (level - center) * total) / np.sum(weight * (level - center) ** 2)
    return float(np.clip(slope, *SLOPES)) if slope > 0 else params.slope


def foresee(answers: Answers, level: Floats, options: Ints, params: Params) -> Floats:
    """Return the filter's P(right) before each answer: ``gaussian.predict`` and ``update`` for all learners in step."""
    skill, counts = answers.skill, np.diff(answers.start)
    row = np.repeat(np.arange(len(answers)), counts)
    _, learner = np.unique(answers.learner, return_inverse=True)
    _, names = np.unique(skill, return_inverse=True)
    keys, pair = np.unique(learner[row] * np.int64(names.max() + 1) + names, return_inverse=True)
    slots = np.full((len(answers), int(counts.max())), keys.size)
    slots[row, np.arange(row.size) - np.repeat(answers.start[:-1], counts)] = pair
    ability = np.tile([[0.0, params.ability_variance]], (int(learner.max()) + 1, 1))
    offset = np.tile([[params.prior_mean, params.prior_variance]], (keys.size + 1, 1))
    offset[-1] = 0.0
    share = 1 / counts
    guess = np.where(options > 1, 1 / np.maximum(options, 1), params.free_guess)
    position, found = answers.position(), np.zeros(len(answers))
    order = np.argsort(position, kind="stable")
    for rows in np.split(order, np.cumsum(np.bincount(position))[:-1]):
        given = (answers.score[rows], level[rows], guess[rows])
        found[rows] = _advance(ability, offset, learner[rows], slots[rows], share[rows], given, params)
    return found


def _advance(
    ability: Floats,
    offset: Floats,
    learner: Ints,
    slots: Ints,
    share: Floats,
    given: tuple[Floats, Floats, Floats],
    params: Params,
) -> Floats:
    """Foresee one answer of each of some learners, then change their beliefs in place."""
    score, level, guess = given
    points, weights = np.array(gaussian.POINTS), np.array(gaussian.WEIGHTS)
    used = slots < len(offset) - 1
    mean = ability[learner, 0] + offset[slots, 0].sum(1) * share

    def chance(variance: Floats) -> Floats:
        x = mean[:, None] + np.sqrt(variance)[:, None] * points
        steep = rasch.sigmoid(params.slope * (x - level[:, None] + params.margin))
        return guess[:, None] + (1 - guess - params.slip)[:, None] * steep

    expected = chance(ability[learner, 1] + offset[slots, 1].sum(1) * share * share) @ weights
    wide = offset[slots, 1] + params.step_variance * used
    variance = ability[learner, 1] + wide.sum(1) * share * share
    p = chance(variance)
    mass = weights * (score[:, None] * p + (1 - score)[:, None] * (1 - p))
    total = mass.sum(1)
    mean_z = mass @ points / total
    variance_z = np.maximum(mass @ points**2 / total - mean_z**2, 1e-6)
    shift = np.sqrt(variance) * mean_z
    shrink = variance - np.maximum(variance * variance_z, gaussian.MIN_VARIANCE)
    least = gaussian.MIN_VARIANCE / 2
    gain = ability[learner, 1] / variance
    ability[learner, 0] += gain * shift
    ability[learner, 1] = np.maximum(ability[learner, 1] - gain * gain * shrink, least)
    gains = wide * (share / variance)[:, None]
    offset[slots, 0] += gains * shift[:, None]
    offset[slots, 1] = np.maximum(wide - gains * gains * shrink[:, None], least)
    offset[-1] = 0.0
    return np.asarray(expected)


def fit_sources(people: Iterable[Sequence[Attempt]], params: Params) -> tuple[Source, ...]:
    """Return how far each source other than graded answers is to be believed, from what each says (``heard``)."""
    return tuple(Source(name, *reliability(*rows.T)) for name, rows in heard(people, params).items())


def heard(people: Iterable[Sequence[Attempt]], params: Params) -> dict[str, Floats]:
    """Return by source what it said beside what was to be expected, shape (observations, 2): (P(yes), score).

    ``people`` are the observations of each person, in order. What a source says is compared with what the graded answers
    before it let expect; it moves no estimate.
    """
    seen: dict[str, list[tuple[float, float]]] = {}
    for attempts in people:
        state = gaussian.start(params)
        for attempt in attempts:
            if attempt.source == "answer":
                state = gaussian.update(state, attempt, params)
            else:
                p = gaussian.predict(state, attempt.skill, attempt.level, attempt.options, params, attempt.also)
                seen.setdefault(attempt.source, []).append((p, attempt.score))
    return {name: np.array(rows) for name, rows in sorted(seen.items())}


def reliability(expected: Floats, said: Floats, rounds: int = 300) -> tuple[float, float]:
    """Return (reliability, rate of yes without knowing) of the mixture said ~ r · expected + (1 - r) · rate.

    Expectation-maximisation with a weak prior (two observations at ½ each), so that a source with few observations is believed
    halfway.
    """
    r, rate = 0.5, 0.5
    for _ in range(rounds):
        true = r * np.where(said >= 0.5, expected, 1 - expected)
        idle = (1 - r) * np.where(said >= 0.5, rate, 1 - rate)
        knows = true / np.maximum(true + idle, 1e-12)
        r = float((knows.sum() + 1) / (said.size + 2))
        rate = float(((1 - knows) @ (said >= 0.5) + 1) / ((1 - knows).sum() + 2))
    return r, rate
