"""Who holds which role, by source, title and group."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import factories
from tests.rooms.people.files import import_posts, import_rows
from wayfare.core.errors import NotFound
from wayfare.core.models import PersonVersion
from wayfare.core.versions import person_version
from wayfare.engine.matching.titles import Match
from wayfare.people import api as people
from wayfare.people.matching import MATCHED, PROPOSED, Held, Judged, wanted
from wayfare.people.models import Person, PersonRole, Role, RoleTitle

pytestmark = pytest.mark.django_db
State = PersonRole.State


@pytest.fixture(autouse=True)
def roles(db: None) -> dict[str, Role]:
    """Return some roles with titles; ``lawyers`` and ``bosses`` are the ones the map of the tests starts from."""
    found = {}
    for title, zone, alternates in (
        ("Lawyers", 5, ["Attorney", "Solicitor", "Legal Adviser"]),
        ("Financial Managers", 4, ["Finance Director", "Banking Manager"]),
        ("Bosses", 4, ["General Manager"]),
        ("Customer Support Specialist", 3, ["Help Desk Adviser"]),
        ("Clergy", 5, ["Minister"]),
    ):
        role = found[title] = factories.role(title)
        Role.objects.filter(id=role.id).update(zone=zone)
        for name in (title, *alternates):
            RoleTitle.objects.create(role=role, title=name, folded=name.lower())
    return found


def held(name: str) -> dict[str, str]:
    rows = PersonRole.objects.filter(person__name=name).select_related("role")
    return {row.role.title: row.state for row in rows}


def who(job_title: str, **fields: str) -> Person:
    return factories.person(job_title or "Nobody", job_title=job_title, **fields)


@pytest.mark.parametrize("title", ["Customer Support Specialist", "Help Desk Adviser", "help-desk adviser"])
def test_an_exact_title_is_matched(now: datetime, title: str, roles: dict[str, Role]) -> None:
    person = who(title)
    people.match_titles(now=now)
    found = people.role_of(person_id=person.id)
    assert found is not None
    assert (found.id, found.state, found.settled) == (roles["Customer Support Specialist"].id, "matched", True)
    assert found.confidence >= MATCHED
    assert found.words


def test_matching_again_changes_nothing(now: datetime) -> None:
    for title in ("Finance Director", "Lawyer", "Deputy Director, Policy", ""):
        who(title, starter_role="bosses")
    people.match_titles(now=now)
    before = list(PersonRole.objects.order_by("id").values()), list(PersonVersion.objects.values())
    assert people.match_titles(now=now).changed == 0
    assert (list(PersonRole.objects.order_by("id").values()), list(PersonVersion.objects.values())) == before


def test_a_title_that_says_nothing_starts_from_the_group(now: datetime) -> None:
    person = who("Deputy Director, Policy", starter_role="bosses")
    people.match_titles(now=now)
    assert held(person.name) == {"Bosses": State.STARTER}
    found = people.role_of(person_id=person.id)
    assert found is not None
    assert not found.settled
    assert people.proposed_role(person_id=person.id) is None


def test_without_group_and_likely_title_nobody_is_given_a_role(now: datetime) -> None:
    person = who("Deputy Director")
    assert people.match_titles(now=now).states == {"unknown": 1}
    assert people.role_of(person_id=person.id) is None


def test_without_a_map_the_name_of_the_group_says_where_to_start(now: datetime) -> None:
    person, other = who("Deputy Director, Policy", group="Clergy"), factories.person("Other", group="Clergy")
    people.match_titles(now=now)
    assert held(person.name) == held(other.name) == {"Clergy": State.STARTER}


def test_what_a_title_may_mean_is_a_start_where_there_is_no_other(now: datetime) -> None:
    likely, none = Match(1, PROPOSED, "title", {}), Match(2, PROPOSED - 0.1, "title", {})
    assert wanted(Judged(matches=[likely]), {}) == {1: Held(State.STARTER, PROPOSED, "title")}
    beside = {3: Held(State.STARTER, 0.0), 1: Held(State.PROPOSED, PROPOSED, "title")}
    assert wanted(Judged(matches=[likely], starters=(3,)), {}) == beside
    assert wanted(Judged(matches=[none]), {}) == {}
    person, role = who("Clerk"), Role.objects.get(title="Clergy")
    factories.holds(person, role, State.STARTER, confidence=0.3)
    PersonRole.objects.update(words="Clerk")
    asked = people.proposed_role(person_id=person.id)
    assert asked is not None
    assert asked.id == role.id


def test_a_role_that_the_source_states_needs_no_title(tmp_path: Path) -> None:
    import_rows(tmp_path, [{"id": "a", "name": "Alice", "job_title": "Finance Director", "role": "lawyers"}])
    assert held("Alice") == {"Lawyers": State.STATED}


def test_a_stated_role_may_be_imported_after_the_people(tmp_path: Path, now: datetime) -> None:
    report = import_rows(tmp_path, [{"id": "a", "name": "Alice", "role": "gardener"}])
    assert report.warnings[0].value == "gardener"
    assert held("Alice") == {}
    factories.role("Gardener")
    people.match_titles(now=now)
    assert held("Alice") == {"Gardener": State.STATED}


def test_an_id_of_two_sources_needs_the_source(tmp_path: Path) -> None:
    Role.objects.create(source="other", source_id="lawyers", title="Lawyers elsewhere", digest="")
    rows = [{"id": "a", "name": "Alice", "role": "lawyers"}, {"id": "b", "name": "Bob", "role": "other:lawyers"}]
    import_rows(tmp_path, rows)
    assert held("Alice") == {}
    assert held("Bob") == {"Lawyers elsewhere": State.STATED}


def test_the_import_says_how_many_roles_were_found(tmp_path: Path) -> None:
    posts = [{"ref": "1", "Job Title": "Solicitor", "Group": "Law"}, {"ref": "2", "Job Title": "Director"}]
    report = import_posts(tmp_path, posts)
    assert report.notes["role matched"] == 1
    assert report.notes["role starter"] == 1
    assert "role matched" not in import_posts(tmp_path, posts).notes


def test_a_changed_title_changes_the_role_and_the_persons_version(tmp_path: Path) -> None:
    import_posts(tmp_path, [{"Job Title": "Finance Director"}])
    person = Person.objects.get()
    before = person_version(person.id)
    import_posts(tmp_path, [{"Job Title": "Solicitor", "Group": "Law"}])
    assert set(held("Solicitor, Finance")) == {"Lawyers"}
    assert person_version(person.id) > before


def test_a_confirmed_role_outlives_every_import(tmp_path: Path, now: datetime, roles: dict[str, Role]) -> None:
    import_posts(tmp_path, [{"Job Title": "Finance Director"}])
    person = Person.objects.get()
    people.confirm_role(person_id=person.id, role_id=roles["Bosses"].id, by=person.id, now=now)
    before = list(PersonRole.objects.order_by("id").values())
    import_posts(tmp_path, [{"Job Title": "Solicitor", "Group": "Law"}])
    people.match_titles(now=now)
    assert list(PersonRole.objects.order_by("id").values()) == before
    found = people.role_of(person_id=person.id)
    assert found is not None
    assert (found.title, found.state) == ("Bosses", "confirmed")


def test_a_rejected_role_is_never_given_again(now: datetime, roles: dict[str, Role]) -> None:
    person = who("Finance Director", starter_role="bosses")
    people.match_titles(now=now)
    people.reject_role(person_id=person.id, role_id=roles["Financial Managers"].id, by=person.id, now=now)
    assert held(person.name) == {"Financial Managers": State.REJECTED, "Bosses": State.STARTER}
    people.match_titles(now=now)
    assert held(person.name) == {"Financial Managers": State.REJECTED, "Bosses": State.STARTER}


def test_a_rejected_starter_is_not_given_again(now: datetime, roles: dict[str, Role]) -> None:
    person = who("", starter_role="bosses")
    people.match_titles(now=now)
    people.reject_role(person_id=person.id, role_id=roles["Bosses"].id, by=None, now=now)
    people.match_titles(now=now)
    assert people.role_of(person_id=person.id) is None


def test_only_a_role_that_was_given_can_be_rejected(now: datetime, roles: dict[str, Role]) -> None:
    with pytest.raises(NotFound):
        people.reject_role(person_id=who("Clerk").id, role_id=roles["Bosses"].id, by=None, now=now)


def test_people_who_left_are_passed_over(now: datetime) -> None:
    factories.person("Solicitor", job_title="Solicitor", active=False)
    assert people.match_titles(now=now).people == 0


def test_the_role_that_counts_is_the_most_settled_one(roles: dict[str, Role]) -> None:
    person = who("Clerk")
    order = [State.PROPOSED, State.STARTER, State.MATCHED, State.STATED, State.CONFIRMED]
    for state, role in zip(order, roles.values(), strict=True):
        factories.holds(person, role, state, confidence=0.5)
        found = people.role_of(person_id=person.id)
        assert found is not None
        assert found.state == state
    proposed = people.proposed_role(person_id=person.id)
    assert proposed is not None
    assert proposed.title == "Lawyers"


_matches = st.lists(
    st.builds(Match, st.integers(1, 5), st.floats(0, 1), st.just("title"), st.just({})), max_size=3
).map(lambda found: sorted(found, key=lambda match: -match.confidence))
_judged = st.builds(
    Judged,
    stated=st.none() | st.integers(1, 5),
    matches=_matches,
    starters=st.lists(st.integers(1, 5), max_size=3, unique=True).map(tuple),
)
_decided = st.dictionaries(st.integers(1, 5), st.sampled_from([State.CONFIRMED, State.REJECTED]))


@settings(deadline=None)
@given(_judged, _decided)
def test_automation_never_touches_what_a_person_decided(judged: Judged, decided: dict[int, str]) -> None:
    roles = wanted(judged, decided)
    if State.CONFIRMED in decided.values():
        assert roles is None
        return
    assert roles is not None
    assert not roles.keys() & decided.keys()


@settings(deadline=None)
@given(_judged, _decided)
def test_at_most_one_role_is_settled_and_only_a_sure_one(judged: Judged, decided: dict[int, str]) -> None:
    roles = wanted(judged, decided) or {}
    states = [role.state for role in roles.values()]
    assert sum(state in (State.STATED, State.MATCHED) for state in states) <= 1
    for role in roles.values():
        assert role.state != State.MATCHED or role.confidence >= MATCHED - 0.001
        assert role.state != State.PROPOSED or PROPOSED - 0.001 <= role.confidence <= MATCHED + 0.001
    if State.PROPOSED in states:
        assert all(roles[role].state == State.STARTER for role in judged.starters if role not in decided)


def test_a_group_may_start_from_several_roles_the_nearest_first(now: datetime, roles: dict[str, Role]) -> None:
    person = who("Deputy Director, Policy", starter_role="lawyers + bosses")
    people.match_titles(now=now)
    found = people.roles_of(person_id=person.id)
    assert [(role.title, role.state) for role in found] == [("Lawyers", "starter"), ("Bosses", "starter")]
    assert people.role_of(person_id=person.id) == found[0]


def test_whose_title_is_matched_keeps_what_their_group_asks_for_beside(now: datetime) -> None:
    person = who("Finance Director", starter_role="financial-managers + bosses")
    people.match_titles(now=now)
    found = people.roles_of(person_id=person.id)
    assert [(role.title, role.state) for role in found] == [("Financial Managers", "matched"), ("Bosses", "starter")]


def test_another_order_of_the_group_s_roles_is_taken_over(now: datetime) -> None:
    person = who("Deputy Director, Policy", starter_role="lawyers + bosses")
    people.match_titles(now=now)
    Person.objects.filter(id=person.id).update(starter_role="bosses + lawyers")
    assert people.match_titles(now=now).changed == 1
    assert [role.title for role in people.roles_of(person_id=person.id)] == ["Bosses", "Lawyers"]


def test_a_role_that_a_person_confirmed_stands_alone(now: datetime, roles: dict[str, Role]) -> None:
    person = who("Deputy Director, Policy", starter_role="lawyers + bosses")
    people.match_titles(now=now)
    people.confirm_role(person_id=person.id, role_id=roles["Clergy"].id, by=None, now=now)
    assert [role.title for role in people.roles_of(person_id=person.id)] == ["Clergy"]


def test_nobody_s_roles_are_none() -> None:
    assert people.roles_of(person_id=who("").id) == []


def test_a_person_is_read_with_unit_and_function() -> None:
    person = who("Director", unit="Tax", function="Leads on duties")
    found = people.person(person_id=person.id)
    assert (found.unit, found.function) == ("Tax", "Leads on duties")
