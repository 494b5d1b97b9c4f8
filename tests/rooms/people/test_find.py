"""Naming a person on a command line."""

import pytest

from wayfare.core.errors import Conflict, NotFound
from wayfare.people import api as people
from wayfare.people.models import Person

pytestmark = pytest.mark.django_db


def make(source_id: str, name: str = "Somebody", source: str = "posts", email: str = "", active: bool = True) -> Person:
    return Person.objects.create(source=source, source_id=source_id, name=name, email=email, active=active, digest="")


@pytest.mark.parametrize(
    "name",
    [
        "alice@example.org",
        "Alice@Example.org",
        "posts:hm_treasury/19573",
        "hm_treasury/19573",
        "Alice Adams",
        "alice adams",
    ],
)
def test_a_person_answers_to_address_id_and_name(name: str) -> None:
    alice = make("hm_treasury/19573", "Alice Adams", email="alice@example.org")
    make("hm_treasury/1", "Bob")
    assert people.find(name=name).id == alice.id


def test_a_number_is_the_number_here() -> None:
    alice = make("x")
    make(str(alice.id))
    assert people.find(name=f"#{alice.id}").id == alice.id


def test_two_people_who_answer_are_both_named() -> None:
    make("dept/1", "Director, Finance")
    make("dept/2", "Director, Finance")
    with pytest.raises(Conflict) as caught:
        people.find(name="Director, Finance")
    assert "posts:dept/1, posts:dept/2" in caught.value.next


def test_source_and_id_settle_it() -> None:
    ours, other = make("p01", "posts:p02", source="wayfare"), make("p02")
    assert people.find(name="posts:p02").id == other.id
    assert people.find(name="wayfare:p01").id == ours.id


@pytest.mark.parametrize("name", ["dept/103", "posts:dept/103"])
def test_an_id_that_was_shared_names_those_who_shared_it(name: str) -> None:
    make("dept/103~12d3affe")
    make("dept/103~329476de")
    make("dept/1034")
    with pytest.raises(Conflict) as caught:
        people.find(name=name)
    assert caught.value.next.count("dept/103~") == 2


@pytest.mark.parametrize("name", ["nobody", "#0", "#99999999999999999999", "", "posts:", "%", "#x"])
def test_nobody_is_not_found(name: str) -> None:
    make("dept/1", "Alice")
    with pytest.raises(NotFound):
        people.find(name=name)


def test_who_has_left_is_not_found() -> None:
    make("dept/1", active=False)
    with pytest.raises(NotFound):
        people.find(name="dept/1")
