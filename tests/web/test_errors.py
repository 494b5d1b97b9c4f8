import pytest
from django.test import Client

from wayfare.web.views import home


def test_an_unknown_address_is_a_404_in_words(client):
    answer = client.get("/nothing/here")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()
    assert 'href="/"' in answer.content.decode()


def test_something_broken_is_a_500_that_says_what_is_safe(client, monkeypatch):
    def broken(**given):
        raise ZeroDivisionError

    monkeypatch.setattr(home.recommend, "feed", broken)
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(world, analyst, signed_in):
    from wayfare.learner.models import ItemProgress

    strict = signed_in(analyst)
    strict.handler.enforce_csrf_checks = True
    answer = strict.post(f"/items/{world.lesson.id}/start")
    assert answer.status_code == 403
    assert "This form was open for too long" in answer.content.decode()
    assert not ItemProgress.objects.exists()


def test_a_host_that_is_not_ours_is_refused():
    assert Client(HTTP_HOST="evil.example.org").get("/sign-in").status_code == 400


@pytest.mark.parametrize(
    "address",
    ["/", "/skills", "/settings", "/demo", "/role", "/why/1", "/items/1", "/items/1/questions/1", "/questions/1"],
)
def test_nothing_about_a_person_is_shown_to_somebody_who_is_not_signed_in(db, address):
    assert Client().get(address).headers["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "address", ["/why/1", "/items/1000000", "/questions/1000000/6f1c6a52-7f0b-4d4c-9f55-2a7f0a1b2c3d"]
)
def test_what_is_not_there_is_a_404_for_those_who_are(client, address):
    assert client.get(address).status_code == 404


def test_no_page_is_kept_by_a_browser_and_none_may_run_foreign_code(client):
    headers = client.get("/").headers
    assert headers["Cache-Control"] == "no-store, private"
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
