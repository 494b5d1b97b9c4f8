"""How much of a title is about a skill."""

from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.focus import LEAST, SAID, focus


def test_a_title_that_is_all_about_the_skill_counts_in_full() -> None:
    assert focus("Contract Law", "“contract law”, “legal”") == SAID
    assert focus("Introduction to Contract Law", "“contract law”") == SAID


def test_a_title_about_other_things_counts_for_less() -> None:
    websites = focus("How to Build a Website from Scratch", "“copyright”, “law”")
    water = focus("Water Resources Management and Policy", "“policy”")
    assert websites == LEAST
    assert websites < water < focus("Policy Analysis", "“policy analysis”")


def test_a_subtitle_takes_nothing_away() -> None:
    assert focus("Human Rights: The Right to Freedom of Expression", "“human rights”") == SAID


def test_what_an_author_says_needs_no_words() -> None:
    assert focus("Anything at all", "") == SAID


@given(st.text(max_size=100), st.text(max_size=100))
def test_focus_is_a_share(title: str, hints: str) -> None:
    assert LEAST <= focus(title, f"“{hints}”") <= SAID
