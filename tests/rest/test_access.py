"""Who may do what: every operation of the API and every page, for every kind of visitor, against data of Alice.

The addresses come from the resolver and the API's description, so a new one without an entry here fails. An entry holds one
status for each kind of visitor, in the order of ``ROLES``. After each request, nothing that is Alice's alone may stand in an
answer to somebody else: the values are read from the database by the privacy classes of the models.
"""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests import factories
from tests.rest.conftest import Company
from wayfare.catalog.models import QuestionVersion
from wayfare.core import clock
from wayfare.core.fields import Privacy
from wayfare.learner import api as learner
from wayfare.paths import api as paths
from wayfare.people import api as people
from wayfare.people.models import Account, ApiToken, Person, PersonRole
from wayfare.recommend import api as recommend
from wayfare.records.api import actor_key
from wayfare.rest.api import api

ROLES = ["anonymous", "expired", "alice", "colleague", "manager", "learning team", "admin"]
BACKEND = "django.contrib.auth.backends.ModelBackend"

# --- what is expected, in the order of ROLES
OWN = [401, 401, 200, 200, 200, 200, 200]
HERS = [401, 401, 200, 404, 404, 404, 404]
EVERYBODY = [200] * 7
NOBODY = [404] * 7
NOT_SO = [405] * 7
PAGE = [302, 302, 200, 200, 200, 200, 200]
HER_PAGE = [302, 302, 200, 404, 404, 404, 404]
FORM = [302] * 7
CURATORS = [401, 401, 403, 403, 403, 200, 200]
CURATORS_PAGE = [302, 302, 403, 403, 403, 200, 200]
CURATORS_FORM = [302, 302, 403, 403, 403, 302, 302]
UNFINISHED_FORM = [302, 302, 422, 422, 422, 422, 422]

API: dict[str, tuple[list[int], str, object]] = {  # operation id → statuses, address, body
    "me": (OWN, "/me", None),
    "role": (OWN, "/role", None),
    "decide_role": (OWN, "/role", {"role": "{role}", "verdict": "confirm"}),
    "skills": (OWN, "/skills", None),
    "feed": (OWN, "/feed", None),
    "week": (OWN, "/week", None),
    "why": (HERS, "/why/{decision}", None),
    "dismiss": (OWN, "/dismissals", {"item": "{item}"}),
    "dismissals": (OWN, "/dismissals", None),
    "undo_dismissal": (HERS, "/dismissals/{dismissed}", None),
    "item": (OWN, "/items/{item}", None),
    "question": (OWN, "/questions/{version}", None),
    "start_item": (OWN, "/items/{item}/start", None),
    "finish_item": (OWN, "/items/{item}/finish", None),
    "skill": (OWN, "/skills/{skill}", None),
    "say_level": (OWN, "/skills/{skill}/level", {"level": 3.0, "attempt_id": "{fresh}"}),
    "colleagues": (OWN, "/colleagues", None),
    # Bob, whom this asks, is Alice's colleague and Charlie's; he cannot ask himself, and nobody asks across teams
    "ask": ([401, 401, 200, 403, 200, 403, 403], "/skills/{skill}/requests", {"asked": "{bob}", "note": "Please"}),
    "requests": (OWN, "/requests", None),
    "answer_request": ([401, 401, 404, 200, 404, 404, 404], "/requests/{request}/answer", {"level": 3.0}),
    "decline_request": ([401, 401, 404, 200, 404, 404, 404], "/requests/{request}/decline", None),
    "withdraw_request": (HERS, "/requests/{request}", None),
    "begin_placement": (OWN, "/placements", {"kind": "skill", "subject": "{skill}"}),
    "placement": (HERS, "/placements/{placement}", None),
    "answer_placement": (
        HERS,
        "/placements/{placement}/answers",
        {"attempt_id": "{fresh}", "question_version": "{asked}", "response": [0]},
    ),
    "stop_placement": (HERS, "/placements/{placement}/stop", None),
    "reviews": (OWN, "/reviews", None),
    "search": (OWN, "/search?q=charts", None),
    "proposals": (CURATORS, "/proposals?q=charts", None),
    "proposal_heaps": (CURATORS, "/proposals/heaps?by=item", None),
    "decide_proposals": (CURATORS, "/proposals/decisions", {"approved": ["{proposal}"]}),
    "undo_proposals": (CURATORS, "/proposals/undo", {"approved": ["{proposal}"]}),
    "goals": (OWN, "/me/goals", None),
    "add_goal": (OWN, "/me/goals", {"role": "{role}"}),
    "goal": (HERS, "/me/goals/{goal}", None),
    "change_goal": (HERS, "/me/goals/{goal}", {"level": 5}),
    "drop_goal": (HERS, "/me/goals/{goal}", None),
    "projects": (OWN, "/me/projects", None),
    # Bob reports to Charlie, who manages him and Alice; to himself everybody may set a project
    "add_project": (
        [401, 401, 403, 200, 200, 403, 403],
        "/me/projects",
        {
            "title": "Mine",
            "starts_on": "{day}",
            "ends_on": "{day}",
            "skills": [{"skill": "{skill}"}],
            "members": ["{bob}"],
        },
    ),
    "project": (HERS, "/me/projects/{project}", None),
    "change_project": (
        HERS,
        "/me/projects/{project}",
        {"title": "Mine", "starts_on": "{day}", "ends_on": "{day}", "skills": [{"skill": "{skill}"}]},
    ),
    "end_project": (HERS, "/me/projects/{project}", None),
    "reports": (OWN, "/me/reports", None),
    "budget": (OWN, "/me/budget", None),
    "set_budget": (OWN, "/me/budget", {"weekly_minutes": 30}),
    "wanted": (OWN, "/me/wanted", None),
    "answer": (OWN, "/answers", {"attempt_id": "{attempt}", "question_version": "{version}", "response": [0]}),
}

PAGES: dict[str, tuple[str, list[int], list[int], dict[str, str]]] = {  # pattern → address, GET, POST, form
    "healthz": ("/healthz", EVERYBODY, EVERYBODY, {}),
    "": ("/", PAGE, NOT_SO, {}),
    "sign-in": ("/sign-in", EVERYBODY, [401] * 7, {"email": "alice@example.org", "password": "wrong"}),
    "sign-out": ("/sign-out", NOT_SO, FORM, {}),
    "settings": ("/settings", PAGE, NOT_SO, {}),
    "settings/theme": ("/settings/theme", NOT_SO, FORM, {"theme": "dark"}),
    "settings/password": ("/settings/password", NOT_SO, UNFINISHED_FORM, {"password": "short"}),
    "role": ("/role", PAGE, FORM, {"role": "{role}", "answer": "yes"}),
    "items/<id:item_id>": ("/items/{item}", PAGE, NOT_SO, {}),
    "items/<id:item_id>/start": ("/items/{item}/start", NOT_SO, FORM, {}),
    "items/<id:item_id>/finish": ("/items/{item}/finish", NOT_SO, FORM, {}),
    "items/<id:item_id>/dismiss": ("/items/{item}/dismiss", NOT_SO, FORM, {}),
    "items/<id:item_id>/undo": ("/items/{dismissed}/undo", NOT_SO, FORM, {}),
    "items/<id:item_id>/questions/<id:place>": ("/items/{item}/questions/1", FORM, NOT_SO, {}),
    "questions/<id:version_id>": ("/questions/{version}", FORM, NOT_SO, {}),
    # the attempt id is Alice's: for anybody else it is one that was never used
    "questions/<id:version_id>/<uuid:attempt_id>": ("/questions/{version}/{attempt}", PAGE, PAGE, {"option": "0"}),
    "why/<id:decision_id>": ("/why/{decision}", HER_PAGE, NOT_SO, {}),
    "skills": ("/skills", PAGE, NOT_SO, {}),
    "skills/<id:skill_id>": ("/skills/{skill}", PAGE, NOT_SO, {}),
    "skills/<id:skill_id>/level": ("/skills/{skill}/level", NOT_SO, FORM, {"level": "3"}),
    "skills/<id:skill_id>/ask": (
        "/skills/{skill}/ask",
        NOT_SO,
        [302, 302, 302, 403, 302, 403, 403],
        {"asked": "{bob}"},
    ),
    "place/<str:kind>/<id:subject_id>": ("/place/skill/{skill}", PAGE, FORM, {}),
    "placements/<id:placement_id>": ("/placements/{placement}", HER_PAGE, NOT_SO, {}),
    "placements/<id:placement_id>/stop": (
        "/placements/{placement}/stop",
        NOT_SO,
        [302, 302, 302, 404, 404, 404, 404],
        {},
    ),
    "placements/<id:placement_id>/questions/<id:version_id>/<uuid:attempt_id>": (
        "/placements/{placement}/questions/{asked}/{fresh}",
        [302, 302, 302, 404, 404, 404, 404],
        HER_PAGE,
        {"option": "0"},
    ),
    "review": ("/review", PAGE, NOT_SO, {}),
    # as above: the attempt is Alice's
    "review/<id:version_id>/<uuid:attempt_id>": (
        "/review/{version}/{attempt}",
        [302, 302, 200, 302, 302, 302, 302],
        PAGE,
        {"option": "0"},
    ),
    "inbox": ("/inbox", PAGE, NOT_SO, {}),
    "inbox/<id:request_id>": ("/inbox/{request}", NOT_SO, [302, 302, 404, 302, 404, 404, 404], {"level": "3"}),
    "inbox/<id:request_id>/withdraw": ("/inbox/{request}/withdraw", NOT_SO, [302, 302, 302, 404, 404, 404, 404], {}),
    "skills/<id:skill_id>/check": ("/skills/{skill}/check", FORM, NOT_SO, {}),
    "search": ("/search?q=charts", PAGE, NOT_SO, {}),
    "week": ("/week", PAGE, NOT_SO, {}),
    "search/now": ("/search/now?q=charts", PAGE, NOT_SO, {}),
    "proposals": ("/proposals?by=item", CURATORS_PAGE, NOT_SO, {}),
    "proposals/decide": (
        "/proposals/decide",
        NOT_SO,
        CURATORS_FORM,
        {"proposal": "{proposal}", "verdict": "approve"},
    ),
    "proposals/undo": ("/proposals/undo", NOT_SO, CURATORS_FORM, {}),
    "help": ("/help", EVERYBODY, NOT_SO, {}),
    "demo": ("/demo", [302, 302, 404, 404, 404, 404, 404], NOT_SO, {}),
    "demo/switch": ("/demo/switch", NOT_SO, NOBODY, {"person": "{alice}"}),
    "api/v1/": ("/api/v1/", NOBODY, [415] * 7, {}),
    "api/v1/openapi.json": ("/api/v1/openapi.json", EVERYBODY, [415] * 7, {}),
    "^api/": ("/api/nothing", NOBODY, [415] * 7, {}),
}


# --- the scene
GOAL, PROJECT = "Lead the charts team one day", "Move the warehouse to Rotterdam"
NOTE = "You were there when I presented it."
OWN_ONLY = {Privacy.SELF, Privacy.SENSITIVE}


@dataclass(frozen=True)
class Scene:
    """Alice with a history, and the others, who have one of their own."""

    people: dict[str, Person]
    words: dict[str, str]
    secrets: frozenset[str]

    def filled(self, value: object) -> Any:
        """Put ids into an address or body."""
        if isinstance(value, str):
            text = value.format(**self.words)
            return int(text) if value.startswith("{") and value.endswith("}") and text.isdecimal() else text
        if isinstance(value, list):
            return [self.filled(part) for part in value]
        return {name: self.filled(part) for name, part in value.items()} if isinstance(value, dict) else value


def _live(person: Person, company: Company, mistakes: int, attempt: uuid.UUID, now: datetime) -> None:
    """Give a person a history of every kind there is; ``mistakes`` is a bit for each question."""
    for place, question in enumerate([company.question, *QuestionVersion.objects.filter(question__level=2.0)]):
        learner.answer(
            person_id=person.id,
            version_id=question.id,
            response=[mistakes >> place & 1],
            attempt_id=attempt if place == 0 else uuid.uuid4(),
            now=now + timedelta(seconds=37 * place),
        )
    learner.start(person_id=person.id, item_id=company.item.id, now=now)
    recommend.feed(person_id=person.id, now=now)


def _plans(alice: Person, company: Company, now: datetime) -> tuple[int, int]:
    """Give Alice a goal, a project and a budget; return the ids of the first two."""
    about, day = company.skill.id, now.date() + timedelta(days=30)
    draft = paths.ProjectDraft(PROJECT, day, day, [paths.Needed(about, 4.25)])
    paths.set_budget(person_id=alice.id, weekly_minutes=77, formats=(), languages=("en", "fr"), now=now)
    return (
        paths.add_goal(person_id=alice.id, skill_id=about, text=GOAL, now=now).id,
        paths.add_project(by=alice.id, draft=draft, now=now).id,
    )


@pytest.fixture
def scene(company: Company) -> Scene:
    """Bob is Alice's colleague and Charlie her manager; Dora belongs to the learning team and Emil is an administrator."""
    team, now = factories.team("Support"), clock.now() - timedelta(days=3)
    charlie = factories.person("Charlie", team=team, weekly_minutes=61)
    everybody = {
        "alice": factories.person("Alice", team=team, manager=charlie, weekly_minutes=43),
        "colleague": factories.person("Bob", team=team, manager=charlie, weekly_minutes=52),
        "manager": charlie,
        "learning team": factories.person("Dora"),
        "admin": factories.person("Emil"),
    }
    attempt = uuid.uuid4()
    for _ in range(2):
        factories.question(company.skill, level=2.0)
    hers, theirs = (factories.item(title, teaches={company.skill: 3.0}) for title in ("Not for me", "Nor for us"))
    for place, (name, person) in enumerate(everybody.items()):
        factories.holds(person, company.role, PersonRole.State.STATED)
        mine = name == "alice"
        _live(person, company, place, attempt if mine else uuid.uuid4(), now + timedelta(minutes=place))
        recommend.dismiss(person_id=person.id, item_id=hers.id if mine else theirs.id, now=now)
        account = people.account_for(person_id=person.id)
        Account.objects.filter(id=account.id).update(is_learning_team=name == "learning team", is_admin=name == "admin")
    alice = everybody["alice"]
    asked = learner.ask_about(
        person_id=alice.id, skill_id=company.skill.id, asked_id=everybody["colleague"].id, note=NOTE, now=now
    )
    feed = recommend.feed(person_id=alice.id, now=clock.now())
    assert feed.next is not None
    placed = learner.begin(person_id=alice.id, kind="skill", subject_id=company.skill.id, now=now)
    assert placed.next is not None
    goal, project = _plans(alice, company, now)
    words = {
        "proposal": factories.proposal(factories.item("How charts lie"), company.skill).id,
        "goal": goal,
        "project": project,
        "day": clock.now().date() + timedelta(days=9),
        "placement": placed.id,
        "asked": placed.next.version_id,
        "bob": everybody["colleague"].id,
        "request": asked.id,
        "fresh": uuid.uuid4(),
        "alice": alice.id,
        "item": company.item.id,
        "dismissed": hers.id,
        "decision": feed.next.decision,
        "version": company.question.id,
        "attempt": attempt,
        "role": company.role.id,
        "skill": company.skill.id,
    }
    others = set().union(*(_values(person, OWN_ONLY) for name, person in everybody.items() if name != "alice"))
    secrets = _values(alice, OWN_ONLY) - others - _values(None, {Privacy.PUBLIC, Privacy.TEAM})
    return Scene(everybody, {name: str(value) for name, value in words.items()}, frozenset(secrets))


def _by_token(scene: Scene, role: str) -> Client:
    if role == "anonymous":
        return Client()
    person = scene.people["alice" if role == "expired" else role]
    token = people.create_token(person_id=person.id, now=clock.now())
    if role == "expired":
        ApiToken.objects.filter(person=person).update(expires_at=clock.now() - timedelta(seconds=1))
    return Client(headers={"authorization": f"Bearer {token}"})


def _by_session(scene: Scene, role: str) -> Client:
    client = Client()
    if role == "anonymous":
        return client
    person = scene.people["alice" if role == "expired" else role]
    client.force_login(people.account_for(person_id=person.id), BACKEND)
    if role == "expired":
        Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    return client


# --- what is Alice's alone
def _all_privacy() -> Iterator[tuple[type[models.Model], dict[str, Privacy]]]:
    for config in apps.get_app_configs():
        if config.name.startswith("wayfare."):
            declared = getattr(config.models_module, "PRIVACY", {})
            yield from declared.items()


def _rows_about(model: type[models.Model], person: Person) -> models.QuerySet[Any]:
    names = {field.name for field in model._meta.get_fields()}
    about = Q(pk__in=[])
    for name, value in (
        ("person_id", person.id),
        ("person", person),
        ("actor_id", person.id),
        ("actor_key", actor_key(person.id)),
        ("asker", person),
        ("made_by", person),
    ):
        if name in names:
            about |= Q(**{name: value})
    if model is Person:
        about |= Q(id=person.id)
    return model._default_manager.filter(about)


def _leaves(value: object) -> Iterator[str]:
    """Yield what would be recognised in an answer: long numbers and longer texts, also from inside JSON."""
    if isinstance(value, bytes | memoryview):
        value = bytes(value).decode()
    if isinstance(value, str) and value[:1] in ("[", "{"):
        with suppress(ValueError):
            value = json.loads(value)
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _leaves(part)
    elif isinstance(value, datetime):
        yield value.strftime("%H:%M:%S.%f")
    elif value is not None and len(text := str(value)) >= 8:
        yield text


def _values(person: Person | None, classes: set[Privacy]) -> set[str]:
    found: set[str] = set()
    for model, fields in _all_privacy():
        wanted = [name for name, privacy in fields.items() if privacy in classes]
        rows = model._default_manager.all() if person is None else _rows_about(model, person)
        if wanted:
            found.update(leaf for row in rows.values_list(*wanted) for leaf in _leaves(list(row)))
    return found


def _leaked(scene: Scene, role: str, sent: str, response: HttpResponse) -> set[str]:
    """Return what stands in an answer, was not in the request, and is Alice's alone."""
    text = response.content.decode() + str(dict(response.headers))
    found = {secret for secret in scene.secrets if secret in text and secret not in sent}
    return found - _values(scene.people[role], OWN_ONLY) if found and role in scene.people else found


def _told(scene: Scene, role: str) -> set[str]:
    """Return what Alice herself told somebody: her request, to the colleague whom she asked."""
    if role != "colleague":
        return set()
    request = apps.get_model("inbox", "Request")
    return {leaf for row in request.objects.values_list(*_fields(request)) for leaf in _leaves(list(row))}


def _fields(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields]


def test_the_history_of_alice_holds_what_could_leak(scene: Scene) -> None:
    estimate = learner.snapshot(person_id=scene.people["alice"].id).state.ability.mean
    assert {str(estimate), scene.words["decision"], scene.words["attempt"], NOTE, GOAL, PROJECT} <= scene.secrets
    assert len(scene.secrets) > 30
    response = _by_token(scene, "alice").get(f"/api/v1/why/{scene.words['decision']}")
    assert _leaked(scene, "colleague", "", response)


# --- the API
def _operations() -> dict[str, tuple[str, str]]:
    return {
        operation["operationId"]: (method, path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
    }


def test_every_operation_has_an_entry() -> None:
    assert set(_operations()) == set(API)


@pytest.mark.parametrize("operation", API)
def test_an_operation_by_token(scene: Scene, operation: str) -> None:
    for role in ROLES:
        with _undone():
            _checked(scene, operation, role, _by_token(scene, role))


@pytest.mark.parametrize("operation", API)
def test_an_operation_by_session(scene: Scene, operation: str) -> None:
    for role in ROLES:
        with _undone():
            _checked(scene, operation, role, _by_session(scene, role))


@contextmanager
def _undone() -> Iterator[None]:
    """Take back what a visitor changed, so that each finds the scene as it was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _checked(scene: Scene, operation: str, role: str, client: Client) -> None:
    statuses, address, body = API[operation]
    method, path = _operations()[operation]
    target = f"/api/v1{scene.filled(address)}"
    assert target.count("/") == path.count("/")
    data = json.dumps(scene.filled(body)) if body else ""
    response = client.generic(method.upper(), target, data, "application/json")
    assert response.status_code == statuses[ROLES.index(role)], (role, response.content)
    if role != "alice":
        assert not _leaked(scene, role, target + data, response) - _told(scene, role)
    if response.status_code == 200 and operation == "me":
        assert response.json()["id"] == scene.people[role].id


@pytest.mark.parametrize(("address", "method"), [("/why/{}", "get"), ("/dismissals/{}", "delete")])
def test_forbidden_looks_like_unknown(scene: Scene, address: str, method: str) -> None:
    client = _by_token(scene, "manager")
    hers = scene.words["decision" if method == "get" else "dismissed"]
    told = [getattr(client, method)(f"/api/v1{address.format(number)}") for number in (hers, 4_611_686_018)]
    bodies = [response.content.decode().replace(hers, "N").replace("4611686018", "N") for response in told]
    assert bodies[0] == bodies[1]
    assert {response.status_code for response in told} == {404}


# --- the pages
def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield pattern
        else:
            yield from _patterns(entry, pattern)


def _operation_paths() -> set[str]:
    return {path.lstrip("/").replace("{", "<").replace("}", ">") for _method, path in _operations().values()}


def test_every_address_has_an_entry() -> None:
    assert set(_patterns(get_resolver())) - _operation_paths() <= set(PAGES)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("pattern", PAGES)
def test_a_page(scene: Scene, pattern: str, method: str) -> None:
    for role in ROLES:
        with _undone():
            _looked_at(scene, pattern, method, role)


def _looked_at(scene: Scene, pattern: str, method: str, role: str) -> None:
    address, got, posted, form = PAGES[pattern]
    client, target = _by_session(scene, role), scene.filled(address)
    response = client.get(target) if method == "GET" else client.post(target, scene.filled(form))
    expected = (got if method == "GET" else posted)[ROLES.index(role)]
    assert response.status_code == expected, (role, response.content.decode()[:2000])
    if role != "alice":
        assert not _leaked(scene, role, target, response) - _told(scene, role)
    if expected == 302 and role in ("anonymous", "expired") and got is PAGE:
        assert response.headers["Location"].startswith("/sign-in")
