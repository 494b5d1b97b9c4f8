"""Searching in the pages: what was found, ways to narrow it down, and what happens when there is nothing."""

import html
import re

import pytest

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.catalog import duplicates
from wayfare.catalog.models import Item
from wayfare.core import clock
from wayfare.people import api as people
from wayfare.skills import api as skills


@pytest.fixture
def indexed(world, analyst, bob, charlie):
    """Let everything in the company be found."""
    factories.person("Dana", active=False, job_title="Chart keeper")
    index()
    return world


def index():
    for room in (catalog, skills, people):
        room.refresh_search(now=clock.now())


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.mark.usefixtures("indexed")
class TestPage:
    def test_items_skills_and_people_come_in_groups(self, client, alice):
        text = page(client, "/search?q=chart")
        assert "Read the chart first" in text
        assert ">Reading charts</a>" in text
        assert "2 items, 1 skill" in text

    def test_people_are_found_by_name_and_by_team_and_not_by_address(self, client):
        assert "<b>Bob</b>" in page(client, "/search?q=bob")
        assert "<b>Charlie</b>" in page(client, "/search?q=finance")
        assert "<b>Bob</b>" not in page(client, "/search?q=example.org")

    def test_who_has_left_is_not_found(self, client):
        assert "Dana" not in page(client, "/search?q=chart+keeper")

    def test_slips_are_forgiven_and_said(self, client):
        text = page(client, "/search?q=cahrt+first")
        assert "Read the chart first" in text
        assert "“cahrt” is not known here; it was read as “chart”." in text

    def test_facets_are_links_with_counts(self, client, world):
        text = page(client, "/search?q=chart")
        found = re.search(
            r'<a href="([^"]*format=lesson[^"]*)"><span>Lesson</span><span class="num small">1</span>', text
        )
        assert found, text
        narrowed = page(client, found.group(1))
        assert "1 item" in narrowed
        assert "Statistics" not in narrowed
        assert "(take this out)" in narrowed
        assert 'href="/search?q=chart"' in narrowed, "the way back"

    def test_what_is_typed_comes_back_as_text(self, client):
        text = client.get("/search", {"q": '<script>alert("x")</script>'}).content.decode()
        assert "<script>alert" not in text

    def test_pages_follow_each_other(self, client):
        for number in range(25):
            factories.item(f"Rope work {number}")
        index()
        text = page(client, "/search?q=rope")
        assert "25 items" in text
        assert 'rel="next"' in text
        last = page(client, "/search?q=rope&page=3")
        assert last.count("Rope work") >= 5
        assert 'rel="next"' not in last

    def test_a_search_in_vain_says_so_offers_a_way_on_and_is_counted(self, client):
        text = page(client, "/search?q=underwater+welding")
        assert "Nothing was found" in text
        assert "without your name" in text
        assert catalog.demand_total(today=clock.now().date()) == 1

    def test_a_search_that_only_labels_made_empty_is_not_counted(self, client):
        text = page(client, "/search?q=chart&provider=Nobody")
        assert "Search without what you chose" in text
        assert catalog.demand_total(today=clock.now().date()) == 0

    def test_nothing_asked_shows_where_to_begin(self, client):
        text = page(client, "/search")
        assert "What your role asks for" in text
        assert "What teaches it" in text

    def test_a_skill_alone_finds_what_teaches_it(self, client, world):
        text = page(client, f"/search?skill={world.feedback.id}")
        assert "Say what you saw" in text
        assert "1 item" in text

    @pytest.mark.parametrize(
        "address",
        [
            "/search?q=" + "x" * 5000,
            "/search?q=%00",
            "/search?q=a&page=-1",
            "/search?q=a&page=99999999999999999999",
            "/search?q=a&in=nothing",
            "/search?skill=abc",
            "/search?level=9&minutes=none",
            "/search?q=%F0%9F%98%80",
        ],
    )
    def test_a_strange_address_is_answered(self, client, address):
        page(client, address)

    def test_every_page_has_the_box(self, client):
        assert 'id="seek"' in page(client, "/")

    def test_the_signed_out_see_no_box_and_are_sent_to_sign_in(self, db):
        from django.test import Client

        assert 'id="seek"' not in Client().get("/sign-in").content.decode()
        assert Client().get("/search?q=chart").status_code == 302


@pytest.mark.usefixtures("indexed")
class TestGlance:
    def test_a_beginning_finds_a_few_of_each(self, client):
        text = page(client, "/search/now?q=char")
        assert "Read the chart first" in text
        assert "Reading charts" in text
        assert "Charlie" in text

    def test_nothing_typed_is_nothing_shown(self, client):
        assert page(client, "/search/now?q=") == ""

    def test_typing_counts_as_no_demand(self, client):
        assert "Nothing so far" in page(client, "/search/now?q=zzzzzzzz")
        assert catalog.demand_total(today=clock.now().date()) == 0


@pytest.mark.usefixtures("indexed")
@pytest.mark.browser
@pytest.mark.xdist_group("browser")
class TestBrowser:
    def test_a_slash_goes_to_the_box_and_typing_shows_what_there_is(self, visit):
        page = visit.signed_in()
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "seek"
        page.keyboard.type("chrat")
        page.get_by_role("link", name="Read the chart first").first.wait_for()
        page.keyboard.press("Escape")
        assert not page.locator("#quick").is_visible()
        page.keyboard.press("/")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=chrat")
        assert page.locator("h1").inner_text() == "“chrat”"

    def test_a_slash_in_a_text_is_a_slash(self, visit):
        page = visit.signed_in()
        page.goto(f"{visit.url}/search")
        page.get_by_label("Search items, skills and people").fill("a")
        page.keyboard.press("/")
        assert page.get_by_label("Search items, skills and people").input_value() == "a/"

    def test_all_of_it_works_without_a_script(self, visit):
        page = visit.signed_in(java_script_enabled=False)
        page.get_by_label("Search items, skills and people").fill("chart")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=chart")
        page.get_by_role("link", name="Lesson").first.click()
        page.wait_for_url("**format=lesson**")
        assert page.get_by_role("link", name="Read the chart first").is_visible()


def test_what_others_offer_too_is_shown_once_with_how_many(client, world):
    twin = {"kind": "course", "summary": "Six weeks of statistics.", "source": "test", "digest": "", "language": "en"}
    for provider in ("Otherwell", "Thirdwell"):
        Item.objects.create(title="Statistics, the long way", provider=provider, source_id=provider, **twin)
    duplicates.find(clock.now())
    catalog.refresh_search(now=clock.now())
    text = client.get("/search?q=statistics").content.decode()
    assert text.count("Statistics, the long way</a>") == 1
    assert "also at 2 providers" in text
