import json

import pytest
from django.test import Client

from wayfare.core import facts

HERE = {"REMOTE_ADDR": "127.0.0.1", "SERVER_NAME": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def demo(analyst, bob):
    facts.put("demo", json.dumps({"company": "Northmoor Supply", "person": analyst.id}))
    return analyst


@pytest.fixture
def visitor(settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return Client(**HERE)


def test_a_first_visit_looks_around_as_the_default_person(demo, visitor):
    text = visitor.get("/").content.decode()
    assert "Good" in text
    assert "Alice" in text
    assert "Northmoor Supply is invented" in text


def test_one_click_switches_to_somebody_else(demo, visitor, bob):
    visitor.get("/")
    assert "Bob" in visitor.get("/demo").content.decode()
    assert visitor.post("/demo/switch", {"person": bob.id}).headers["Location"] == "/"
    assert "Bob: settings" in visitor.get("/").content.decode()


def test_switching_needs_the_forms_token(demo, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert Client(enforce_csrf_checks=True, **HERE).post("/demo/switch", {"person": demo.id}).status_code == 403


def test_nobody_is_switched_to_who_does_not_exist(demo, visitor):
    assert visitor.post("/demo/switch", {"person": 10**9}).status_code == 404


def test_after_signing_out_the_door_offers_the_demo(demo, visitor):
    visitor.get("/")
    visitor.post("/sign-out")
    text = visitor.get("/sign-in").content.decode()
    assert "Look around" in text


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"HTTP_HOST": "learn.example.org"},
    ],
)
def test_from_elsewhere_there_is_no_demo(demo, settings, elsewhere):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "learn.example.org"]
    client = Client(**{**HERE, **elsewhere})
    assert client.get("/").headers["Location"] == "/sign-in"
    assert client.post("/demo/switch", {"person": demo.id}).status_code == 404
    assert "Look around" not in client.get("/sign-in").content.decode()


def test_a_server_that_answers_to_other_names_signs_nobody_in(demo, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1", "learn.example.org"]
    assert Client(**HERE).get("/").headers["Location"] == "/sign-in"


def test_a_database_of_a_real_company_has_no_such_address(analyst, visitor, signed_in):
    assert visitor.get("/").headers["Location"] == "/sign-in"
    assert visitor.post("/demo/switch", {"person": analyst.id}).status_code == 404
    inside = signed_in(analyst)
    inside.defaults.update(HERE)
    assert inside.get("/demo").status_code == 404


def test_a_demo_that_is_still_loading_lets_nobody_in(analyst, visitor):
    facts.put("demo", json.dumps({"company": "Northmoor Supply"}))
    assert visitor.get("/").headers["Location"] == "/sign-in"
