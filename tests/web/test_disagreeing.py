"""Seeing an estimate differently, in a real browser: by keyboard alone, without JavaScript, and on a small screen."""

import pytest
from playwright.sync_api import Page, expect

from tests.web.conftest import PASSWORD
from tests.web.test_journey import tab_to
from wayfare.core import clock
from wayfare.inbox import api as inbox
from wayfare.learner import api as learner
from wayfare.people import api as people

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def open_way(page: Page, name: str) -> None:
    """Open one of the ways to disagree with the keyboard, and step into its form."""
    tab_to(page, name)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")


def test_my_own_word_with_the_keyboard_alone_on_a_small_dark_screen(visit, world, analyst):
    page = visit.signed_in(width=320, theme="dark")
    page.goto(f"{visit.url}/skills")
    tab_to(page, "Reading charts")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading charts")
    page.evaluate("window.stayed = true")
    open_way(page, "Say my own level")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    tab_to(page, "Say this level")
    page.keyboard.press("Enter")
    notice = page.get_by_text("Noted: level 4.")
    expect(notice).to_be_visible()
    expect(page.locator(".notice")).to_be_focused()
    assert page.evaluate("window.stayed"), "the page stays where a script can do it"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    (piece,) = learner.evidence(person_id=analyst.id, skill_id=world.charts.id)
    assert piece.level == 4.0


def test_asking_answering_and_hearing_back_with_the_keyboard_alone(visit, world, analyst, bob):
    page = visit.signed_in()
    page.goto(f"{visit.url}/skills/{world.charts.id}")
    open_way(page, "Ask my manager or a colleague")
    page.keyboard.type("Bob")
    page.keyboard.press("Tab")
    page.keyboard.type("You saw the report.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Bob has been asked")).to_be_visible()

    people.set_password(person_id=bob.id, password=PASSWORD)
    visit.email = bob.email
    other = visit.signed_in()
    tab_to(other, "Inbox")
    other.keyboard.press("Enter")
    expect(other.get_by_text("You saw the report.")).to_be_visible()
    other.get_by_role("radio").first.focus()
    other.keyboard.press("ArrowDown")
    tab_to(other, "Say this level")
    other.keyboard.press("Enter")
    expect(other.get_by_text("Alice sees that you said level 2.")).to_be_visible()
    expect(other.get_by_text("Nobody waits for an answer of yours.")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Bob, your manager then: level 2").first).to_be_visible()


def test_every_way_works_without_javascript(visit, world, analyst, bob):
    page = visit.signed_in(java_script_enabled=False)
    page.goto(f"{visit.url}/skills/{world.charts.id}")
    page.get_by_text("Say my own level").click()
    page.get_by_role("button", name="Say this level").click()
    expect(page.get_by_text("Choose a level first. Nothing was changed.")).to_be_visible()
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Say this level").click()
    expect(page.get_by_text("Noted: level 2.")).to_be_visible()
    page.get_by_text("Ask my manager or a colleague").click()
    page.get_by_label("Whom").select_option(str(bob.id))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Bob has been asked")).to_be_visible()
    page.goto(f"{visit.url}/inbox")
    page.get_by_role("button", name="Take it back").click()
    expect(page.get_by_text("You took it back from Bob.")).to_be_visible()
    assert inbox.received(person_id=bob.id, now=clock.now()) == []


def test_a_check_from_the_skill_leads_back_to_it(visit, world):
    page = visit.signed_in()
    page.goto(f"{visit.url}/skills/{world.charts.id}")
    page.get_by_role("link", name="Check me, 2 min").click()
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("button", name="I don’t know").click()
    page.get_by_role("link", name="What this rests on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading charts")
    expect(page.get_by_text("Placement: not right at level 3").first).to_be_visible()
