import dataclasses
import math
import re

import msgspec
import pytest

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.core import clock
from wayfare.engine.ranking import gain
from wayfare.engine.types import Gaussian, Teaches
from wayfare.recommend import api as recommend
from wayfare.web import whys


@pytest.fixture
def pick(analyst):
    return recommend.feed(person_id=analyst.id, now=clock.now()).next


def page(client, pick):
    answer = client.get(f"/why/{pick.decision}")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_why_says_the_reason_the_terms_and_their_weight(client, pick):
    text = page(client, pick)
    assert pick.reason in text
    assert f"Your role needs {pick.skill}" in text
    assert "counted most" in text
    assert "Wanted: level" in text


def test_why_shows_the_numbers_that_make_the_score(client, pick):
    text = page(client, pick)
    shown = [float(value) for value in re.findall(r'<td class="num">(?:× )?(\d\.\d+)</td>', text)]
    score = float(re.search(r'<td class="num"><b>(\d\.\d+)</b>', text)[1])
    terms, factors = shown[: len(pick.terms)], shown[len(pick.terms) :]
    assert len(factors) == len(pick.factors)
    assert math.isclose(sum(terms) * math.prod(factors), score, rel_tol=2e-2)


def test_why_names_the_decision_the_rule_and_the_time(client, pick):
    text = page(client, pick)
    assert whys.name(pick.decision) in text
    assert recommend.POLICY.name in text
    assert "today, " in text
    assert "Nothing here is binding." in text
    assert "Pay and performance reviews" in text


def test_why_of_somebody_else_is_not_to_be_seen(pick, signed_in, bob):
    assert signed_in(bob).get(f"/why/{pick.decision}").status_code == 404


def test_an_old_decision_can_still_be_read_and_says_that_it_is_old(client, pick, analyst):
    recommend.dismiss(person_id=analyst.id, item_id=pick.item, now=clock.now())
    assert "Your list has been worked out anew since then." in page(client, pick)


@pytest.mark.parametrize(("ceiling", "target"), [(2.0, 4.0), (3.0, 3.0), (4.0, 2.0), (4.0, 4.0)])
@pytest.mark.parametrize("spread", [0.0, 0.2])
def test_at_the_level_that_is_named_the_reason_really_is_gone(ceiling, target, spread):
    part = Teaches(skill=1, level=ceiling, confidence=1.0, spread=spread)
    level = whys.leaving_level(1.1, part, target)
    assert level is not None

    def gained(at):
        return gain.expected_gain(Gaussian(at, whys.SURE**2), part, target, recommend.POLICY)

    assert gained(level) < recommend.POLICY.least_gain <= gained(level - whys.STEP)
    assert all(gained(level + step / 4) < recommend.POLICY.least_gain for step in range(1, 8))


def test_where_no_level_would_do_nothing_is_claimed():
    assert whys.leaving_level(0.7, Teaches(skill=1, level=6.0, confidence=1.0), 6.0) is None


def test_without_its_only_reason_an_item_is_not_suggested(client, pick):
    assert len(pick.terms) == 1
    assert f"Without the need for {pick.skill}" in page(client, pick)
    assert "It is not suggested at all." in page(client, pick)


def test_without_its_strongest_reason_a_pick_falls_behind_the_next(analyst, world):
    second = factories.skill("Drawing")
    factories.target(world.role, second, level=2.0, importance=1.0)
    loved = {"rating": 4.9, "ratings": 9000, "learners": 900_000}
    both = factories.item("Reading charts, drawing", teaches={world.charts: 4.0, second: 2.0}, minutes=30, **loved)
    view = recommend.feed(person_id=analyst.id, now=clock.now())
    pick = next(one for one in [view.next, *view.picks] if one.item == both.id)
    assert len(pick.terms) == 2
    account = whys.account(
        recommend.why(person_id=analyst.id, decision_id=pick.decision), catalog.item(item_id=both.id), view
    )
    [change] = [change for change in account.changes if change.what.startswith("Without")]
    values = sorted(term["value"] for term in pick.terms)
    assert pick.without.score == pytest.approx(values[0] * math.prod(pick.factors.values()))
    assert pick.without.rank > 1
    assert f"number {pick.without.rank} of" in change.effect


def test_a_factor_that_made_no_difference_is_not_mentioned(client, pick):
    assert pick.factors["retention"] == 1.0
    assert "How much of it stays" not in page(client, pick)


def test_what_no_review_brings_back_says_so(client, analyst, monkeypatch):
    view = recommend.feed(person_id=analyst.id, now=clock.now())
    fading = next(pick for pick in (view.next, *view.picks) if pick.factors["retention"] < 1)
    assert "No questions here would bring it back in reviews" in page(client, fading)


def test_a_decisions_name_is_its_number_in_fours():
    assert whys.name(1) == "0000-0000-0000-0001"
    assert int(whys.name(2**62 + 5).replace("-", ""), 16) == 2**62 + 5


def test_words_of_the_job_in_the_title_count_but_are_not_the_reason(client, analyst, monkeypatch):
    view = recommend.feed(person_id=analyst.id, now=clock.now())
    top = view.next.terms[0]
    fit = {"source": "fit", "skill": view.next.skill, "words": "weekly report", "share": 0.5, "of": top["value"]}
    terms = [*view.next.terms, {"name": "fit", "value": 0.45 * top["value"], "evidence": fit}]
    with_fit = msgspec.structs.replace(view.next, terms=terms)
    decision = dataclasses.replace(
        recommend.why(person_id=analyst.id, decision_id=view.next.decision), payload=msgspec.to_builtins(with_fit)
    )
    account = whys.account(decision, catalog.item(item_id=view.next.item), view)
    assert account.fit.words == "weekly report"
    assert len(account.terms) == 1
    assert [change.effect for change in account.changes][-1] == "It is not suggested at all."
    monkeypatch.setattr(recommend, "why", lambda **_: decision)
    assert "Its title speaks of: weekly report." in page(client, view.next)
