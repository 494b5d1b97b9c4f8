"""No page breaks a rule that can be checked, in any theme or width."""

import uuid

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.learner import api as learner
from wayfare.people import api as people
from wayfare.recommend import api as recommend
from wayfare.skills import api as skills

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = AXE_FILE_PATH.read_text("utf-8")
WIDTHS = (320, 768, 1280)
THEMES = ("light", "dark")
TOO_SMALL = """() => [...document.querySelectorAll("a[href], button, input, summary")]
  .filter(one => one.checkVisibility() && one.type !== "hidden" && !one.closest("p, .jump, label"))
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 23.5))
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)"""
HIDDEN_FOCUS = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const bar = document.querySelector(".rail").getBoundingClientRect();
  if (document.activeElement.closest(".rail") || document.activeElement === document.body) return "";
  const gone = box.bottom <= 0 || box.top >= innerHeight || (bar.top > 0 && box.top >= bar.top - 1 && bar.bottom >= innerHeight);
  return gone ? document.activeElement.outerHTML.slice(0, 90) : "";
}"""


@pytest.fixture
def addresses(world, analyst, bob):
    """Return every page a person can be on."""
    now = clock.now()
    for option, question in enumerate(world.questions[:2]):
        learner.answer(
            person_id=analyst.id, version_id=question.id, response=[option], attempt_id=uuid.uuid4(), now=now
        )
    for asker, asked in ((analyst, bob), (bob, analyst)):
        learner.ask_about(person_id=asker.id, skill_id=world.charts.id, asked_id=asked.id, note="You saw it.", now=now)
    view = recommend.feed(person_id=analyst.id, now=clock.now())
    factories.proposal(factories.item("How charts lie", provider="Learnwell"), world.charts, confidence=0.9)
    people.set_learning_team(person_id=analyst.id, member=True, now=now)
    for room in (catalog, skills, people):
        room.refresh_search(now=now)
    attempt = "6f1c6a52-7f0b-4d4c-9f55-2a7f0a1b2c3d"
    return {
        "home": "/",
        "lesson": f"/items/{world.lesson.id}",
        "course": f"/items/{world.course.id}",
        "question": f"/questions/{world.questions[0].id}/{attempt}",
        "several": f"/questions/{world.questions[2].id}/{attempt}",
        "why": f"/why/{view.next.decision}",
        "skills": "/skills",
        "skill": f"/skills/{world.charts.id}",
        "skill without questions": f"/skills/{world.feedback.id}",
        "inbox": "/inbox",
        "week": "/week",
        "role": "/role?q=analyst",
        "settings": "/settings",
        "help": "/help",
        "search": "/search?q=chart",
        "search, narrowed down": "/search?q=chart&format=lesson",
        "search, misspelt": "/search?q=cahrts",
        "search, in vain": "/search?q=zzzzzz",
        "search, nothing asked": "/search",
        "people": "/search?q=bob&in=people",
        "proposals": "/proposals",
        "proposals, by item": "/proposals?by=item",
        "proposals, of one skill": f"/proposals?one={world.charts.id}",
        "proposals, none": "/proposals?q=zzz",
        "nothing": "/nothing/here",
    }


def check(page: Page, name: str) -> list[str]:
    """Return what is wrong with the page that is open, at every width."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(AXE)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        broken = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        found += [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in broken]
        found += [f"small target {one}" for one in page.evaluate(TOO_SMALL)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"scrolls sideways at {width}")
    return [f"{name}: {one}" for one in found]


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_keeps_the_rules_at_every_width(visit, addresses, theme):
    wrong = check(visit.open(theme=theme), "sign-in")
    page = visit.signed_in(theme=theme)
    for name, address in addresses.items():
        page.goto(visit.url + address)
        wrong += check(page, name)
    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("theme", THEMES)
def test_every_page_that_follows_an_act_keeps_the_rules(visit, addresses, theme):
    page = visit.signed_in(theme=theme)
    page.goto(visit.url + addresses["question"])
    page.get_by_role("button", name="Check my answer").click()
    page.wait_for_selector("#error")
    wrong = check(page, "nothing chosen")
    page.get_by_role("radio").nth(1).check()
    page.get_by_role("button", name="Check my answer").click()
    page.wait_for_selector("#verdict")
    wrong += check(page, "answered")
    page.goto(visit.url)
    page.locator(".hero").get_by_role("button", name="Not now").click()
    page.wait_for_selector(".notice")
    wrong += check(page, "dismissed")
    page.goto(visit.url + addresses["skill without questions"])
    page.get_by_role("button", name="Say this level").click()
    page.wait_for_selector("#say-error")
    wrong += check(page, "no level chosen")
    page.get_by_role("radio").nth(2).check()
    page.get_by_role("button", name="Say this level").click()
    page.wait_for_selector(".notice")
    assert wrong + check(page, "level said") == []


def test_the_focus_is_never_hidden_behind_the_bar(visit, addresses):
    page = visit.signed_in(width=320)
    for name in ("home", "lesson", "why", "settings", "skill", "inbox", "proposals"):
        page.goto(visit.url + addresses[name])
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(HIDDEN_FOCUS) == "", name


@pytest.mark.parametrize("theme", THEMES)
def test_a_chosen_theme_wins_over_the_systems(visit, theme):
    page = visit.signed_in(theme="dark" if theme == "light" else "light")
    page.goto(f"{visit.url}/settings")
    page.get_by_label("Light" if theme == "light" else "Dark", exact=True).check()
    page.get_by_role("button", name="Keep this").click()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(242, 245, 243)", "dark": "rgb(13, 21, 18)"}[theme]


def test_forced_colours_keep_every_button_visible(visit, addresses):
    page = visit.signed_in(forced_colors="active")
    for name in ("home", "question"):
        page.goto(visit.url + addresses[name])
        widths = page.evaluate(
            "[...document.querySelectorAll('main .btn:not(.quiet), main .post')].map(b => getComputedStyle(b).borderTopWidth)"
        )
        assert widths
        assert "0px" not in widths


def test_print_leaves_out_what_cannot_be_pressed_on_paper(visit, addresses):
    page = visit.signed_in()
    page.goto(visit.url + addresses["lesson"])
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert page.locator(".segment").first.is_visible()
    assert not page.get_by_role("link", name="Answer the first").is_visible()
