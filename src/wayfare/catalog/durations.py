"""How long something takes, from the free text that catalogues give.

Hours and minutes are taken as they are said. Weeks, months and days say when a course ends, not what it costs: they become
minutes by an assumed weekly effort unless the text names one. Ranges count by their middle, “less than” by its bound.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

WEEKLY_HOURS = 4.0
"""Assumed effort where a text counts in weeks: open courses ask for two to six hours a week."""
WEEKS_A_MONTH = 52 / 12
WORKING_DAYS = 5
MINUTES_A_QUESTION = 1.0
"""Assumed for collections of test questions that say only how many there are."""
MOST_MINUTES = 120_000.0
"""A working year: whatever says more is not about learning time."""

_UNITS = {
    "hour": "hours hour hrs hr h horas hora heures heure stunden stunde",
    "minute": "minutes minute mins min minutos minuto minuten دقيقة",
    "week": "weeks week semanas semana semaines semaine wochen woche",
    "month": "months month meses mes mois monate monat",
    "day": "days day días dias día dia tage tag",
    "question": "questions question",
}
_UNIT = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "una": 1, "un": 1, "dos": 2, "tres": 3}
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_NUMBER = r"\d{1,7}(?:[.,]\d{1,20})?"
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_AMOUNT = re.compile(
    rf"({_NUMBER})(?:\s*(?:-|–|to)\s*({_NUMBER}))?[\s-]*(?:total\s+)?({'|'.join(sorted(_UNIT, key=len, reverse=True))})\b"
    r"(\s*(?:a|per|/)\s*week)?"
)
_BARE = re.compile(_NUMBER)
_ASIDE = re.compile(r"\([^()]*\)")
_TWO_HOURS = "ساعتين"
_ABSENT = ("", "null", "none", "not-mentioned", "not mentioned", "n/a", "unknown")
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Duration:
    """Minutes, and whether an effort had to be assumed for them. ``practice`` says that they are questions to answer."""

    minutes: float
    assumed: bool
    practice: bool = False


def stated(text: str) -> bool:
    """Say whether a text says anything at all about duration."""
    return text.strip().casefold() not in _ABSENT


@lru_cache(maxsize=4096)
def parse(text: str) -> Duration | None:
    """Return the duration that a text says, or None where it says none that can be understood. A bare number is hours."""
    plain = _ASIDE.sub(" ", " ".join(text[:_LONGEST].casefold().replace(_TWO_HOURS, "2 hours").split()))
    plain = _THOUSANDS.sub("", _NUMBER_WORD.sub(lambda found: str(_WORDS[found[0]]), plain))
    if _BARE.fullmatch(plain):
        return _bounded(60 * _number(plain), assumed=False)
    amounts: dict[str, float] = {}
    for low, high, word, weekly in _AMOUNT.findall(plain):
        unit = "weekly" if weekly and _UNIT[word] == "hour" else _UNIT[word]
        amounts[unit] = amounts.get(unit, 0.0) + (_number(low) + _number(high or low)) / 2
    return _total(amounts)


def _total(amounts: dict[str, float]) -> Duration | None:
    if "hour" in amounts or "minute" in amounts:
        return _bounded(60 * amounts.get("hour", 0.0) + amounts.get("minute", 0.0), assumed=False)
    weeks = (
        amounts.get("week", 0.0) + WEEKS_A_MONTH * amounts.get("month", 0.0) + amounts.get("day", 0.0) / WORKING_DAYS
    )
    if weeks:
        return _bounded(weeks * 60 * amounts.get("weekly", WEEKLY_HOURS), assumed="weekly" not in amounts)
    return _bounded(MINUTES_A_QUESTION * amounts.get("question", 0.0), assumed=True, practice=True)


def _bounded(minutes: float, *, assumed: bool, practice: bool = False) -> Duration | None:
    return Duration(round(minutes, 1), assumed, practice) if 0 < minutes <= MOST_MINUTES else None


def _number(text: str) -> float:
    return float(text.replace(",", "."))
