"""The factories and the cast are themselves part of every other test, so they are tested first."""

import pytest
from django.core.management import call_command

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.people import api as people
from wayfare.people.models import Person
from wayfare.skills import api as skills


def test_bob_manages_alice_and_charlie_is_a_stranger(alice: Person, bob: Person, charlie: Person) -> None:
    assert alice.manager == bob
    assert alice.team == bob.team != charlie.team
    assert charlie.manager is None


def test_the_same_name_is_the_same_row(db: None) -> None:
    assert factories.skill("First aid") == factories.skill("First aid")
    assert factories.team("Support") == factories.team("Support")


def test_a_made_question_is_graded_by_the_server(db: None) -> None:
    version = factories.question(factories.skill("First aid"), correct=[2])
    assert catalog.grade(version_id=version.id, response=[2]).score == 1
    assert catalog.grade(version_id=version.id, response=[0]).score == 0


def test_a_made_role_has_its_targets_and_can_be_held(alice: Person) -> None:
    aid, safety = factories.skill("First aid"), factories.skill("Safety")
    lead = factories.role("Team lead", needs={aid: 3.0, safety: 2.0})
    factories.holds(alice, lead)
    held = people.role_of(person_id=alice.id)
    assert held is not None
    assert held.id == lead.id
    assert {target.skill_id: target.level for target in skills.targets(role_id=lead.id)} == {
        aid.id: 3.0,
        safety.id: 2.0,
    }


def test_a_made_item_is_a_candidate_for_what_it_teaches(db: None) -> None:
    aid = factories.skill("First aid")
    bandages = factories.item("Bandages", teaches={aid: 2.0})
    factories.segment(bandages, "Pressure", about=aid)
    assert {offer.item_id for offer in catalog.candidates(skill_ids=[aid.id], per_skill=5, language="en")} == {
        bandages.id
    }


@pytest.mark.django_db
def test_no_model_has_changed_without_a_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", "--skip-checks", verbosity=0)


@pytest.mark.django_db
def test_every_migration_is_named() -> None:
    from django.db.migrations.loader import MigrationLoader

    names = [key for key in MigrationLoader(None).disk_migrations if "auto_" in key[1]]
    own = [key for key in names if MigrationLoader(None).disk_migrations[key].__module__.startswith("wayfare.")]
    assert not own
