"""A synthetic organisation of a given size, written straight into the tables. Seeded."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np

SKILLS, ROLES, TARGETS, TAGS, KNOWN, DONE = 2_000, 200, 25, 3, 8, 13
WORDS = """
planning budget data safety writing python contracts service quality teams forecast audit design repair
""".split()  # noqa: SIM905 - a list of one word a line is no easier to read
CHUNK = 20_000
WANTED, COMMON = 150.0, 1.1
"""How fast skills become rare, in skills; the exponent of how often items are done (Zipf's law)."""
_SKILL = """INSERT INTO skills_skill (id, source, source_id, name, kind, area, description, aliases, levels, digest)
VALUES (%s, 'bench', %s, %s, 'knowledge', '', '', '[]', '{}', '')"""
_ROLE = (
    "INSERT INTO people_role (id, source, source_id, title, description, digest) VALUES (%s, 'bench', %s, %s, '', '')"
)
_TARGET = "INSERT INTO skills_roletarget (role_id, skill_id, level, importance, basis) VALUES (%s, %s, %s, %s, '')"
_ITEM = """INSERT INTO catalog_item (id, source, source_id, kind, title, summary, provider, organisation, url, language, level,
  minutes, position, digest, labels)
VALUES (%s, 'bench', %s, 'course', %s, '', %s, '', '', 'en', %s, %s, 0, '', '')"""
_TAUGHT = """INSERT INTO catalog_itemskill (item_id, skill_id, level, confidence, origin, state, words, strength)
VALUES (%s, %s, %s, 0.7, 'tagger', 'proposed', '', %s)"""
_PERSON = """INSERT INTO people_person (id, source, source_id, name, email, job_title, function, "group", grade, organisation,
  unit, language, time_zone, weekly_minutes, active, digest, starter_role, stated_role)
VALUES (%s, 'bench', %s, %s, %s, %s, '', '', '', '', '', 'en', 'UTC', 60, TRUE, '', '', '')"""
_HELD = """INSERT INTO people_personrole (person_id, role_id, state, confidence, words, decided_at)
VALUES (%s, %s, 'stated', 1.0, '', %s)"""
_LEARNER = "INSERT INTO learner_learner (person_id, n, mean, variance) VALUES (%s, %s, 0.1, 0.3)"
_STATE = """INSERT INTO learner_skillstate (person_id, skill_id, mean, variance, answers, updated_at)
VALUES (%s, %s, 2.0, 0.5, 3, %s)"""
_DID = "INSERT INTO learner_itemprogress (person_id, item_id, started_at, finished_at) VALUES (%s, %s, %s, %s)"

Ints = np.ndarray[Any, np.dtype[np.int64]]


def build(items: int, people: int, seed: int = 7) -> list[int]:
    """Create skills, roles, items and people, and return the people's ids. Ids begin at 1."""
    rng, dice, since = np.random.default_rng(seed), random.Random(seed), datetime.now(UTC) - timedelta(days=1)
    _write(_SKILL, ((n + 1, str(n), f"{dice.choice(WORDS)} {n}") for n in range(SKILLS)))
    _write(_ROLE, ((n + 1, str(n), f"Role {n}") for n in range(ROLES)))
    _write(
        _TARGET,
        (
            (role, skill, dice.choice((2.0, 3.0, 4.0)), dice.randint(1, 5))
            for role, skill in _distinct(_skills(rng, ROLES, TARGETS))
        ),
    )
    levels = rng.integers(1, 6, items).astype(float).tolist()
    _write(_ITEM, _items(dice, levels))
    taught = _distinct(_skills(rng, items, TAGS))
    _write(_TAUGHT, ((item, skill, levels[item - 1], dice.random()) for item, skill in taught))
    titles = [f"Head of {one} and {other}" for one in WORDS for other in WORDS]
    _write(
        _PERSON,
        ((n + 1, str(n), f"Person {n}", f"p{n}@bench.example", dice.choice(titles)) for n in range(people)),
    )
    _write_posts(rng, titles, items)
    _write(_HELD, ((person + 1, 1 + dice.randrange(ROLES), since) for person in range(people)))
    _write(_LEARNER, ((person + 1, KNOWN) for person in range(people)))
    _write(_STATE, ((person, skill, since) for person, skill in _distinct(_skills(rng, people, KNOWN))))
    return list(range(1, people + 1))


def _write_posts(rng: np.random.Generator, titles: Sequence[str], items: int) -> None:
    """Write what lies near each post: items drawn at random, the nearest first, as the sentence model would leave it."""
    from wayfare.engine.matching import posts
    from wayfare.recommend.posts import key_of, packed

    size = min(posts.MOST, items)
    drawn = (rng.choice(items, size, replace=False) + 1 for _ in titles)
    cosines = np.linspace(posts.FULL, posts.LEAST, size).tolist()
    _write(
        "INSERT INTO recommend_postfit (post, items) VALUES (%s, %s)",
        (
            (key_of(posts.Post(title)), packed(list(zip(own.tolist(), cosines, strict=True))))
            for title, own in zip(titles, drawn, strict=True)
        ),
    )


def histories(items: int, people: int, events: int, seed: int = 7) -> tuple[Ints, Ints]:
    """Return places of people and of items, one pair for each that somebody did; a pair may stand there twice.

    How often items are done follows Zipf's law; each person likes one tenth of all items more than the rest.
    """
    rng = np.random.default_rng(seed)
    shares = 1 / np.arange(1, items + 1) ** COMMON
    drawn = np.searchsorted(np.cumsum(shares / shares.sum()), rng.random(events)).clip(0, items - 1)
    person = rng.integers(0, people, events)
    liked = (drawn // 10) * 10 + person % 10
    own = np.where(rng.random(events) < 0.5, liked, drawn)
    return person, np.minimum(own, items - 1)


def write_histories(person: Ints, item: Ints) -> None:
    """Write what was done into the tables, as finished yesterday."""
    then = datetime.now(UTC) - timedelta(days=1)
    pairs = np.unique(np.stack([person, item], axis=1), axis=0) + 1
    _write(_DID, ((one, other, then, then) for one, other in _rows(pairs)))


def _items(dice: random.Random, levels: Sequence[float]) -> Iterator[tuple[Any, ...]]:
    for n, level in enumerate(levels):
        title = f"{dice.choice(WORDS)} {dice.choice(WORDS)} {n}"
        yield n + 1, str(n), title, f"Provider {n % 12}", level, dice.choice((5.0, 30.0, 120.0, 600.0))


def _skills(rng: np.random.Generator, rows: int, each: int) -> Ints:
    """Return pairs (row, skill), from 1 on; low numbers far more often: a few skills are wanted and taught by many."""
    skill = np.minimum(SKILLS, 1 + rng.exponential(WANTED, (rows, each)).astype(np.int64))
    return np.stack([np.repeat(np.arange(1, rows + 1), each), skill.ravel()], axis=1)


def _distinct(pairs: Ints) -> Iterator[tuple[int, int]]:
    return _rows(np.unique(pairs, axis=0))


def _rows(pairs: Ints) -> Iterator[tuple[int, int]]:
    for start in range(0, len(pairs), CHUNK):
        yield from pairs[start : start + CHUNK].tolist()


def _write(statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    from django.db import connection, transaction

    while chunk := list(islice(rows, CHUNK)):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.executemany(statement, chunk)
