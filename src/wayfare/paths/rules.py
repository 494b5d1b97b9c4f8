"""What goals, projects and budgets have to keep to. Pure: the day and the known names are arguments."""

import re
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from wayfare.core.clock import zone
from wayfare.core.errors import Conflict, Invalid, NotFound

LOWEST, HIGHEST = 1.0, 5.0
USUAL_LEVEL, USUAL_IMPORTANCE = 3.0, 3.0
LONGEST_TEXT = 200
MOST_GOALS = 20
MOST_PROJECTS = 50
MOST_SKILLS = 30
MOST_MEMBERS = 200
MOST_MINUTES = 2_400
"""Forty hours: nobody learns for more than a working week."""
MOST_LANGUAGES = 10
FURTHEST = timedelta(days=3_660)
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class UnclearGoal(NotFound):
    """The words of a goal mean no skill that is known, or several alike."""

    code = "unclear-goal"


class BadDate(Invalid):
    """A day that cannot be: gone already, too far ahead, or an end before its beginning."""

    code = "bad-date"


class TooMany(Conflict):
    """So many are open already that none of them would count."""

    code = "too-many"


def today(now: datetime, time_zone: str) -> date:
    """Return somebody's own day."""
    return now.astimezone(zone(time_zone)).date()


def text(given: str, what: str) -> str:
    """Return one line of text. Raises Invalid for an empty or long one."""
    line = " ".join(_CONTROL.sub(" ", given).split())
    if not line:
        raise Invalid(f"The {what} is missing.", advice="Write a few words.", field=what)
    if len(line) > LONGEST_TEXT:
        raise Invalid(f"The {what} is too long.", advice=f"Use at most {LONGEST_TEXT} characters.", field=what)
    return line


def on_scale(given: float, what: str) -> float:
    """Return a level or an importance. Raises Invalid for one off the scale, and for what is no number at all."""
    if not LOWEST <= given <= HIGHEST:
        raise Invalid(f"The {what} is a number from 1 to 5.", field=what)
    return float(given)


def deadline(given: date | None, day: date, known: date | None = None) -> date | None:
    """Return a deadline; one that stood there before may be over. Raises BadDate."""
    if given is not None and given != known and not day <= given <= day + FURTHEST:
        raise BadDate(
            "A deadline lies ahead, within ten years.", advice="Choose today or a later day.", field="deadline"
        )
    return given


def period(starts_on: date, ends_on: date, day: date, known: tuple[date, date] | None = None) -> None:
    """Raise BadDate unless a project ends after it starts, today or later, and within ten years; ``known`` stood before."""
    if (starts_on, ends_on) == known:
        return
    if ends_on < starts_on:
        raise BadDate("A project ends on the day it starts or later.", field="ends_on")
    if not day <= ends_on <= day + FURTHEST or starts_on < day - FURTHEST:
        raise BadDate(
            "A project ends today or later, within ten years.",
            advice="An ended project needs nothing.",
            field="ends_on",
        )


def minutes(given: int) -> int:
    """Return minutes a week. Raises Invalid for less than none and more than forty hours."""
    if not 0 <= given <= MOST_MINUTES:
        raise Invalid(f"Minutes a week are a number from 0 to {MOST_MINUTES}.", field="weekly_minutes")
    return given


def formats(given: Iterable[str], known: Collection[str]) -> list[str]:
    """Return formats, each once and in the catalogue's order; all of them are as none. Raises Invalid for an unknown one."""
    wanted = set(given)
    if odd := sorted(wanted - set(known)):
        raise Invalid(
            f"There is no format “{odd[0][:40]}”.",
            advice=f"Formats: {', '.join(known)}.",
            field="formats",
            known=list(known),
        )
    return [name for name in known if name in wanted and wanted != set(known)]


def languages(given: Iterable[str]) -> list[str]:
    """Return language tags (BCP 47), each once and in the order given. Raises Invalid for what is none."""
    tags = list(dict.fromkeys(given))
    if odd := [tag for tag in tags if len(tag) > 35 or not _TAG.fullmatch(tag)]:
        raise Invalid(
            f"“{odd[0][:40]}” is no language tag.", advice="Write tags such as en or pt-BR.", field="languages"
        )
    if len(tags) > MOST_LANGUAGES:
        raise Invalid(f"Choose at most {MOST_LANGUAGES} languages.", field="languages")
    return tags
