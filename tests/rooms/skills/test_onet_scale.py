"""From O*NET's scales to ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.skills.importers import onet_scale as scale


@pytest.mark.parametrize(("rating", "level"), [(0, 1.0), (1.75, 2.0), (3.5, 3.0), (5.25, 4.0), (7, 5.0)])
def test_levels_run_in_a_straight_line_from_one_to_five(rating: float, level: float) -> None:
    assert scale.level(rating) == pytest.approx(level)


@given(st.floats(1, 5), st.floats(1, 5), st.floats(0, 4))
def test_importance_is_lowered_by_what_everybody_needs_and_stays_on_the_scale(
    rating: float, rarest: float, above: float
) -> None:
    found = scale.importance(rating, rarest + above, rarest)
    assert scale.LOWEST <= found <= rating
    assert scale.importance(rating, rarest, rarest) == rating


@pytest.mark.parametrize("zone", [None, 1, 2, 3, 4, 5])
def test_what_employers_ask_for_counts_most_and_office_programs_least(zone: int | None) -> None:
    asked = scale.technology(zone, in_demand=True, hot=True, everyday=False)
    hot = scale.technology(zone, in_demand=False, hot=True, everyday=False)
    listed = scale.technology(zone, in_demand=False, hot=False, everyday=False)
    usual = scale.technology(zone, in_demand=True, hot=True, everyday=True)
    assert asked[1] > hot[1] > listed[1] >= scale.LOWEST
    assert asked[0] == hot[0] == listed[0] == scale.ZONE_LEVEL[zone or scale.USUAL_ZONE]
    assert usual[0] <= min(asked[0], scale.EVERYDAY_LEVEL)
    assert scale.LOWEST <= usual[1] < asked[1]


def test_more_preparation_asks_for_more() -> None:
    levels = [scale.ZONE_LEVEL[zone] for zone in range(1, 6)]
    assert levels == sorted(levels)
    assert all(scale.LOWEST <= level <= scale.HIGHEST for level in levels)


@pytest.mark.parametrize(
    ("found", "levels"),
    [
        ({}, []),
        ({2.0: "Type a letter", 4.0: "Run an office", 6.0: "Lead a firm."}, ["", "letter", "office", "firm", ""]),
        ({1.0: "Add numbers", 7.0: "Prove a theorem"}, ["", "numbers", "", "", "theorem"]),
        ({3.0: "Do less", 4.0: "Do more"}, ["", "", "more", "", ""]),
    ],
)
def test_anchors_become_can_do_sentences_on_the_nearest_level(found: dict[float, str], levels: list[str]) -> None:
    sentences = scale.anchors(found)
    assert len(sentences) == len(levels)
    for sentence, word in zip(sentences, levels, strict=True):
        assert not sentence if not word else (sentence.startswith("Can ") and sentence.endswith(f"{word}."))


def test_stand_ins_are_civilian_occupations() -> None:
    for prefix, codes in scale.STAND_INS.items():
        assert prefix.startswith("55-")
        assert codes
        assert not any(code.startswith("55-") for code in codes)
