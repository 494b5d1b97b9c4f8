"""Labels by words, by meaning, and by what people settled about other texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.matching.encoding import Thesaurus
from wayfare.engine.matching.defaults import default
from wayfare.engine.matching.hybrid import SIGNS, Candidates, Label, Matcher, Memory, ranked
from wayfare.engine.matching.readings import TEXTS_AT_ONCE, Lexicon, Reading, parts, plain

LABELS = [
    Label(11, "leadership", ("leading people",)),
    Label(12, "welding"),
    Label(13, "statistics", ("data analysis",)),
    Label(14, "data"),
]
ENCODER = Thesaurus("leadership boss manage manager", "welding torch", "statistics numbers", "data")


def signs(matcher: Matcher, title: str, body: str = "", memory: Memory | None = None) -> dict[int, dict[str, float]]:
    (found,) = matcher.candidates(matcher.read([Reading(title, body)]), memory)
    return {
        matcher.labels[place].id: dict(zip(SIGNS, row, strict=True))
        for place, row in zip(found.labels, found.signs, strict=True)
    }


@pytest.fixture
def matcher() -> Matcher:
    return Matcher(LABELS, ENCODER)


def test_words_of_a_name_are_found_in_title_and_text(matcher: Matcher) -> None:
    found = signs(matcher, "Welding for artists", "With some statistics.")
    assert found[12]["title_words"] == pytest.approx(1.0)
    assert found[12]["title_phrase"] > 0
    assert found[13]["title_words"] == 0
    assert found[13]["text_words"] == pytest.approx(1.0)
    assert found[13]["text_phrase"] > 0


def test_another_name_counts_as_much(matcher: Matcher) -> None:
    found = signs(matcher, "Leading people through change")
    assert found[11]["title_words"] == pytest.approx(1.0)
    assert found[11]["title_phrase"] > found[12]["title_phrase"]


def test_half_of_a_name_counts_by_how_rare_its_words_are(matcher: Matcher) -> None:
    found = signs(matcher, "An analysis of poems")
    assert 0.4 < found[13]["title_words"] < 1  # “data” stands in two names, “analysis” in one


def test_what_is_meant_is_found_without_a_common_word(matcher: Matcher) -> None:
    found = signs(matcher, "How to be a good boss")
    assert found[11]["title_words"] == 0
    assert found[11]["title_meaning"] == pytest.approx(1.0)
    assert found[11]["behind"] == 0 > found[12]["behind"]


def test_letters_forgive_how_words_end(matcher: Matcher) -> None:
    found = signs(matcher, "The statistician at work")
    assert found[13]["letters"] > 0.2 > found[12]["letters"]


def test_each_part_of_a_sentence_may_mean_something() -> None:
    sentence = "A manager who knows numbers, knows data, and once in a while takes the torch"
    whole = signs(Matcher(LABELS, ENCODER), sentence)
    apart = signs(Matcher(LABELS, ENCODER, in_parts=True), sentence)
    assert whole[12]["part_meaning"] == whole[12]["title_meaning"] < 0.9
    assert apart[12]["part_meaning"] == pytest.approx(1.0)


def test_without_bodies_only_titles_are_read_for_their_meaning() -> None:
    encoder = Thesaurus("boss")
    short = Matcher(LABELS, encoder, bodies=False)
    encoder.read.clear()
    found = short.read([Reading("Boss", "long text"), Reading("None")])
    assert encoder.read == ["Boss", "None"]
    assert (found.text_vectors == found.title_vectors).all()


def test_more_names_may_be_read_for_their_meaning() -> None:
    encoder = Thesaurus("leadership", "people")
    title = "Meet people"
    assert signs(Matcher(LABELS, encoder), title)[11]["title_meaning"] == 0
    assert signs(Matcher(LABELS, encoder, meant=5), title)[11]["title_meaning"] > 0.9


def test_without_a_model_words_still_match() -> None:
    matcher = Matcher(LABELS, None)
    found = matcher.candidates(matcher.read([Reading("Statistics for nurses")]))
    places, sure = ranked(found[0], default(None))
    assert matcher.labels[places[0]].id == 13
    assert sure[0] > sure[1]
    assert not matcher.nearness(matcher.read([Reading("Statistics")])).any()


def remembered(matcher: Matcher, *settled: tuple[str, dict[int, int]]) -> Memory:
    read = matcher.read([Reading(title) for title, _ in settled])
    return Memory(read.vectors, [own for _, own in settled], range(len(settled)), len(matcher.labels))


def test_texts_like_those_people_approved_get_the_same_labels(matcher: Matcher) -> None:
    memory = remembered(matcher, ("The torch", {3: 1}), ("A boss", {0: 1}))
    found = signs(matcher, "With torch in hand", memory=memory)
    assert found[14]["neighbours"] > 0.9
    assert found[14]["prototype"] > found[11]["prototype"]
    assert found[14]["approved"] == pytest.approx(np.log(2))
    assert (found[14]["unapproved"], found[12]["unapproved"]) == (0, 1)


def test_names_can_be_remembered_as_texts_that_people_settled() -> None:
    matcher = Matcher(LABELS, ENCODER, meant=2)
    found = signs(matcher, "A boss", memory=matcher.remembered())
    assert found[11]["approved"] == pytest.approx(np.log(3))
    assert found[11]["prototype"] > found[12]["prototype"]


def test_what_people_rejected_is_no_neighbour(matcher: Matcher) -> None:
    memory = remembered(matcher, ("The torch", {3: -1}), ("The torch again", {1: 1}))
    found = signs(matcher, "With torch in hand", memory=memory)
    assert found[14]["neighbours"] == 0
    assert found[14]["prototype"] < 0 < found[12]["prototype"]


def test_a_text_learns_nothing_from_its_own_group(matcher: Matcher) -> None:
    memory = remembered(matcher, ("The torch", {3: 1}), ("A boss", {0: 1}))
    read = matcher.read([Reading("The torch")])
    (own,), (other,) = (matcher.candidates(read, memory, [group]) for group in (0, -1))
    at = [list(one.labels).index(3) for one in (own, other)]
    column = SIGNS.index("neighbours")
    assert own.signs[at[0], column] < 0.01 < other.signs[at[1], column]
    assert own.signs[at[0], SIGNS.index("unapproved")] == 1


def test_the_order_is_by_confidence(matcher: Matcher) -> None:
    found = matcher.candidates(matcher.read([Reading("Statistics and data analysis")]))[0]
    places, sure = ranked(found, default(ENCODER))
    assert list(sure) == sorted(sure, reverse=True)
    assert matcher.labels[places[0]].id == 13


def test_a_match_rests_on_the_words_of_the_name_or_else_on_the_title(matcher: Matcher) -> None:
    assert matcher.words(2, Reading("Statistics, gently")) == "statistic"
    assert matcher.words(0, Reading("How to be a boss")) == "how to be a boss"


def test_some_of_what_was_read_can_be_taken() -> None:
    matcher = Matcher(LABELS, ENCODER, in_parts=True)
    readings = [Reading("A boss, a torch"), Reading("Numbers"), Reading("Data and more data", "and a torch")]
    read = matcher.read(readings)
    for one, expected in zip(matcher.candidates(read.take([2, 0])), (2, 0), strict=True):
        alone = matcher.candidates(matcher.read([readings[expected]]))[0]
        assert_same(one, alone)


def assert_same(a: Candidates, b: Candidates) -> None:
    assert a.labels.tolist() == b.labels.tolist()
    assert a.signs == pytest.approx(b.signs, abs=1e-6)


@given(st.text(max_size=80), st.text(max_size=200))
def test_no_text_is_an_error(title: str, body: str) -> None:
    matcher = Matcher(LABELS, ENCODER, in_parts=True)
    (found,) = matcher.candidates(matcher.read([Reading(title, body)]))
    assert np.isfinite(found.signs).all()
    assert len(set(found.labels.tolist())) == len(found.labels)


def test_one_label_and_no_texts_are_enough() -> None:
    matcher = Matcher(LABELS[:1], ENCODER)
    assert matcher.candidates(matcher.read([])) == []
    assert list(signs(matcher, "Boss")) == [11]


def test_a_sentence_falls_into_parts_at_commas_links_and_windows() -> None:
    found = parts("Plan budgets, lead teams and write reports")
    assert {"Plan budgets", "lead teams", "write reports"} <= set(found)
    assert len(parts("word " * 5_000)) <= 60
    assert parts("") == [""]


def test_many_texts_are_read_as_one_by_one() -> None:
    lexicon = Lexicon(["big data", "data", "welding", "to weld"], [0, 0, 1, 1], 2)
    texts = [plain(text) for text in ("big data", "welding data", "", "weld") for _ in range(TEXTS_AT_ONCE)]
    for verb in (lexicon.shares, lexicon.likeness):
        alone = [verb([text])[0].tolist() for text in texts[::TEXTS_AT_ONCE]]
        assert verb(texts)[::TEXTS_AT_ONCE].tolist() == alone


def test_names_of_signs_only_have_no_words() -> None:
    lexicon = Lexicon(["…", "data"], [0, 1], 2)
    assert lexicon.shares([plain("big data")]).tolist() == [[0.0, 1.0]]
    assert lexicon.stands(0, " big data ") == 0
