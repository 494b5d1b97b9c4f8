"""Many answers of one person at once: each gets a number of its own, and no number is left out."""

import json
import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection

from tests import factories
from wayfare.catalog.models import QuestionVersion
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence
from wayfare.people.models import Person
from wayfare.records.models import Statement

pytestmark = pytest.mark.django_db(transaction=True)
THREADS, EACH = 4, 8


@pytest.fixture
def asked(transactional_db: None) -> QuestionVersion:
    return factories.question(factories.skill("Reading charts"))


@pytest.fixture
def person(transactional_db: None) -> Person:
    return factories.person("Alice")


def _answer(person_id: int, version_id: int, attempt: uuid.UUID, now: datetime) -> tuple[int, bool]:
    outcome = learner.answer(person_id=person_id, version_id=version_id, response=[0], attempt_id=attempt, now=now)
    return outcome.n, outcome.resent


def _whole(person: Person, number: int) -> None:
    ids = list(Evidence.objects.filter(person_id=person.id).order_by("id").values_list("id", flat=True))
    assert ids == list(range(1, number + 1))
    assert sorted(Statement.objects.values_list("n", flat=True)) == ids
    assert learner.matches_replay(person_id=person.id)


def test_threads_never_share_or_skip_a_number(person: Person, asked: QuestionVersion, now: datetime) -> None:
    def work(worker: int) -> list[int]:
        try:
            return [
                _answer(person.id, asked.id, uuid.uuid4(), now + timedelta(seconds=worker * EACH + turn))[0]
                for turn in range(EACH)
            ]
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        numbers = [number for own in pool.map(work, range(THREADS)) for number in own]
    assert sorted(numbers) == list(range(1, THREADS * EACH + 1))
    _whole(person, THREADS * EACH)


def test_the_same_attempt_sent_at_once_counts_once(person: Person, asked: QuestionVersion, now: datetime) -> None:
    attempt = uuid.uuid4()

    def work(_worker: int) -> tuple[int, bool]:
        try:
            return _answer(person.id, asked.id, attempt, now)
        finally:
            connection.close()

    with ThreadPoolExecutor(THREADS) as pool:
        outcomes = list(pool.map(work, range(THREADS)))
    assert sorted(outcomes) == [(1, False), *[(1, True)] * (THREADS - 1)]
    _whole(person, 1)


_PROGRAM = """
import sys, uuid, json, django
django.setup()
from wayfare.core import clock
from wayfare.learner import api as learner
person, question, times = map(int, sys.argv[1:])
print(json.dumps([
    learner.answer(person_id=person, version_id=question, response=[0], attempt_id=uuid.uuid4(), now=clock.now()).n
    for _ in range(times)
]))
"""


def _address() -> str:
    """Return the address of the test database for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    host = quote(str(given["HOST"]), safe="")
    return f"postgresql://{given['USER']}@{host}:{given['PORT'] or 5432}/{given['NAME']}"


def test_processes_never_share_or_skip_a_number(person: Person, asked: QuestionVersion) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "wayfare.config.settings",
        "DATABASE_URL": _address(),
        "WAYFARE_SECRET_KEY": "the-tests-sign-nothing-that-matters-0123456789",
    }
    command = [sys.executable, "-c", _PROGRAM, str(person.id), str(asked.id), str(EACH)]
    running = [subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    told = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0, 0]
    numbers = [number for line in told for number in json.loads(line)]
    assert sorted(numbers) == list(range(1, 2 * EACH + 1))
    _whole(person, 2 * EACH)
