"""What is remembered: one card for each skill, one for each question, moved by every graded answer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from wayfare.core.clock import moment, read_moment
from wayfare.core.sql import fetch, one
from wayfare.engine.memory import scheduling
from wayfare.engine.types import MemoryState
from wayfare.learner.artefacts import Bundle

AIM = 0.9
"""The recall at which a review is due: what comes back in time is kept at about this (see ``scheduling.due``)."""
WHOLE = 0
"""The card of a skill as a whole stands where a question's id would."""
_COLUMNS = "skill_id, question_id, stability, difficulty, reviewed, rating, reviews, lapses"
_READ = f"SELECT {_COLUMNS} FROM learner_memory WHERE person_id = %s AND skill_id = %s AND question_id IN (%s, %s)"
_ALL = f"SELECT {_COLUMNS} FROM learner_memory WHERE person_id = %s ORDER BY skill_id, question_id"
_SKILLS = f"SELECT {_COLUMNS} FROM learner_memory WHERE person_id = %s AND question_id = {WHOLE}"
_DUE = f"""
SELECT skill_id, due_at FROM learner_memory
WHERE person_id = %s AND question_id = {WHOLE} AND due_at <= %s ORDER BY due_at, skill_id
"""
_SAVE = """
INSERT INTO learner_memory
  (person_id, skill_id, question_id, stability, difficulty, reviewed, rating, reviews, lapses, due_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (person_id, skill_id, question_id) DO UPDATE
SET stability = excluded.stability, difficulty = excluded.difficulty, reviewed = excluded.reviewed,
    rating = excluded.rating, reviews = excluded.reviews, lapses = excluded.lapses, due_at = excluded.due_at
"""
Cards = dict[tuple[int, int], MemoryState]
"""Cards by (skill, question); the question is 0 for the skill as a whole."""


def answered(
    cards: Cards,
    bundle: Bundle,
    skill_id: int,
    question_id: int,
    version_id: int,
    score: float,
    seconds: float | None,
    at: datetime,
) -> Cards:
    """Return the cards that a graded answer changes, as they are after it. ``cards`` may lack what was never reviewed."""
    rating = scheduling.rating(score, seconds, bundle.seconds.get(version_id))
    keys = ((skill_id, WHOLE), (skill_id, question_id))
    return {key: scheduling.review(cards.get(key), rating, at.timestamp(), bundle.memory) for key in keys}


def read(person_id: int, skill_id: int, question_id: int) -> Cards:
    """Return the cards that an answer to a question changes, where they exist."""
    return _cards(fetch(_READ, [person_id, skill_id, WHOLE, question_id]))


def everything(person_id: int) -> Cards:
    """Return all cards of a person."""
    return _cards(fetch(_ALL, [person_id]))


def skills(person_id: int) -> Cards:
    """Return the card of each skill as a whole."""
    return _cards(fetch(_SKILLS, [person_id]))


def save(person_id: int, cards: Cards, bundle: Bundle, sure_until: datetime | None = None) -> None:
    """Write cards with the moment at which each is due; that of a skill not before ``sure_until``."""
    rows = [
        [
            person_id,
            *key,
            card.stability,
            card.difficulty,
            card.at,
            card.rating,
            card.reviews,
            card.lapses,
            moment(max(due_at(card, bundle), sure_until) if sure_until and key[1] == WHOLE else due_at(card, bundle)),
        ]
        for key, card in cards.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_SAVE, rows)


def due_at(card: MemoryState, bundle: Bundle) -> datetime:
    """Return when a card is due; one that hardly fades is never due rather than in ten thousand years."""
    return datetime.fromtimestamp(min(scheduling.due(card, bundle.memory), _NEVER), UTC)


_NEVER = datetime(9000, 1, 1, tzinfo=UTC).timestamp()


def due(person_id: int, now: datetime) -> list[tuple[int, datetime]]:
    """Return (skill, since when) of the skills that are due, longest first.

    The cards of questions call for nothing of their own: a skill with ten of them would be reviewed ten times as often as it
    fades. They say which question to ask.
    """
    return [(skill, read_moment(at)) for skill, at in fetch(_DUE, [person_id, moment(now)])]


def next_due(person_id: int) -> datetime | None:
    """Return when the first skill is due; None without any."""
    row = one(f"SELECT MIN(due_at) FROM learner_memory WHERE person_id = %s AND question_id = {WHOLE}", [person_id])
    return None if row is None or row[0] is None else read_moment(row[0])


def _cards(rows: Sequence[tuple[Any, ...]]) -> Cards:
    return {(skill, question): MemoryState(*state) for skill, question, *state in rows}
