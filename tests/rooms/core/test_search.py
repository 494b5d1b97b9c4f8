"""The machinery of search, without anything to search for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.core.search import packing, spelling, tokens, words

ANY_TEXT = st.text(max_size=300)
WORD = st.text(alphabet="abcdefgh", min_size=1, max_size=10)


class TestWords:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("Managing Teams", ["managing", "team"]),
            ("C++, C# and Node.js", ["c++", "c#", "and", "node.js"]),
            ("the manager's policies", ["the", "manager", "policy"]),
            ("Gestión  ÉQUIPES", ["gestion", "equipe"]),
            ("Straße", ["strasse"]),
            ("Управление проектами", ["управление", "проектами"]),
            ("数据分析", ["数据", "据分", "分析"]),
            ("Python入門", ["python", "入門"]),
            ("हिन्दी सीखें", None),
            ("process analysis bus", ["process", "analysis", "bus"]),
            ("", []),
            ("?! — …", []),
        ],
    )
    def test_words_of_many_kinds(self, text, expected):
        found = tokens(text)
        assert found == expected if expected is not None else len(found) == 2

    @given(ANY_TEXT)
    def test_any_text_has_words_without_spaces(self, text):
        assert all(word and not word.isspace() and " " not in word for word in tokens(text))

    @given(ANY_TEXT)
    def test_case_makes_no_difference(self, text):
        assert tokens(text) == tokens(text.casefold())

    def test_a_very_long_text_is_cut(self):
        assert len(tokens("word " * 1_000_000)) <= words.MOST_CHARACTERS

    def test_words_with_dots_are_found_by_their_parts(self):
        assert words.variants("node.js") == ["node", "js"]
        assert words.variants("分析") == ["分", "析"]
        assert words.variants("plain") == []

    def test_stems(self):
        assert words.stem("manage") == "manag"
        assert words.stem("used") == ""


class TestSpelling:
    @pytest.mark.parametrize(
        ("one", "other", "slips"),
        [
            ("python", "python", 0),
            ("pyhton", "python", 1),
            ("pythn", "python", 1),
            ("phyton", "python", 2),
            ("managment", "management", 1),
            ("recieve", "receive", 1),
            ("excel", "exile", 2),
            ("", "ab", 2),
        ],
    )
    def test_slips_are_counted(self, one, other, slips):
        assert spelling.distance(one, other, 3) == slips

    @given(WORD, WORD)
    def test_distance_is_the_same_both_ways_and_zero_for_equal_words_only(self, one, other):
        there = spelling.distance(one, other, 20)
        assert there == spelling.distance(other, one, 20)
        assert (there == 0) == (one == other)

    @given(WORD, WORD, st.integers(0, 3))
    def test_a_limit_only_cuts_what_lies_above_it(self, one, other, most):
        assert spelling.distance(one, other, most) == min(spelling.distance(one, other, 20), most + 1)

    @given(st.lists(WORD.filter(lambda word: len(word) > 3), min_size=1, max_size=30, unique=True), st.data())
    def test_no_word_within_reach_is_overlooked(self, known, data):
        """The count of shared grams lets every word through that lies near enough."""
        typed = data.draw(WORD.filter(lambda word: len(word) > 3))
        grams: dict[str, list[int]] = {}
        for number, word in enumerate(known):
            for gram in spelling.grams(word):
                grams.setdefault(gram, []).append(number)
        lists = [np.array(grams[gram], np.uint32) for gram in spelling.grams(typed) if gram in grams]
        looked = set(spelling.near(typed, lists, np.array([len(word) for word in known], np.uint8)))
        most = spelling.slips(typed)
        shares = {n for n, word in enumerate(known) if set(spelling.grams(word)) & set(spelling.grams(typed))}
        least = len(spelling.grams(typed)) - 3 * most
        near = {n for n in shares if spelling.distance(typed, known[n], most) <= most}
        assert near <= looked or least < 1


class TestPacking:
    @given(
        st.lists(
            st.tuples(st.integers(0, 4_000_000_000), st.integers(1, 255)),
            min_size=1,
            max_size=60,
            unique_by=lambda pair: pair[0],
        )
    )
    def test_postings_come_back_as_they_were(self, pairs):
        pairs.sort()
        slots = np.array([slot for slot, _ in pairs], np.uint32)
        masks = np.array([mask for _, mask in pairs], np.uint8)
        gaps = np.diff(slots, prepend=np.uint32(0))
        found, fields = packing.unpack(packing.pack(gaps, masks), len(pairs))
        assert found.tolist() == slots.tolist()
        assert fields.tolist() == masks.tolist()

    def test_columns_come_back_as_they_were(self):
        columns = {"ids": np.array([3, 1, 2]), "codes": np.array([[1, 2], [3, 4]], np.uint8)}
        arrays, labels = packing.unpack_columns(packing.pack_columns(columns, {"codes": ["a", "ü"]}))
        assert {name: array.tolist() for name, array in arrays.items()} == {"ids": [3, 1, 2], "codes": [[1, 2], [3, 4]]}
        assert labels == {"codes": ["a", "ü"]}

    @pytest.mark.parametrize(("most", "width"), [(3, 1), (255, 1), (256, 2), (70_000, 4)])
    def test_codes_take_as_little_room_as_they_can(self, most, width):
        assert packing.narrow(np.array([0, most]), most).itemsize == width
