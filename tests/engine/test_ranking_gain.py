"""Ranking: what raises a score, what is kept of it, and what the list never does."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.engine.ranking import gain, listing, scores
from wayfare.engine.ranking.table import Table
from wayfare.engine.types import Candidate, Gaussian, Hint, Need, Teaches

POLICY = gain.Policy()
SOMEBODY = Gaussian(2.0, 0.8)


def level_of(skill: int) -> Gaussian:
    return SOMEBODY


def lesson(item: int, level: float = 3.0, minutes: float = 5.0, skill: int = 1, **more: object) -> Candidate:
    return Candidate(item, minutes, (Teaches(skill, level, 1.0),), **more)  # type: ignore[arg-type]


NEED = Need(1, "role", 4.0, 0.8)
teaches = st.builds(
    Teaches,
    skill=st.integers(1, 4),
    level=st.floats(1, 5),
    confidence=st.floats(0.1, 1),
    minutes=st.none() | st.floats(1, 60),
    stretch=st.none() | st.integers(0, 2**62),
    spread=st.floats(0, 2),
    kept=st.floats(0.1, 1),
)
candidates = st.builds(
    Candidate,
    item=st.integers(1, 10**6),
    minutes=st.floats(1, 5000),
    teaches=st.lists(teaches, min_size=1, max_size=4).map(tuple),
    quality=st.floats(0.8, 1.2),
    provider=st.sampled_from(["", "A", "B"]),
    fit=st.just(0.0) | st.floats(0.01, 1),
    hints=st.lists(
        st.builds(Hint, st.sampled_from(["together", "popular"]), st.floats(0.01, 1), st.just({})),
        max_size=2,
        unique_by=lambda hint: hint.source,
    ).map(tuple),
)
needs = st.lists(
    st.builds(
        Need, skill=st.integers(1, 4), source=st.just("role"), level=st.floats(1, 5), importance=st.floats(0.1, 1)
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda need: need.skill,
)


@given(candidates, needs)
def test_the_score_is_the_sum_of_its_terms_times_its_factors(candidate: Candidate, wanted: list[Need]) -> None:
    ranked = gain.score(candidate, wanted, level_of, POLICY)
    if ranked is not None:
        total = sum(term.value for term in ranked.terms) * math.prod(ranked.factors.values())
        assert ranked.score == pytest.approx(total, abs=1e-6)
        assert all(term.value > 0 for term in ranked.terms)


@given(candidates, needs)
def test_the_reason_is_the_largest_term_and_without_it_the_score_falls(
    candidate: Candidate, wanted: list[Need]
) -> None:
    ranked = gain.score(candidate, wanted, level_of, POLICY)
    if ranked is None:
        return
    reason = next(term for term in ranked.terms if term.name == ranked.reason)
    assert reason.value == max(term.value for term in ranked.terms)
    without = scores.score(Table.of([candidate]), gain.wants(wanted, level_of), POLICY).without([ranked.reason])[0, 0]
    shown = reason.value * math.prod(ranked.factors.values())
    assert ranked.score - without >= shown - 1e-12


def test_more_importance_gives_a_higher_score() -> None:
    low = gain.score(lesson(1), [Need(1, "role", 4.0, 0.2)], level_of, POLICY)
    high = gain.score(lesson(1), [Need(1, "role", 4.0, 0.9)], level_of, POLICY)
    assert low is not None
    assert high is not None
    assert high.score > low.score


def test_what_nobody_needs_is_not_shown() -> None:
    assert gain.score(lesson(1, skill=9), [NEED], level_of, POLICY) is None


def test_what_somebody_can_do_already_is_not_shown() -> None:
    assert gain.score(lesson(1, level=2.0), [NEED], lambda _: Gaussian(4.5, 0.05), POLICY) is None


def test_the_zone_just_above_somebody_beats_what_is_far_above_and_what_is_below() -> None:
    gains = {level: gain.expected_gain(SOMEBODY, Teaches(1, level, 1.0), 5.0, POLICY) for level in (1.0, 3.0, 5.0)}
    assert gains[3.0] > gains[5.0]
    assert gains[3.0] > gains[1.0]


def test_nothing_is_gained_beyond_the_target() -> None:
    expert = Teaches(1, 5.0, 1.0)
    modest = gain.expected_gain(SOMEBODY, expert, 2.0, POLICY)
    ambitious = gain.expected_gain(SOMEBODY, expert, 4.0, POLICY)
    assert modest < ambitious


def test_only_the_stretches_that_teach_something_needed_are_counted() -> None:
    parts = (Teaches(1, 3.0, 1.0, 2.0, 11), Teaches(1, 1.0, 1.0, 3.0, 12), Teaches(7, 3.0, 1.0, 4.0, 13))
    ranked = gain.score(Candidate(1, 9.0, parts), [NEED], lambda _: Gaussian(2.5, 0.05), POLICY)
    assert ranked is not None
    assert ranked.stretches == (11,)
    assert ranked.minutes == 2.0


def test_the_best_comes_first_and_equal_scores_keep_a_fixed_order() -> None:
    ranked = listing.rank([lesson(2), lesson(1), lesson(3, quality=1.1)], [NEED], level_of, POLICY, 7)
    assert [row.item for row in ranked] == [3, 1, 2]


def test_a_list_is_not_filled_up_with_what_is_hardly_needed() -> None:
    offered = [lesson(10 * skill + number, skill=skill) for skill in (1, 2) for number in range(9)]

    def second(importance: float) -> int:
        wanted = [Need(1, "role", 4.0, 0.8), Need(2, "role", 4.0, importance)]
        return [row.skill for row in listing.rank(offered, wanted, level_of, POLICY, 9)].count(2)

    assert second(0.8 * (POLICY.least_share + 0.01)) == POLICY.per_skill
    assert second(0.8 * (POLICY.least_share - 0.01)) == POLICY.first_few - POLICY.per_decisive


def test_a_decisive_skill_has_more_places_than_others() -> None:
    wanted = [Need(1, "role", 4.0, 0.8), Need(2, "role", 4.0, 0.5)]
    offered = [lesson(10 * skill + number, skill=skill) for skill in (1, 2) for number in range(9)]
    chosen = listing.rank(offered, wanted, level_of, POLICY, 9)
    assert [row.skill for row in chosen].count(1) == POLICY.per_decisive
    assert [row.skill for row in chosen].count(2) == POLICY.per_skill < POLICY.per_decisive


def test_what_speaks_of_the_persons_own_job_comes_first_and_says_with_which_words() -> None:
    plain, fitting = lesson(1), lesson(2, fit=0.5, fit_words="employment")
    first, second = listing.rank([plain, fitting], [NEED], level_of, POLICY, 2)
    assert (first.item, second.item) == (2, 1)
    term = next(term for term in first.terms if term.name == "fit")
    assert term.evidence["words"] == "employment"
    assert first.score == pytest.approx(second.score * (1 + 0.5 * POLICY.fit_most))


@given(candidates, needs, st.floats(0.01, 1))
def test_words_of_the_job_add_to_a_gain_and_never_stand_for_one(
    candidate: Candidate, wanted: list[Need], share: float
) -> None:
    candidate = candidate._replace(hints=())
    without = gain.score(candidate._replace(fit=0.0), wanted, level_of, POLICY)
    ranked = gain.score(candidate._replace(fit=share), wanted, level_of, POLICY)
    assert (ranked is None) is (without is None)
    if ranked is not None and without is not None:
        assert without.score < ranked.score <= without.score * (1 + POLICY.fit_most) * (1 + 1e-9)
        assert ranked.skill == without.skill
        assert next(term for term in ranked.terms if term.name == ranked.reason).value == max(
            t.value for t in ranked.terms
        )
        total = sum(term.value for term in ranked.terms) * math.prod(ranked.factors.values())
        assert ranked.score == pytest.approx(total, abs=1e-6)


def test_a_long_course_counts_as_its_first_module() -> None:
    module = gain.score(lesson(1, minutes=POLICY.module_minutes), [NEED], level_of, POLICY)
    course = gain.score(lesson(1, minutes=6 * POLICY.module_minutes), [NEED], level_of, POLICY)
    assert module is not None
    assert course is not None
    assert course.terms == module.terms
    assert course.factors["minutes"] == module.factors["minutes"]
    assert course.factors["finish"] < module.factors["finish"]
    assert course.score > module.score / 2
    assert course.minutes == 6 * POLICY.module_minutes


def test_titles_that_say_nearly_the_same_are_shown_once() -> None:
    wanted = [Need(skill, "role", 4.0, 0.8) for skill in (1, 2)]
    one = lesson(1, title_words=frozenset({"contract", "law"}))
    same = lesson(2, skill=2, title_words=frozenset({"contract", "law", "practice"}))
    other = lesson(3, skill=2, title_words=frozenset({"employment", "law"}))
    assert [row.item for row in listing.rank([one, same, other], wanted, level_of, POLICY, 7)] == [1, 3]


def test_no_skill_no_provider_and_no_title_fills_the_list() -> None:
    wanted = [Need(skill, "role", 4.0, 0.8) for skill in range(1, 9)]
    same_title = [lesson(10 + skill, skill=skill, title_key="same") for skill in range(1, 5)]
    same_provider = [lesson(20 + skill, skill=skill, provider="P", title_key=str(skill)) for skill in range(1, 9)]
    titles = listing.rank(same_title, wanted, level_of, POLICY, 7)
    providers = listing.rank(same_provider, wanted, level_of, POLICY, 7)
    assert len(titles) == 1
    assert len(providers) == POLICY.per_provider


@given(st.lists(candidates, max_size=20, unique_by=lambda c: c.item), needs)
def test_ranking_is_deterministic_and_sorted(given_candidates: list[Candidate], wanted: list[Need]) -> None:
    once = listing.rank(given_candidates, wanted, level_of, POLICY, 7)
    again = listing.rank(list(reversed(given_candidates)), wanted, level_of, POLICY, 7)
    assert [row.item for row in once] == [row.item for row in again]
    assert [row.score for row in once] == sorted((row.score for row in once), reverse=True)
