"""People are found by what everybody may see of them."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import factories
from wayfare.core.imports import Options
from wayfare.people import api as people
from wayfare.people.models import Person

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def staff(alice, bob, charlie):
    factories.person("Zoë Müller", job_title="Welder", unit="Workshop")
    factories.person("Dana Gone", active=False)
    people.refresh_search(now=NOW)


def names(text, team_id=None):
    return [one.name for one in people.search(text=text, team_id=team_id).people]


@pytest.mark.usefixtures("staff")
class TestPeople:
    def test_by_name_title_unit_and_team(self):
        assert names("zoe muller") == ["Zoë Müller"]
        assert names("welder") == names("workshop") == ["Zoë Müller"]
        assert names("finance") == ["Charlie"]

    def test_a_beginning_and_a_slip_will_do(self):
        assert names("zo") == ["Zoë Müller"]
        assert names("chalrie") == ["Charlie"]

    def test_nothing_that_only_a_team_may_see_is_searched(self):
        Person.objects.filter(name="Charlie").update(email="secret@hidden.example", grade="grade seven")
        people.rebuild_search(now=NOW)
        assert names("secret") == names("hidden.example") == names("seven") == []

    def test_what_is_returned_is_what_everybody_may_see(self):
        (found,) = people.search(text="charlie", team_id=None).people
        assert set(found.__slots__) == {"id", "name", "job_title", "team", "unit", "organisation"}

    def test_who_has_left_is_not_found(self):
        assert names("dana") == []
        Person.objects.filter(name="Charlie").update(active=False)
        assert names("charlie") == [], "although the index does not know it yet"
        people.refresh_search(now=NOW)
        assert people.search(text="charlie", team_id=None).total == 0

    def test_no_text_finds_nobody(self):
        assert names("") == names("  ") == names("?") == []

    def test_ones_own_team_comes_first(self, bob):
        for team in ("Finance", "Support"):
            factories.person(f"Kim {team}", job_title="Clerk", team=factories.team(team))
        people.refresh_search(now=NOW)
        assert names("clerk", team_id=bob.team_id)[0] == "Kim Support"
        assert names("clerk", team_id=factories.team("Finance").id)[0] == "Kim Finance"


@pytest.mark.django_db
def test_who_was_imported_can_be_found_at_once(tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text("id,name,job_title\n1,Erin Vale,Archivist\n", "utf-8")
    assert people.import_people(path=file, form=None, mapping=None, options=Options()).applied
    assert names("archivist") == ["Erin Vale"]


@pytest.mark.django_db
def test_a_dry_run_lets_nobody_be_found(tmp_path: Path):
    file = tmp_path / "people.csv"
    file.write_text("id,name\n1,Erin Vale\n", "utf-8")
    people.import_people(path=file, form=None, mapping=None, options=Options(dry_run=True))
    assert names("erin") == []
