"""Decisions and acts as they are written down and read again, and digests as anybody could compute them."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.audit import api as audit
from wayfare.audit import rules
from wayfare.audit.models import Act, Decision, Seal
from wayfare.core.errors import NotFound

ALICE, BOB = 11, 12
SALT = "5a" * 16
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
PLAIN = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=20)


def choice(rank: int = 1, payload: object = None) -> audit.Choice:
    return audit.Choice(rank, 100 + rank, 1.25 / rank, 0.5, payload if payload is not None else {"rank": rank})


def note(now: datetime, *choices: audit.Choice, person: int = ALICE) -> list[int]:
    return audit.note_choices(
        person_id=person,
        kind="pick",
        feed_id=7,
        choices=choices,
        policy="gain-1",
        artefact="a" * 64,
        input_hash="b" * 64,
        now=now,
    )


@pytest.mark.django_db
def test_a_decision_is_read_as_it_was_written(now: datetime) -> None:
    payload = {"reason": "Weil «du» es brauchst", "terms": [{"value": 0.1}], "factors": {"finish": 0.9}}
    (number,) = note(now, choice(3, payload))
    found = audit.decision(person_id=ALICE, decision_id=number)
    assert (found.id, found.kind, found.feed_id, found.rank, found.subject_id) == (number, "pick", 7, 3, 103)
    assert (found.score, found.propensity) == (1.25 / 3, 0.5)
    assert (found.policy, found.artefact, found.input_hash) == ("gain-1", "a" * 64, "b" * 64)
    assert (found.payload, found.made_at) == (payload, now)


@pytest.mark.django_db
def test_choices_get_consecutive_ids_in_their_order(now: datetime) -> None:
    ids = note(now, *(choice(rank) for rank in range(1, 6)))
    assert ids == list(range(ids[0], ids[0] + 5))
    assert [audit.decision(person_id=ALICE, decision_id=number).rank for number in ids] == [1, 2, 3, 4, 5]


@pytest.mark.django_db
def test_no_choices_are_no_rows(now: datetime) -> None:
    assert note(now) == []
    assert not Decision.objects.exists()
    assert audit.unsealed_since() is None


@pytest.mark.django_db
def test_later_decisions_have_greater_ids(now: datetime) -> None:
    ids = [number for hour in range(4) for number in note(now + timedelta(hours=hour), choice())]
    assert ids == sorted(set(ids))


@pytest.mark.django_db
def test_nobody_reads_a_decision_about_somebody_else(now: datetime) -> None:
    (number,) = note(now, choice())
    with pytest.raises(NotFound, match="no such decision about you") as raised:
        audit.decision(person_id=BOB, decision_id=number)
    assert raised.value.details == {"decision": number}
    with pytest.raises(NotFound):
        audit.decision(person_id=ALICE, decision_id=number + 1)


@pytest.mark.django_db
def test_a_time_from_another_zone_is_the_same_moment(now: datetime) -> None:
    there = now.astimezone(timezone(timedelta(hours=5, minutes=45)))
    (number,) = note(there, choice())
    assert audit.decision(person_id=ALICE, decision_id=number).made_at == now
    audit.seal(now=now)
    assert list(audit.damage()) == []


@pytest.mark.django_db
def test_an_act_is_kept_with_who_did_what_and_when(now: datetime) -> None:
    audit.note_act(actor_id=ALICE, verb="dismissed", subject="item:3", now=now, why="known", times=2)
    audit.note_act(actor_id=None, verb="imported", subject="people", now=now)
    first, second = Act.objects.order_by("id")
    assert (first.actor_id, first.verb, first.subject, first.at) == (ALICE, "dismissed", "item:3", now)
    assert (first.details, second.details, second.actor_id) == ({"why": "known", "times": 2}, {}, None)


@pytest.mark.django_db
def test_the_oldest_row_of_either_kind_waits_longest(now: datetime) -> None:
    audit.note_act(actor_id=ALICE, verb="x", subject="y", now=now + timedelta(minutes=1))
    assert audit.unsealed_since() == now + timedelta(minutes=1)
    note(now, choice())
    assert audit.unsealed_since() == now
    note(now - timedelta(minutes=1), choice())
    assert audit.unsealed_since() == now - timedelta(minutes=1)


@pytest.mark.django_db
def test_a_seal_tells_how_many_and_ties_itself_to_the_one_before(now: datetime) -> None:
    for minute in range(2):
        note(now + timedelta(minutes=minute), choice(), choice(2))
        assert audit.seal(now=now + timedelta(minutes=minute)) == 2
    first, second = Seal.objects.order_by("number")
    assert first.link == rules.link(rules.FIRST_LINK, 1, 2, first.root, now)
    assert second.link == rules.link(first.link, 2, 2, second.root, now + timedelta(minutes=1))


@pytest.mark.django_db
def test_every_sealed_row_has_a_salt_of_its_own(now: datetime) -> None:
    note(now, *(choice(rank, {}) for rank in range(1, 5)))
    audit.note_act(actor_id=ALICE, verb="x", subject="y", now=now)
    audit.seal(now=now)
    salts = [*Decision.objects.values_list("salt", flat=True), *Act.objects.values_list("salt", flat=True)]
    assert len(set(salts)) == 5
    assert all(salt is not None and len(salt) == 32 for salt in salts)


@pytest.mark.django_db
def test_a_decision_put_in_afterwards_waits_and_is_not_mistaken_for_an_old_one(now: datetime) -> None:
    note(now, choice())
    audit.seal(now=now)
    note(now - timedelta(days=9), choice())
    assert list(audit.damage()) == []
    assert audit.unsealed_since() == now - timedelta(days=9)


@pytest.mark.django_db
def test_two_people_s_rows_of_one_moment_are_sealed_together(now: datetime) -> None:
    for person in (BOB, ALICE):
        Decision.objects.create(
            person_id=person, id=5, kind="pick", feed_id=1, rank=1, subject_id=1, score=1, propensity=1, policy="p",
            artefact="", input_hash="", payload="{}", made_at=now,
        )  # fmt: skip
    assert audit.seal(now=now) == 2
    assert list(audit.damage()) == []
    Decision.objects.filter(person_id=ALICE).update(rank=2)
    assert list(audit.damage()) == ["Decision 5 was changed after seal 1."]


def test_a_leaf_can_be_computed_with_nothing_but_sha_256() -> None:
    content = b'["audit.act",3,null,"2026-11-02T09:00:00.000000+00:00"]'
    expected = hashlib.sha256(b"\x00" + bytes.fromhex(SALT) + content).hexdigest()
    assert rules.leaf(["audit.act", 3, None, datetime(2026, 11, 2, 9, 0, tzinfo=UTC)], SALT) == expected


def test_a_node_can_be_computed_with_nothing_but_sha_256() -> None:
    left, right = "11" * 32, "22" * 32
    expected = hashlib.sha256(b"\x01" + bytes.fromhex(left) + bytes.fromhex(right)).hexdigest()
    assert rules.root([left, right]) == expected


@pytest.mark.parametrize(("leaves", "left"), [(2, 1), (3, 2), (4, 2), (5, 4), (7, 4), (8, 4), (9, 8), (17, 16)])
def test_the_left_half_is_the_largest_power_of_two(leaves: int, left: int) -> None:
    digests = [rules.leaf([number], SALT) for number in range(leaves)]
    assert rules.root(digests) == rules.root([rules.root(digests[:left]), rules.root(digests[left:])])


@given(st.lists(PLAIN, max_size=6), st.lists(PLAIN, max_size=6))
def test_different_rows_have_different_digests(one: list[object], other: list[object]) -> None:
    same = msgspec.json.encode(one) == msgspec.json.encode(other)
    assert (rules.leaf(one, SALT) == rules.leaf(other, SALT)) is same


@given(st.dictionaries(st.text(max_size=5), PLAIN, max_size=5))
def test_the_order_of_keys_changes_no_digest(details: dict[str, object]) -> None:
    turned = dict(reversed(details.items()))
    assert rules.leaf([details], SALT) == rules.leaf([turned], SALT)


@given(HEX, st.integers(1, 10**6), st.integers(1, 10**4), HEX)
def test_a_link_depends_on_all_that_it_ties(before: str, number: int, rows: int, top: str) -> None:
    at = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    given_link = rules.link(before, number, rows, top, at)
    others = [
        rules.link(_other(before), number, rows, top, at),
        rules.link(before, number + 1, rows, top, at),
        rules.link(before, number, rows + 1, top, at),
        rules.link(before, number, rows, _other(top), at),
        rules.link(before, number, rows, top, at + timedelta(microseconds=1)),
    ]
    assert given_link not in others
    assert len(given_link) == 64


def _other(digest: str) -> str:
    return hashlib.sha256(digest.encode()).hexdigest()
