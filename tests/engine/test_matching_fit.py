"""Fit: which words of a job count, and which titles speak of them."""

from collections.abc import Iterable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.matching.fit import FURTHER, GROUP, VAGUE_SHARE, fit, rarities, subjects, telling, title_words


def telling_of(title: str) -> frozenset[str]:
    return telling(tuple(title_words(title)))


def by_words(titles: Iterable[str], wanted: Mapping[str, float]) -> dict[str, float]:
    return rarities([title_words(title) for title in titles], wanted)


CATALOGUE = [f"Course number {number} about topic{number}" for number in range(200)]


def _fit(title: str, *, job: str, group: str = "", unit: str = "", function: str = "") -> float:
    wanted = subjects(title=job, group=group, unit=unit, function=function)
    return fit(title_words(title), wanted, by_words([*CATALOGUE, title], wanted)).share


def test_what_the_job_title_names_fits() -> None:
    assert _fit("Employment Law in Practice", job="Head of Employment Relations") > 0
    assert _fit("Patent Law", job="Head of Employment Relations") == 0


def test_the_words_are_told_weightiest_first() -> None:
    wanted = subjects(title="Deputy Director, Tax", unit="Pensions")
    found = fit(title_words("Pensions and Tax"), wanted, by_words([*CATALOGUE, "Pensions and Tax"], wanted))
    assert found.words == ("tax", "pension")


def test_ranks_and_places_say_nothing() -> None:
    assert subjects(title="Deputy Director and Head of Office, North East England") == {}


def test_a_job_and_its_professional_group_share_their_family_of_words() -> None:
    assert _fit("Statistics for Decisions", job="Head of Branch", group="Statisticians") > 0.4
    assert _fit("Public Procurement", job="Deputy Director", group="Procurement") > 0.4


def test_a_unit_counts_less_than_a_title_and_a_description_less_than_a_unit() -> None:
    by_title = _fit("Forestry", job="Forestry lead")
    by_unit = _fit("Forestry", job="Lead", unit="Forestry")
    by_function = _fit("Forestry", job="Lead", function="Leads on forestry")
    assert by_title > by_unit > by_function > 0


def test_words_of_many_kinds_of_job_count_less() -> None:
    assert subjects(title="Head of Change")["change"] == VAGUE_SHARE
    assert subjects(title="Head of Taxation")["taxation"] == 1.0
    assert subjects(title="Lead", group="Policy")["policy"] == GROUP


def test_a_word_that_many_titles_share_tells_nothing() -> None:
    titles = [f"Law and topic{number}" for number in range(100)]
    rarity = by_words(titles, dict.fromkeys(["law", "topic7"], 1.0))
    assert rarity["law"] < 0.1
    assert rarity["topic7"] > 0.9


def test_compounds_are_not_taken_apart() -> None:
    assert _fit("Human Rights", job="Director of Human Resources") == 0
    assert _fit("Managing Human Resources", job="HR Director") > 0.5
    assert _fit("IT Strategy", job="Head of Information Technology") > 0.5
    assert _fit("Public Policy", job="Lead", group="Policy") > 0


def test_the_form_of_a_course_is_not_what_it_is_about() -> None:
    assert telling_of("Introduction to Contract Law: the complete course") == {"contract", "law"}


@given(st.lists(st.text(max_size=60), max_size=30), st.text(max_size=60), st.text(max_size=200))
def test_fit_is_a_share_and_has_words_where_it_is_more_than_nothing(titles: list[str], job: str, function: str) -> None:
    wanted = subjects(title=job, function=function)
    rarity = by_words(titles, wanted)
    assert all(0 < weight <= 1 for weight in wanted.values())
    for title in titles:
        found = fit(title_words(title), wanted, rarity)
        assert 0 <= found.share <= 1
        assert bool(found.words) == (found.share > 0)


def test_what_a_profession_stands_for_counts_a_share_of_its_name() -> None:
    by_name = _fit("Managing Human Resources", job="Director", group="Human Resources")
    by_kin = _fit("Employment Relations", job="Director", group="Human Resources")
    assert by_name > by_kin > 0
    assert _fit("Cybersecurity", job="Head of Information Technology") > 0


def test_each_further_word_of_a_title_counts_half_as_much() -> None:
    rarity = {"tax": 0.4, "pension": 0.4}
    one = fit(["tax"], {"tax": 1.0, "pension": 1.0}, rarity).share
    two = fit(["tax", "pension"], {"tax": 1.0, "pension": 1.0}, rarity).share
    assert two == one * (1 + FURTHER)


def test_a_group_of_two_professions_says_less_of_either() -> None:
    both, one = subjects(title="Head", group="Science and Engineering"), subjects(title="Head", group="Science")
    assert 0 < both["science"] < one["science"]


def test_what_somebody_deals_with_abroad_counts_though_it_names_no_role() -> None:
    assert _fit("International Affairs", job="Head of International Law") > 0
    assert _fit("International Affairs", job="Head of Law") == 0


def test_titles_about_leading_people_say_the_same() -> None:
    assert telling_of("Leading Teams") == telling_of("Managing Staff") == {"people"}
