"""The rules of tagging, each by itself: places, company, labels, products, what is against a skill, limits."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.matching import tagging
from wayfare.engine.matching.tagging import Phrase, SkillTerms, Tag, Tagger, Texts

ONE, TWO, THREE, FOUR = range(1, 5)
STRONG = Phrase("welding", 0.92)
WEAK = Phrase("metal", 0.45)


def skill(*phrases: Phrase, number: int = ONE, **more: Any) -> SkillTerms:
    return SkillTerms(number, phrases, **more)


def found(tagger: Tagger, title: str, **places: Any) -> dict[int, float]:
    return {tag.skill: tag.confidence for tag in tagger.tag(Texts(title=title, **places))}


def only(tagger: Tagger, title: str, **places: Any) -> Tag:
    (tag,) = tagger.tag(Texts(title=title, **places))
    return tag


@pytest.mark.parametrize(
    ("places", "confidence"),
    [
        ({"title": "Welding"}, 0.92),
        ({"title": "Work", "skills": ["Welding"]}, 0.552),
        ({"title": "Work", "tags": ["Welding"]}, 0.552),
        ({"title": "Work", "category": "Welding"}, 0.414),
        ({"title": "Welding", "summary": "Welding."}, 0.92),
        ({"title": "Welding", "skills": ["welding"], "tags": ["WELDING"]}, 0.92),
    ],
)
def test_a_phrase_counts_by_the_best_place_it_stands_in(places: dict[str, Any], confidence: float) -> None:
    (tag,) = Tagger([skill(STRONG)]).tag(Texts(**places))
    assert tag.confidence == pytest.approx(confidence, abs=1e-3)


@pytest.mark.parametrize("place", ["summary", "syllabus"])
def test_one_word_in_the_body_is_not_enough(place: str) -> None:
    assert found(Tagger([skill(STRONG)]), "Work", **{place: "We mention welding."}) == {}


def test_different_phrases_join_as_independent_hints() -> None:
    tagger = Tagger([skill(STRONG, WEAK)])
    assert only(tagger, "Welding metal").confidence == pytest.approx(1 - 0.08 * 0.55, abs=1e-3)


def test_no_tag_is_quite_certain() -> None:
    tagger = Tagger([skill(*(Phrase(f"word{n}", 0.95) for n in range(5)))])
    assert only(tagger, "word0 word1 word2 word3 word4").confidence == 0.99


def test_one_weak_hint_in_front_stays_unsure_however_often_it_stands() -> None:
    tagger = Tagger([skill(WEAK)])
    assert only(tagger, "Metal, metal, metal", skills=["metal"], tags=["metal"]).confidence == 0.45


def test_the_body_adds_to_the_front_but_only_so_much() -> None:
    body = " ".join(f"word{n}" for n in range(12))
    tagger = Tagger([skill(STRONG, *(Phrase(f"word{n}", 0.9) for n in range(12)))])
    told = only(tagger, "Welding", summary=body, syllabus=body)
    assert told.confidence == pytest.approx(1 - 0.08 * (1 - tagging.BODY_MOST), abs=1e-3)


@pytest.mark.parametrize("labels", [1, 8])
def test_a_short_list_of_labels_counts_in_full(labels: int) -> None:
    told = only(Tagger([skill(STRONG)]), "Work", skills=["Welding", *(f"x{n}" for n in range(labels - 1))])
    assert told.confidence == 0.552


def test_in_a_long_list_each_label_says_less() -> None:
    tagger = Tagger([skill(STRONG)])
    told = [found(tagger, "Work", tags=["Welding", *(f"x{n}" for n in range(more))]) for more in (7, 9, 11, 40)]
    assert told[0][ONE] > told[1][ONE] > told[2][ONE]
    assert told[3] == {}


def test_within_a_label_only_the_strongest_hint_at_a_skill_counts() -> None:
    tagger = Tagger([skill(STRONG, WEAK)])
    together = only(tagger, "Work", skills=["Welding metal"])
    apart = only(tagger, "Work", skills=["Welding", "Metal"])
    assert together.confidence == 0.552
    assert together.words == "“welding”"
    assert apart.confidence > together.confidence


def test_a_label_can_hint_at_several_skills() -> None:
    tagger = Tagger([skill(STRONG), skill(Phrase("safety", 0.92), number=TWO)])
    assert set(found(tagger, "Work", tags=["Welding safety"])) == {ONE, TWO}


@pytest.mark.parametrize(
    ("places", "tagged"),
    [
        ({"title": "Swift"}, False),
        ({"title": "Swift programming"}, True),
        ({"title": "Swift", "tags": ["iOS apps"]}, True),
        ({"title": "Swift", "category": "Programming"}, True),
        ({"title": "Swift", "summary": "For iOS apps."}, True),
        ({"title": "Swift", "syllabus": "programming"}, True),
        ({"title": "Swift", "summary": "iOS and other apps"}, False),
        ({"title": "Swift iOS", "tags": ["apps"]}, False),
        ({"title": "Swift reprogramming"}, False),
        ({"title": "Swift", "summary": "PROGRAMMING"}, True),
    ],
)
def test_a_phrase_that_needs_company_has_to_have_it_in_one_piece(places: dict[str, Any], tagged: bool) -> None:
    tagger = Tagger([skill(Phrase("Swift", 0.9, near=("programming", "iOS app"), name=True))])
    assert bool(tagger.tag(Texts(**places))) is tagged


@pytest.mark.parametrize(
    ("places", "tagged"),
    [
        ({"title": "Welding art"}, False),
        ({"title": "Welding", "skills": ["welding art"]}, False),
        ({"title": "Welding", "tags": ["Welding Arts"]}, False),
        ({"title": "Welding", "category": "welding art"}, False),
        ({"title": "Welding", "summary": "This is no welding art."}, True),
        ({"title": "Welding", "syllabus": "welding art"}, True),
        ({"title": "Welding", "tags": ["art"]}, True),
    ],
)
def test_what_is_against_a_skill_counts_in_front_only(places: dict[str, Any], tagged: bool) -> None:
    tagger = Tagger([skill(STRONG, against=("welding art",))])
    assert bool(tagger.tag(Texts(**places))) is tagged


def test_what_is_against_one_skill_says_nothing_of_another() -> None:
    tagger = Tagger([skill(STRONG, against=("art",)), skill(Phrase("art", 0.92), number=TWO)])
    assert set(found(tagger, "Welding art")) == {TWO}


def test_within_a_kind_a_longer_phrase_takes_the_words_of_a_shorter_one() -> None:
    long = skill(Phrase("machine learning", 0.92), number=TWO)
    short = skill(Phrase("learning", 0.92))
    assert set(found(Tagger([short, long]), "Machine learning")) == {TWO}
    assert set(found(Tagger([short, long]), "Machine learning and learning")) == {ONE, TWO}


def test_phrases_of_different_kinds_share_their_words() -> None:
    long = skill(Phrase("machine learning", 0.92), number=TWO, kind="knowledge")
    short = skill(Phrase("learning", 0.92), kind="practice")
    assert set(found(Tagger([short, long]), "Machine learning")) == {ONE, TWO}


def test_a_longer_phrase_that_breaks_off_leaves_the_shorter_one() -> None:
    tagger = Tagger([skill(STRONG), skill(Phrase("welding of large pipes", 0.92), number=TWO)])
    assert set(found(tagger, "Welding of large ships")) == {ONE}
    assert set(found(tagger, "Welding of large pipe")) == {TWO}


def test_a_phrase_may_begin_where_a_broken_off_one_stood() -> None:
    tagger = Tagger([skill(Phrase("arc welding torch", 0.92)), skill(Phrase("welding helmet", 0.92), number=TWO)])
    assert set(found(tagger, "Arc welding helmet")) == {TWO}


def test_two_skills_can_share_a_phrase() -> None:
    assert found(Tagger([skill(STRONG), skill(STRONG, number=TWO)]), "Welding") == {ONE: 0.92, TWO: 0.92}


def test_a_phrase_that_means_nothing_swallows_words_in_every_kind() -> None:
    terms = [skill(STRONG, kind="a"), skill(Phrase("welding", 0.92), number=TWO, kind="b")]
    tagger = Tagger(terms, nothing=["spot welding games"])
    assert found(tagger, "Spot welding games") == {}
    assert set(found(tagger, "Spot welding")) == {ONE, TWO}


def test_a_phrase_without_words_is_never_found() -> None:
    tagger = Tagger([skill(Phrase("", 0.9), Phrase(" - ", 0.9))], nothing=["", "&"])
    assert found(tagger, "", summary=" - ") == {}
    assert found(tagger, "Anything - at all", tags=["", " - "]) == {}


def test_a_tagger_without_skills_finds_nothing() -> None:
    assert Tagger([]).tag(Texts("Welding", skills=["welding"])) == []


PRODUCT = skill(Phrase("Acme CRM", 0.95, name=True), number=THREE, product=True)
ENGAGEMENT = skill(Phrase("customer engagement", 0.92), Phrase("engagement", 0.45), Phrase("loyalty", 0.45))


def test_beside_a_product_in_the_title_other_skills_are_doubted() -> None:
    told = found(Tagger([PRODUCT, skill(Phrase("customer engagement", 0.92))]), "Acme CRM customer engagement")
    assert told == {THREE: 0.95}
    assert tagging.BESIDE_MOST < tagging.FADE * 0.95


def test_beside_a_product_a_technical_skill_is_believed() -> None:
    technical = skill(Phrase("integration", 0.92), technical=True)
    assert set(found(Tagger([PRODUCT, technical]), "Acme CRM integration")) == {ONE, THREE}


def test_beside_a_product_another_product_is_believed() -> None:
    other = skill(Phrase("Zeta Mail", 0.95, name=True), number=FOUR, product=True)
    assert set(found(Tagger([PRODUCT, other]), "Acme CRM and Zeta Mail")) == {THREE, FOUR}


def test_enough_hints_in_front_overcome_the_doubt() -> None:
    tagger = Tagger([PRODUCT, ENGAGEMENT])
    told = found(tagger, "Acme CRM customer engagement", skills=["engagement"], tags=["loyalty"])
    assert set(told) == {ONE, THREE}
    assert told[ONE] > 0.9


def test_a_product_that_only_a_label_names_casts_no_doubt() -> None:
    tagger = Tagger([PRODUCT, ENGAGEMENT])
    assert found(tagger, "Customer engagement", tags=["Acme CRM"])[ONE] > 0.9


def test_other_languages_keep_names_and_what_the_provider_says() -> None:
    tagger = Tagger([skill(STRONG), skill(Phrase("Excel", 0.9, name=True), number=TWO)])
    spanish = {"language": "es"}
    assert found(tagger, "Welding con Excel", **spanish) == {TWO: 0.9}
    assert found(tagger, "Soldadura", skills=["Welding"], **spanish) == {ONE: 0.552}
    assert found(tagger, "Soldadura", tags=["Welding"], category="Welding", **spanish) == {}
    assert found(tagger, "Soldadura", summary="Excel " * 9, syllabus="Excel", **spanish) == {}


@pytest.mark.parametrize(("length", "seen"), [(0, True), (5_900, True), (6_001, False)])
def test_only_the_beginning_of_a_long_body_is_read(length: int, seen: bool) -> None:
    tagger = Tagger([skill(Phrase("torch", 0.45, near=("ship",)))])
    assert bool(found(tagger, "Torch", summary="x" * length + " ship")) is seen


def test_tags_come_surest_first_and_equal_ones_by_skill() -> None:
    terms = [skill(Phrase(word, weight), number=number) for number, word, weight in _words()]
    tags = Tagger(reversed(terms)).tag(Texts("alpha beta gamma delta"))
    assert [tag.skill for tag in tags] == [2, 1, 3, 4]


def _words() -> list[tuple[int, str, float]]:
    return [(1, "alpha", 0.91), (2, "beta", 0.95), (3, "gamma", 0.91), (4, "delta", 0.9)]


@pytest.mark.parametrize(("weight", "kept"), [(0.45, False), (0.48, True)])
def test_a_tag_fades_beside_a_much_stronger_one(weight: float, kept: bool) -> None:
    tagger = Tagger([skill(Phrase("welding", 0.95)), skill(Phrase("metal", weight), number=TWO)])
    assert (TWO in found(tagger, "Welding metal")) is kept


def test_the_words_it_rests_on_come_strongest_first_and_within_their_length() -> None:
    long = [Phrase(f"{'very ' * 12}long{n}", 0.4) for n in range(6)]
    tag = only(Tagger([skill(STRONG, *long)]), "Welding " + " ".join(phrase.text for phrase in long))
    assert tag.words.startswith("“welding”, “very")
    assert len(tag.words) <= tagging.WORDS_LENGTH
    assert tag.words.endswith("”")


def test_a_tagger_can_be_asked_again_and_again() -> None:
    tagger = Tagger([skill(STRONG, WEAK, against=("art",))])
    first = tagger.tag(Texts("Welding metal"))
    assert tagger.tag(Texts("Welding art")) == []
    assert tagger.tag(Texts("Welding metal")) == first


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("", None),
        ("!?", None),
        ("Welding for Dummies", 1.5),
        ("What is welding?", 1.5),
        ("Absolute beginners' welding", 2.0),
        ("Welding essentials", 2.0),
        ("Fundamentals of welding", 2.0),
        ("The complete introduction", 3.0),
        ("Applied welding", 3.0),
        ("Level 3 welding", 4.0),
        ("Mastering welding", 4.0),
        ("Welding: a deep-dive", 4.0),
        ("From basics to expert", 3.0),
        ("Introduction to advanced welding", 3.0),
        ("Intermediate to advanced", 4.0),
        ("Advancement of basicness", None),
        ("Course 1010", None),
    ],
)
def test_a_title_says_for_whom_it_is(title: str, level: float | None) -> None:
    assert tagging.level(title) == level


LETTERS = st.sampled_from(["welding", "metal", "art", "ship", "excel", "for", "beginners", ",", "and"])
SENTENCES = st.lists(LETTERS, max_size=10).map(" ".join)
EVERYTHING = Tagger(
    [
        skill(STRONG, WEAK, Phrase("metal art", 0.6)),
        skill(Phrase("ship", 0.7, near=("metal", "metal art")), number=TWO),
        skill(Phrase("Excel", 0.95, name=True), number=THREE, product=True),
        skill(Phrase("art", 0.92), number=FOUR, against=("welding art",), kind="other"),
    ],
    nothing=["ship and ship"],
)


@given(SENTENCES, st.lists(SENTENCES, max_size=12), st.lists(SENTENCES, max_size=12), SENTENCES, SENTENCES)
def test_whatever_is_written_tags_keep_their_rules(
    title: str, skills: Sequence[str], tags: Sequence[str], category: str, summary: str
) -> None:
    texts = Texts(title, summary, skills, tags, category, language="en")
    told = EVERYTHING.tag(texts)
    assert len(told) <= tagging.MOST_TAGS
    assert all(tagging.FLOOR <= tag.confidence <= 0.99 for tag in told)
    assert all(tag.confidence >= tagging.FADE * told[0].confidence for tag in told)
    assert {tag.level for tag in told} <= {tagging.level(title)}
    assert all(tag.words.count("“") == tag.words.count("”") >= 1 for tag in told)


@given(SENTENCES, st.permutations(["welding", "metal art", "ship", "x", "y"]))
def test_the_order_of_labels_changes_nothing(title: str, labels: Sequence[str]) -> None:
    assert found(EVERYTHING, title, tags=labels) == found(EVERYTHING, title, tags=sorted(labels))
