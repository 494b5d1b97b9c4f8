"""Job titles and the roles they stand for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wayfare.engine.matching.title_words import plain, take_apart
from wayfare.engine.matching.titles import COEFFICIENTS, Context, RoleTitles, TitleIndex, confidence

ROLES = [
    RoleTitles(1, "Chief Executives", ("CEO (Chief Executive Officer)", "Governor"), "Lead companies.", 5),
    RoleTitles(2, "General and Operations Managers", ("Operations Director", "Program Director"), "Plan.", 4),
    RoleTitles(3, "Financial Managers", ("Finance Director", "Financial Controller"), "Plan accounting.", 4),
    RoleTitles(4, "Human Resources Managers", ("HR Director", "Personnel Manager"), "Plan staffing.", 4),
    RoleTitles(5, "Human Resources Assistants", ("HR Executive Assistant", "Personnel Clerk"), "Keep files.", 3),
    RoleTitles(6, "Lawyers", ("Attorney", "Legal Adviser", "Family Law Attorney"), "Represent clients in law.", 5),
    RoleTitles(7, "Legal Secretaries", ("Legal Executive Assistant",), "Type letters.", 3),
    RoleTitles(8, "Clergy", ("Minister",), "Conduct worship.", 5),
    RoleTitles(9, "Veterinarians", ("Animal Doctor", "Veterinary Surgeon"), "Treat animals.", 5),
    RoleTitles(10, "Statisticians", ("Survey Statistician",), "Apply statistics.", 5),
    RoleTitles(11, "Stage Directors", ("Theater Director", "Director"), "Direct plays.", 4),
    RoleTitles(12, "Policy Analysts", ("Policy Associate", "Policy Specialist"), "Study policy.", 5),
    RoleTitles(13, "Production Workers, All Other", ("Service Manager", "Change Attendant"), "", 2),
]
INDEX = TitleIndex(ROLES)
NOTHING = Context()


def group(role: int, *others: int) -> Context:
    return Context(near={role: 1.0, **dict.fromkeys(others, 0.6)}, telling=1.0)


def best(title: str, context: Context = NOTHING) -> tuple[int, float]:
    found = INDEX.matches(title, context)
    return (found[0].role, found[0].confidence) if found else (0, 0.0)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Chief Executive", 1),
        ("Chief Executive Officer", 1),
        ("CEO", 1),
        ("Chief Executive, Met Office", 1),
        ("Interim Chief Executive", 1),
        ("Finance Director", 3),
        ("Director of Finance", 3),
        ("Head of HR", 4),
        ("Director, Human Resources", 4),
        ("Lawyer", 6),
        ("Solicitor", 6),
        ("Vet", 9),
        ("Statistician", 10),
        ("Operations Director", 2),
    ],
)
def test_clear_titles_are_clear(title: str, role: int) -> None:
    found, sure = best(title)
    assert found == role
    assert sure >= 0.8


@pytest.mark.parametrize(
    "title",
    [
        "Deputy Director",
        "Director",
        "Manager",
        "Head of Unit",
        "Deputy Director, Policy",
        "Director of Policy",
        "Head of Shared Services",
        "Change Director",
        "Head of the Chief Executive's Office",
        "Adviser to the Chief Executive",
        "Chief Executive's Office",
        "Chief Executive Support Officer",
        "HMA Khartoum",
        "Director - SE - Shareholder Executive",
        "",
        "...",
        "(vacant)",
    ],
)
def test_titles_that_say_little_are_never_sure(title: str) -> None:
    assert best(title)[1] < 0.8


def test_the_professional_group_makes_a_likely_role_sure() -> None:
    title = "Director of Legal Services"
    assert best(title, group(6))[0] == 6
    assert best(title, group(6))[1] > best(title)[1]


def test_a_group_that_speaks_against_a_role_makes_it_less_sure() -> None:
    assert best("Minister", group(3))[1] < 0.8
    assert best("Minister", group(3))[1] < best("Minister")[1]


def test_somebody_who_leads_is_no_assistant() -> None:
    assert best("Human Resources Director")[0] == 4
    assert best("Legal Director", group(6, 7))[0] == 6


def test_an_assistant_does_not_lead() -> None:
    assert best("HR Executive Assistant")[0] == 5


def test_the_title_a_match_rests_on_is_named() -> None:
    match = INDEX.matches("Financial Controller", NOTHING)[0]
    assert (match.role, match.words) == (3, "Financial Controller")


def test_spellings_abbreviations_and_plurals_are_one() -> None:
    assert plain("Programme Managers") == plain("Program Manager")
    assert plain("Organisations") == plain("organizations")
    assert take_apart("Head of HR").subject == take_apart("Head of Human Resources").subject
    assert plain("Café & Bar") == ["cafe", "and", "bar"]


def test_names_in_capitals_say_nothing_of_the_job() -> None:
    assert take_apart("Deputy Director - AD - Finance").subject == take_apart("Deputy Director - Finance").subject
    assert take_apart("HEAD OF FINANCE").subject == take_apart("Head of Finance").subject


def test_places_and_ranks_say_nothing_of_the_job() -> None:
    assert not take_apart("Deputy Regional Director, North West").subject
    assert take_apart("Senior Deputy Head of Finance").deputy


def test_later_parts_of_a_title_count_less() -> None:
    subject = take_apart("Head of Finance, Water and Energy").subject
    assert subject["finance"] > subject["water"]


def test_no_roles_no_matches() -> None:
    assert TitleIndex([]).matches("Lawyer", NOTHING) == []


_signs = st.fixed_dictionaries({name: st.floats(0, 1) for name in COEFFICIENTS})


@settings(deadline=None)
@given(_signs, st.sampled_from(sorted(COEFFICIENTS)))
def test_each_sign_moves_the_confidence_the_way_it_is_meant_to(signs: dict[str, float], name: str) -> None:
    more, less = confidence({**signs, name: 1.0}), confidence({**signs, name: 0.0})
    assert 0 < less < 1
    assert (more >= less) == (COEFFICIENTS[name] > 0)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_title_gives_probabilities_best_first(title: str) -> None:
    found = INDEX.matches(title, NOTHING)
    sure = [match.confidence for match in found]
    assert sure == sorted(sure, reverse=True)
    assert all(0 <= value <= 1 for value in sure)
    assert INDEX.matches(title, NOTHING) == found
