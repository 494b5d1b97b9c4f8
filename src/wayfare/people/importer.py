"""Import people from a CSV file: rows are checked and staged, then made visible by a few statements over all of them."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from wayfare.core.ids import digest
from wayfare.core.imports import Batch, Counts, RawRow, Record, Report, RowError, bad_text, read_csv
from wayfare.core.imports.staging import value
from wayfare.core.versions import bump_each
from wayfare.people import checks, rows
from wayfare.people.mapping import PeopleMap
from wayfare.people.pay import is_pay

TABLE = checks.TABLE
_WHOLE = "\x00whole"  # no column can be called so: a header with a NUL is refused
_CHUNK = 5_000
_STAGED = "s.batch_id = %s AND s.\"table\" = 'person' AND s.id BETWEEN %s AND %s"
_TARGET = "t.source = %s AND t.source_id = s.key"
_DEFAULTS = {"language": "'en'", "time_zone": "'UTC'", "weekly_minutes": "45", "name": "''"}
_TEXTS = (
    "name",
    "email",
    "job_title",
    "function",
    "group",
    "grade",
    "organisation",
    "unit",
    "stated_role",
    "starter_role",
)
_KINDS = {**dict.fromkeys((*_TEXTS, "language", "time_zone"), "text"), "weekly_minutes": "integer"}


class PeopleImporter:
    """One CSV file of people, read by a map."""

    kind = "people"
    format = "csv"

    def __init__(self, path: Path, plan: PeopleMap) -> None:
        """Take the file and the map; nothing is read yet."""
        self.path = path
        self.plan = plan
        self.source_name = path.name
        self._pay: frozenset[str] | None = None

    def rows(self) -> Iterator[RawRow]:
        """Yield the rows without the columns that speak of pay; those go no further than this."""
        for row in read_csv(self.path, self.plan.required()):
            if not row.cells:
                yield row
                continue
            if self._pay is None:
                self._pay = frozenset(column for column in row.cells if is_pay(column))
            kept = {column: cell for column, cell in row.cells.items() if column not in self._pay}
            error = bad_text(kept) if row.error else None
            if self.plan.apart_by:
                kept[_WHOLE] = digest([str(cell).encode("utf-8", "surrogateescape") for cell in row.cells.values()])
            yield replace(row, cells=kept, error=error)

    def records(self, row: RawRow, report: Report) -> Iterable[Record]:
        """Return the person that a row is; none where the map leaves the row out. Raises RowError."""
        if self._pay and "pay columns dropped" not in report.notes:
            report.count("pay columns dropped", len(self._pay))
        whole = str(row.cells.get(_WHOLE, ""))
        cells = rows.cells_of({column: cell for column, cell in row.cells.items() if column != _WHOLE}, self.plan)
        if reason := rows.dropped(cells, self.plan):
            report.count(reason)
            return []
        key = rows.key_of(cells, self.plan)
        payload = rows.person_of(cells, self.plan, report, row.line)
        payload["manager"] = self._manager(key, cells, row.line, report)
        own = digest(payload)
        if self.plan.apart_by:
            payload |= {checks.WHOLE: whole, checks.APART: self._apart(cells)}
        return [Record(TABLE, key, payload, own)]

    def _apart(self, cells: Mapping[str, str]) -> str:
        return digest([cells[column] for column in self.plan.apart_by])[:8]

    def _manager(self, key: str, cells: Mapping[str, str], line: int, report: Report) -> str | None:
        manager = rows.manager_of(cells, self.plan)
        if manager and manager == key:
            report.warn(line, RowError(self.plan.manager[-1], manager, checks.OWN_MANAGER))
            return ""
        return manager

    def check(self, batch: Batch, report: Report) -> None:
        """Settle repeated ids and reporting lines; look for shared addresses and roles that are not there yet."""
        ambiguous = checks.repeats(batch, self.plan, report)
        checks.managers(batch, self.plan, ambiguous, report)
        checks.circles(batch, self.plan, report)
        checks.shared_addresses(batch, self.plan, report)
        checks.unknown_roles(batch, report)

    def compare(self, batch: Batch) -> Counts:
        """Return what applying would create, update and leave unchanged."""
        return batch.counts(TABLE, "people_person", _TARGET, [self.plan.source])

    def prepare(self, batch: Batch, report: Report, renew: Callable[[], None]) -> None:
        """Take people who do not change out of the batch, in short transactions: applying is then about the others only."""
        last = 0
        while found := batch.select(_UNCHANGED, [last, batch.id, self.plan.source, _CHUNK]):
            last = found[-1][0]
            batch.drop_ids(number for (number,) in found)
            renew()

    def apply(self, batch: Batch, now: datetime, report: Report) -> None:
        """Write teams, then people, then reporting lines; raise the version of everybody who changed.

        Each statement takes a few thousand people, so that a database that works in memory needs little of it.
        """
        source = self.plan.source
        spans = batch.spans(TABLE, _CHUNK)
        for span in spans:
            batch.execute(_teams(), [source, batch.id, *span])
            batch.execute(_update(), [source, batch.id, *span, source])
            batch.execute(_insert(), [source, source, batch.id, *span, source])
        for span in spans:
            batch.execute(_lines(), [source, batch.id, *span, source])
            bump_each(_CHANGED, [batch.id, *span, source])


_UNCHANGED = """
SELECT s.id FROM core_stagedrow s JOIN people_person t ON t.source_id = s.key AND t.digest = s.digest
WHERE s.id > %s AND s.batch_id = %s AND s."table" = 'person' AND t.source = %s ORDER BY s.id LIMIT %s
"""
_CHANGED = (
    f"SELECT t.id FROM core_stagedrow s JOIN people_person t ON t.source_id = s.key WHERE {_STAGED} AND t.source = %s"
)


def _teams() -> str:
    key, name = value("team_key"), value("team")
    return f"""
    INSERT INTO people_team (source, source_id, name)
    SELECT %s, {key}, MAX({name}) FROM core_stagedrow s WHERE {_STAGED} AND {key} <> '' GROUP BY {key}
    ON CONFLICT (source, source_id) DO UPDATE SET name = excluded.name WHERE people_team.name <> excluded.name
    """


def _team() -> str:
    return f"(SELECT m.id FROM people_team m WHERE m.source = %s AND m.source_id = {value('team_key')})"


def _update() -> str:
    """Return SQL that changes people who are there. What the file does not say stays as it is."""
    kept = ", ".join(f'"{name}" = COALESCE({value(name, kind)}, t."{name}")' for name, kind in _KINDS.items())
    team = f"team_id = CASE WHEN {value('team_key')} IS NULL THEN t.team_id ELSE {_team()} END"
    return f"""
    UPDATE people_person AS t SET {kept}, {team}, digest = s.digest
    FROM core_stagedrow s WHERE {_STAGED} AND {_TARGET}
    """


def _insert() -> str:
    """Return SQL that adds people who are not there yet."""
    names = ", ".join(f'"{name}"' for name in _KINDS)
    values = ", ".join(
        f"COALESCE({value(name, kind)}, {_DEFAULTS.get(name, repr(''))})" for name, kind in _KINDS.items()
    )
    return f"""
    INSERT INTO people_person (source, source_id, {names}, team_id, active, digest)
    SELECT %s, s.key, {values}, {_team()}, TRUE, s.digest FROM core_stagedrow s
    WHERE {_STAGED} AND NOT EXISTS (SELECT 1 FROM people_person t WHERE {_TARGET})
    """


def _lines() -> str:
    """Return SQL that points changed people at their managers, now that all of them are there."""
    manager = value("manager")
    return f"""
    UPDATE people_person AS t
    SET manager_id = (SELECT m.id FROM people_person m WHERE m.source = %s AND m.source_id = {manager})
    FROM core_stagedrow s WHERE {_STAGED} AND {_TARGET} AND {manager} IS NOT NULL
    """
