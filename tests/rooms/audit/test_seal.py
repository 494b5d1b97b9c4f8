"""A sealed row that is changed, removed or added is found."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.audit import api as audit
from wayfare.audit import jobs, rules, sealing
from wayfare.audit.models import Act, Decision, Seal
from wayfare.cli import checks
from wayfare.core import clock

DIGESTS = st.lists(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40)
SALT = "00" * 16


def log_something(now: datetime, person: int = 1, picks: int = 3) -> None:
    """Write down a feed with some picks, and a dismissal."""
    choices = [audit.Choice(rank, 100 + rank, 1.5 / rank, 1.0, {"reason": "Because."}) for rank in range(1, picks + 1)]
    audit.note_choices(
        person_id=person,
        kind="pick",
        feed_id=7,
        choices=choices,
        policy="gain-1",
        artefact="a" * 64,
        input_hash="b" * 64,
        now=now,
    )
    audit.note_act(actor_id=person, verb="dismissed", subject="item:101", now=now, why="known")


@pytest.fixture
def sealed(db: None, now: datetime) -> datetime:
    """Seal three batches of four rows."""
    for minute in range(3):
        at = now + timedelta(minutes=minute)
        log_something(at)
        assert audit.seal(now=at) == 4
    return now


def test_a_sealed_log_is_whole(sealed: datetime) -> None:
    assert list(audit.damage()) == []
    assert list(Seal.objects.order_by("number").values_list("number", "rows")) == [(1, 4), (2, 4), (3, 4)]
    assert audit.unsealed_since() is None


def test_sealing_nothing_makes_no_seal(sealed: datetime) -> None:
    assert audit.seal(now=sealed) == 0
    assert Seal.objects.count() == 3


def test_what_is_new_waits_for_the_next_seal(sealed: datetime) -> None:
    later = sealed + timedelta(hours=1)
    log_something(later)
    assert audit.unsealed_since() == later
    jobs.seal(now=later)
    assert audit.unsealed_since() is None
    assert list(audit.damage()) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda: Decision.objects.filter(seal=2, rank=2).update(score=9.0), "was changed after seal 2"),
        (lambda: Decision.objects.filter(seal=2, rank=1).update(payload="{}"), "was changed after seal 2"),
        (lambda: Act.objects.filter(seal=1).update(verb="approved"), "was changed after seal 1"),
        (lambda: Act.objects.filter(seal=1).update(details={}), "was changed after seal 1"),
        (lambda: Decision.objects.filter(seal=3, rank=1).update(salt=None), "was changed after seal 3"),
        (lambda: Decision.objects.filter(seal=2, rank=1).delete(), "Seal 2 was put on 4 rows, and 3 are there."),
        (lambda: Act.objects.filter(seal=3).delete(), "Seal 3 was put on 4 rows, and 3 are there."),
        (lambda: Act.objects.filter(seal=1).update(seal=2), "Seal 2 was put on 4 rows, and 5 are there."),
        (lambda: Seal.objects.filter(number=2).delete(), "Seal 2 is missing."),
        (lambda: Seal.objects.filter(number=3).delete(), "There are rows of seal 3, which is missing."),
        (lambda: Seal.objects.filter(number=2).update(rows=3), "Seal 2 is not linked"),
        (
            lambda: Seal.objects.filter(number=1).update(sealed_at=datetime(2020, 1, 1, tzinfo=UTC)),
            "Seal 1 is not linked",
        ),
    ],
)
def test_a_change_behind_the_back_is_found(sealed: datetime, change: Callable[[], object], said: str) -> None:
    change()
    assert [text for text in audit.damage() if said in text]


def test_a_row_with_a_new_digest_does_not_fit_its_seal(sealed: datetime) -> None:
    row = Decision.objects.get(seal=2, rank=2)
    row.score = 9.0
    row.digest = rules.leaf(sealing._content(row), row.salt or "")
    Decision.objects.filter(pk=row.pk).update(score=row.score, digest=row.digest)
    assert list(audit.damage()) == ["Seal 2 does not fit its rows."]


def test_a_seal_put_on_anew_breaks_the_chain(sealed: datetime) -> None:
    """Whoever recomputes a root has to recompute all that follow, and the log of the server names those."""
    one = Seal.objects.get(number=2)
    root = rules.root([SALT * 2])
    link = rules.link(Seal.objects.get(number=1).link, 2, one.rows, root, one.sealed_at)
    Seal.objects.filter(number=2).update(root=root, link=link)
    assert "Seal 3 is not linked to the one before it." in list(audit.damage())


def test_many_rows_are_sealed_in_several_batches(db: None, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "BATCH", 5)
    for person in range(1, 5):
        log_something(now, person)
    assert audit.seal(now=now) == 16
    assert Seal.objects.count() == 3
    assert list(audit.damage()) == []


def test_the_check_of_an_installation_names_damage_and_a_seal_that_is_late(sealed: datetime) -> None:
    assert [finding.state for finding in checks.log()] == ["ok"]
    log_something(clock.now() - timedelta(hours=1))
    assert [finding.state for finding in checks.log()] == ["note", "ok"]
    Decision.objects.filter(seal__isnull=False).update(score=0.0)
    found = list(checks.log())
    assert [finding.state for finding in found] == [*["problem"] * 6, "note"]
    assert found[5].text == "4 more of the sealed log."


@given(DIGESTS, st.data())
def test_the_root_depends_on_every_leaf_and_on_their_order(leaves: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(leaves) - 1))
    other = [*leaves]
    other[place] = rules.leaf([other[place]], SALT)
    assert rules.root(other) != rules.root(leaves)
    assert rules.root([*leaves, leaves[-1]]) != rules.root(leaves)
    if leaves != leaves[::-1]:
        assert rules.root(leaves[::-1]) != rules.root(leaves)


def test_the_root_is_that_of_rfc_9162() -> None:
    """Three leaves: the first two make a node, and that and the third make the root."""
    one, two, three = (rules.leaf([number], SALT) for number in (1, 2, 3))
    assert rules.root([one]) == one
    assert rules.root([one, two, three]) == rules.root([rules.root([one, two]), three])


def test_an_empty_batch_has_no_root() -> None:
    with pytest.raises(ValueError, match="no root"):
        rules.root([])


def test_the_salt_hides_what_a_row_said() -> None:
    assert rules.leaf(["yes"], SALT) != rules.leaf(["yes"], "01" * 16)


def test_a_time_has_one_digest_whatever_its_zone() -> None:
    utc = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert rules.leaf([utc], SALT) == rules.leaf([utc.astimezone(datetime.now().astimezone().tzinfo)], SALT)
