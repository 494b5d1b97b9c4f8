"""How much a page asks of the database: a count, since a count is the same on every machine."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from wayfare.core import clock
from wayfare.recommend import api as recommend


@pytest.fixture
def cost():
    """Return how to count the queries of a request."""

    def count(request):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert request().status_code == 200
        return len(queries)

    return count


def test_home_from_a_feed_that_is_still_valid_is_cheap(client, analyst, cost):
    recommend.feed(person_id=analyst.id, now=clock.now())
    assert cost(lambda: client.get("/")) <= 16


def test_home_writes_nothing_when_nothing_changed(client, analyst):
    client.get("/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/")
    assert not [query["sql"] for query in queries if not query["sql"].lstrip().upper().startswith("SELECT")]


def test_an_answer_with_the_new_next_step_is_bounded(client, world, cost):
    address = f"/questions/{world.questions[0].id}/{uuid.uuid4()}"
    assert cost(lambda: client.post(address, {"option": "0"})) <= 66


def test_a_lesson_is_bounded_whatever_its_length(client, world, cost):
    from tests import factories

    client.get(f"/items/{world.lesson.id}")  # what is kept of the catalogue in memory is read now
    before = cost(lambda: client.get(f"/items/{world.lesson.id}"))
    for number in range(10):
        part = factories.segment(world.lesson, f"More {number}", about=world.charts)
        factories.question(world.charts, teaches=part)
    assert cost(lambda: client.get(f"/items/{world.lesson.id}")) == before
