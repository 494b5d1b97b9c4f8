from datetime import timedelta

import pytest
from django.test import Client

from tests.web.conftest import PASSWORD
from wayfare.core import clock
from wayfare.people import api as people

NEW = "seven quiet green boats"


@pytest.fixture
def account(analyst):
    return people.set_password(person_id=analyst.id, password=PASSWORD)


def sign_in(client, **given):
    return client.post("/sign-in", given)


def test_a_visitor_is_sent_to_sign_in_and_back_to_where_they_wanted_to_go(account):
    client = Client()
    sent = client.get("/skills")
    assert sent.headers["Location"] == "/sign-in?next=%2Fskills"
    assert b'name="next" value="/skills"' in client.get(sent.headers["Location"]).content
    back = sign_in(client, email=account.email, password=PASSWORD, next="/skills")
    assert back.headers["Location"] == "/skills"
    assert client.get("/skills").status_code == 200


def test_the_email_may_be_written_in_any_case(account):
    assert sign_in(Client(), email=account.email.upper(), password=PASSWORD).status_code == 302


def test_a_wrong_password_says_so_and_keeps_the_email(account):
    answer = sign_in(Client(), email=account.email, password="wrong password")
    assert answer.status_code == 401
    assert "Email or password is not right." in answer.content.decode()
    assert f'value="{account.email}"' in answer.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example.org/", "//evil.example.org", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(account, target):
    assert sign_in(Client(), email=account.email, password=PASSWORD, next=target).headers["Location"] == "/"


def test_a_token_is_a_way_in_where_nobody_has_a_password(analyst):
    client = Client()
    token = people.create_token(person_id=analyst.id, now=clock.now())
    assert sign_in(client, token=f" {token} ").headers["Location"] == "/"
    assert b"Alice" in client.get("/").content


@pytest.mark.parametrize("age", [timedelta(days=91), None])
def test_an_old_or_unknown_token_is_none(analyst, age):
    token = "wf_unknown" if age is None else people.create_token(person_id=analyst.id, now=clock.now() - age)
    answer = sign_in(Client(), token=token)
    assert answer.status_code == 401
    assert "This token is not known, or it has expired." in answer.content.decode()


def test_a_token_opens_no_closed_account(analyst):
    account = people.account_for(person_id=analyst.id)
    account.is_active = False
    account.save()
    assert sign_in(Client(), token=people.create_token(person_id=analyst.id, now=clock.now())).status_code == 401


@pytest.mark.parametrize("given", [{"email": "alice@example.org", "password": "no"}, {"token": "wf_no"}])
def test_too_many_tries_close_the_door_for_a_while(account, given, settings):
    client = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(client, **given).status_code == 401
    locked = sign_in(client, **given)
    assert locked.status_code == 429
    assert "Too many tries" in locked.content.decode()
    assert sign_in(client, **{**given, **({"password": PASSWORD} if "password" in given else {})}).status_code == 429


def test_signing_out_ends_it_and_only_by_post(client):
    assert client.get("/sign-out").status_code == 405
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/").headers["Location"] == "/sign-in"


def test_somebody_who_has_left_is_signed_out(client, analyst):
    analyst.active = False
    analyst.save()
    assert client.get("/").headers["Location"] == "/sign-in"


def test_an_account_of_nobody_is_told_so(world):
    from wayfare.people.models import Account

    client = Client()
    client.force_login(Account.objects.create(email="root@example.org"), "django.contrib.auth.backends.ModelBackend")
    answer = client.get("/")
    assert answer.status_code == 403
    assert "belongs to no person" in answer.content.decode()


def test_a_script_that_is_not_signed_in_is_sent_to_the_sign_in_page(world):
    answer = Client().post(f"/items/{world.lesson.id}/dismiss", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == "/sign-in"


def test_a_first_password_is_set_without_an_old_one_and_works(client, analyst):
    assert client.post("/settings/password", {"password": NEW}).status_code == 302
    assert client.get("/settings").status_code == 200, "this session goes on"
    assert sign_in(Client(), email=analyst.email, password=NEW).status_code == 302


def test_changing_the_password_asks_for_the_present_one_and_ends_other_sessions(account):
    here, elsewhere = Client(), Client()
    for browser in (here, elsewhere):
        sign_in(browser, email=account.email, password=PASSWORD)
    refused = here.post("/settings/password", {"current": "a guess", "password": NEW})
    assert refused.status_code == 422
    assert "Nothing was changed" in refused.content.decode()
    assert here.post("/settings/password", {"current": PASSWORD, "password": NEW}).status_code == 302
    assert here.get("/settings").status_code == 200
    assert elsewhere.get("/settings").status_code == 302


def test_a_short_password_is_refused_in_words(client):
    answer = client.post("/settings/password", {"password": "short"})
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.content.decode()


def test_two_people_with_one_address_both_get_an_account(analyst, bob):
    bob.email = analyst.email
    bob.save()
    accounts = [people.account_for(person_id=who.id) for who in (analyst, bob)]
    assert len({account.email for account in accounts}) == 2
    assert people.account_for(person_id=bob.id) == accounts[1]
