"""A small company behind the pages, people who are signed in, and a real browser."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests import factories
from tests.web import browsing
from wayfare.catalog.models import Item, QuestionVersion, Segment
from wayfare.people import api as people
from wayfare.people.models import Person, Role
from wayfare.skills.models import Skill

PASSWORD = "three grey herons wading"


@dataclass(frozen=True)
class World:
    """A role that needs charts and feedback; a lesson with two segments and three questions, one without, a course."""

    role: Role
    charts: Skill
    feedback: Skill
    lesson: Item
    easy: Segment
    hard: Segment
    questions: tuple[QuestionVersion, ...]
    other: Item
    course: Item


def company() -> World:
    """Write the company into the database."""
    charts = factories.skill("Reading charts", levels=["Can read a bar chart"] * 5)
    feedback = factories.skill("Giving feedback")
    role = factories.role("Operations Analyst", needs={charts: 4.0, feedback: 3.0})
    factories.titled(role, "Reporting Analyst", "Operations Analyst")
    lesson = factories.item("Read the chart first", teaches={charts: 3.0}, summary="You can read a chart.", level=2.0)
    easy = factories.segment(lesson, "Axes before bars", about=charts, level=2.0, text="Read **both** axes.")
    hard = factories.segment(lesson, "Two axes", about=charts, level=3.0, text="| a | b |\n|---|---|\n| 1 | 2 |")
    questions = (
        factories.question(charts, level=2.0, teaches=easy, slip="You read the bar, not the axis."),
        factories.question(charts, level=2.0, teaches=hard),
        factories.question(charts, level=3.0, correct=(0, 2), teaches=hard),
    )
    other = factories.item("Say what you saw", teaches={feedback: 3.0})
    factories.segment(other, "Three sentences", about=feedback, level=2.0)
    course = factories.item(
        "Statistics, the long way",
        teaches={charts: 4.0},
        kind=Item.Kind.COURSE,
        provider="Learnwell",
        url="https://courses.example.org/statistics",
        minutes=None,
        summary="Six weeks of statistics.",
    )
    return World(role, charts, feedback, lesson, easy, hard, questions, other, course)


@pytest.fixture
def world(db: None) -> World:
    """Return the company."""
    return company()


@pytest.fixture
def analyst(alice: Person, world: World) -> Person:
    """Return Alice, who holds the role."""
    factories.holds(alice, world.role)
    return alice


@pytest.fixture
def signed_in() -> Callable[[Person], Client]:
    """Return how to sign somebody in."""

    def sign_in(who: Person) -> Client:
        client = Client()
        client.force_login(people.account_for(person_id=who.id), "django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


@pytest.fixture
def client(analyst: Person, signed_in: Callable[[Person], Client]) -> Client:
    """Return Alice's browser, signed in."""
    return signed_in(analyst)


@pytest.fixture
def visit(chromium: browsing.Browser, live_server: LiveServer, analyst: Person) -> Iterator[browsing.Visit]:
    """Return how to open the pages as Alice in a real browser; whatever the page complains about fails the test."""
    people.set_password(person_id=analyst.id, password=PASSWORD)
    visit = browsing.Visit(chromium, live_server.url, analyst.email, PASSWORD)
    yield visit
    visit.close()
    assert visit.complaints == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[browsing.Browser]:
    """Return a real browser; skip, loudly, where there is none, and fail where CI should have brought one."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield from browsing.chromium()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
