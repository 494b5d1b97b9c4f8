"""Items are found by their words, near enough, and by nothing that must not be found."""

from datetime import UTC, datetime
from importlib import import_module

import pytest

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.core.models import ImportBatch

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def search(text: str, **more):
    given = {"filters": {}, "wishes": {}, "language": "en", **more}
    return catalog.search(text=text, **given)


def titles(text: str, **more) -> list[str]:
    return [item.title for item in search(text, **more).items]


@pytest.fixture
def shelf():
    """Return the skill of a small, indexed catalogue."""
    python = factories.skill("Python programming")
    factories.item("Python for beginners", teaches={python: 2.0}, level=2.0, minutes=45.0, provider="Learnwell")
    factories.item("Advanced Python", level=4.0, minutes=600.0, provider="Learnwell", kind="course")
    factories.item("Snakes of Europe", summary="Pythons and vipers in the wild.", language="en", provider="Zoo")
    factories.item("Gestión de equipos", language="es", provider="Learnwell")
    factories.item("数据分析入门", language="zh")
    factories.item("Managing teams", language="en-GB", summary="Feedback, goals and Node.js.")
    catalog.refresh_search(now=NOW)
    return python


@pytest.mark.usefixtures("shelf")
class TestWords:
    def test_a_word_is_found_wherever_it_stands_and_titles_come_first(self):
        assert titles("python ") == ["Advanced Python", "Python for beginners", "Snakes of Europe"]

    def test_the_last_word_may_be_a_beginning(self):
        assert titles("begin") == ["Python for beginners"]
        assert titles("begin", typing=False) == []

    def test_a_word_that_is_finished_is_no_beginning(self):
        assert titles("begin ") == []

    @pytest.mark.parametrize("typed", ["pyhton", "pythn", "phyton ", "pythonn"])
    def test_a_slip_of_spelling_is_forgiven_and_said(self, typed):
        found = search(typed)
        assert found.items[0].title == "Advanced Python"
        assert list(found.read_as.values()) == ["python"]

    def test_accents_case_and_plurals_do_not_matter(self):
        assert titles("GESTION equipo") == ["Gestión de equipos"]
        assert titles("managing team") == ["Managing teams"]

    def test_scripts_without_spaces_are_found_by_parts_of_what_they_say(self):
        assert titles("分析") == ["数据分析入门"]
        assert titles("数") == ["数据分析入门"]

    def test_names_with_dots_are_found_whole_and_in_parts(self):
        assert titles("node.js") == ["Managing teams"]
        assert titles("node") == ["Managing teams"]

    def test_all_words_have_to_be_there(self):
        assert titles("advanced python") == ["Advanced Python"]

    def test_where_nothing_holds_all_words_most_of_them_do_and_it_is_said(self):
        found = search("advanced python snorkelling")
        assert found.partly
        assert found.items[0].title == "Advanced Python"

    def test_small_words_need_not_be_there(self):
        assert titles("how to manage the team with feedback", typing=False)[:1] == ["Managing teams"]

    def test_the_whole_title_comes_first(self):
        assert titles("advanced python ")[0] == "Advanced Python"

    def test_skills_are_words_of_their_items(self):
        assert titles("programming") == ["Python for beginners"]

    @pytest.mark.parametrize("text", ["", "   ", "?!", "\x00", "a" * 200, "'; DROP TABLE catalog_item; --", "%", "_"])
    def test_nothing_breaks_a_search(self, text):
        search(text)

    def test_without_words_everything_is_found(self):
        assert search("").total == 6


@pytest.mark.usefixtures("shelf")
class TestFacets:
    def counts(self, found, name):
        return {one.value: one.count for one in found.facets[name]}

    def test_what_is_found_is_counted_by_facet(self, shelf):
        found = search("python ")
        assert self.counts(found, "level") == {"2": 1, "4": 1}
        assert self.counts(found, "minutes") == {"60": 1, "more": 1, "5": 1}
        assert self.counts(found, "provider") == {"Learnwell": 2, "Zoo": 1}
        assert self.counts(found, "format") == {"lesson": 2, "course": 1}
        assert [(one.value, one.name) for one in found.facets["skill"]] == [(str(shelf.id), "Python programming")]

    def test_a_label_narrows_down_and_its_own_facet_still_counts_the_others(self):
        found = search("python ", filters={"provider": "Learnwell"})
        assert [item.title for item in found.items] == ["Advanced Python", "Python for beginners"]
        assert found.total == 2
        assert self.counts(found, "provider") == {"Learnwell": 2, "Zoo": 1}
        assert self.counts(found, "level") == {"2": 1, "4": 1}

    def test_labels_together_have_all_to_be_there(self):
        assert titles("python ", filters={"provider": "Learnwell", "level": "4"}) == ["Advanced Python"]

    def test_a_label_that_nothing_has_finds_nothing(self):
        assert search("python ", filters={"provider": "Nobody"}).total == 0

    def test_regional_languages_count_as_their_language(self):
        assert sorted(titles("", filters={"language": "en"})) == ["Managing teams", "Snakes of Europe"]


@pytest.mark.usefixtures("shelf")
class TestOrder:
    def test_what_somebody_needs_comes_a_little_earlier(self):
        knots = factories.skill("Knots")
        for name in "ABC":
            factories.item(f"Rope work {name}", teaches={knots: 2.0} if name == "C" else None)
        catalog.refresh_search(now=NOW)
        assert titles("rope work ")[0] == "Rope work A"
        assert titles("rope work ", wishes={knots.id: 1.0})[0] == "Rope work C"

    def test_a_language_of_ones_own_comes_a_little_earlier(self):
        for language in ("de", "fr"):
            factories.item(f"Origami {language}", language=language)
        catalog.refresh_search(now=NOW)
        assert titles("origami ", language="fr")[0] == "Origami fr"
        assert titles("origami ", language="de-AT")[0] == "Origami de"

    def test_pages_neither_repeat_nor_leave_out(self):
        for number in range(75):
            factories.item(f"Rope work {number}")
        catalog.refresh_search(now=NOW)
        pages = [titles("rope ", limit=10, offset=offset) for offset in range(0, 80, 10)]
        assert [len(one) for one in pages] == [10] * 7 + [5]
        assert len({title for one in pages for title in one}) == 75


@pytest.mark.usefixtures("shelf")
class TestWhatMustNotBeFound:
    def test_a_retired_item_is_gone_at_once(self):
        gone = search("advanced ").items[0]
        catalog.retire(item_ids=[gone.id], now=NOW)
        found = search("python ")
        assert "Advanced Python" not in [item.title for item in found.items]
        assert found.total == 2
        assert "4" not in {one.value for one in found.facets["level"]}

    def test_it_stays_gone_when_the_index_is_refreshed_or_rebuilt(self):
        catalog.retire(item_ids=[search("advanced ").items[0].id], now=NOW)
        catalog.refresh_search(now=NOW)
        assert search("advanced ").total == 0
        catalog.rebuild_search(now=NOW)
        assert search("advanced ").total == 0

    def test_what_is_still_being_imported_is_not_found(self):
        batch = ImportBatch.objects.create(kind="catalog", format="courses", source_name="x", started_at=NOW)
        factories.item("Half imported", batch=batch)
        catalog.refresh_search(now=NOW)
        assert titles("imported") == []
        batch.applied_at = NOW
        batch.save()
        catalog.refresh_search(now=NOW)
        assert titles("imported") == ["Half imported"]

    def test_a_rejected_skill_is_no_word_of_an_item(self, shelf):
        shelf.taught_by.update(state="rejected")
        catalog.refresh_search(now=NOW)
        assert titles("programming ") == []


@pytest.mark.usefixtures("shelf")
class TestKeepingUp:
    def test_a_change_is_found_and_what_was_there_before_is_not(self):
        item = search("advanced ").items[0]
        from wayfare.catalog.models import Item

        Item.objects.filter(id=item.id).update(title="Expert Ruby", digest="another")
        done = catalog.refresh_search(now=NOW)
        assert (done.indexed, done.removed) == (1, 0)
        assert titles("ruby ") == ["Expert Ruby"]
        assert titles("advanced ") == []

    def test_nothing_is_written_where_nothing_changed(self, django_assert_num_queries):
        done = catalog.refresh_search(now=NOW)
        assert (done.indexed, done.removed) == (0, 0)

    def test_many_small_changes_leave_few_parts_and_the_same_answers(self):
        from wayfare.catalog.models import ItemPart

        for number in range(12):
            factories.item(f"Rope work {number}")
            catalog.refresh_search(now=NOW)
        assert ItemPart.objects.count() <= 5
        assert search("rope ").total == 12
        assert catalog.searchable() == 18
        before = titles("work rope ", limit=50)
        catalog.rebuild_search(now=NOW)
        assert titles("work rope ", limit=50) == before
        assert ItemPart.objects.count() == 1


class TestDemand:
    def test_words_are_counted_by_day_without_anybody(self):
        for _ in range(6):
            catalog.note_demand(text="Underwater  Welding!", day=NOW.date())
        (found,) = catalog.demand(today=NOW.date())
        assert (found.words, found.times, found.days) == ("underwater welding", 6, 1)

    def test_what_few_asked_for_is_counted_but_not_shown(self):
        catalog.note_demand(text="my boss", day=NOW.date())
        assert catalog.demand(today=NOW.date()) == []
        assert catalog.demand_total(today=NOW.date()) == 1

    @pytest.mark.parametrize("text", ["alice@example.org", "call 0123456789", "", "?!"])
    def test_addresses_numbers_and_nothing_are_not_kept(self, text):
        catalog.note_demand(text=text, day=NOW.date())
        assert catalog.demand_total(today=NOW.date()) == 0


class TestMeaning:
    @pytest.fixture
    def calm(self, shelf):
        calm = factories.skill("Resolving conflict")
        factories.item("When a talk turns sour", teaches={calm: 2.0})
        catalog.refresh_search(now=NOW)
        return calm

    def test_where_no_words_fit_what_teaches_a_near_skill_is_found_and_said(self, calm):
        found = search("furious customers shouting", meant={calm.id: 0.6})
        assert [item.title for item in found.items] == ["When a talk turns sour"]
        assert found.by_meaning

    def test_where_words_fit_meaning_adds_nothing(self, calm):
        found = search("advanced python", meant={calm.id: 0.9})
        assert [item.title for item in found.items] == ["Advanced Python"]
        assert not found.by_meaning

    def test_what_is_retired_is_not_found_by_meaning_either(self, calm):
        catalog.retire(item_ids=[search("sour ").items[0].id], now=NOW)
        assert search("furious customers", meant={calm.id: 0.6}).total == 0


def test_very_many_matches_are_counted_by_a_sample_and_said(shelf, monkeypatch):
    for number in range(40):
        factories.item(f"Rope work {number}", provider="Ropes" if number % 2 else "Knots")
    catalog.refresh_search(now=NOW)
    assert not search("rope ").sampled
    monkeypatch.setattr(import_module("wayfare.core.search.find"), "COUNTED", 10)
    found = search("rope ")
    assert found.sampled
    assert found.total == 40
    assert sum(one.count for one in found.facets["provider"]) == 40


def test_imported_items_are_found_at_once(tmp_path):
    from wayfare.core.imports import Options

    file = tmp_path / "courses.jsonl"
    file.write_text('{"id": "1", "title": "Beekeeping for towns", "provider": "Hive"}\n', "utf-8")
    assert catalog.import_catalog(path=file, form="courses", mapping=None, options=Options()).applied
    assert titles("beekeping") == ["Beekeeping for towns"]
