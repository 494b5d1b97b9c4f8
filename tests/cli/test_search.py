"""``wayfare search``: making indexes anew, and what was searched for in vain."""

import json

import pytest
from click.testing import CliRunner

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.cli.search import search
from wayfare.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setattr("wayfare.cli.search.ensure_ready", lambda: None)
    return lambda *arguments: CliRunner().invoke(search, arguments, catch_exceptions=False)


def test_rebuild_makes_everything_findable(run, alice):
    factories.item("Beekeeping")
    done = run("rebuild")
    assert done.exit_code == 0
    assert "1 items can be found" in done.output
    assert "people can be found" in done.output
    assert catalog.search(text="beekeeping", filters={}, wishes={}, language="en").total == 1


def test_demand_lists_what_many_asked_for_and_only_counts_the_rest(run):
    today = clock.now().date()
    for text, times in (("underwater welding", 6), ("my boss", 1)):
        for _ in range(times):
            catalog.note_demand(text=text, day=today)
    shown = run("demand").output
    assert "7 searches in the last 90 days found nothing" in shown
    assert "underwater welding" in shown
    assert "boss" not in shown
    found = json.loads(run("demand", "--json").output)
    assert found["times"] == 7
    assert [row["words"] for row in found["demand"]] == ["underwater welding"]
