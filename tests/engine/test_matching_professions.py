"""Which professional group a title names, whatever group somebody is counted in."""

import pytest

from wayfare.engine.matching.professions import named_group

GROUPS = [
    "finance",
    "human resources",
    "policy",
    "law",
    "procurement",
    "medicine",
    "operational delivery",
    "information technology",
]


@pytest.mark.parametrize(
    ("title", "unit", "own", "found"),
    [
        ("Chief Financial Officer", "", "human resources", "finance"),
        ("Director of Finance", "Communications", "policy", "finance"),
        ("Deputy Director, HR", "", "policy", "human resources"),
        ("Head of Legal Services", "", "policy", "law"),
        ("Deputy IT Director", "", "operational delivery", "information technology"),
        ("Deputy Director", "Finance", "policy", "finance"),
    ],
)
def test_a_title_that_names_one_group_is_believed(title: str, unit: str, own: str, found: str) -> None:
    assert named_group(title, unit, own, GROUPS) == found


@pytest.mark.parametrize(
    ("title", "unit", "own"),
    [
        ("Deputy Director, Finance Policy", "", "policy"),
        ("Director of Finance and Law", "", "policy"),
        ("Head of Operations", "", "policy"),
        ("Deputy Director", "Finance and Estates", "policy"),
        ("Director, Financial Services", "", "policy"),
        ("Deputy Director, Commercial Medicines", "", "procurement"),
        ("", "", "policy"),
        ("Head of Flood Risk", "Finance", "policy"),
    ],
)
def test_a_title_that_says_more_than_one_thing_or_nothing_changes_nothing(title: str, unit: str, own: str) -> None:
    assert named_group(title, unit, own, GROUPS) == own


def test_who_works_in_an_organisation_of_their_profession_stays_in_it() -> None:
    assert named_group("Director of Public Finances", "", "law", GROUPS, "Treasury Solicitor's Department") == "law"
    assert named_group("Director of Public Finances", "", "law", GROUPS, "Ministry of Health") == "finance"
