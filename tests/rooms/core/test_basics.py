"""Ids, times, texts, versions, facts and errors: what every room stands on."""

import inspect
import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from wayfare.core import clock, errors, facts, ids, versions
from wayfare.core.texts import fold

TIMES = st.datetimes(datetime(2021, 1, 1), datetime(2080, 1, 1), timezones=st.just(UTC))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
FAMILY = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, errors.WayfareError)]


@given(TIMES, st.timedeltas(timedelta(milliseconds=2), timedelta(days=3_000)))
def test_ids_grow_with_time_and_fit_into_a_column(earlier: datetime, step: timedelta) -> None:
    first, second = ids.ordered_id(earlier), ids.ordered_id(earlier + step)
    assert 0 < first < second < 2**63


@given(TIMES)
def test_uuids_are_of_version_seven_and_carry_their_time(at: datetime) -> None:
    made = ids.uuid7(at)
    assert (made.version, made.variant) == (7, uuid.RFC_4122)
    assert made.int >> 80 == int(at.timestamp() * 1000)


def test_ids_made_at_the_same_moment_differ(now: datetime) -> None:
    assert len({ids.uuid7(now) for _ in range(1_000)}) == 1_000


@given(st.dictionaries(st.text(), JSON, max_size=5))
def test_equal_values_have_equal_digests_whatever_their_order(value: dict[str, object]) -> None:
    backwards = dict(reversed(list(value.items())))
    assert ids.digest(value) == ids.digest(backwards)
    assert len(ids.digest(value)) == 64


def test_different_values_have_different_digests() -> None:
    assert len({ids.digest(value) for value in ({"a": 1}, {"a": 2}, {"b": 1}, [], {}, None, "", 0)}) == 8


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        ("Straße", "strasse"),
        ("  Café  du monde ", "CAFE DU MONDE"),
        ("R&D manager", "r and d Manager"),
        ("C++", "c++"),
        ("project-planning", "Project planning"),
    ],
)
def test_what_people_type_differently_is_the_same(typed: str, same: str) -> None:
    assert fold(typed) == fold(same)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_times_are_aware_and_in_utc() -> None:
    assert clock.now().tzinfo == UTC


@pytest.mark.django_db
@given(TIMES, st.integers(-12, 12))
def test_times_written_by_hand_read_the_same(at: datetime, hours: int) -> None:
    elsewhere = at.astimezone(timezone(timedelta(hours=hours)))
    assert clock.read_moment(clock.moment(elsewhere)) == at


@pytest.mark.django_db
def test_a_persons_version_rises_by_one(now: datetime) -> None:
    assert versions.person_version(7) == 0
    versions.bump(7)
    versions.bump(7)
    assert versions.person_version(7) == 2
    assert versions.person_version(8) == 0


@pytest.mark.django_db(transaction=True)
def test_a_version_rises_only_with_its_transaction() -> None:
    with transaction.atomic():
        versions.bump(7)
        transaction.set_rollback(True)
    assert versions.person_version(7) == 0


@pytest.mark.django_db
def test_versions_of_many_people_rise_at_once() -> None:
    people = [factories.person(name) for name in ("Alice", "Bob")]
    charlie = factories.person("Charlie")
    versions.bump(people[0].id)
    versions.bump_each("SELECT id FROM people_person WHERE id <> %s", [charlie.id])
    assert [versions.person_version(person.id) for person in (*people, charlie)] == [2, 1, 0]


@pytest.mark.django_db
def test_an_epoch_rises_for_everybody(now: datetime) -> None:
    assert versions.epoch("catalog") == 0
    versions.touch_epoch("catalog", now)
    versions.touch_epoch("catalog", now)
    assert versions.epoch("catalog") == 2
    assert versions.epoch("other") == 0


@pytest.mark.django_db
def test_facts_are_kept_until_they_are_set_anew() -> None:
    assert facts.get("demo") is None
    facts.put("demo", "yes")
    facts.put("demo", "no")
    assert facts.get("demo") == "no"


@pytest.mark.parametrize("kind", FAMILY, ids=lambda kind: kind.__name__)
def test_every_error_has_a_code_a_status_and_a_sentence(kind: type[errors.WayfareError]) -> None:
    error = kind("Something is wrong.", advice="Do this.", line=3)
    assert (error.message, error.next, error.details) == ("Something is wrong.", "Do this.", {"line": 3})
    assert 400 <= error.status < 600
    assert error.code == error.code.lower()


def test_codes_are_not_used_twice() -> None:
    own = [kind.code for kind in FAMILY if "code" in vars(kind)]
    assert len(own) == len(set(own))


@pytest.mark.django_db
def test_the_database_is_what_the_settings_promise(settings: object) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        else:
            cursor.execute("SHOW timezone")
            assert cursor.fetchone() == ("UTC",)
