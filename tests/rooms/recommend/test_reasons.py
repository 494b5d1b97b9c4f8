"""Reasons: true sentences about the term that put an item there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.types import Gaussian, LearnerState, Term
from wayfare.learner.api import Snapshot
from wayfare.people.api import RoleView
from wayfare.recommend import reasons
from wayfare.skills.api import SkillView

NAMES = {1: SkillView(1, "Reading charts", "practice", "data", "", ())}
SOURCES = ("role", "goal", "project", "prerequisite", "starter", "group")
ASKERS = {f"{source}:1": "Operations Analyst" for source in SOURCES}
ROLE = RoleView(9, "Operations Analyst", "stated", 1.0, "")


def snapshot(answers: int) -> Snapshot:
    state = LearnerState(Gaussian(0.0, 0.35), {1: Gaussian(2.4, 0.3)})
    return Snapshot(1, answers, "hash", state, {1: answers} if answers else {})


def term(source: str, target: float = 3.0, sd: float = 0.5) -> Term:
    return Term(f"{source}:1", 1, 0.2, {"source": source, "target": target, "mean": 2.4, "sd": sd})


@pytest.mark.parametrize(
    ("level", "said"),
    [(1.0, "1"), (1.2, "1"), (1.3, "1½"), (2.5, "2½"), (2.74, "2½"), (2.8, "3"), (0.4, "1"), (5.0, "5"), (5.6, "5")],
)
def test_levels_are_said_in_halves(level: float, said: str) -> None:
    assert reasons.halves(level) == said


@given(st.floats(1, 5))
def test_a_level_in_halves_is_never_more_than_a_quarter_off(level: float) -> None:
    said = reasons.halves(level).replace("½", ".5")
    assert abs(float(said) - level) <= 0.25 + 1e-9


def test_a_reason_names_role_skill_target_and_where_somebody_is() -> None:
    said = reasons.sentence(term("role"), NAMES, ASKERS, snapshot(4))
    assert all(word in said for word in ("Operations Analyst", "Reading charts", "level 3", "2½"))


def test_a_vague_estimate_is_said_to_be_vague() -> None:
    vague = reasons.sentence(term("role", sd=0.9), NAMES, ASKERS, snapshot(1))
    clear = reasons.sentence(term("role", sd=0.5), NAMES, ASKERS, snapshot(1))
    assert "not sure yet" in vague
    assert "not sure" not in clear


def test_without_an_answer_it_says_that_the_level_is_not_known() -> None:
    said = reasons.sentence(term("role"), NAMES, ASKERS, snapshot(0))
    assert "do not know your level yet" in said
    assert "2½" not in said


def test_a_prerequisite_says_that_it_comes_before_others() -> None:
    said = reasons.sentence(term("prerequisite", 2.0), NAMES, ASKERS, snapshot(0))
    assert said == "Reading charts comes first: other skills that “Operations Analyst” needs build on it."


def test_a_borrowed_role_says_that_it_is_not_personal_yet() -> None:
    said = reasons.sentence(term("starter"), NAMES, ASKERS, snapshot(0))
    assert "Not personal yet" in said
    assert "Operations Analyst" not in said  # who is no analyst need not wonder; the page behind it says so
    assert "Reading charts" in said


def test_what_the_group_asks_for_beside_the_role_says_so() -> None:
    said = reasons.sentence(term("group"), NAMES, ASKERS, snapshot(0))
    assert all(word in said for word in ("professional group", "Reading charts"))
    assert "Not personal yet" not in said


@pytest.mark.parametrize(("source", "says"), [("goal", "Your goal"), ("project", "Your project")])
def test_what_somebody_set_themselves_is_named(source: str, says: str) -> None:
    said = reasons.sentence(term(source), NAMES, ASKERS, snapshot(4))
    assert said.startswith(f"{says} “Operations Analyst” needs Reading charts at level 3.")


def test_what_others_did_is_said_without_names() -> None:
    facts: dict[str, float | str] = {"source": "popular", "people": 12.0, "share": 0.4, "role": "Analyst"}
    said = reasons.sentence(Term("popular", 0, 0.1, facts), NAMES, {}, snapshot(0))
    assert said == "Not personal yet: 12 people in the role Analyst have finished it."
    facts = {"source": "popular", "people": 12.0, "share": 0.4, "role": ""}
    assert "12 people here" in reasons.sentence(Term("popular", 0, 0.1, facts), NAMES, {}, snapshot(0))
    for source, says in (("together", "Goes with"), ("next", "went on with this soon after"), ("alike", "Few here")):
        facts = {"source": source, "item": "Charts"}
        said = reasons.sentence(Term(source, 0, 0.1, facts), NAMES, {}, snapshot(0))
        assert "“Charts”" in said
        assert says in said


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (None, "do not know your role"),
        (RoleView(9, "Operations Analyst", "proposed", 0.5, ""), "We think your role is Operations Analyst"),
        (ROLE, "Nothing is left in the catalogue"),
    ],
)
def test_an_empty_feed_says_why(role: RoleView | None, words: str) -> None:
    assert words in reasons.nothing(role)


def test_where_somebody_set_minutes_or_formats_an_empty_feed_says_so() -> None:
    assert "you set" in reasons.nothing(ROLE, narrowed=True)
