"""The learning team's queue of proposed skills: who sees it, what it shows, deciding many at once, and taking it back."""

import pytest

from tests import factories
from tests.web.test_skill import HX, text_of
from wayfare.catalog import api as catalog
from wayfare.catalog.models import ItemSkill
from wayfare.core import clock
from wayfare.people import api as people

State, Origin = ItemSkill.State, ItemSkill.Origin


@pytest.fixture
def team(charlie, signed_in):
    """Return the browser of Charlie, who belongs to the learning team."""
    people.set_learning_team(person_id=charlie.id, member=True, now=clock.now())
    return signed_in(charlie)


@pytest.fixture
def waiting(world):
    """Three proposals about charts, the surest first, and one about feedback."""
    titles = (("How charts lie", 0.9), ("Drawing bars", 0.6), ("Spreadsheets", 0.3))
    found = [factories.proposal(factories.item(title), world.charts, confidence=sure) for title, sure in titles]
    return [*found, factories.proposal(factories.item("Say it kindly"), world.feedback, words="“kindly”")]


def states(rows):
    found = dict(ItemSkill.objects.filter(id__in=[row.id for row in rows]).values_list("id", "state"))
    return [found[row.id] for row in rows]


def post(client, verdict, *rows, to="/proposals/decide", **extra):
    return client.post(to, {"verdict": verdict, "proposal": [row.id for row in rows], **extra}, headers=HX)


# --- who
def test_only_the_learning_team_and_administrators_see_it(client, signed_in, bob, waiting):
    assert client.get("/proposals").status_code == 403
    assert post(client, "approve", waiting[0]).status_code == 403
    assert client.post("/proposals/undo").status_code == 403
    assert states(waiting) == [State.PROPOSED] * 4
    account = people.account_for(person_id=bob.id)
    account.is_admin = True
    account.save()
    assert signed_in(bob).get("/proposals").status_code == 200


def test_who_has_left_the_learning_team_sees_it_no_longer(team, charlie):
    assert team.get("/proposals").status_code == 200
    people.set_learning_team(person_id=charlie.id, member=False, now=clock.now())
    assert team.get("/proposals").status_code == 403


def test_the_way_there_is_shown_to_those_who_may_go_it(client, team):
    assert 'href="/proposals"' not in text_of(client.get("/settings"))
    assert 'href="/proposals"' in text_of(team.get("/settings"))


# --- what waits
def test_what_waits_is_shown_by_skill_with_the_words_it_rests_on(team, waiting):
    text = text_of(team.get("/proposals"))
    assert "4 proposals wait in 2 skills." in text
    assert text.index("Reading charts</h2>") < text.index("Giving feedback</h2>")
    assert text.index("How charts lie") < text.index("Drawing bars") < text.index("Spreadsheets")
    assert "Rests on: “kindly”" in text
    assert "90 % sure" in text
    assert "Approve these 3" in text


def test_by_item_each_item_stands_once_with_its_skills(team, world, waiting):
    factories.proposal(waiting[0].item, world.feedback)
    text = text_of(team.get("/proposals?by=item"))
    assert "5 proposals wait about 4 items." in text
    assert text.count("How charts lie</h2>") == 1
    assert "<b>Giving feedback</b>" in text


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("sure=sure", ["How charts lie"]),
        ("sure=likely", ["Drawing bars", "Say it kindly"]),
        ("sure=unsure", ["Spreadsheets"]),
        ("q=KINDLY", ["Say it kindly"]),
        ("origin=provider", []),
        ("sure=nonsense&origin=none&page=x&after=1:x&one=x", ["How charts lie", "Say it kindly"]),
    ],
)
def test_what_is_asked_for_narrows_it_down(team, waiting, asked, titles):
    text = text_of(team.get(f"/proposals?{asked}"))
    everything = {"How charts lie", "Drawing bars", "Spreadsheets", "Say it kindly"}
    if not asked.startswith("sure=nonsense"):
        assert {title for title in everything if title in text} == set(titles)
    assert all(title in text for title in titles)


def test_a_provider_s_own_word_is_named_as_such(team, world):
    factories.proposal(factories.item("Graphs"), world.charts, origin=Origin.PROVIDER)
    assert "The provider says: “reading charts”" in text_of(team.get("/proposals"))


def test_a_large_heap_is_shown_in_part_and_alone_page_by_page(team, world, monkeypatch):
    monkeypatch.setattr("wayfare.web.curating.ALONE", 4)
    for number in range(7):
        factories.proposal(factories.item(f"Bars {number}"), world.charts, confidence=0.9 - number / 100)
    text = text_of(team.get("/proposals"))
    assert "Bars 4" in text
    assert "Bars 5" not in text
    alone = text_of(team.get(f"/proposals?one={world.charts.id}"))
    assert ("Bars 3" in alone, "Bars 4" in alone) == (True, False)
    onward = alone.split('rel="next"')[0].rpartition('href="')[2].rstrip('" ').replace("&amp;", "&")
    rest = text_of(team.get(onward))
    assert ("Bars 3" in rest, "Bars 4" in rest, "Bars 6" in rest) == (False, True, True)


def test_nothing_waiting_offers_a_next_step(team, world):
    assert "Nothing waits." in text_of(team.get("/proposals"))
    assert "Show all proposals" in text_of(team.get("/proposals?q=zzz"))


# --- deciding
def test_many_are_approved_at_once_and_taken_back(team, waiting):
    answer = post(team, "approve", *waiting[:2])
    assert "2 proposals approved." in text_of(answer)
    assert states(waiting) == [State.APPROVED, State.APPROVED, State.PROPOSED, State.PROPOSED]
    assert "data-undo" in answer.content.decode()
    back = text_of(team.post("/proposals/undo", headers=HX))
    assert "2 proposals wait again." in back
    assert states(waiting) == [State.PROPOSED] * 4
    assert "data-undo" not in back
    assert "0 proposals wait again." in text_of(team.post("/proposals/undo", headers=HX))


def test_all_that_is_shown_of_a_heap_is_decided_by_one_button(team, world, waiting):
    shown = " ".join(str(row.id) for row in waiting[:3])
    heap = world.charts.id
    answer = team.post(
        "/proposals/decide", {"verdict": f"reject:{heap}", f"shown-{heap}": shown, "proposal": waiting[3].id}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, "/proposals")
    assert states(waiting) == [State.REJECTED] * 3 + [State.PROPOSED]
    assert "3 proposals rejected." in text_of(team.get("/proposals"))


def test_undo_leaves_what_somebody_else_decided_since(team, waiting):
    post(team, "approve", *waiting[:2])
    catalog.decide(approved=[], rejected=[waiting[0].id], by=None, now=clock.now())
    team.post("/proposals/undo", headers=HX)
    assert states(waiting[:2]) == [State.REJECTED, State.PROPOSED]


def test_nothing_ticked_changes_nothing_and_says_so(team, waiting):
    answer = post(team, "approve")
    assert answer.status_code == 422
    assert "Tick at least one proposal first." in text_of(answer, 422)
    assert post(team, "neither", waiting[0]).status_code == 422
    assert states(waiting) == [State.PROPOSED] * 4


def test_what_was_asked_for_stays_after_a_decision(team, waiting):
    answer = post(team, "approve", waiting[0], to="/proposals/decide?by=item&sure=sure")
    text = text_of(answer)
    assert '<option value="item" selected>' in text
    assert "Nothing waits that is like this." in text


def test_what_decisions_have_taught_is_said(team, waiting):
    assert "From 20 of each on" in text_of(team.get("/proposals"))


@pytest.mark.browser
@pytest.mark.xdist_group("browser")
def test_the_queue_is_worked_by_keyboard(visit, analyst, waiting):
    people.set_learning_team(person_id=analyst.id, member=True, now=clock.now())
    page = visit.signed_in()
    page.goto(f"{visit.url}/proposals")
    boxes = page.locator("input[name=proposal]")
    boxes.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    assert "Ticked: 1" in page.locator("[data-ticked]").inner_text()
    page.keyboard.press("r")
    page.wait_for_selector(".notice")
    assert states(waiting) == [State.PROPOSED, State.REJECTED, State.PROPOSED, State.PROPOSED]
    boxes.first.focus()
    page.keyboard.press("u")
    page.get_by_text("1 proposal waits again.").wait_for()
    assert states(waiting) == [State.PROPOSED] * 4
    boxes.first.focus()
    page.keyboard.press("a")
    page.get_by_text("1 proposal approved.").wait_for()
    assert states(waiting)[0] == State.APPROVED
