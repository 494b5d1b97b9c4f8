"""Two ways to say who is asking: a bearer token, and the session of a signed-in browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.rest.conftest import API, Caller, Company
from wayfare.core import clock
from wayfare.people import api as people
from wayfare.people.models import Account, ApiToken, Person
from wayfare.rest import signin


def _refused(response: Any) -> None:
    assert response.status_code == 401, response.content
    assert response.json()["code"] == "sign-in-needed"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_nobody_gets_nothing(company: Company) -> None:
    _refused(Caller(None).get("/me"))


@pytest.mark.parametrize(
    "header", ["Basic YWxpY2U6eA==", "Bearer", "Bearer ", "Bearer wf_unknown", "wf_x", "Bearer \x00é"]
)
def test_what_is_no_token_of_ours_is_refused(company: Company, header: str) -> None:
    _refused(Client().get(f"{API}/me", headers={"authorization": header}))


def test_a_very_long_token_is_refused(company: Company) -> None:
    _refused(Caller("wf_" + "x" * 7000).get("/me"))


def test_the_scheme_may_be_written_in_any_case(as_alice: Caller) -> None:
    token = as_alice.headers["authorization"].partition(" ")[2]
    for scheme in ("bearer", "BEARER"):
        assert Client().get(f"{API}/me", headers={"authorization": f"{scheme}  {token}"}).status_code == 200


def test_an_expired_token_is_refused(company: Company, alice: Person) -> None:
    token = people.create_token(person_id=alice.id, now=clock.now() - timedelta(days=91))
    _refused(Caller(token).get("/me"))


def test_a_revoked_token_is_refused(as_alice: Caller) -> None:
    ApiToken.objects.update(revoked_at=clock.now())
    _refused(as_alice.get("/me"))


def test_all_tokens_of_a_person_can_be_ended_at_once(as_alice: Caller, alice: Person, bob: Person) -> None:
    others = Caller(people.create_token(person_id=bob.id, now=clock.now()))
    people.create_token(person_id=alice.id, now=clock.now() - timedelta(days=91))
    assert people.revoke_tokens(person_id=alice.id, now=clock.now()) == 1
    _refused(as_alice.get("/me"))
    assert others.get("/me").status_code == 200
    assert people.revoke_tokens(person_id=alice.id, now=clock.now()) == 0


def test_the_token_of_a_closed_account_is_refused(as_alice: Caller, alice: Person) -> None:
    account = people.account_for(person_id=alice.id)
    assert as_alice.get("/me").status_code == 200
    Account.objects.filter(id=account.id).update(is_active=False)
    _refused(as_alice.get("/me"))


def test_the_token_of_somebody_who_left_is_refused(as_alice: Caller, alice: Person) -> None:
    Person.objects.filter(id=alice.id).update(active=False)
    _refused(as_alice.get("/me"))


def test_only_a_digest_of_the_token_is_kept(as_alice: Caller) -> None:
    token = as_alice.headers["authorization"].partition(" ")[2]
    assert token not in str(list(ApiToken.objects.values()))


def test_a_token_is_verified_with_one_query(as_alice: Caller, django_assert_num_queries: Any) -> None:
    own_minutes = 2
    with django_assert_num_queries(1 + own_minutes):
        as_alice.get("/me")


def test_a_bad_token_is_not_saved_by_a_good_session(as_alice: Caller, alice: Person) -> None:
    client = Client(headers={"authorization": "Bearer wf_wrong"})
    client.force_login(
        Account.objects.create(email="alice@example.org", person=alice), "django.contrib.auth.backends.ModelBackend"
    )
    _refused(client.get(f"{API}/me"))


def test_failed_sign_ins_from_one_address_are_limited_but_good_tokens_pass(as_alice: Caller) -> None:
    stranger = Caller("wf_guess")
    for _ in range(signin.FAILURES):
        _refused(stranger.get("/me"))
    response = stranger.get("/me")
    assert response.status_code == 429
    assert response.headers["Retry-After"]
    assert as_alice.get("/me").status_code == 200
    elsewhere = Client(REMOTE_ADDR="192.0.2.7", headers={"authorization": "Bearer wf_guess"})
    _refused(elsewhere.get(f"{API}/me"))


@pytest.fixture
def browser(alice: Person, company: Company) -> Client:
    """A browser in which Alice is signed in; it enforces CSRF as in real life."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(
        Account.objects.create(email="alice@example.org", person=alice), "django.contrib.auth.backends.ModelBackend"
    )
    return client


def test_a_session_reads_without_further_ado(browser: Client, alice: Person) -> None:
    assert browser.get(f"{API}/me").json()["id"] == alice.id


def test_a_session_needs_the_pages_csrf_token_to_change_something(browser: Client, company: Company) -> None:
    body = {"item": company.item.id}
    response = browser.post(f"{API}/dismissals", body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "csrf")
    secret = "a" * 32
    browser.cookies["csrftoken"] = secret
    for header, status in ((secret, 200), ("b" * 32, 403)):
        response = browser.post(
            f"{API}/dismissals", body, content_type="application/json", headers={"x-csrftoken": header}
        )
        assert response.status_code == status


@pytest.mark.parametrize("path", ["/items/{}/start", "/items/{}/finish", "/role", "/answers"])
def test_every_write_by_session_needs_the_csrf_token(browser: Client, company: Company, path: str) -> None:
    response = browser.post(f"{API}{path.format(company.item.id)}", {}, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (403, "csrf")
    assert browser.delete(f"{API}/dismissals/{company.item.id}").status_code == 403


def test_an_account_without_a_person_has_no_learning_data(company: Company, client: Client) -> None:
    client.force_login(
        Account.objects.create(email="ops@example.org", is_admin=True), "django.contrib.auth.backends.ModelBackend"
    )
    _refused(client.get(f"{API}/me"))


def test_the_session_of_somebody_who_left_is_refused(browser: Client, alice: Person) -> None:
    Person.objects.filter(id=alice.id).update(active=False)
    _refused(browser.get(f"{API}/me"))


def test_a_forged_session_cookie_is_refused(company: Company) -> None:
    client = Client()
    client.cookies["sessionid"] = "x" * 32
    _refused(client.get(f"{API}/me"))
