"""Whether an item is meant for people at work, as far as its title says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.audience import EVERYBODY, share, station
from wayfare.catalog.quality import quality, worth


@pytest.mark.parametrize(
    "title",
    [
        "Coding for Kids",
        "Ancient Egypt: A History",
        "Creative Writing: The Craft of Plot",
        "Evolution: A Course for Educators",
        "Fundamentals of Finance, with Goldman Sachs 10,000 Women",
        "AZ-500 Microsoft Azure Security Technologies Exam Prep",
        "The Ultimate Agile Scrum Master Certification Training [Unofficial]",
        "Six Sigma Black Belt (Part 2)",
        "Valuation Capstone",
        "A Law Student's Toolkit",
    ],
)
def test_what_is_made_for_others_counts_for_less(title: str) -> None:
    assert share(title) < EVERYBODY
    assert worth(title, 4.7, 900, 9000) < quality(4.7, 900, 9000)


@pytest.mark.parametrize(
    "title",
    [
        "Employment Law",
        "Negotiation Skills",
        "Partnerships and Stakeholders",
        "Teaching Statistics",
        "Project Management: Planning for Success",
        "Understanding the Labour Market",
        "Privacy Law in Theory and Practice",
    ],
)
def test_what_is_for_everybody_at_work_counts_in_full(title: str) -> None:
    assert share(title) == EVERYBODY
    assert worth(title, 4.7, 900, 9000) == quality(4.7, 900, 9000)


@given(st.text(max_size=200))
def test_nothing_is_left_out_altogether(title: str) -> None:
    assert 0 < share(title) <= EVERYBODY


def test_what_says_two_things_counts_less_than_what_says_one() -> None:
    assert share("Patent Law: Part 2") < share("Patent Law")
    assert share("Accounting: Get Hired Without Work Experience") < share("Accounting")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Finance for Leaders", 1),
        ("Leading Teams", 1),
        ("Strategic Management", 2),
        ("Managing Organizations", 2),
        ("Corporate Governance", 2),
        ("The Future of Work", 2),
        ("Finance for Managers", -1),
        ("Managing Data", 0),
        ("Governance from Scratch", 2),
        ("Managing Data from Scratch", -1),
        ("Human Resources", -1),
        ("Management", 0),
        ("Introduction to Negotiation", -1),
        ("Fundamentals of Management", -1),
        ("Contract Law", 0),
    ],
)
def test_a_title_may_speak_to_people_who_lead_or_to_those_who_begin(title: str, said: int) -> None:
    assert station(title) == said
