"""Which labels is a text about? By words alone, by a sentence model alone, and by the blend of both that Wayfare uses.

    python -m benchmarks.quality.tagging [--data DIR] [--tasks catalogue,esco,titles] [--titles N] [--tier TIER] [--json]

Three tasks: a provider's own tags, held out, on a catalogue (MAP, P@5); skills of ESCO in sentences of vacancies (MRR, RP@5,
RP@10, on the published test sets); the occupation of O*NET that a job title stands for (R@1, R@10). ``hybrid`` of the catalogue
knows the tags of other courses, as an organisation's approvals are known, and takes its weights from them; ``hybrid_shipped`` has
seen no catalogue. The weights for sentences come from the published validation sets, those for titles from other titles. All
shares are fractions of one. The leak audit is a part of every run: where it finds something the command fails.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import harness
from benchmarks.quality import labelled_texts as known
from benchmarks.quality.leaks import Leak
from wayfare.engine.matching import sentences
from wayfare.engine.matching.blend import Blend, fit
from wayfare.engine.matching.defaults import default
from wayfare.engine.matching.hybrid import MEMORY, SIGNS, WORDS, Candidates, Matcher, Memory, Read, ranked
from wayfare.engine.matching.readings import Reading
from wayfare.engine.matching.titles import Context, RoleTitles, TitleIndex
from wayfare.engine.metrics import probability

SEED, FOLDS = 1, 5
TUNED_ON = 1_000
"""So many other items are enough for fifteen weights."""
TIMED = 500
SHUFFLED_MOST = 0.5
"""With shuffled tags the blend has to stay below this share of what it reaches with the true ones."""
TASKS = ("catalogue", "esco", "titles")
Ranking = Sequence[int]


def average_precision(order: Ranking, right: frozenset[int]) -> float:
    """Return the mean over right labels of the precision down to each; one that is not in the ranking adds nothing."""
    found = [rank for rank, place in enumerate(order, start=1) if place in right]
    return sum(number / rank for number, rank in enumerate(found, start=1)) / len(right)


def precision(order: Ranking, right: frozenset[int], k: int) -> float:
    """Return how many of the first k are right, as a share of k."""
    return sum(place in right for place in order[:k]) / k


def r_precision(order: Ranking, right: frozenset[int], k: int) -> float:
    """Return how many of the first k are right, as a share of k or of the right ones if these are fewer."""
    return sum(place in right for place in order[:k]) / min(k, len(right))


def reciprocal_rank(order: Ranking, right: frozenset[int]) -> float:
    """Return one over the rank of the first right label, 0 where there is none."""
    return next((1 / rank for rank, place in enumerate(order, start=1) if place in right), 0.0)


def _tags(order: Ranking, right: frozenset[int]) -> dict[str, float]:
    return {"map": average_precision(order, right), "p5": precision(order, right, 5)}


def _skills(order: Ranking, right: frozenset[int]) -> dict[str, float]:
    return {
        "mrr": reciprocal_rank(order, right),
        "rp5": r_precision(order, right, 5),
        "rp10": r_precision(order, right, 10),
    }


def _occupation(order: Ranking, right: frozenset[int]) -> dict[str, float]:
    return {"r1": r_precision(order, right, 1), "r10": r_precision(order, right, 10)}


def _mean(figures: Sequence[dict[str, float]]) -> dict[str, float]:
    return {name: float(np.mean([one[name] for one in figures])) for name in figures[0]}


def tune(candidates: Sequence[Candidates], right: Sequence[frozenset[int]], names: Sequence[str] = SIGNS) -> Blend:
    """Return weights for these signs from texts whose labels are all known: what is not right is wrong."""
    columns = [SIGNS.index(name) for name in names]
    signs = np.vstack([one.signs[:, columns] for one in candidates])
    hits = [np.isin(one.labels, list(own)) for one, own in zip(candidates, right, strict=True)]
    return fit(signs, np.concatenate(hits), names)


def catalogue(task: known.Task, encoder: sentences.Encoder) -> dict[str, Any]:
    """Return the figures of the catalogue, every item judged by what the items of the other folds say. Raises Leak."""
    matcher = Matcher(task.labels, encoder)
    read = matcher.read(task.readings)
    rng = np.random.default_rng(SEED)
    group = np.array(task.groups)
    fold = rng.integers(0, FOLDS, group.max() + 1)[group]
    found: dict[str, list[dict[str, float]]] = {}
    confidences: list[tuple[float, bool]] = []
    for number in range(FOLDS):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if set(group[train]) & set(group[test]):
            raise Leak(f"fold {number}: near-duplicates stand on both sides")
        right = [task.right[row] for row in test]
        tuned_on = rng.choice(train, min(TUNED_ON, len(train)), replace=False)
        orders, sure = _methods(matcher, read, task, train, tuned_on, test)
        confidences += sure
        for name, each in orders.items():
            found.setdefault(name, []).extend(_tags(*one) for one in zip(each, right, strict=True))
    figures: dict[str, Any] = {name: _mean(each) for name, each in found.items()}
    p, y = np.array(confidences).T
    figures["hybrid"]["ece"] = probability.ece(y, p)
    shuffled = _shuffled(matcher, read, task, fold, rng)
    if shuffled > SHUFFLED_MOST * figures["hybrid"]["map"]:
        raise Leak(f"with shuffled tags the blend still reaches a MAP of {shuffled:.3f}")
    left = known.lists_left(task)
    if left:
        raise Leak(f"{left} texts still list their own tags")
    return figures | {
        "items": len(task.readings),
        "labels": len(task.labels),
        "leak_audit": {
            "passed": True,
            "groups_disjoint": True,
            "texts_stripped_of_lists": task.stripped,
            "lists_left": left,
            "shuffled_map": shuffled,
        },
    }


def _methods(
    matcher: Matcher, read: Read, task: known.Task, train: np.ndarray, tuned_on: np.ndarray, test: np.ndarray
) -> tuple[dict[str, list[Ranking]], list[tuple[float, bool]]]:
    """Return the rankings of each method, and for each pair that the blend judged: how sure it was, and whether it is right."""
    memory = _memory(matcher, read, task.right, task.groups, train)
    seen = matcher.candidates(read.take(tuned_on), memory, [task.groups[row] for row in tuned_on])
    right = [task.right[row] for row in tuned_on]
    blends = {"lexical": tune(seen, right, WORDS), "hybrid": tune(seen, right)}
    own = matcher.candidates(read.take(test), memory)
    orders = {name: [ranked(one, blend)[0].tolist() for one in own] for name, blend in blends.items()}
    alone = matcher.candidates(read.take(test))
    orders["hybrid_shipped"] = [ranked(one, default(matcher.encoder))[0].tolist() for one in alone]
    orders["sentences"] = [np.argsort(-near, kind="stable").tolist() for near in matcher.nearness(read.take(test))]
    judged = [ranked(one, blends["hybrid"]) for one in own]
    sure = [
        (float(p), int(place) in task.right[row])
        for row, (places, each) in zip(test, judged, strict=True)
        for place, p in zip(places, each, strict=True)
    ]
    return orders, sure


def _memory(
    matcher: Matcher, read: Read, right: Sequence[frozenset[int]], groups: Sequence[int], rows: np.ndarray
) -> Memory:
    settled = [dict.fromkeys(right[row], 1) for row in rows]
    return Memory(read.vectors[rows], settled, [groups[row] for row in rows], len(matcher.labels))


def _shuffled(matcher: Matcher, read: Read, task: known.Task, fold: np.ndarray, rng: np.random.Generator) -> float:
    """Return the MAP on the first fold where the tags of all other items were dealt out anew."""
    train, test = np.flatnonzero(fold != 0), np.flatnonzero(fold == 0)
    dealt = list(task.right)
    for row, other in zip(train, rng.permutation(train), strict=True):
        dealt[row] = task.right[other]
    memory = _memory(matcher, read, dealt, task.groups, train)
    tuned_on = rng.choice(train, min(TUNED_ON, len(train)), replace=False)
    seen = matcher.candidates(read.take(tuned_on), memory, [task.groups[row] for row in tuned_on])
    blend = tune(seen, [dealt[row] for row in tuned_on], MEMORY)
    own = matcher.candidates(read.take(test), memory)
    orders = [ranked(one, blend)[0].tolist() for one in own]
    return float(
        np.mean([average_precision(*one) for one in zip(orders, [task.right[row] for row in test], strict=True)])
    )


def esco(task: known.Task, encoder: sentences.Encoder) -> dict[str, Any]:
    """Return the figures of the published test sets, each and their mean; weights come from the validation sets. Raises Leak."""
    matcher = Matcher(task.labels, encoder, in_parts=True)
    tuning = np.array([row for row, name in enumerate(task.sets) if "validation" in name])
    held = {task.groups[row] for row in range(len(task.sets)) if row not in set(tuning)}
    clean = np.array([row for row in tuning if task.groups[row] not in held])
    read = matcher.read(task.readings)
    seen, right = matcher.candidates(read.take(clean)), [task.right[row] for row in clean]
    blends = {"lexical": tune(seen, right, WORDS), "hybrid": tune(seen, right)}
    sets: dict[str, dict[str, dict[str, float]]] = {}
    for name in sorted({name for name in task.sets if "test" in name}):
        rows = np.array([row for row, own in enumerate(task.sets) if own == name])
        own = matcher.candidates(read.take(rows))
        orders = {kind: [ranked(one, blend)[0].tolist() for one in own] for kind, blend in blends.items()}
        whole = matcher.nearness(read.take(rows))
        orders["sentences"] = [np.argsort(-near, kind="stable").tolist() for near in whole]
        sets[name] = {
            kind: _mean([_skills(order, task.right[row]) for order, row in zip(each, rows, strict=True)])
            for kind, each in orders.items()
        }
    figures: dict[str, Any] = {kind: _mean([one[kind] for one in sets.values()]) for kind in next(iter(sets.values()))}
    weights = {kind: {"constant": blend.constant, **blend.weights} for kind, blend in blends.items()}
    return figures | {"sets": sets, "weights": weights, "dropped_from_tuning": len(tuning) - len(clean)}


def titles(task: known.Task, encoder: sentences.Encoder) -> dict[str, Any]:
    """Return the figures of job titles that their occupation's own list does not hold."""
    matcher = Matcher(task.labels, encoder, meant=1_000)
    read = matcher.read(task.readings)
    tuning, test = (
        np.array([row for row, name in enumerate(task.sets) if name == part]) for part in ("tuning", "test")
    )
    memory = matcher.remembered()  # an occupation's other titles are texts that people settled
    blend = tune(matcher.candidates(read.take(tuning), memory), [task.right[row] for row in tuning])
    index = TitleIndex(RoleTitles(label.id, label.name, label.aliases) for label in task.labels)
    orders = {
        "lexical": [[found.role for found in index.matches(task.readings[row].title, Context(), 10)] for row in test],
        "sentences": [np.argsort(-near, kind="stable").tolist() for near in matcher.nearness(read.take(test))],
        "hybrid": [ranked(one, blend)[0].tolist() for one in matcher.candidates(read.take(test), memory)],
    }
    right = [task.right[row] for row in test]
    figures: dict[str, Any] = {
        name: _mean([_occupation(*one) for one in zip(each, right, strict=True)]) for name, each in orders.items()
    }
    return figures | {"titles": len(test), "weights": {"constant": blend.constant, **blend.weights}}


def speeds(labels: Sequence[known.Label], readings: Sequence[Reading], encoder: sentences.Encoder) -> dict[str, float]:
    """Return texts a second of CPU: titles into vectors, and whole texts to ranked labels."""
    matcher = Matcher(labels, encoder)
    some = readings[:TIMED]
    steps: dict[str, Callable[[], object]] = {
        "titles_to_vectors": lambda: encoder.encode([one.title for one in some]),
        "texts_to_labels": lambda: [ranked(one, default(encoder)) for one in matcher.candidates(matcher.read(some))],
    }
    found = {}
    for name, step in steps.items():
        start = time.process_time()
        step()
        found[name] = len(some) / (time.process_time() - start)
    return found


def gains(figures: dict[str, Any]) -> dict[str, float]:
    """Return by how much the blend is better than the sentence model alone, as a share of that, for each figure."""
    alone, blend = figures["sentences"], figures["hybrid"]
    return {name: blend[name] / alone[name] - 1 if alone[name] else 0.0 for name in alone}


def measure(folder: Path, tasks: Sequence[str], number: int, tier: str | None) -> dict[str, Any]:
    """Return all figures. Raises Leak, known.Unreadable, sentences.Missing."""
    encoder = sentences.load(tier)
    result: dict[str, Any] = {"model": encoder.name, "seed": SEED}
    if "catalogue" in tasks:
        task = known.catalogue(folder)
        result["catalogue"] = catalogue(task, encoder)
        result["texts_per_second"] = speeds(task.labels, task.readings, encoder)
    if "esco" in tasks:
        result["esco"] = esco(known.sentences(folder), encoder)
    if "titles" in tasks:
        result["titles"] = titles(known.job_titles(folder, number, np.random.default_rng(SEED)), encoder)
    result["gain_over_sentences"] = {name: gains(result[name]) for name in TASKS if name in result}
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit code: 1 where the audit found a leak, 2 where nothing can be read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=harness.DATA)
    parser.add_argument("--tasks", default=",".join(TASKS), help="names with commas between them")
    parser.add_argument("--titles", type=int, default=1_000, help="how many job titles are judged")
    parser.add_argument("--tier", choices=sentences.TIERS, help="the model; the best installed one by default")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    try:
        result = measure(given.data, given.tasks.split(","), given.titles, given.tier)
    except Leak as error:
        print(f"Leak: {error}", file=sys.stderr)
        return 1
    except (known.Unreadable, sentences.Missing) as error:
        print(error, file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(result))
    else:
        for task in (name for name in TASKS if name in result):
            for method in ("lexical", "sentences", "hybrid_shipped", "hybrid"):
                shown = {name: round(value, 3) for name, value in result[task].get(method, {}).items()}
                print(f"{task:12}{method:16}{shown}" if shown else "", end="\n" if shown else "")
        print({name: round(value) for name, value in result.get("texts_per_second", {}).items()}, "texts a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
