"""How the columns of somebody else's file become people: a map, read from TOML. Pure but for reading the file."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from wayfare.core.errors import Invalid, NotFound, TooLarge
from wayfare.engine.matching.professions import named_group
from wayfare.people.pay import is_pay
from wayfare.people.rules import SEVERAL

TEXTS = ("name", "email", "job_title", "function", "group", "grade", "organisation", "unit", "team", "role")
SETTINGS = ("time_zone", "weekly_minutes", "language")
TARGETS = ("id", "manager", *TEXTS, *SETTINGS)
NATIVE = "wayfare"
OTHERWISE = "*"
MAX_MAP = 1_000_000
MOST_STARTERS = 200
_FIELD = re.compile(r"\{([^{}]+)\}")
_LOOSE = re.compile(r"^[\s,;:/–·-]+|[\s,;:/–·-]+$")
_SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")
_TABLES = {
    "id": {"columns", "separator", "repeats", "apart_by"},
    "manager": {"columns", "nobody"},
    "team": {"columns"},
    "columns": set(TARGETS),
    "labels": {*TEXTS},
    "constants": {*TEXTS, *SETTINGS} - {"name", "email"},
    "drop": None,
    "groups": None,
}


@dataclass(frozen=True, slots=True)
class PeopleMap:
    """Where each field of a person comes from.

    ``id``, ``manager`` and ``team`` are the columns whose values, joined by ``separator``, make an id. ``apart_by`` is empty
    where a repeated id is an error; else it names the columns that tell people with the same id apart.
    """

    source: str = NATIVE
    id: tuple[str, ...] = ("id",)
    manager: tuple[str, ...] = ("manager",)
    team: tuple[str, ...] = ()
    separator: str = "/"
    apart_by: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in (*TEXTS, *SETTINGS)})
    labels: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    nobody: frozenset[str] = frozenset()
    empty: frozenset[str] = frozenset()
    drop: Mapping[str, frozenset[str]] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()

    def required(self) -> tuple[str, ...]:
        """Return the columns the file must have: all that the map names, or ``id`` and ``name`` without a map."""
        own = ("name",) if "name" not in self.labels and self.columns.get("name") == "name" else ()
        return tuple(dict.fromkeys((*self.id, *own, *sorted(self.named))))

    def starter(self, group: str, title: str = "", unit: str = "", organisation: str = "") -> str:
        """Return the ids of the roles that people of a professional group start from, as one text; empty without any.

        Where the title, or else the unit, plainly names another group of this map, people start from that one's.
        """
        named = named_group(title, unit, group.casefold(), self.groups, organisation)
        return self.groups.get(named, self.groups.get(OTHERWISE, ""))


def fill(template: str, cells: Mapping[str, str]) -> str:
    """Return a label from its template; separators around empty cells are left out."""
    text = _FIELD.sub(lambda match: cells.get(match[1], ""), template)
    return _LOOSE.sub("", re.sub(r"\s*,(\s*,)+", ",", text))


def read(path: Path) -> PeopleMap:
    """Read a map. Raises NotFound, TooLarge, and Invalid for what is no map or names a pay column."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_MAP + 1)
    except OSError as error:
        raise NotFound(f"There is no map {path}.", advice="Check the path after --map.") from error
    if len(raw) > MAX_MAP:
        raise TooLarge(f"{path.name} is too large for a map.", advice="Is this the right file?")
    try:
        content = tomllib.loads(raw.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"{path.name} is not valid TOML: {error}.", advice="Correct the map and try again.") from error
    return _checked(content, path.name)


def _checked(content: dict[str, object], name: str) -> PeopleMap:
    _known(content, {"source", "empty", *_TABLES}, name)
    tables = {key: _table(content, key, name) for key in _TABLES}
    for key, allowed in _TABLES.items():
        if allowed is not None:
            _known(tables[key], allowed, f"[{key}] of {name}")
    source = _text(content, "source", name)
    if not _SOURCE.fullmatch(source):
        raise Invalid(
            f"{name} needs a source: a short name of lower-case letters, digits and hyphens.",
            advice='Add, for example: source = "payroll-export"',
        )
    made = _made(source, content, tables, name)
    _no_pay(made, name)
    return made


def _made(source: str, content: dict[str, object], tables: dict[str, dict[str, object]], name: str) -> PeopleMap:
    columns = {key: _text(tables["columns"], key, name) for key in tables["columns"]}
    labels = {key: _text(tables["labels"], key, name) for key in tables["labels"]}
    constants = {key: _scalar(tables["constants"], key, name) for key in tables["constants"]}
    fixed = {*labels, *constants}
    used = {key: columns.get(key, key) for key in (*TEXTS, *SETTINGS) if key not in fixed}
    drop = {key: frozenset(_fold(_texts(tables["drop"], key, name))) for key in tables["drop"]}
    groups = {key.casefold(): _starters(tables["groups"], key, name) for key in tables["groups"]}
    id_columns = _texts(tables["id"], "columns", name) or (columns.get("id", "id"),)
    manager = _texts(tables["manager"], "columns", name) or (columns.get("manager", "manager"),)
    team = _texts(tables["team"], "columns", name)
    apart = _apart(tables["id"], name)
    fields = [part for template in labels.values() for part in _FIELD.findall(template)]
    named = {*columns.values(), *fields, *drop, *apart, *team, *_texts(tables["manager"], "columns", name)}
    return PeopleMap(
        source=source,
        id=id_columns,
        manager=manager,
        team=team,
        separator=_text(tables["id"], "separator", name) if "separator" in tables["id"] else "/",
        apart_by=apart,
        columns={key: column for key, column in used.items() if column},
        labels=labels,
        constants=constants,
        nobody=frozenset(_fold(_texts(tables["manager"], "nobody", name))),
        empty=frozenset(_fold(_texts(content, "empty", name))),
        drop=drop,
        groups=groups,
        named=frozenset(named - {""}),
    )


def _apart(table: dict[str, object], name: str) -> tuple[str, ...]:
    """Return the columns that keep repeated ids apart; none where repeats are errors."""
    repeats = _text(table, "repeats", name) if "repeats" in table else "reject"
    apart = _texts(table, "apart_by", name)
    if repeats not in {"reject", "apart"} or (repeats == "apart") != bool(apart):
        raise Invalid(
            f'In [id] of {name}, repeats is "reject", or "apart" together with apart_by.',
            advice='For example: repeats = "apart", apart_by = ["Job Title", "Unit"]',
        )
    return apart


def _no_pay(made: PeopleMap, name: str) -> None:
    used = {*made.id, *made.manager, *made.team, *made.apart_by, *made.columns.values(), *made.drop, *made.named}
    found = sorted(column for column in used if is_pay(column))
    if found:
        raise Invalid(
            f"{name} names the column “{found[0]}”, which speaks of pay. Wayfare never stores pay. Nothing was imported.",
            advice="Take the column out of the map; it is dropped when the file is read.",
            columns=found,
        )


def _known(table: Mapping[str, object], allowed: Iterable[str], where: str) -> None:
    unknown = sorted(set(table) - set(allowed))
    if not unknown:
        return
    if is_pay(unknown[0]):
        raise Invalid(f"{where} names “{unknown[0]}”. Wayfare never stores pay.", advice="Take it out of the map.")
    raise Invalid(
        f"{where} has an entry “{unknown[0]}” that a map of people does not know.",
        advice=f"It may have: {', '.join(sorted(allowed))}.",
    )


def _table(content: dict[str, object], key: str, name: str) -> dict[str, object]:
    table = content.get(key, {})
    if not isinstance(table, dict):
        raise Invalid(f"In {name}, {key} must be a table.", advice=f"Write it as: [{key}]")
    return table


def _text(table: Mapping[str, object], key: str, name: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise Invalid(f"In {name}, {key} must be text.", advice=f'Write it as: {key} = "…"')
    return value.strip() if key != "separator" else value


def _starters(table: Mapping[str, object], key: str, name: str) -> str:
    """Return the roles of a group as one text: one id, or a list of them, the nearest first."""
    roles = _texts(table, key, name) if isinstance(table[key], list) else (_text(table, key, name),)
    text = SEVERAL.join(dict.fromkeys(role for role in roles if role))
    if len(text) > MOST_STARTERS:
        raise Invalid(
            f"In {name}, “{key}” starts from too many roles: their ids have {len(text)} characters.",
            advice=f"Name fewer; {MOST_STARTERS} characters fit.",
        )
    return text


def _scalar(table: Mapping[str, object], key: str, name: str) -> str:
    value = table[key]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else _text(table, key, name)


def _texts(table: Mapping[str, object], key: str, name: str) -> tuple[str, ...]:
    values = table.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise Invalid(f"In {name}, {key} must be a list of texts.", advice=f'Write it as: {key} = ["…"]')
    return tuple(value.strip() for value in values)


def _fold(values: Iterable[str]) -> list[str]:
    return [value.casefold() for value in values]
