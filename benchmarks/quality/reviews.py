"""Reader of review logs as CSV: ``card_id, review_rating, review_time`` by name, in any order; further columns are ignored.

Times are ISO 8601 (UTC where no zone is given) or numbers since 1970 (seconds; from 1e11 on milliseconds). With a column
``user_id`` a card is one user's. Rows rated 0 (moved by hand, not reviewed) are skipped. Rows are put in order of time.
"""

import csv
import math
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from wayfare.engine.memory.history import Review

NAMES = {
    "card": ("card_id", "card"),
    "rating": ("review_rating", "rating"),
    "at": ("review_time", "review_datetime", "time"),
    "user": ("user_id", "user"),
}
MILLISECONDS = 1e11


class Unreadable(Exception):
    """A file that is no review log; the message says where and why."""


@dataclass(frozen=True)
class Log:
    """Reviews in order of time, cards numbered, with how many cards, users and skipped rows there were."""

    reviews: list[Review]
    cards: int
    users: int
    skipped: int


def read(path: Path) -> Log:
    """Read a log. Raises Unreadable."""
    try:
        with path.open(newline="", encoding="utf-8-sig") as opened:
            return _read(csv.reader(opened), path.name)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Unreadable(f"{path}: {error}") from error


def _read(rows: Any, name: str) -> Log:
    header = [text.strip().lower() for text in next(rows, [])]
    places = {part: _place(header, names) for part, names in NAMES.items()}
    missing = [NAMES[part][0] for part in ("card", "rating", "at") if places[part] is None]
    if missing:
        raise Unreadable(
            f"{name}: no column {', '.join(missing)} in the header: {', '.join(header) or 'the file is empty'}"
        )
    cards: dict[tuple[str, str], int] = {}
    reviews, skipped = [], 0
    for row in rows:
        if not any(text.strip() for text in row):
            continue
        try:
            user, card, rating, at = _review(row, places)
        except (ValueError, IndexError, OverflowError) as error:
            raise Unreadable(f"{name}, line {rows.line_num}: {error}") from error
        if rating == 0:
            skipped += 1
            continue
        reviews.append(Review(cards.setdefault((user, card), len(cards)), rating, at))
    reviews.sort(key=lambda review: review.at)
    return Log(reviews, len(cards), len({user for user, _ in cards}), skipped)


def _place(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _review(row: list[str], places: dict[str, int | None]) -> tuple[str, str, int, float]:
    user, card, rating, at = (
        "" if (place := places[part]) is None else row[place].strip() for part in ("user", "card", "rating", "at")
    )
    if not card:
        raise ValueError("no card")
    grade = float(rating or "nan")
    if grade not in (0, 1, 2, 3, 4):
        raise ValueError(f"rating {rating!r} is not 1, 2, 3 or 4")
    return user, card, int(grade), _seconds(at)


def _seconds(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        try:
            when = datetime.fromisoformat(text)
        except ValueError as error:
            raise ValueError(f"{text!r} is not a time") from error
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    if not math.isfinite(number):
        raise ValueError(f"{text!r} is not a time")
    return number / 1000 if abs(number) >= MILLISECONDS else number
