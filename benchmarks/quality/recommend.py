"""Does what people did say what they do next? Full ranking over all items, ours and peers in one run.

    python -m benchmarks.quality.recommend --data DIR [--peers] [--report] [--json]

DIR is a folder in the format of ``benchmarks.quality.interactions``. recall@k = hits / min(k, relevant items); nDCG is binary
with the ideal list cut at k; both are means over people with at least one relevant item; known items are left out of the lists.
All shares are fractions of one, times are CPU (seconds of the fit, milliseconds for one person's list of twenty).

- long histories: fit on train, judged on test.
- ``cold_people``: both joined, 15 % of people held out whole, so many random items known, all others relevant; nDCG@10.
- ``cold_items``: both joined, 15 % of items held out whole and ranked among themselves, for people with at least five others
  and one of them; recall@20. A model without a view of what items are about has none.
- ``next_item``: only for folders with times, the first item of the test in order of time; nDCG@10.

``--report`` says instead by how many people there are and how much is known of somebody where it pays (``recommend_report``).

Where something is drawn there are three seeds. The leak audit is a part of every run: where it finds something the command fails.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

from benchmarks import harness
from benchmarks.quality import interactions, recommend_leaks, recommend_peers, recommend_report, recommenders
from benchmarks.quality.leaks import Leak
from benchmarks.quality.recommenders import Fit, FitCold, Recommender, Views
from wayfare.engine.matching.behaviour import sequence
from wayfare.engine.matching.behaviour.arrays import Ints
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.metrics import ranking

SEEDS = (1, 2, 3)
KNOWN = (0, 1, 3, 5, 10)
HELD_OUT = 0.15
LONGEST = 100
LEAST_WARM = 5
CELLS = 20_000_000
TIMED = 300
Figures = dict[str, Any]


def measure(folder: interactions.Folder, models: Mapping[str, Fit]) -> Figures:
    """Return the figures of every model. Raises Leak."""
    audit = recommend_leaks.split(folder.train, folder.test)
    found = {name: long_histories(folder, fit) for name, fit in models.items()}
    fitted = {name: each.pop("model") for name, each in found.items()}
    audit |= recommend_leaks.lists(folder.train, folder.test, fitted)
    found["wayfare"] |= next_item(folder, fitted["wayfare"])
    joined = folder.train.joined(folder.test)
    for name, fit in models.items():
        found[name] |= cold_people(joined, fit)
        found[name] |= cold_items(joined, folder.views, recommenders.COLD.get(name))
    people, items = folder.train.table.shape
    return {"people": people, "items": items, "models": found, "leak_audit": {"passed": True, **audit}}


def long_histories(folder: interactions.Folder, fit: Fit) -> Figures:
    """Fit on train and judge on test. The fitted model is in the answer, as ``model``."""
    begin = time.process_time()
    model = fit(folder.train, np.random.default_rng(SEEDS[0]))
    fit_s = time.process_time() - begin
    rows = np.nonzero(folder.test.lengths)[0]
    lists, hits = _ranked(model, folder.train.people(rows), folder.test.people(rows))
    relevant = folder.test.lengths[rows]
    values = {
        "recall20": ranking.recall(hits, relevant, 20),
        "recall50": ranking.recall(hits, relevant, 50),
        "ndcg10": ranking.ndcg(hits, relevant, 10),
        "ndcg100": ranking.ndcg(hits, relevant, 100),
    }
    items = folder.train.table.shape[1]
    return {
        **{name: float(value.mean()) for name, value in values.items()},
        "coverage20": ranking.coverage(lists[:, :20], items),
        "gini": ranking.gini(lists[:, :20], items),
        "fit_cpu_s": fit_s,
        **_timings(model, folder.train, rows),
        "intervals": {name: _interval(value) for name, value in values.items()},
        "model": model,
    }


def _ranked(model: Recommender, known: Interactions, rest: Interactions) -> tuple[Ints, ranking.Hits]:
    """Return the lists of a hundred, and their hits, a block of people at a time."""
    rows, items = known.table.shape
    parts = []
    for start, end in _blocks(rows, items):
        lists = ranking.top(model.scores(known.table[start:end]), LONGEST, known.table[start:end])
        parts.append((lists, ranking.hits(lists, rest.table[start:end])))
    return np.concatenate([lists for lists, _ in parts]), np.concatenate([hits for _, hits in parts])


def _blocks(rows: int, items: int) -> Iterator[tuple[int, int]]:
    step = max(CELLS // max(items, 1), 1)
    return ((start, min(start + step, rows)) for start in range(0, rows, step))


def _timings(model: Recommender, known: Interactions, rows: Ints) -> dict[str, float]:
    """Time one person after the other: from a history to a list of twenty."""
    spent = []
    for row in np.random.default_rng(SEEDS[0]).permutation(rows)[:TIMED]:
        history = known.table[row]
        begin = time.process_time_ns()
        scores = model.scores(history)[0]
        np.argpartition(-scores, min(20, scores.size - 1))[:20]
        spent.append((time.process_time_ns() - begin) / 1e6)
    return {"ms_p50": float(np.quantile(spent, 0.5)), "ms_p99": float(np.quantile(spent, 0.99))}


def _interval(values: ranking.Floats) -> list[float]:
    return list(ranking.interval(values, np.random.default_rng(SEEDS[0])))


def next_item(folder: interactions.Folder, model: recommenders.Wayfare) -> Figures:
    """Return nDCG@10 of the first item of the test, in order of time; nothing for folders without times."""
    if folder.train.times is None or folder.test.times is None:
        return {}
    rules = sequence.fit(folder.train, model.model, np.random.default_rng(SEEDS[0]))
    gains, items = [], folder.train.table.shape[1]
    for person in np.nonzero(folder.test.lengths)[0].tolist():
        recent, wanted = sequence.ordered(folder.train, person), sequence.ordered(folder.test, person)[:1]
        scores = rules.score(recent, model.model.score(recent))[None]
        row, one = ([0, recent.size], [0, 1])
        known = sp.csr_matrix((np.ones(recent.size), recent, row), shape=(1, items))
        hits = ranking.hits(ranking.top(scores, 10, known), sp.csr_matrix((np.ones(1), wanted, one), shape=(1, items)))
        gains.append(ranking.ndcg(hits, np.ones(1, int), 10))
    values = np.concatenate(gains)
    return {"next_item": float(values.mean()), "next_item_interval": _interval(values)}


def cold_people(joined: Interactions, fit: Fit) -> Figures:
    """Return nDCG@10 of people that the model has never seen, by how many items are known of them."""
    values: dict[int, list[ranking.Floats]] = {known: [] for known in KNOWN}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        order = rng.permutation(np.nonzero(joined.lengths)[0])
        out = np.sort(order[: max(round(HELD_OUT * order.size), 1)])
        model = fit(recommend_leaks.without_people(joined, out), np.random.default_rng(seed))
        for known in KNOWN:
            some = joined.people(out[joined.lengths[out] > known])
            if not some.table.shape[0]:
                continue
            folded, rest = some.folded(known, rng)
            _, hits = _ranked(model, folded, rest)
            values[known].append(ranking.ndcg(hits, rest.lengths, 10))
    # Where nobody has done so many items there is no figure.
    means = {
        str(known): float(np.mean([part.mean() for part in parts])) if parts else None
        for known, parts in values.items()
    }
    intervals = {str(known): _interval(np.concatenate(parts)) for known, parts in values.items() if parts}
    return {"cold_people": means, "cold_people_intervals": intervals}


def cold_items(joined: Interactions, views: Views, fit: FitCold | None) -> Figures:
    """Return recall@20 of items that nobody is known to have done, ranked among themselves; None where a model cannot."""
    if fit is None or not views:
        return {"cold_items": None}
    values: list[ranking.Floats] = []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        items = joined.table.shape[1]
        out = np.sort(rng.permutation(items)[: max(round(HELD_OUT * items), 1)])
        warm = recommend_leaks.without_items(joined, out)
        wanted = Interactions(sp.csr_matrix(joined.table[:, out]))
        people = np.nonzero((warm.lengths >= LEAST_WARM) & (wanted.lengths > 0))[0]
        model = fit(warm, views, out, np.random.default_rng(seed))
        for start, end in _blocks(people.size, items):
            some = wanted.people(people[start:end])
            lists = ranking.top(model.scores(warm.table[people[start:end]]), 20)
            values.append(ranking.recall(ranking.hits(lists, some.table), some.lengths, 20))
    every = np.concatenate(values)
    return {"cold_items": float(every.mean()), "cold_items_interval": _interval(every)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code: 1 where the audit found a leak, 2 where nothing can be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=harness.DATA / "interactions" / "mooccubex")
    parser.add_argument("--peers", action="store_true", help="measure the peers that are installed as well")
    parser.add_argument(
        "--report", action="store_true", help="only where personal beats common, and where it does not pay"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    try:
        folder = interactions.read(given.data)
    except interactions.Unreadable as error:
        print(error, file=sys.stderr)
        return 2
    if given.report:
        found = recommend_report.report(folder.train.joined(folder.test))
        print(json.dumps({"report": found}) if given.json else recommend_report.table(found))
        return 0
    return _measured(folder, peers=given.peers, as_json=given.json)


def _measured(folder: interactions.Folder, *, peers: bool, as_json: bool) -> int:
    models, missing = dict(recommenders.OWN), list[str]()
    if peers:
        packaged, missing = recommend_peers.installed()
        models |= {**recommenders.PEERS, **packaged}
        for package in missing:
            print(f"{package} is not installed and is left out.", file=sys.stderr)
    try:
        result = {**measure(folder, models), "left_out": missing}
    except Leak as error:
        print(f"Leak: {error}", file=sys.stderr)
        return 1
    print(json.dumps(result) if as_json else _table(result))
    return 0


def _table(result: Figures) -> str:
    lines = [f"{result['people']} people, {result['items']} items, leak audit passed"]
    for name, figures in result["models"].items():
        shown = {key: value for key, value in figures.items() if "interval" not in key}
        lines += ["", name, *(f"  {key:14} {_shown(value)}" for key, value in shown.items())]
    return "\n".join(lines)


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "  ".join(f"{key}: {_shown(each)}" for key, each in value.items())
    return "–" if value is None else f"{value:.4f}"


if __name__ == "__main__":
    sys.exit(main())
