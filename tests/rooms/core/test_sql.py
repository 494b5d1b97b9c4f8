"""Statements written by hand; transactions that do not wait for the disk: what they promise, and that nothing else changes."""

import pytest
from django.db import IntegrityError, connection

from wayfare.core.models import Epoch
from wayfare.core.sql import fetch, marks, one, one_cursor, padded, reproducible


def waits() -> object:
    """Return how the database waits for the disk now."""
    asked = "PRAGMA synchronous" if connection.vendor == "sqlite" else "SHOW synchronous_commit"
    row = one(asked)
    assert row is not None
    return row[0]


NOW = "2026-11-02T09:00Z"


def add(name: str) -> None:
    Epoch.objects.create(name=name, value=1, changed_at=NOW)


def add_twice(name: str) -> None:
    add(name)
    add(name)


@pytest.mark.django_db(transaction=True)
def test_only_the_transaction_itself_does_not_wait() -> None:
    full = 2 if connection.vendor == "sqlite" else "on"
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = FULL")
    with reproducible():
        add("one")
        assert waits() == (1 if connection.vendor == "sqlite" else "off")
    assert waits() == full
    with pytest.raises(IntegrityError), reproducible():
        add_twice("two")
    assert waits() == full
    assert list(Epoch.objects.values_list("name", flat=True)) == ["one"]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous = OFF")
        with reproducible():
            assert waits() == 0
        assert waits() == 0


@pytest.mark.django_db(transaction=True)
def test_reads_that_share_a_cursor_see_what_is_written_between_them_and_hold_up_nobody() -> None:
    asked = "SELECT name FROM core_epoch ORDER BY name"
    with one_cursor():
        assert (one(asked), fetch(asked)) == (None, [])
        add("one")
        add("two")
        assert one(asked) == ("one",)
        with reproducible():
            add("three")
        assert fetch(asked) == [("one",), ("three",), ("two",)]
    assert one(asked) == ("one",)


@pytest.mark.django_db
def test_inside_another_transaction_it_is_a_part_of_that_one() -> None:
    before = waits()
    with reproducible():
        assert waits() == before
    with pytest.raises(IntegrityError), reproducible():
        add_twice("one")
    assert not Epoch.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("many", "marked"), [(1, 1), (2, 2), (3, 4), (5, 8), (8, 8), (9, 16), (400, 512)])
def test_a_padded_list_finds_the_same_with_few_different_lengths(many: int, marked: int) -> None:
    Epoch.objects.bulk_create(Epoch(name=str(number), value=number, changed_at=NOW) for number in range(20))
    wanted = list(range(many))
    values = padded(wanted)
    assert len(values) == marked
    assert set(values) == set(wanted)
    rows = fetch(f"SELECT value FROM core_epoch WHERE value IN ({marks(values)}) ORDER BY value", values)
    assert [value for (value,) in rows] == wanted[:20]
