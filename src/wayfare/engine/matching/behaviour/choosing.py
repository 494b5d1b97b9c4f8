"""How much denoising, by length of history: learned on people who are held out of the fit.

Newcomers are held out whole and a few of their items are folded in. Regulars leave only a fifth of their items out, as people do
whose past is in the fit. That costs the fit little, so there are more of them: each length of history is chosen by those of that
length alone, and with a hundred people it is chance that chooses. Each probe is one such split. What counts is the mean nDCG@100,
which tells choices apart with fewer people than short lists do; for newcomers short lists too: their first screen decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from wayfare.engine.matching.behaviour import linear
from wayfare.engine.matching.behaviour.arrays import Floats, Mask
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.matching.behaviour.model import LEAST_POPULAR

ODDS = (1000.0, 300.0, 100.0, 50.0, 25.0, 12.0, 7.0, 4.0, 2.0, 1.0, 0.5)
RIDGES = {0.0: 1000.0, 0.5: 12.0, 2.0: 100.0}  # each with the odds above which a ridge of this size is nothing
WINDOW = (20.0, 3_000.0)  # odds × length outside these bounds are not tried
EXPONENTS = (0.0, 0.1, 0.2)
WEIGHTS = (0.5, 0.0)
USUAL = 300.0  # odds × length, in the middle of what is found on public sets
PRIORS = (0.0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
FEW = (1, 3, 5, 10)
MANY = (20, 40, 80, 160, 320)
KEPT = 0.8
REGULARS = 4  # for each newcomer
LEAST_PEOPLE = 30
LONG_LIST, SHORT_LISTS = 100, (10, 20)


@dataclass(frozen=True)
class Choice:
    """What is best at about ``length`` known items: odds p / (1 − p), the exponent of popularity, the weight of popularity."""

    length: int
    odds: float
    exponent: float
    prior: float
    ridge: float = 0.0


@dataclass(frozen=True)
class Plan:
    """Everything that is chosen: how people count (length ** −``weight``), and a choice for each length."""

    weight: float
    choices: tuple[Choice, ...]


# What is used where there are too few people to learn from, with the more of what is popular the less is known of somebody: what
# goes together for few people is mostly chance.
SHARE, FADING = 5.0, 0.7
DEFAULTS = (
    Choice(1, 1000.0, 0.0, 0.0),
    Choice(3, 100.0, 0.0, 0.0),
    Choice(10, 25.0, 0.0, 0.0),
    Choice(40, 7.0, 0.0, 0.0),
)


@dataclass
class Probe:
    """People with known and relevant items. ``rungs`` are the lengths it decides, each with the people of that length.

    ``cuts`` are the lengths of the lists that count, ascending.
    """

    known: Interactions
    rest: Interactions
    rungs: dict[int, Mask]
    cuts: tuple[int, ...] = (LONG_LIST,)

    def utility(self, scores: Floats) -> Floats:
        """Return each person's nDCG, the mean over ``cuts``; ``scores`` is overwritten where items are known."""
        rows = np.repeat(np.arange(scores.shape[0]), self.known.lengths)
        scores[rows, self.known.table.indices] = -np.inf
        width = min(self.cuts[-1], scores.shape[1] - 1)
        lists = np.argpartition(-scores, width, axis=1)[:, :width]
        order = np.argsort(-np.take_along_axis(scores, lists, 1), axis=1)
        lists = np.take_along_axis(lists, order, 1)
        wanted = np.zeros(scores.shape, bool)
        wanted[np.repeat(np.arange(scores.shape[0]), self.rest.lengths), self.rest.table.indices] = True
        gain = 1 / np.log2(np.arange(2, width + 2))
        gained, ideal = np.take_along_axis(wanted, lists, 1) * gain, np.cumsum(gain)
        ends = [np.clip(self.rest.lengths, 1, min(cut, width)) - 1 for cut in self.cuts]
        parts = [gained[:, :cut].sum(1) / ideal[end] for cut, end in zip(self.cuts, ends, strict=True)]
        found: Floats = np.mean(parts, axis=0)
        return found


def choose(data: Interactions, people: int, rng: np.random.Generator) -> Plan:
    """Return what is best for people who are held out: at most ``people`` newcomers, and more regulars."""
    enough = np.nonzero(data.lengths >= 2)[0]
    few, many = min(people, enough.size // 8), min(REGULARS * people, enough.size // 8)
    drawn = rng.permutation(enough)[: few + many]
    newcomers, regulars = np.sort(drawn[:few]), np.sort(drawn[few:])
    if newcomers.size < LEAST_PEOPLE:
        return Plan(WEIGHTS[0], tuple(_usual(data, choice, rng) for choice in DEFAULTS))
    kept, rest = data.people(regulars).folded(KEPT, rng)
    probes = _probes(data.people(newcomers), kept, rest, rng)
    left = np.setdiff1d(np.arange(data.table.shape[0]), drawn)
    fitted = sp.csr_matrix(sp.vstack([data.table[left], kept.table]))
    lengths = np.diff(fitted.indptr)
    popular = np.asarray(fitted.mean(0)).ravel().astype(np.float32)
    tables = {weight: linear.gram(fitted, linear.weights(lengths, weight)) for weight in WEIGHTS}
    weight = _weight(probes, tables, popular)
    best = _search(probes, tables[weight], popular)
    return Plan(weight, tuple(_with_prior(best[length], popular) for length in sorted(best)))


def _usual(data: Interactions, choice: Choice, rng: np.random.Generator) -> Choice:
    """Return a usual choice with its share of popularity, relative to the spread of the scores of such histories."""
    if not data.table.nnz:
        return choice
    popular = np.asarray(data.table.mean(0)).ravel()
    known, _ = data.folded(choice.length, rng)
    together = linear.gram(data.table, linear.weights(data.lengths, WEIGHTS[0]))
    scores = np.asarray(known.table @ linear.denoised(together, choice.odds))
    return replace(choice, prior=SHARE * choice.length**-FADING * _unit(scores, popular))


def _unit(scores: Floats, popular: Floats) -> float:
    """Return the spread of a person's scores by that of popularity."""
    return float(scores.std(1).mean() / max(popular.std(), 1e-12))


def _weight(probes: Sequence[Probe], tables: dict[float, Floats], popular: Floats) -> float:
    """Return how long histories should count, with what usually suits the shortest and the longest probe."""
    means = dict.fromkeys(tables, 0.0)
    for probe in (probes[0], probes[-1]):
        odds = USUAL / min(probe.rungs)
        for weight, together in tables.items():
            scores = np.asarray(probe.known.table @ linear.denoised(together, odds))
            means[weight] += float(probe.utility(scores * (popular + LEAST_POPULAR) ** -EXPONENTS[1]).mean())
    return max(means, key=lambda weight: means[weight])


def _probes(newcomers: Interactions, kept: Interactions, rest: Interactions, rng: np.random.Generator) -> list[Probe]:
    probes = []
    for length in FEW:
        some = newcomers.people(newcomers.lengths > length)
        if some.lengths.size >= LEAST_PEOPLE:
            every = {length: np.ones(some.lengths.size, bool)}
            probes.append(Probe(*some.folded(length, rng), every, (*SHORT_LISTS, LONG_LIST)))
    ratio = np.log(np.maximum(kept.lengths, 1)[:, None] / np.array(MANY))
    nearest = np.abs(ratio).argmin(1)
    long = {length: (nearest == at) & (kept.lengths > FEW[-1]) for at, length in enumerate(MANY)}
    rungs = {length: mask for length, mask in long.items() if mask.sum() >= LEAST_PEOPLE}
    return [*probes, Probe(kept, rest, rungs)] if rungs else probes


@dataclass
class _Best:
    probe: Probe
    length: int
    odds: float
    ridge: float
    exponent: float
    utility: float
    scores: Floats


def _search(probes: Sequence[Probe], together: Floats, popular: Floats) -> dict[int, _Best]:
    """Try odds and ridges with every exponent; each rung keeps its best. One table of weights is in memory at a time."""
    best: dict[int, _Best] = {}
    for odds, ridge in ((odds, ridge) for odds in ODDS for ridge, most in RIDGES.items() if odds <= most):
        fitting = [probe for probe in probes if any(WINDOW[0] <= odds * length <= WINDOW[1] for length in probe.rungs)]
        if not fitting:
            continue
        table = linear.denoised(together, odds, ridge)
        for probe in fitting:
            scores = np.asarray(probe.known.table @ table)
            for exponent in EXPONENTS:
                bent = scores * (popular + LEAST_POPULAR) ** -exponent
                utility = probe.utility(bent.copy())
                for length, mask in probe.rungs.items():
                    mean = float(utility[mask].mean())
                    if length not in best or mean > best[length].utility:
                        best[length] = _Best(probe, length, odds, ridge, exponent, mean, bent)
    return best


def _with_prior(best: _Best, popular: Floats) -> Choice:
    """Return the choice with the weight of popularity that helps most; it is relative to the spread of the scores."""
    mask = best.probe.rungs[best.length]
    unit = _unit(best.scores[mask], popular)
    means = [float(best.probe.utility(best.scores + share * unit * popular)[mask].mean()) for share in PRIORS]
    return Choice(best.length, best.odds, best.exponent, PRIORS[int(np.argmax(means))] * unit, best.ridge)
