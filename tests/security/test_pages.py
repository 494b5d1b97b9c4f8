"""What every answer carries, and what no answer tells."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories
from wayfare.people import api as people
from wayfare.people.models import Person
from wayfare.web.assets import asset

BACKEND = "django.contrib.auth.backends.ModelBackend"
FILLED = {"attempt_id": "018f8e3a-6c1e-7c3a-9d53-0a3b5c7d9e1f"}  # every other is 1


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern).lstrip("^")
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from _patterns(entry, pattern)


def _address(pattern: str) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: FILLED.get(found[1], "1"), pattern)


ADDRESSES = sorted({*map(_address, _patterns(get_resolver())), "/no-such-page", "/assets/x/no-such-file.css", "/%00"})


@pytest.fixture
def company(db: None) -> None:
    skill = factories.skill("Reading charts")
    item = factories.item("Charts", teaches={skill: 3.0})
    factories.question(skill, teaches=factories.segment(item, "Bars", about=skill))


@pytest.fixture
def browser(alice: Person, company: None) -> Client:
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(people.account_for(person_id=alice.id), BACKEND)
    return client


def _check(response: HttpResponse) -> None:
    headers = response.headers
    assert response.status_code < 500
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "Server" not in headers
    assert "X-Powered-By" not in headers
    assert "Traceback" not in response.content.decode()


def _check_page(response: HttpResponse) -> None:
    _check(response)
    policy = dict(part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert not re.search(r"unsafe|https?:|\*", response.headers["Content-Security-Policy"])
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "no-store" in response.headers["Cache-Control"]
    _check_markup(response.content.decode())


def _check_markup(text: str) -> None:
    """Nothing in a page needs what the policy forbids."""
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|<[^>]+\s(?:on\w+|style)\s*=|javascript:", text, re.IGNORECASE)
    for address in re.findall(r'(?:src|href|action)="([^"]*)"', text):
        assert address.startswith(("/", "#")) or address == ""


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_carries_its_headers(browser: Client, address: str) -> None:
    for method in ("get", "post", "head", "put", "delete", "patch", "options"):
        response = getattr(browser, method)(address)
        (_check if address.startswith("/assets/") else _check_page)(response)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_stranger_gets_the_same_headers(client: Client, company: None, address: str) -> None:
    (_check if address.startswith("/assets/") else _check_page)(client.get(address))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_form_without_its_token_changes_nothing(browser: Client, address: str) -> None:
    if not address.startswith(("/api/", "/healthz", "/assets/")):
        assert browser.post(address).status_code in (403, 404)


def test_a_file_carries_its_headers_too(client: Client) -> None:
    response = client.get(asset("wayfare.css"))
    assert response.status_code == 200
    _check(response)


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/x/",
        "/assets/x/fonts/",
        "/assets/x/../../settings.py",
        "/assets/x/%2e%2e/%2e%2e/config/settings.py",
        "/assets/x//etc/passwd",
        "/static/",
        "/.git/config",
        "/.env",
        "/secret.key",
        "/wayfare.sqlite3",
        "/admin/",
        "/api/v1/docs",
    ],
)
def test_no_folder_and_no_file_outside_is_shown(client: Client, company: None, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert "root:" not in response.content.decode()


@pytest.mark.parametrize("host", ["evil.example.org", "127.0.0.1.evil.example.org", "localhost:80:80", "a b", ""])
@pytest.mark.parametrize("path", ["/", "/sign-in", "/healthz", "/api/v1/me"])
def test_a_host_that_is_not_ours_is_refused(client: Client, company: None, path: str, host: str) -> None:
    response = client.get(path, HTTP_HOST=host)
    assert response.status_code == 400
    assert "evil" not in response.content.decode()


def test_a_forwarded_host_counts_for_nothing(browser: Client) -> None:
    response = browser.get("/", HTTP_X_FORWARDED_HOST="evil.example.org")
    assert response.status_code == 200
    assert "evil" not in response.content.decode()


@pytest.mark.parametrize("size", [1024 * 1024 + 1, 10**15, "many", "-5", "9" * 30])
def test_a_form_that_is_too_long_is_refused_by_its_head(browser: Client, size: object) -> None:
    response = browser.generic("POST", "/sign-in", b"x", "application/x-www-form-urlencoded", CONTENT_LENGTH=str(size))
    assert response.status_code == 413


def test_a_form_with_too_many_fields_is_refused(client: Client, company: None) -> None:
    response = client.post("/sign-in", {f"field{number}": "x" for number in range(500)})
    assert response.status_code == 400


def test_a_file_that_is_sent_along_is_not_kept(client: Client, company: None) -> None:
    boundary = "b0undary"
    part = f'--{boundary}\r\nContent-Disposition: form-data; name="f"; filename="x.exe"\r\n\r\nMZ\r\n--{boundary}--\r\n'
    response = client.generic("POST", "/sign-in", part, f"multipart/form-data; boundary={boundary}")
    assert response.status_code == 401


HUGE = [str(2**63), str(2**64), "9" * 400, "9" * 5000]


@pytest.mark.parametrize("number", HUGE)
@pytest.mark.parametrize(
    "path",
    ["/items/{}", "/questions/{}", "/why/{}", "/items/1/questions/{}", f"/questions/{{}}/{FILLED['attempt_id']}"],
)
def test_an_id_that_cannot_be_is_not_found(browser: Client, path: str, number: str) -> None:
    assert browser.get(path.format(number)).status_code in (302, 404)


@pytest.mark.parametrize("number", [*HUGE, "0", "-1", "x", "1e3", "٣", "\x00"])
def test_a_form_with_an_id_that_cannot_be_breaks_nothing(alice: Person, company: None, number: str) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(people.account_for(person_id=alice.id), BACKEND)
    for path, field in (
        ("/role", "role"),
        (f"/questions/1/{FILLED['attempt_id']}", "option"),
        ("/demo/switch", "person"),
        ("/items/" + number.replace("\x00", "0") + "/start", "x"),
        ("/items/" + number.replace("\x00", "0") + "/dismiss", "x"),
        ("/items/" + number.replace("\x00", "0") + "/undo", "x"),
    ):
        assert client.post(path, {field: number}).status_code < 500, path


@pytest.mark.parametrize("text", ["\x00", "\ud800", "\u202e", "x" * 100_000, "<script>alert(1)</script>", "%", "'\"--"])
def test_a_search_for_anything_breaks_nothing(browser: Client, text: str) -> None:
    response = browser.get("/role?q=" + quote(text.encode("utf-8", "surrogatepass")))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()
