"""Placement and review in a real browser: by keyboard alone, without JavaScript, and by the rules of accessibility."""

import uuid
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.web.test_accessibility import check
from tests.web.test_journey import tab_to
from wayfare.core import clock
from wayfare.learner import api as learner

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def enough(world):
    """Put enough questions about charts into the bank for a test to end."""
    for _ in range(8):
        factories.question(world.charts, level=4.0)
    return world


def test_showing_a_skill_with_the_keyboard_alone(visit, enough):
    page = visit.signed_in()
    page.goto(f"{visit.url}/skills/{enough.charts.id}/check")
    tab_to(page, "Begin")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Why this question?")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "option":
            break
    page.keyboard.press("Space")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")
    expect(page.locator("#verdict")).to_be_focused()
    tab_to(page, "Next question")
    page.keyboard.press("Enter")
    expect(page.get_by_text("question 2, at most 8")).to_be_visible()
    tab_to(page, "Stop here")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What was found: Reading charts")
    tab_to(page, "To my next step")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{visit.url}/")


def test_showing_a_skill_without_javascript(visit, enough):
    page = visit.signed_in(java_script_enabled=False)
    page.goto(f"{visit.url}/place/skill/{enough.charts.id}")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#verdict")).to_have_text("Right")
    page.get_by_role("button", name="Stop here").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was found: Reading charts")


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_of_it_keeps_the_rules(visit, enough, analyst, theme):
    faded = factories.question(factories.skill("Sampling"))
    learner.answer(
        person_id=analyst.id,
        version_id=faded.id,
        response=[0],
        attempt_id=uuid.uuid4(),
        now=clock.now() - timedelta(days=200),
    )
    page, wrong = visit.signed_in(theme=theme), []

    def look(name, address=""):
        if address:
            page.goto(visit.url + address)
        wrong.extend(check(page, name))

    look("home with something due", "/")
    look("role", f"/place/role/{enough.role.id}")
    look("no questions", f"/place/skill/{enough.feedback.id}")
    look("before", f"/place/skill/{enough.charts.id}")
    page.get_by_role("button", name="Begin").click()
    look("question")
    page.get_by_role("button", name="Check my answer").click()
    page.wait_for_selector("#error")
    look("nothing chosen")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    page.wait_for_selector("#verdict")
    look("verdict")
    page.get_by_role("button", name="Stop here").click()
    look("not clear")
    through(page, visit.url, enough)
    look("shown")
    look("review", "/review")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    page.wait_for_selector("#verdict")
    look("reviewed")
    page.get_by_role("link", name="That was all").click()
    look("forecast")
    assert wrong == []


def through(page, url, world):
    """Show the skill from the beginning to the end."""
    page.goto(f"{url}/place/skill/{world.charts.id}")
    page.get_by_role("button", name="Begin").click()
    for _ in range(8):
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Check my answer").click()
        page.get_by_role("link", name="Next question").or_(page.get_by_role("link", name="See what was found")).click()
        if page.get_by_text("You can do this").count():
            return
    pytest.fail("it does not end")
