"""Titles and groups of what people did: read once, and again as soon as the catalogue has changed."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories
from wayfare.catalog import api, told
from wayfare.catalog.models import Item
from wayfare.core.versions import touch_epoch

pytestmark = pytest.mark.django_db


def test_titles_are_read_once_until_the_catalogue_changes(now: datetime) -> None:
    knots, sails = factories.item("Knots"), factories.item("Sails")
    with CaptureQueriesContext(connection) as asked:
        assert api.titles(item_ids=[knots.pk]) == {knots.pk: "Knots"}
        assert api.titles(item_ids=[knots.pk, sails.pk]) == {knots.pk: "Knots", sails.pk: "Sails"}
        assert api.titles(item_ids=[knots.pk, sails.pk, 0]) == {knots.pk: "Knots", sails.pk: "Sails"}
        assert api.titles(item_ids=[0]) == {}
    assert len(asked) == 4 + 3  # the state each time; each item once, also the one that is not there
    api.retire(item_ids=[knots.pk], now=now)
    assert api.titles(item_ids=[knots.pk, sails.pk]) == {sails.pk: "Sails"}


def test_an_item_that_cannot_be_shown_still_says_which_others_are_the_same(now: datetime) -> None:
    one, other = factories.item("Knots"), factories.item("Knots again", retired_at=now)
    Item.objects.filter(id__in=[one.pk, other.pk]).update(same_as=one.pk)
    touch_epoch("catalog", now)
    assert api.titles(item_ids=[other.pk]) == {}
    assert told.groups_of([other.pk]) == {one.pk}


def test_too_much_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "MOST", 2)
    items = [factories.item(f"Knot {number}").pk for number in range(9)]
    for item in items:
        assert len(api.titles(item_ids=[item])) == 1
    assert len(api.titles(item_ids=items)) == 9
    assert len(told._kept.now()) <= 9
