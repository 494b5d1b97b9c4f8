"""Which technology examples are the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.skills.importers.onet_technology import Technology, merge, slug


def merged(*names: str, aliases: dict[str, list[str]] | None = None) -> dict[str, Technology]:
    return merge({name: len(names) - place for place, name in enumerate(names)}, aliases or {})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Spreadsheet software", "Spreadsheet programs"),
        ("ESRI ArcGIS software", "Esri ArcGIS"),
        ("Geographic information system GIS software", "Geographic information system GIS systems"),
        ("Finite element analysis FEA software", "Finite element analysis software"),
        ("Bill of lading software", "Bills of lading software"),
        ("Database software", "Database application software"),
    ],
)
def test_spellings_of_one_thing_are_one_technology_under_the_commoner_name(one: str, other: str) -> None:
    found = merged(one, other)
    assert found[one] == found[other]
    assert found[one].name == one
    assert other in found[one].aliases


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C++"),
        ("C++", "C#"),
        ("Sage 50 Accounting", "Sage 300 Accounting"),
        ("Microsoft Word", "Microsoft Works"),
        ("Job costing software", "Job posting software"),
        ("Oracle Database", "Database software"),
    ],
)
def test_different_things_stay_apart(one: str, other: str) -> None:
    found = merged(one, other)
    assert found[one].id != found[other].id


@pytest.mark.parametrize(
    ("name", "aliases"),
    [
        ("Structured query language SQL", {"SQL", "Structured query language"}),
        ("Customer relationship management CRM software", {"CRM", "Customer relationship management"}),
        ("A programming language APL", set()),
        ("NextGen Healthcare NextGen EHR", set()),
        ("Microsoft Excel", set()),
        ("SAP", set()),
    ],
)
def test_an_acronym_and_what_it_stands_for_are_further_names(name: str, aliases: set[str]) -> None:
    assert set(merged(name)[name].aliases) == aliases


def test_our_own_names_come_first_and_join_spelling_mistakes() -> None:
    own = {"Structured query language SQL": ["SQL", "Structure query language SQL"]}
    found = merged("Structure query language SQL", "Structured query language SQL", aliases=own)
    assert found["Structure query language SQL"].name == "Structured query language SQL"
    assert found["Structured query language SQL"].aliases[0] == "SQL"


def test_our_names_for_what_is_not_in_the_files_change_nothing() -> None:
    assert merged("Tableau", aliases={"Nowhere": ["Tableau"]})["Tableau"].aliases == ()


def test_ids_do_not_depend_on_the_order_of_the_files() -> None:
    counts = {"Spreadsheet software": 3, "Spreadsheet programs": 1, "C": 2, "C++": 2}
    assert merge(counts, {}) == merge(dict(reversed(counts.items())), {})


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("Microsoft Excel", "microsoft-excel"),
        ("C++", "cplusplus"),
        ("C#", "csharp"),
        ("AT&T R/3", "atandt-r-3"),
        ("…", "unnamed"),
    ],
)
def test_slugs_hold_small_letters_digits_and_hyphens(name: str, end: str) -> None:
    assert slug(name) == end


@given(st.dictionaries(st.text(min_size=1, max_size=30), st.integers(1, 9), max_size=12))
def test_every_example_stands_for_one_technology_that_knows_it(counts: dict[str, int]) -> None:
    found = merge(counts, {})
    assert found.keys() == counts.keys()
    for name, technology in found.items():
        assert name.casefold() in {other.casefold() for other in (technology.name, *technology.aliases)}
