"""What every room may take for granted about the database it runs on."""

import pytest
from django.db import IntegrityError, connection, transaction

from tests import factories
from wayfare.core import versions
from wayfare.people.models import PersonRole


@pytest.mark.django_db
def test_it_is_what_the_settings_promise() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
            assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)
        else:
            cursor.execute("SHOW timezone")
            assert cursor.fetchone() == ("UTC",)


@pytest.mark.django_db(transaction=True)
def test_a_version_rises_only_with_its_transaction() -> None:
    with transaction.atomic():
        versions.bump(7)
        transaction.set_rollback(True)
    assert versions.person_version(7) == 0


@pytest.mark.django_db(transaction=True)
def test_a_reference_to_nothing_is_refused() -> None:
    alice = factories.person("Alice")
    with pytest.raises(IntegrityError):
        PersonRole.objects.create(person=alice, role_id=999_999, state="stated", confidence=1.0)
