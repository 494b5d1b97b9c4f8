"""The whole loop in a real browser: sign in, lesson, answer, what it changed, why, not now, undo."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def tab_to(page: Page, name: str, most: int = 60) -> None:
    """Press Tab until what is focused is called ``name``."""
    for _ in range(most):
        page.keyboard.press("Tab")
        found = page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()")
        if found.startswith(name):
            return
    pytest.fail(f"{name!r} cannot be reached by Tab")


def next_step(page: Page) -> str:
    return page.locator("#next").inner_text()


def test_the_whole_loop_with_the_keyboard_alone(visit, world):
    page = visit.signed_in()
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to content")).to_be_focused()
    first = next_step(page)

    tab_to(page, "Start, ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.goto(f"{visit.url}/items/{world.lesson.id}")
    tab_to(page, "Answer the first")
    page.keyboard.press("Enter")

    page.wait_for_selector("input[name=option]")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "option":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    tab_to(page, "Check my answer")
    page.keyboard.press("Enter")

    verdict = page.locator("#verdict")
    expect(verdict).to_have_text("Right")
    expect(verdict).to_be_focused()
    expect(page.locator("#said")).to_contain_text("Right. Reading charts:")
    changed = next_step(page)
    tab_to(page, "Why this?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Why “{changed}”?")

    tab_to(page, "Not now")
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"“{changed}” stays away for 90 days.")).to_be_visible()
    assert next_step(page) != changed
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("can come up again")).to_be_visible()
    assert next_step(page) == changed


def test_the_whole_loop_without_javascript(visit, world):
    page = visit.signed_in(java_script_enabled=False)
    first = next_step(page)
    page.locator("form[action$='/start'] button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(first)
    page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#verdict")).to_have_text("Not yet. Here is why")
    expect(page.locator(".opt.right")).to_contain_text("Right")
    expect(page.locator(".opt.yours")).to_contain_text("Your answer")
    expect(page.locator(".moving")).to_have_count(1)
    changed = next_step(page)
    page.get_by_role("link", name="Why this?").click()
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("stays away for 90 days")).to_be_visible()
    assert next_step(page) != changed
    page.get_by_role("button", name="Undo").click()
    assert next_step(page) == changed


def test_an_answer_is_one_round_trip_and_the_page_stays(visit, world):
    page = visit.signed_in()
    page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
    page.evaluate("window.stayed = true")
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#verdict")).to_be_focused()
    assert page.evaluate("window.stayed")
    assert [url for url in requests if "/assets/" not in url] == [page.url]


def test_a_double_click_on_check_counts_once(visit, world, analyst):
    from wayfare.learner.models import Evidence

    page = visit.signed_in()
    page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").dblclick()
    expect(page.locator("#verdict")).to_be_visible()
    assert Evidence.objects.filter(person_id=analyst.id).count() == 1


def test_back_after_an_answer_shows_the_answer_and_counts_nothing(visit, world, analyst):
    from wayfare.learner.models import Evidence

    page = visit.signed_in()
    page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    page.get_by_role("link", name=re.compile("^Next question")).click()
    page.wait_for_selector("input[name=option]")
    page.go_back()
    expect(page.locator("#verdict")).to_be_visible()
    page.reload()
    expect(page.locator("#verdict")).to_be_visible()
    assert Evidence.objects.filter(person_id=analyst.id).count() == 1


def test_dismissing_on_the_home_page_needs_no_new_page(visit):
    page = visit.signed_in()
    page.evaluate("window.stayed = true")
    gone = next_step(page)
    page.locator(".hero").get_by_role("button", name="Not now").click()
    expect(page.get_by_text(f"“{gone}” stays away for 90 days.")).to_be_visible()
    assert next_step(page) != gone
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("can come up again")).to_be_visible()
    assert next_step(page) == gone
    assert page.evaluate("window.stayed")


def test_the_estimate_walks_only_where_motion_is_wanted(visit, world):
    for motion, walks in (("no-preference", 1), ("reduce", 0)):
        page = visit.signed_in(reduced_motion=motion)
        page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="Check my answer").click()
        page.wait_for_selector(".moving")
        assert page.evaluate("document.querySelector('.moving').getAnimations().length") == walks


def test_an_answer_that_does_not_arrive_says_so_and_can_be_sent_again(visit, world):
    page = visit.signed_in()
    page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
    page.get_by_role("radio").first.check()
    page.context.set_offline(True)
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not reach us")
    page.context.set_offline(False)
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator("#verdict")).to_be_visible()
    expect(page.locator("#trouble")).to_be_hidden()
    visit.complaints.clear()  # the browser complains about the lost connection, rightly


def test_a_session_that_ended_leads_to_the_sign_in_page(visit, world):
    page = visit.signed_in()
    page.goto(f"{visit.url}/items/{world.lesson.id}/questions/1")
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    page.wait_for_url("**/sign-in*")
