"""Replaying the evidence gives what was believed all along."""

import itertools
import uuid
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import factories
from wayfare.catalog.models import QuestionVersion
from wayfare.learner import api as learner
from wayfare.learner import artefacts
from wayfare.learner.models import Artefact, SkillState
from wayfare.people.models import Person

_numbers = itertools.count(1_000_000)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),  # which question
        st.integers(-1, 3),  # which option; -1: I don't know
        st.floats(-2, 60, allow_nan=False),  # days since the one before; servers' clocks differ, so also negative
        st.floats(0, 30),  # days between answering and arriving
        st.booleans(),  # sent a second time
    ),
    max_size=12,
)


@pytest.fixture
def bank(db: None) -> list[QuestionVersion]:
    charts, feedback = factories.skill("Reading charts"), factories.skill("Giving feedback")
    return [
        factories.question(charts, level=2.0),
        factories.question(charts, level=4.5, options=("Yes", "No", "Maybe", "Never")),
        factories.question(feedback, level=3.0, correct=(1, 3)),
        factories.question(None),
    ]


def _give(
    person_id: int, bank: list[QuestionVersion], steps: list[tuple[int, int, float, float, bool]], now: datetime
) -> None:
    for which, option, days, delay, twice in steps:
        now += timedelta(days=days)
        attempt = uuid.uuid4()
        for _ in range(1 + twice):
            learner.answer(
                person_id=person_id,
                version_id=bank[which].id,
                response=[] if option < 0 else [option],
                attempt_id=attempt,
                now=now,
                occurred_at=now - timedelta(days=delay),
            )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_replay_is_what_was_computed_answer_by_answer(
    bank: list[QuestionVersion], now: datetime, steps: list[tuple[int, int, float, float, bool]]
) -> None:
    person_id = next(_numbers)
    _give(person_id, bank, steps, now)
    stored, rebuilt = learner.snapshot(person_id=person_id), learner.replay(person_id=person_id)
    assert rebuilt.n == stored.n == len(steps)
    assert rebuilt.answers == stored.answers
    assert rebuilt.state == stored.state
    assert learner.matches_replay(person_id=person_id)


def test_replay_uses_the_parameters_each_row_names(alice: Person, bank: list[QuestionVersion], now: datetime) -> None:
    _give(alice.id, bank, [(0, 0, 1, 0, False), (1, 1, 2, 0, False)], now)
    steeper = artefacts.store(replace(artefacts.DEFAULT, tracing=replace(artefacts.TRACING, slope=3.0)), now)
    Artefact.objects.filter(hash=steeper).update(active=True)
    _give(alice.id, bank, [(2, 1, 9, 0, False)], now + timedelta(days=3))
    assert learner.matches_replay(person_id=alice.id)
    rescored = learner.replay(person_id=alice.id, artefact=steeper)
    assert rescored.state != learner.snapshot(person_id=alice.id).state


def test_a_role_confirmed_later_does_not_change_what_was_replayed(
    alice: Person, bank: list[QuestionVersion], now: datetime
) -> None:
    _give(alice.id, bank, [(0, 0, 1, 0, False)], now)
    charts = bank[0].question.skill
    assert charts is not None
    factories.holds(alice, factories.role("Analyst", needs={charts: 5.0, factories.skill("Giving feedback"): 5.0}))
    _give(alice.id, bank, [(0, 1, 1, 0, False), (2, 1, 1, 0, False)], now + timedelta(days=1))
    assert learner.matches_replay(person_id=alice.id)


def test_a_tampered_state_is_found(alice: Person, bank: list[QuestionVersion], now: datetime) -> None:
    _give(alice.id, bank, [(0, 0, 1, 0, False)], now)
    SkillState.objects.filter(person_id=alice.id).update(mean=4.9)
    assert not learner.matches_replay(person_id=alice.id)
    assert learner.everyone() == [alice.id]
