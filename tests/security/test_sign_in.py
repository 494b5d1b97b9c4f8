"""Signing in with a password or a token, and what somebody else could try."""

from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.test import Client

from wayfare.core import clock
from wayfare.people import api as people
from wayfare.people.models import Account, ApiToken, Person

PASSWORD = "a long enough passphrase"
OUTSIDE = [
    "https://evil.example.org/",
    "//evil.example.org/",
    "///evil.example.org",
    "/\\evil.example.org",
    "\\\\evil.example.org",
    "http:evil.example.org",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://127.0.0.1@evil.example.org/",
    "/\t/evil.example.org",
    "\x00//evil.example.org",
]


@pytest.fixture
def account(alice: Person) -> Account:
    return people.set_password(person_id=alice.id, password=PASSWORD)


def _sign_in(client: Client, email: str = "alice@example.org", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/sign-in", {"email": email, "password": password, **more})


def test_signing_in_makes_a_new_session(account: Account) -> None:
    client = Client()
    client.get("/sign-in")
    client.cookies["sessionid"] = "planted" * 5
    assert _sign_in(client).status_code == 302
    assert client.cookies["sessionid"].value != "planted" * 5
    first = client.cookies["sessionid"].value
    _sign_in(client)
    assert client.get("/").status_code == 200
    stranger = Client()
    stranger.cookies["sessionid"] = first if client.cookies["sessionid"].value != first else "x"
    assert stranger.get("/").status_code == 302


def test_a_session_planted_before_is_worth_nothing_after(account: Account) -> None:
    """An attacker knows the session of a browser before its owner signs in."""
    browser = Client()
    session = browser.session
    session["planted"] = True
    session.save()
    known = session.session_key
    _sign_in(browser)
    attacker = Client()
    attacker.cookies["sessionid"] = known or ""
    assert attacker.get("/").status_code == 302
    assert browser.get("/").status_code == 200


def test_signing_out_ends_the_session(account: Account) -> None:
    client = Client()
    _sign_in(client)
    kept = client.cookies["sessionid"].value
    assert client.post("/sign-out").status_code == 302
    client.cookies["sessionid"] = kept
    assert client.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(account: Account) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        _sign_in(client)
    given = {"current": PASSWORD, "password": "another long passphrase"}
    assert here.post("/settings/password", given).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize("wanted", OUTSIDE)
def test_nobody_is_sent_to_another_site(account: Account, wanted: str) -> None:
    response = _sign_in(Client(), next=wanted)
    assert response.headers["Location"] == "/"


def test_a_line_break_in_the_wish_makes_no_header(account: Account) -> None:
    response = _sign_in(Client(), next="/x\r\nSet-Cookie: a=b")
    assert response.headers["Location"].startswith("/")
    assert not {"\r", "\n"} & set(response.headers["Location"])
    assert "a" not in response.cookies


def test_after_signing_in_one_is_where_one_wanted_to_be(account: Account) -> None:
    client = Client()
    asked = client.get("/skills?x=1")
    assert asked.headers["Location"] == "/sign-in?next=%2Fskills%3Fx%3D1"
    response = _sign_in(client, next="/skills?x=1")
    assert response.headers["Location"] == "/skills?x=1"


def test_a_wrong_password_and_an_unknown_address_look_the_same(account: Account) -> None:
    wrong = _sign_in(Client(), password="not the passphrase").content.decode()
    unknown = _sign_in(Client(), email="nobody@example.org").content.decode()
    for text in (wrong, unknown):
        assert "Email or password is not right." in text


def test_guessing_is_stopped_for_the_guesser_alone(account: Account, bob: Person) -> None:
    people.set_password(person_id=bob.id, password=PASSWORD)
    guesser = Client(REMOTE_ADDR="192.0.2.1")
    for _ in range(10):
        last = _sign_in(guesser, password="guess guess guess")
    assert last.status_code == 429
    assert _sign_in(guesser).status_code == 429
    assert _sign_in(guesser, email="ALICE@example.org ").status_code == 429
    assert _sign_in(Client(REMOTE_ADDR="192.0.2.1"), email="bob@example.org").status_code == 302
    assert _sign_in(Client(REMOTE_ADDR="192.0.2.9")).status_code == 302


def test_a_token_signs_in_and_an_expired_one_does_not(account: Account, alice: Person) -> None:
    token = people.create_token(person_id=alice.id, now=clock.now())
    client = Client()
    assert client.post("/sign-in", {"token": token}).status_code == 302
    ApiToken.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    refused = Client().post("/sign-in", {"token": token})
    assert refused.status_code == 401
    assert token not in refused.content.decode()


def test_guessing_tokens_is_stopped_too(account: Account) -> None:
    guesser = Client(REMOTE_ADDR="192.0.2.1")
    told = [guesser.post("/sign-in", {"token": f"wf_guess-{number}"}).status_code for number in range(11)]
    assert told == [401] * 9 + [429] * 2
    assert "wf_guess" not in str(list(AccessAttempt.objects.values()))


@pytest.mark.parametrize("password", ["short", "password1234", "12345678901"])
def test_a_weak_password_is_refused(account: Account, password: str) -> None:
    client = Client()
    _sign_in(client)
    assert client.post("/settings/password", {"current": PASSWORD, "password": password}).status_code == 422


def test_passwords_are_not_kept_in_the_clear(account: Account) -> None:
    assert PASSWORD not in str(list(Account.objects.values()))


@pytest.mark.parametrize("path", ["/demo", "/demo/switch"])
def test_the_demo_door_is_closed_where_there_is_no_demo(account: Account, path: str) -> None:
    client = Client()
    _sign_in(client)
    assert client.post(path, {"person": account.person_id}).status_code in (404, 405)
    assert client.get(path).status_code in (404, 405)
