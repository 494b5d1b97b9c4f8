"""Search over a catalogue of any size: ``python -m benchmarks.speed.search --items 1000000 --json``.

The words are made from a seed and as frequent as words are (Zipf's law): titles and descriptions hold very common and very rare
ones. Queries are taken from items that are there: exact words, a last word that is only begun, one misspelt, and very common
words narrowed down by facets. Each goes through the catalogue's door, with wishes of a person, and is timed by CPU.
"""

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks import harness

SEED = 11
WORDS, EXPONENT = 300_000, 1.05
SKILLS, PROVIDERS = 2_000, 300
TITLE, SUMMARY = (3, 8), (15, 45)
LANGUAGES = ("en", "en", "en", "en", "es", "de", "pt", "fr", "")
CHUNK = 5_000
CONSONANTS, VOWELS = "bcdfghklmnprstvz", "aeiou"
_ITEM = """
INSERT INTO catalog_item (id, source, source_id, kind, title, summary, provider, organisation, url, language, level, minutes,
  rating, ratings, learners, position, digest, labels)
VALUES (%s, 'bench', %s, %s, %s, %s, %s, '', '', %s, %s, %s, 4.4, %s, %s, 0, %s, '')
"""
_TAUGHT = """
INSERT INTO catalog_itemskill (item_id, skill_id, level, confidence, origin, state, words, strength)
VALUES (%s, %s, 3, 0.7, 'tagger', 'proposed', '', %s)
"""


def vocabulary(dice: random.Random, count: int) -> list[str]:
    """Return distinct words that can be spoken, the short ones first, as common words are short."""
    found: dict[str, None] = {}
    while len(found) < count:
        syllables = 1 if len(found) < 100 else 2 if len(found) < 3_000 else dice.randint(3, 5)
        found[
            "".join(dice.choice(CONSONANTS) + dice.choice(VOWELS) for _ in range(syllables)) + dice.choice("nrlt")
        ] = None
    return list(found)


def texts(items: int, words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield a title and a description for each item."""
    import numpy as np

    rng = np.random.default_rng(SEED)
    shares = 1 / np.arange(1, len(words) + 1) ** EXPONENT
    steps = np.cumsum(shares / shares.sum())
    for start in range(0, items, CHUNK):
        many = min(CHUNK, items - start)
        titles, others = rng.integers(*TITLE, many), rng.integers(*SUMMARY, many)
        places = np.searchsorted(steps, rng.random(int(titles.sum() + others.sum()))).clip(0, len(words) - 1).tolist()
        at = 0
        for title, other in zip(titles.tolist(), others.tolist(), strict=True):
            drawn = [words[place] for place in places[at : at + title + other]]
            at += title + other
            yield " ".join(drawn[:title]), " ".join(drawn[title:])


def fill(items: int) -> list[str]:
    """Write skills and items straight into the tables; return the titles of some."""
    from django.db import connection, transaction

    from wayfare.skills.models import Skill

    dice = random.Random(SEED)
    words = vocabulary(dice, WORDS)
    Skill.objects.bulk_create(
        Skill(
            id=n + 1, source="bench", source_id=str(n), name=f"{words[200 + n]} {words[n]}", kind="knowledge", digest=""
        )
        for n in range(SKILLS)
    )
    rows = enumerate(texts(items, words), start=1)
    titles: list[str] = []
    while chunk := list(islice(rows, CHUNK)):
        titles += [title for number, (title, _) in chunk if number % max(1, items // 20_000) == 0]
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(_ITEM, [_item(dice, number, title, summary) for number, (title, summary) in chunk])
            cursor.executemany(
                _TAUGHT, [(number, skill, dice.random()) for number, _ in chunk for skill in _taught(dice)]
            )
    return titles


def _item(dice: random.Random, number: int, title: str, summary: str) -> tuple[Any, ...]:
    kind = dice.choice(("course", "course", "course", "lesson", "practice"))
    minutes, provider = dice.choice((4.0, 12.0, 45.0, 240.0, 600.0)), min(PROVIDERS, int(dice.expovariate(1 / 40)))
    learners = int(dice.paretovariate(0.8)) * 100 % 1_000_000
    return (
        *(number, str(number), kind, title, summary, f"Provider {provider}", dice.choice(LANGUAGES)),
        *(float(dice.randint(1, 5)), minutes, learners // 40, learners, str(number)),
    )


def _taught(dice: random.Random) -> set[int]:
    return {min(SKILLS, 1 + int(dice.expovariate(1 / 150))) for _ in range(dice.randint(1, 3))}


def misspelt(dice: random.Random, word: str) -> str:
    """Return a word with one slip inside it."""
    at = dice.randrange(1, len(word) - 1)
    return dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + dice.choice(CONSONANTS + VOWELS) + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
            word[:at] + dice.choice(CONSONANTS) + word[at + 1 :],
        )
    )


def queries(kind: str, titles: list[str], times: int) -> list[tuple[str, dict[str, str]]]:
    """Return queries of a kind with the labels they are narrowed down by."""
    dice = random.Random(f"{SEED}{kind}")
    found: list[tuple[str, dict[str, str]]] = []
    while len(found) < times:
        words = dice.choice(titles).split()
        if kind == "exact":
            found.append((" ".join(dice.sample(words, dice.choice((1, 2, 2, 3)))) + " ", {}))
        elif kind == "prefix":
            last = dice.choice(words)
            found.append((f"{dice.choice(words)} {last[: max(2, len(last) // 2)]}", {}))
        elif kind == "misspelt" and (long := [word for word in words if len(word) >= 6]):
            found.append((f"{misspelt(dice, dice.choice(long))} {dice.choice(words)} ", {}))
        elif kind == "facet":
            common = min(words, key=len)
            labels = {"language": "en", "level": "3", "provider": "Provider 3", "minutes": "15", "skill": "7"}
            found.append((common + " ", dict(dice.sample(sorted(labels.items()), dice.choice((1, 2))))))
    return found


def measure(items: int, times: int) -> dict[str, Any]:
    """Build the catalogue and its index, and time the queries."""
    folder = harness.fresh_database()
    from wayfare.catalog import api as catalog

    start, cpu = time.perf_counter(), time.process_time()
    titles = fill(items)
    made = {"fill_s": time.perf_counter() - start}
    before, start, cpu = _size(folder), time.perf_counter(), time.process_time()
    catalog.refresh_search(now=datetime.now(UTC))
    made |= {"build_s": time.perf_counter() - start, "build_cpu_s": time.process_time() - cpu}
    made |= {"index_mb": (_size(folder) - before) / 1e6, "memory_mb": _memory()}
    start, cpu = time.perf_counter(), time.process_time()
    catalog.refresh_search(now=datetime.now(UTC))
    made |= {"unchanged_cpu_s": time.process_time() - cpu}
    found = {kind: _timed(queries(kind, titles, times)) for kind in ("exact", "prefix", "misspelt", "facet")}
    every = [value for kind in found.values() for value in kind.pop("all")]
    return {
        "items": items,
        **made,
        **found,
        "ms_p50": harness.quantiles(every)["p50"],
        "ms_p99": harness.quantiles(every)["p99"],
    }


def _timed(asked: list[tuple[str, dict[str, str]]]) -> dict[str, Any]:
    from wayfare.catalog import api as catalog

    wishes = {skill: 1.0 / skill for skill in range(1, 30)}

    def ask(text: str, labels: dict[str, str]) -> Callable[[], Any]:
        return lambda: catalog.search(text=text, filters=labels, wishes=wishes, language="en")

    ask("warm", {})()
    spent, totals, empty = [], [], 0
    for text, labels in asked:
        call, start = ask(text, labels), time.process_time()
        found = call()
        spent.append((time.process_time() - start) * 1000)
        totals.append(found.total)
        empty += not found.items
    cuts = harness.quantiles(spent)
    return {
        "ms_p50": cuts["p50"],
        "ms_p99": cuts["p99"],
        "found_p50": sorted(totals)[len(totals) // 2],
        "found_most": max(totals),
        "empty": empty / len(asked),
        "all": spent,
    }


def _size(folder: Path) -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return sum(path.stat().st_size for path in folder.iterdir())


def _memory() -> float:
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next((int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM")), 0.0)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=200, help="queries of each kind")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    result = measure(given.items, given.times)
    print(json.dumps(result) if given.json else "\n".join(f"{name:16} {value}" for name, value in result.items()))


if __name__ == "__main__":
    main()
