"""Tagging by words and by meaning, and what decisions teach."""

import random

import pytest

from tests.engine.matching.encoding import Thesaurus
from wayfare.engine.matching.blend import Blend
from wayfare.engine.matching.hybrid import Label, Matcher
from wayfare.engine.matching.hybrid_tagging import ASKED_LEAST, ASKED_MOST, HybridTagger, Learned, learn
from wayfare.engine.matching.tagging import FLOOR, MOST_TAGS, Phrase, SkillTerms, Tagger, Texts

LEADERSHIP, WELDING, PYTHON, BAKING = range(1, 5)
TAGGER = Tagger(
    [
        SkillTerms(LEADERSHIP, (Phrase("leadership", 0.92), Phrase("team", 0.36))),
        SkillTerms(WELDING, (Phrase("welding", 0.92),)),
        SkillTerms(PYTHON, (Phrase("Python", 0.9, name=True),), product=True),
    ]
)
ENCODER = Thesaurus("leadership boss team", "welding torch solder", "baking bread")
START = Blend({"title_meaning": 6.0}, -5.0)


@pytest.fixture
def matcher() -> Matcher:
    return Matcher([Label(LEADERSHIP, "leadership"), Label(WELDING, "welding"), Label(BAKING, "baking")], ENCODER)


def tagged(tagger: HybridTagger, title: str, **more: str) -> dict[int, float]:
    (tags,) = tagger.tag([Texts(title, **more)])
    return {tag.skill: tag.confidence for tag in tags}


def test_what_only_the_model_finds_is_a_question(matcher: Matcher) -> None:
    found = tagged(HybridTagger(TAGGER, matcher, start=START), "Introduction to the torch")
    assert list(found) == [WELDING]
    assert ASKED_LEAST <= found[WELDING] <= ASKED_MOST


def test_it_says_what_it_rests_on_and_its_level(matcher: Matcher) -> None:
    ((tag,),) = HybridTagger(TAGGER, matcher, start=START).tag([Texts("Introduction to the torch")])
    assert tag.words == "“introduction to the torch”"
    assert tag.level == 2.0


def test_a_sure_tag_asks_for_no_second_opinion(matcher: Matcher) -> None:
    ENCODER.read.clear()
    assert tagged(HybridTagger(TAGGER, matcher, start=START), "Welding with a boss") == {WELDING: 0.92}
    assert ENCODER.read == []


def test_an_unsure_tag_stays_and_gets_company(matcher: Matcher) -> None:
    found = tagged(HybridTagger(TAGGER, matcher, start=START), "Team bread baking")
    assert found[LEADERSHIP] == 0.36
    assert BAKING in found


def test_without_a_model_it_is_the_tagger() -> None:
    assert tagged(HybridTagger(TAGGER, None), "Introduction to the torch") == {}
    assert tagged(HybridTagger(TAGGER, None), "Welding") == {WELDING: 0.92}


def test_other_languages_are_left_to_names(matcher: Matcher) -> None:
    assert tagged(HybridTagger(TAGGER, matcher, start=START), "Curso de torch para principiantes", language="es") == {}


def test_a_text_that_says_nothing_gets_nothing(matcher: Matcher) -> None:
    assert tagged(HybridTagger(TAGGER, matcher, start=START), "") == {}
    assert tagged(HybridTagger(TAGGER, matcher, start=START), "Zzz") == {}
    assert HybridTagger(TAGGER, matcher, start=START).tag([]) == []


def decisions(number: int) -> list[tuple[Texts, dict[int, bool]]]:
    """In this company the torch is about baking, and talk of teams is no leadership."""
    rows: list[tuple[Texts, dict[int, bool]]] = []
    for turn in range(number):
        rows.append((Texts(f"The torch {turn}"), {BAKING: True, WELDING: False}))
        rows.append((Texts(f"Team {turn}"), {LEADERSHIP: False}))
        rows.append((Texts(f"Bread {turn}"), {BAKING: True}))
        rows.append((Texts(f"Boss {turn}"), {LEADERSHIP: turn % 2 == 0}))
    return rows


@pytest.fixture
def learned(matcher: Matcher) -> Learned:
    found = learn(TAGGER, matcher, decisions(20))
    assert found is not None
    return found


def test_what_people_approve_is_proposed_with_confidence(matcher: Matcher, learned: Learned) -> None:
    found = tagged(HybridTagger(TAGGER, matcher, learned), "Torch for beginners")
    assert found[BAKING] > 0.6
    assert found.get(WELDING, 0.0) < 0.4


def test_what_people_reject_falls(matcher: Matcher, learned: Learned) -> None:
    before = tagged(HybridTagger(TAGGER, matcher, start=START), "Team")
    after = tagged(HybridTagger(TAGGER, matcher, learned), "Team")
    assert after.get(LEADERSHIP, 0.0) < before[LEADERSHIP]


def test_products_stay_with_the_tagger(matcher: Matcher, learned: Learned) -> None:
    assert tagged(HybridTagger(TAGGER, matcher, learned), "Python")[PYTHON] == 0.9


def test_no_more_than_six_skills_and_none_below_the_floor(learned: Learned) -> None:
    many = Matcher([Label(number, f"torch {number}") for number in range(20)], ENCODER)
    (tags,) = HybridTagger(TAGGER, many).tag([Texts("torch " * 5)])
    assert len(tags) <= MOST_TAGS
    assert all(tag.confidence >= FLOOR for tag in tags)


def test_few_decisions_teach_nothing(matcher: Matcher) -> None:
    assert learn(TAGGER, matcher, decisions(3)) is None
    assert learn(TAGGER, matcher, []) is None
    assert learn(TAGGER, matcher, [(Texts("Python"), {PYTHON: True})]) is None


def test_what_is_decided_by_chance_teaches_nothing(matcher: Matcher) -> None:
    """Every decision is judged by the others, and weights by items that they were not fitted to."""
    dice = random.Random(3)
    alone = [(Texts(f"{word} {turn}"), {WELDING: dice.random() < 0.5}) for turn, word in enumerate(["Solder"] * 60)]
    assert learn(TAGGER, matcher, alone) is None
