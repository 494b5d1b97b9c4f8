"""Numbers, minutes and times of day, as people read them."""

from datetime import datetime

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_NOON, _EVENING, _NIGHT = 12, 18, 4


def halves(level: float) -> str:
    """Return a level rounded to halves: 2½."""
    doubled = round(level * 2)
    return f"{doubled // 2 or ''}½" if doubled % 2 else str(doubled // 2)


def level(value: float) -> str:
    """Return a level as it was set: 3, or 2.5."""
    return number_format(round(value, 1), decimal_pos=0 if float(value).is_integer() else 1)


def number(value: float, places: int = 0) -> str:
    """Return a number in the reader's language."""
    return number_format(round(value, places), decimal_pos=places, force_grouping=True)


def minutes(value: float) -> str:
    """Return a duration given in minutes: 45 s, 1½ min, 4 min, 12 h."""
    if value < 0.9:
        return _("%(n)s s") % {"n": max(15, round(value * 4) * 15)}
    if value < 5:
        return _("%(n)s min") % {"n": halves(value)}
    if value < 100:
        return _("%(n)s min") % {"n": round(value)}
    return _("%(n)s h") % {"n": halves(value / 60) if value < 600 else round(value / 60)}


def greeting(name: str, local: datetime) -> str:
    """Greet by the time of day where the person is."""
    first = name.split(" ", maxsplit=1)[0] if name else ""
    if _NIGHT <= local.hour < _NOON:
        return _("Good morning, %(name)s") % {"name": first}
    if _NOON <= local.hour < _EVENING:
        return _("Good afternoon, %(name)s") % {"name": first}
    return _("Good evening, %(name)s") % {"name": first}


def day(local: datetime) -> str:
    """Return a day in words: Monday 23 November."""
    return date_format(local, "l j F")


def moment(at: datetime, local: datetime) -> str:
    """Return when something was, seen from ``local``: today, 07:12 or 21 November, 07:12."""
    then = at.astimezone(local.tzinfo)
    clock = date_format(then, "H:i")
    if then.date() == local.date():
        return _("today, %(time)s") % {"time": clock}
    return _("%(day)s, %(time)s") % {"day": date_format(then, "j F"), "time": clock}


def answers(count: int) -> str:
    """Return how many answers an estimate rests on, in words."""
    return ngettext("%(n)s answer", "%(n)s answers", count) % {"n": count}


def age(at: datetime, local: datetime) -> str:
    """Return how long ago something was, by the calendar: today, yesterday, 3 days ago, 5 weeks ago, 4 months ago."""
    days = (local.date() - at.astimezone(local.tzinfo).date()).days
    if days <= 0:
        return _("today")
    if days == 1:
        return _("yesterday")
    if days < 14:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    if days < 61:
        return ngettext("%(n)s week ago", "%(n)s weeks ago", days // 7) % {"n": days // 7}
    return ngettext("%(n)s month ago", "%(n)s months ago", days // 30) % {"n": days // 30}


def date(at: datetime, local: datetime) -> str:
    """Return the day of a moment where the person is: 6 December."""
    return date_format(at.astimezone(local.tzinfo), "j F")


def chance(value: float) -> str:
    """Return a probability as people say it: 7 in 10, never 0 or 10 in 10."""
    tenths = round(value * 10)
    if tenths in (0, 10):
        return _("less than 1 in 10") if tenths == 0 else _("more than 9 in 10")
    return _("about %(n)s in 10") % {"n": tenths}


def coming(at: datetime, local: datetime) -> str:
    """Return when something will be, by the calendar: today, tomorrow, on Thursday, on 6 December."""
    then = at.astimezone(local.tzinfo)
    days = (then.date() - local.date()).days
    if days <= 1:
        return _("tomorrow") if days == 1 else _("today")
    return _("on %(day)s") % {"day": date_format(then, "l" if days < 7 else "j F")}
