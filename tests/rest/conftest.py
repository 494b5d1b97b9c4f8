"""A small company behind the API, and callers who are signed in."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from tests import factories
from wayfare.catalog.models import Item, QuestionVersion
from wayfare.core import clock
from wayfare.people import api as people
from wayfare.people.models import Person, Role
from wayfare.skills.models import Skill

API = "/api/v1"


@dataclass(frozen=True)
class Company:
    """A role that needs two skills, a lesson for each, and questions."""

    role: Role
    skill: Skill
    item: Item
    other_item: Item
    question: QuestionVersion
    practice: QuestionVersion


@pytest.fixture
def company(db: None) -> Company:
    """Return the company."""
    first, second = factories.skill("Reading charts"), factories.skill("Giving feedback")
    role = factories.role("Support Specialist", needs={first: 4.0, second: 3.0})
    item = factories.item("Charts in five minutes", teaches={first: 3.0}, provider="Ours")
    segment = factories.segment(item, "Bars", about=first, level=3.0)
    other = factories.item("Say what you saw", teaches={second: 3.0}, provider="Theirs")
    asked = factories.question(first, teaches=segment, slip="You read the axis from one.")
    return Company(role, first, item, other, asked, factories.question(None))


class Caller:
    """Somebody who calls the API with a token."""

    def __init__(self, token: str | None) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(API + path, query or None, headers=self.headers)

    def post(self, path: str, body: object = None) -> Any:
        if body is None:
            return self.client.post(API + path, b"", content_type="application/json", headers=self.headers)
        return self.client.post(API + path, body, content_type="application/json", headers=self.headers)

    def delete(self, path: str) -> Any:
        return self.client.delete(API + path, headers=self.headers)

    def answer(self, question: QuestionVersion, response: list[int], **more: Any) -> Any:
        body = {"attempt_id": str(uuid.uuid4()), "question_version": question.id, "response": response, **more}
        return self.post("/answers", body)


@pytest.fixture
def caller(company: Company) -> Callable[[Person], Caller]:
    """Return a function that signs a person in."""

    def signed_in(person: Person) -> Caller:
        return Caller(people.create_token(person_id=person.id, now=clock.now()))

    return signed_in


@pytest.fixture
def as_alice(company: Company, alice: Person, caller: Callable[[Person], Caller]) -> Caller:
    """Return Alice, who holds the role of the company, as a caller."""
    factories.holds(alice, company.role)
    return caller(alice)
