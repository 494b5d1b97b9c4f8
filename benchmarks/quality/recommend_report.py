"""Where personal beats common, and where it does not pay: by how much somebody did, and how many people there are to learn from.

So many people are drawn, the model is fitted to them alone, and people it never saw are ranked by it and by what is popular among
the same people; nDCG@10, the difference with its bootstrap interval. It pays where the whole interval lies above zero.
"""

from typing import Any

import numpy as np

from benchmarks.quality.recommenders import Popularity, Recommender, Wayfare
from wayfare.engine.matching.behaviour import training
from wayfare.engine.matching.behaviour.matrix import Interactions
from wayfare.engine.metrics import ranking

SIZES = (100, 300, 1_000, 3_000)
KNOWN = (1, 3, 5, 10, 30)
SEEDS = (1, 2, 3)
ASKED = 500
Figures = dict[str, Any]


def report(joined: Interactions) -> Figures:
    """Return by number of people, then by number of known items: personal, common, their difference, whether it pays."""
    sizes = [size for size in SIZES if size + ASKED <= joined.lengths.size]
    found: dict[int, dict[int, list[tuple[ranking.Floats, ranking.Floats]]]] = {}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        order = rng.permutation(np.nonzero(joined.lengths > 1)[0])
        asked, others = np.sort(order[:ASKED]), order[ASKED:]
        for size in sizes:
            data = joined.people(np.sort(others[:size]))
            personal, common = Wayfare(training.fit(data, np.random.default_rng(seed))), Popularity(data.table)
            for known in KNOWN:
                some = joined.people(asked[joined.lengths[asked] > known])
                if some.table.shape[0] > 1:
                    folded, rest = some.folded(known, np.random.default_rng(seed))
                    pair = (_ndcg(personal, folded, rest), _ndcg(common, folded, rest))
                    found.setdefault(size, {}).setdefault(known, []).append(pair)
    return {
        str(size): {str(known): _compared(pairs) for known, pairs in by_known.items()}
        for size, by_known in found.items()
    }


def _ndcg(model: Recommender, known: Interactions, rest: Interactions) -> ranking.Floats:
    lists = ranking.top(model.scores(known.table), 10, known.table)
    return ranking.ndcg(ranking.hits(lists, rest.table), rest.lengths, 10)


def _compared(pairs: list[tuple[ranking.Floats, ranking.Floats]]) -> Figures:
    mine, usual = (np.concatenate([pair[at] for pair in pairs]) for at in (0, 1))
    low, high = ranking.interval(mine - usual, np.random.default_rng(SEEDS[0]))
    return {
        "personal": float(mine.mean()),
        "common": float(usual.mean()),
        "difference": float((mine - usual).mean()),
        "interval": [low, high],
        "pays": bool(low > 0),
    }


def table(found: Figures) -> str:
    """Return the differences as a Markdown table; one that does not pay is in brackets."""
    heads = sorted({int(known) for by_known in found.values() for known in by_known})
    lines = ["| people | " + " | ".join(f"{known} known" for known in heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for size, by_known in found.items():
        cells = [_cell(by_known.get(str(known))) for known in heads]
        lines.append(f"| {int(size):,} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(one: Figures | None) -> str:
    if one is None:
        return "–"
    shown = f"{one['difference']:+.3f}"
    return shown if one["pays"] else f"({shown})"
