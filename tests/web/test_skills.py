import re

from tests import factories
from tests.web.test_items import believed
from wayfare.people.models import PersonRole


def page(client):
    answer = client.get("/skills")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_skills_of_the_role_come_with_target_and_what_is_known(client, world, analyst):
    believed(analyst, world.charts, 2.5)
    text = page(client)
    assert "Reading charts" in text
    assert "role needs level 4" in text
    assert "About 2½, likely" in text
    assert "9 answers" in text
    assert "We do not know yet" in text, "about the other skill"
    assert "0 answers" in text


def test_other_skills_with_answers_are_listed_apart(client, analyst):
    believed(analyst, factories.skill("Knots"), 3.0)
    text = page(client)
    assert "Others that something is known about" in text
    assert "Knots" in text


def test_the_drawing_has_its_table(client, world, analyst):
    believed(analyst, world.charts, 2.5)
    assert re.search(r'<th scope="row">Reading charts</th><td class="num">2\.50</td>', page(client))


def test_without_a_settled_role_there_is_one_way_on(signed_in, charlie, world):
    factories.holds(charlie, world.role, PersonRole.State.PROPOSED, 0.6)
    text = page(signed_in(charlie))
    assert "Which skills count depends on your role" in text
    assert 'href="/role"' in text


def test_nobody_else_s_skills_are_shown(client, world, bob):
    believed(bob, factories.skill("Beekeeping"), 4.0)
    assert "Beekeeping" not in page(client)
