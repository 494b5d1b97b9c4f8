"""The week: what fits into it and carries furthest, and when that is likely to be enough."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from wayfare.core import clock
from wayfare.people.api import PersonView
from wayfare.recommend import api as recommend
from wayfare.recommend.api import Ahead, WeekStep, WeekView
from wayfare.web import drawing, texts
from wayfare.web.access import person_page
from wayfare.web.pages import page

FIRST = 3
"""So many targets are shown with their own forecast: those that are worked on first."""


@require_http_methods(["GET", "HEAD"])
@person_page
def week(request: HttpRequest, who: PersonView) -> HttpResponse:
    """Show this week's plan."""
    now = clock.now()
    plan = recommend.week(person_id=who.id, now=now)
    local = now.astimezone(clock.zone(who.time_zone))
    context = {
        "plan": plan,
        "rows": _rows(plan),
        "budget": drawing.budget(
            minutes=round(plan.weekly_minutes), done=plan.done_minutes, planned=plan.planned_minutes
        ),
        "missed": _missed(plan),
        "forecast": _forecast(plan),
        "ahead": [(one.skill, texts.level(one.level), _arrival(one)) for one in _reachable(plan)[:FIRST]],
        "lacking": [one.skill for one in plan.ahead if one.minutes is None][:FIRST],
        "until": texts.date(clock.week_start(local) + timedelta(days=6), local),
    }
    return page(request, "week.html", who, context)


@dataclass(frozen=True, slots=True)
class Row:
    """An item of the plan with all its steps together; ``parts`` is 0 where it is not taken by segments."""

    item: int
    title: str
    minutes: float
    of_minutes: float
    parts: int
    skills: list[tuple[int, str]]
    leads_up: bool


def _rows(plan: WeekView) -> list[Row]:
    """Return the steps by item, in the order in which the items first come."""
    by_item: dict[int, list[WeekStep]] = {}
    for step in plan.steps:
        by_item.setdefault(step.item, []).append(step)
    return [
        Row(
            item=item,
            title=steps[0].title,
            minutes=sum(step.minutes for step in steps),
            of_minutes=steps[0].of_minutes,
            parts=sum(step.segment is not None for step in steps),
            skills=list({step.skill_id: (step.skill_id, step.skill) for step in steps if step.skill}.values()),
            leads_up=all(step.leads_up for step in steps),
        )
        for item, steps in by_item.items()
    ]


def _missed(plan: WeekView) -> str:
    """Say how much better any other week could be."""
    if not plan.value or plan.bound <= plan.value * 1.005:
        return _("No other choice within your minutes carries further.")
    more = texts.number(100 * (plan.bound / plan.value - 1), 0)
    return _("No other choice within your minutes can carry more than %(more)s %% further.") % {"more": more}


def _forecast(plan: WeekView) -> str:
    """Say when the person is likely where they want to be, as sure as the numbers are."""
    if plan.reached is None:
        return ""
    if plan.weeks is None or plan.weeks_low is None:
        return _("All of it takes more than three years with these minutes, or more than the catalogue holds.")
    return _about(plan.weeks, plan.weeks_low, plan.weeks_high)


def _reachable(plan: WeekView) -> list[Ahead]:
    """Return the targets that what is in the catalogue likely carries to."""
    return [one for one in plan.ahead if one.minutes is not None]


def _arrival(one: Ahead) -> str:
    """Say when a target that can be reached is."""
    if one.weeks is not None and one.weeks_low is not None:
        return _about(one.weeks, one.weeks_low, one.weeks_high)
    return _("About %(minutes)s in all, more than three years at this pace.") % {
        "minutes": texts.minutes(one.minutes or 0.0)
    }


def _about(weeks: float, low: float, high: float | None) -> str:
    said = {"weeks": _weeks(weeks), "low": texts.number(low, 0)}
    if high is None:
        return _("About %(weeks)s at this pace; %(low)s if it goes well, and it may take more than three years.") % said
    said["high"] = texts.number(high, 0)
    return _("About %(weeks)s at this pace; in eight of ten cases between %(low)s and %(high)s.") % said


def _weeks(value: float) -> str:
    number = max(1, round(value))
    return ngettext("%(num)s week", "%(num)s weeks", number) % {"num": number}
