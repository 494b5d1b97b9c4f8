"""What can only be seen when all rows are there: repeated ids, reporting lines, shared addresses, unknown roles."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np
from django.db import connection

from wayfare.core.ids import digest
from wayfare.core.imports import Batch, Report, RowError, Staged
from wayfare.core.imports.run import reject_repeats
from wayfare.core.imports.staging import value
from wayfare.people import lines
from wayfare.people.mapping import PeopleMap
from wayfare.people.models import Person, Role
from wayfare.people.rules import starters

TABLE = "person"
WHOLE, APART = "_whole", "_apart"
MARK = "~"
OWN_MANAGER = "This person would report to themselves. The manager was left empty."
_CHUNK, _PAGE = 500, 5_000
_STAGED = "s.batch_id = %s AND s.\"table\" = 'person'"


def repeats(batch: Batch, plan: PeopleMap, report: Report) -> frozenset[str]:
    """Settle rows with the same id, and return the ids that now belong to nobody because several rows had them.

    Without ``apart_by`` such rows are rejected. With it, identical rows are counted once, and each of the others gets
    ``id~`` and eight characters computed from its own content, whatever the order of the file. Everything is reported.
    """
    if not plan.apart_by:
        reject_repeats(batch, TABLE, report)
        return frozenset()
    same: list[int] = []
    renamed: list[Staged] = []
    for key, group in groupby(batch.repeated(TABLE), key=lambda row: row.key):
        kept, again = _distinct(group)
        for row, first in again:
            same.append(row.id)
            report.warn(
                row.line, RowError(plan.id[-1], key, f"The same row stands in line {first}; it was counted once.")
            )
        if len(kept) > 1:
            renamed.extend(_apart(kept, plan, report))
    batch.drop_ids(same)
    batch.replace(renamed)
    return frozenset(row.key.rpartition(MARK)[0] for row in renamed)


def _distinct(group: Iterable[Staged]) -> tuple[list[Staged], list[tuple[Staged, int]]]:
    """Return the rows that differ in any cell of the file, and those that do not with the line of their twin."""
    first: dict[object, Staged] = {}
    again = []
    for row in group:
        twin = first.setdefault(row.payload[WHOLE], row)
        if twin is not row:
            again.append((row, twin.line))
    return list(first.values()), again


def _apart(kept: list[Staged], plan: PeopleMap, report: Report) -> Iterator[Staged]:
    """Give rows with the same id ids of their own. Rows that differ in nothing that is kept are numbered."""
    taken: dict[str, int] = {}
    for row in sorted(kept, key=lambda row: (str(row.payload[APART]), row.digest, row.line)):
        mark = f"{MARK}{row.payload[APART]}"
        taken[mark] = taken.get(mark, 0) + 1
        key = f"{row.key[:180]}{mark}" if taken[mark] == 1 else f"{row.key[:180]}{mark}{MARK}{taken[mark]}"
        others = ", ".join(str(other.line) for other in kept if other is not row)
        said = f"The id stands in line {others} too, for somebody else. Kept apart as “{key}”; give each an id of their own."
        report.warn(row.line, RowError(plan.id[-1], row.key, said))
        yield replace(row, key=key)


def managers(batch: Batch, plan: PeopleMap, ambiguous: frozenset[str], report: Report) -> None:
    """Leave a manager empty whom nobody is, or several are. An id that differs in capitals only is taken, and reported."""
    waiting = _unknown_managers(batch, plan)
    while chunk := [row for row, _ in zip(waiting, range(_CHUNK), strict=False)]:
        wanted = {str(row.payload["manager"]).lower() for row in chunk}
        near = _by_lower_case(batch, plan, wanted)
        batch.replace([_mended(row, near, ambiguous, plan, report) for row in chunk])


def _unknown_managers(batch: Batch, plan: PeopleMap) -> Iterator[Staged]:
    manager = value("manager")
    sql = f"""
    SELECT s.id FROM core_stagedrow s
    LEFT JOIN core_stagedrow m ON m.batch_id = s.batch_id AND m."table" = s."table" AND m.key = {manager}
    LEFT JOIN people_person p ON p.source = %s AND p.source_id = {manager}
    WHERE {_STAGED} AND {manager} <> '' AND m.id IS NULL AND p.id IS NULL ORDER BY s.id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [plan.source, batch.id])
        ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), _CHUNK):
        yield from batch.these(ids[start : start + _CHUNK])


def _by_lower_case(batch: Batch, plan: PeopleMap, wanted: set[str]) -> dict[str, set[str]]:
    """Return the ids, of this file or of earlier ones, that equal the wanted ones but for capitals."""
    marks = ", ".join(["%s"] * len(wanted))
    sql = f"""
    SELECT s.key FROM core_stagedrow s WHERE {_STAGED} AND LOWER(s.key) IN ({marks})
    UNION SELECT p.source_id FROM people_person p WHERE p.source = %s AND LOWER(p.source_id) IN ({marks})
    """
    near: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, [batch.id, *wanted, plan.source, *wanted])
        for (key,) in cursor.fetchall():
            near.setdefault(key.lower(), set()).add(key)
    return near


def _mended(
    row: Staged, near: dict[str, set[str]], ambiguous: frozenset[str], plan: PeopleMap, report: Report
) -> Staged:
    manager = str(row.payload["manager"])
    found = near.get(manager.lower(), set()) - {row.key}
    chosen = next(iter(found)) if len(found) == 1 and manager not in ambiguous else ""
    if chosen:
        said = f"Nobody has this id, but somebody has “{chosen}”, which was taken. Correct the letter case."
    elif manager in ambiguous:
        said = "Several people have this id. The manager was left empty; give each an id of their own."
    else:
        said = "Nobody has this id. The manager was left empty; add that person, or correct the id."
    report.warn(row.line, RowError(plan.manager[-1], manager, said))
    return _with_manager(row, chosen)


def _with_manager(row: Staged, manager: str) -> Staged:
    payload = {**row.payload, "manager": manager}
    return replace(row, payload=payload, digest=digest({k: v for k, v in payload.items() if k not in (WHOLE, APART)}))


def circles(batch: Batch, plan: PeopleMap, report: Report) -> None:
    """Leave reporting lines empty that go round in a circle, those of people from earlier files considered."""
    for circle in lines.circles(_links(batch, plan)):
        found = {row.id: row for row in batch.these([number for number in circle if number > 0])}
        names = [found[n].key if n > 0 else Person.objects.get(id=-n).source_id for n in circle[:6]]
        around = " → ".join([*names, names[0] if len(names) == len(circle) else "…"])
        for row in found.values():
            said = f"The reporting line goes round in a circle: {around}. It was left empty; correct it in the file."
            report.warn(row.line, RowError(plan.manager[-1], row.payload["manager"], said))
        batch.replace([_with_manager(row, "") for row in found.values()])


def _links(batch: Batch, plan: PeopleMap) -> Iterator[tuple[int, int]]:
    """Yield who reports to whom once the file is applied: staged people by their row, others by minus their id."""
    manager = value("manager")
    staged = "sm.batch_id = %s AND sm.\"table\" = 'person' AND sm.key"
    sql = f"""
    SELECT s.id, COALESCE(sm.id, -p.id) FROM core_stagedrow s
    LEFT JOIN core_stagedrow sm ON {staged} = {manager}
    LEFT JOIN people_person p ON p.source = %s AND p.source_id = {manager}
    WHERE {_STAGED} AND {manager} <> '' AND COALESCE(sm.id, p.id) IS NOT NULL
    UNION ALL
    SELECT -p.id, COALESCE(sm.id, -p.manager_id) FROM people_person p
    JOIN people_person m ON m.id = p.manager_id
    LEFT JOIN core_stagedrow s ON {_STAGED} AND s.key = p.source_id
    LEFT JOIN core_stagedrow sm ON {staged} = m.source_id AND m.source = p.source
    WHERE p.source = %s AND s.id IS NULL
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [batch.id, plan.source, batch.id, batch.id, batch.id, plan.source])
        while rows := cursor.fetchmany(10_000):
            yield from rows


def shared_addresses(batch: Batch, plan: PeopleMap, report: Report) -> None:
    """Report addresses that several people of the file have: nobody can sign in with those."""
    ids = _alike(_addresses(batch))
    found: dict[str, int] = {}
    for start in range(0, len(ids), _CHUNK):
        for row in batch.these(ids[start : start + _CHUNK]):
            address = str(row.payload["email"])
            first = found.setdefault(address.lower(), row.line)
            if first != row.line:
                said = f"Line {first} has this address too. Give each person an address of their own."
                report.warn(row.line, RowError(plan.columns.get("email", "email"), address, said))


def _addresses(batch: Batch) -> Iterator[tuple[int, int]]:
    """Yield (hash of the address, staged row): sixteen bytes a person, so that the size of the file does not matter."""
    email = value("email")
    sql = f"SELECT s.id, {email} FROM core_stagedrow s WHERE {_STAGED} AND {email} <> '' AND s.id BETWEEN %s AND %s"
    for span in batch.spans(TABLE, _PAGE):
        for number, address in batch.select(sql, [batch.id, *span]):
            mark = hashlib.blake2b(address.lower().encode(), digest_size=8).digest()
            yield int.from_bytes(mark, signed=True), number


def _alike(pairs: Iterable[tuple[int, int]]) -> list[int]:
    """Return the rows whose hash stands more than once, in order."""
    table = np.fromiter(pairs, dtype=np.dtype((np.int64, 2)))
    if not len(table):
        return []
    _, place, times = np.unique(table[:, 0], return_inverse=True, return_counts=True)
    return sorted(table[times[place] > 1, 1].tolist())


def unknown_roles(batch: Batch, report: Report) -> None:
    """Report roles that the file or the map names and nobody has imported yet, each once."""
    for name, column in (("stated_role", "role"), ("starter_role", "[groups]")):
        said = value(name)
        sql = f"""
        SELECT {said}, MIN(s.line) FROM core_stagedrow s WHERE {_STAGED} AND {said} <> '' GROUP BY {said} ORDER BY 2
        """
        with connection.cursor() as cursor:
            cursor.execute(sql, [batch.id])
            named = cursor.fetchall()
        known = set(Role.objects.values_list("source_id", flat=True)) if named else set()
        for role, line in _single(named) if name == "starter_role" else named:
            if role.partition(":")[2] not in known and role not in known:
                text = "No role has this id yet. It is settled as soon as roles with this id are imported."
                report.warn(line, RowError(column, role, text))


def _single(named: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return each role by itself, with the first line that names it; groups may start from several."""
    lines: dict[str, int] = {}
    for text, line in named:
        for role in starters(text):
            lines[role] = min(line, lines.get(role, line))
    return sorted(lines.items(), key=lambda pair: (pair[1], pair[0]))
