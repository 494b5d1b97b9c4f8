"""Ids, versions, facts, texts: small things that everything rests on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.core import clock, facts, ids, versions
from wayfare.core.errors import (
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotReady,
    RateLimited,
    SignInNeeded,
    TooLarge,
    WayfareError,
)
from wayfare.core.texts import fold

values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.integers(0, 20_000), st.timedeltas(timedelta(milliseconds=2), timedelta(days=999)))
def test_ids_grow_with_time_and_fit_into_sixty_three_bits(days: int, later: timedelta) -> None:
    when = datetime(2021, 1, 1, tzinfo=UTC) + timedelta(days=days)
    first, second = (ids.ordered_id(at) for at in (when, when + later))
    assert 0 < first < second < 2**63


def test_ids_of_one_moment_differ(now: datetime) -> None:
    assert len({ids.ordered_id(now) for _ in range(200)}) == 200


def test_a_uuid_of_version_seven_says_so_and_sorts_by_time(now: datetime) -> None:
    made = [ids.uuid7(now + timedelta(milliseconds=n)) for n in range(50)]
    assert {value.version for value in made} == {7}
    assert {value.variant for value in made} == {"specified in RFC 4122"}
    assert [str(value) for value in made] == sorted(str(value) for value in made)


@given(st.dictionaries(st.text(max_size=5), values, max_size=5))
def test_a_digest_does_not_depend_on_the_order_of_keys(value: dict[str, object]) -> None:
    assert ids.digest(value) == ids.digest(dict(reversed(value.items())))


def test_a_digest_depends_on_everything_else() -> None:
    different = [{}, {"a": 1}, {"a": "1"}, {"a": [1]}, {"b": 1}, {"a": None}, [1], [1, 2], [2, 1]]
    assert len({ids.digest(value) for value in different}) == len(different)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Head of R&D", "head of r and d"),
        ("  Café   Manager ", "cafe manager"),
        ("C++ / C# developer", "c++ c# developer"),
        ("Årsrapport", "arsrapport"),
        ("Straße", "strasse"),
        ("", ""),
        ("中文", ""),
    ],
)
def test_folded_texts(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.django_db
def test_a_fact_is_set_changed_and_read() -> None:
    assert facts.get("demo") is None
    facts.put("demo", "one")
    facts.put("demo", "two")
    assert facts.get("demo") == "two"


@pytest.mark.django_db
def test_a_version_starts_at_nothing_and_counts_each_change_of_that_person() -> None:
    assert versions.person_version(7) == 0
    versions.bump(7)
    versions.bump(7)
    versions.bump(8)
    assert (versions.person_version(7), versions.person_version(8)) == (2, 1)


@pytest.mark.django_db
def test_many_versions_rise_in_one_statement() -> None:
    versions.bump(1)
    versions.bump_each("SELECT 1 AS id UNION SELECT 2", [])
    assert [versions.person_version(person) for person in (1, 2, 3)] == [2, 1, 0]


@pytest.mark.django_db
def test_an_epoch_rises_by_name(now: datetime) -> None:
    versions.touch_epoch("catalog", now)
    versions.touch_epoch("catalog", now)
    assert (versions.epoch("catalog"), versions.epoch("roles")) == (2, 0)


@pytest.mark.django_db
def test_a_time_goes_through_hand_written_sql_unchanged(now: datetime) -> None:
    exact = now + timedelta(microseconds=123_456)
    given_back = clock.moment(exact)
    text = given_back if isinstance(given_back, datetime) else str(given_back)
    assert clock.read_moment(text) == exact


def test_the_clock_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


FAMILY = [Invalid, TooLarge, SignInNeeded, NotAllowed, NotFound, Conflict, RateLimited, NotReady]


def test_each_error_has_a_code_of_its_own_and_a_status() -> None:
    assert len({error.code for error in FAMILY}) == len(FAMILY)
    assert all(400 <= error.status < 600 for error in FAMILY)
    assert all(issubclass(error, WayfareError) for error in FAMILY)


@pytest.mark.parametrize("error", FAMILY)
def test_an_error_carries_a_sentence_advice_and_details(error: type[WayfareError]) -> None:
    raised = error("It did not work.", advice="Try again.", number=7)
    assert (str(raised), raised.message, raised.next, raised.details) == (
        "It did not work.",
        "It did not work.",
        "Try again.",
        {"number": 7},
    )
