"""From a row of a file to a person, field by field; what cannot be used is refused with what to do about it. Pure."""

import re
import zoneinfo
from collections.abc import Mapping
from functools import cache

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from wayfare.core.imports import RowError
from wayfare.core.imports.report import Report
from wayfare.people.mapping import SETTINGS, TEXTS, PeopleMap, fill

LENGTHS = {"name": 200, "email": 254, "job_title": 200, "group": 120, "grade": 40, "role": 200}
LENGTHS |= dict.fromkeys(("organisation", "unit", "team", "id", "manager"), 200)
LENGTHS["function"] = 10_000
MOST_MINUTES = 2_400
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
_CONTROL = re.compile(r"[\x01-\x1f\x7f-\x9f]+")
_email = EmailValidator(message="invalid")


def cells_of(raw: Mapping[str, object], plan: PeopleMap) -> dict[str, str]:
    """Return the cells as text without doubled spaces; what the map calls empty is empty."""
    texts = {column: " ".join(str(value).split()) for column, value in raw.items()}
    return {column: "" if text.casefold() in plan.empty else text for column, text in texts.items()}


def dropped(cells: Mapping[str, str], plan: PeopleMap) -> str:
    """Return why the map leaves this row out, in words, or an empty string."""
    for column, values in plan.drop.items():
        if cells[column].casefold() in values:
            return f"left out: {column} is {cells[column].casefold()}"
    return ""


def joined(cells: Mapping[str, str], columns: tuple[str, ...], plan: PeopleMap) -> str:
    """Return an id made of several cells; empty where one of them is empty."""
    parts = [cells[column] for column in columns]
    return plan.separator.join(parts) if all(parts) else ""


def key_of(cells: Mapping[str, str], plan: PeopleMap) -> str:
    """Return the id of a row's person. Raises RowError for none, and for one that cannot be used."""
    for column in plan.id:
        if not cells[column]:
            raise RowError(column, "", "The id is missing. Give every person an id that never changes.")
    return checked("id", plan.id[-1], joined(cells, plan.id, plan))


def manager_of(cells: Mapping[str, str], plan: PeopleMap) -> str | None:
    """Return the id of the person a row reports to: empty for nobody, None where the file does not say."""
    if not all(column in cells for column in plan.manager):
        return None
    if cells[plan.manager[-1]].casefold() in plan.nobody:
        return ""
    return checked("manager", plan.manager[-1], joined(cells, plan.manager, plan))


def person_of(cells: Mapping[str, str], plan: PeopleMap, report: Report, line: int) -> dict[str, object]:
    """Return a person's fields; None stands for what the file does not say. Raises RowError."""
    fields: dict[str, object] = {name: _text(name, cells, plan) for name in TEXTS}
    if not fields["name"]:
        raise RowError(plan.columns.get("name", "name"), "", "The name is missing. Give every person a name.")
    for name in SETTINGS:
        fields[name] = _setting(name, cells, plan)
    email = str(fields["email"] or "")
    if email and not _is_email(email):
        raise RowError(plan.columns["email"], email, "This is no email address. Correct it, or leave it empty.")
    fields["team_key"] = _team(cells, plan, fields)
    fields["stated_role"] = fields.pop("role")
    said = [str(fields[name] or "") for name in ("group", "job_title", "unit", "organisation")]
    fields["starter_role"] = plan.starter(*said) if plan.groups else None
    if plan.groups and not fields["starter_role"] and fields["group"]:
        report.count(f"no starter role in [groups]: {fields['group']}")
    return fields


def checked(name: str, column: str, text: str) -> str:
    """Return a text that fits its field. Raises RowError for one that is too long or holds control characters."""
    if len(text) > LENGTHS[name]:
        raise RowError(column, text, f"{len(text)} characters; at most {LENGTHS[name]:,} fit. Shorten it.")
    if _CONTROL.search(text):
        raise RowError(column, text, "It holds control characters. Take them out.")
    return text


def _text(name: str, cells: Mapping[str, str], plan: PeopleMap) -> str | None:
    if name in plan.labels:
        label = fill(plan.labels[name], cells)
        return label if len(label) <= LENGTHS[name] else f"{label[: LENGTHS[name] - 1]}…"
    if name in plan.constants:
        return plan.constants[name]
    column = plan.columns.get(name)
    if column is None or column not in cells:
        return None
    return checked(name, column, cells[column])


def _setting(name: str, cells: Mapping[str, str], plan: PeopleMap) -> object:
    """Return a setting; None where the file leaves it to the person or the default."""
    column = plan.columns.get(name, name)
    text = plan.constants.get(name) or cells.get(column, "")
    if not text:
        return None
    if name == "weekly_minutes":
        return _minutes(column, text)
    if name == "time_zone" and text not in _zones():
        raise RowError(column, text, "This time zone is not known. Name it like Europe/London.")
    if name == "language" and (len(text) > 35 or not _LANGUAGE.fullmatch(text)):
        raise RowError(column, text, "This is no language tag. Write it like en or pt-BR.")
    return text


def _minutes(column: str, text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,9}", text):
        raise RowError(column, text, "This is not a whole number of minutes a week.")
    minutes = int(text)
    if not 0 <= minutes <= MOST_MINUTES:
        raise RowError(column, text, f"Minutes a week are a number from 0 to {MOST_MINUTES:,}.")
    return minutes


def _team(cells: Mapping[str, str], plan: PeopleMap, fields: Mapping[str, object]) -> str | None:
    if fields["team"] is None:
        return None
    if not fields["team"] or not plan.team:
        return str(fields["team"])
    return checked("team", plan.team[-1], joined(cells, plan.team, plan))


def _is_email(text: str) -> bool:
    try:
        _email(text)
    except ValidationError:
        return False
    return True


@cache
def _zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())
