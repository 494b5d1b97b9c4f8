"""The parts of a score, one by one: doses, factors, the belief, the stretches of an item, the walk down the list."""

import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wayfare.engine.ranking import gain, listing, scores
from wayfare.engine.ranking.table import Table
from wayfare.engine.types import Candidate, Gaussian, Need, Ranked, Teaches

POLICY = gain.Policy()
SURE = Gaussian(2.0, 0.01)
NEED = Need(1, "role", 4.0, 0.5)
LEVELS = st.floats(1, 5)
BELIEFS = st.builds(Gaussian, mean=st.floats(0.5, 5.5), variance=st.floats(0.01, 4))


def level_of(skill: int) -> Gaussian:
    return SURE


def scored(candidate: Candidate, *needs: Need, policy: gain.Policy = POLICY) -> Ranked:
    found = gain.score(candidate, needs or [NEED], level_of, policy)
    assert found is not None
    return found


def course(item: int = 1, minutes: float = 60.0, **more: Any) -> Candidate:
    return Candidate(item, minutes, more.pop("teaches", (Teaches(1, 3.0, 1.0),)), **more)


@given(BELIEFS, LEVELS, LEVELS, st.floats(0, 2))
def test_an_expected_gain_is_a_share_of_one_level(x: Gaussian, level: float, target: float, spread: float) -> None:
    found = gain.expected_gain(x, Teaches(1, level, 1.0, spread=spread), target, POLICY)
    assert 0 <= found <= 1


@given(BELIEFS, LEVELS, LEVELS, st.floats(0, 2))
def test_a_higher_target_never_promises_less(x: Gaussian, level: float, target: float, more: float) -> None:
    part = Teaches(1, level, 1.0)
    lower = gain.expected_gain(x, part, target, POLICY)
    assert gain.expected_gain(x, part, target + more, POLICY) >= lower - 1e-12


@given(BELIEFS, st.floats(1, 3), st.floats(0.05, 1))
def test_who_knows_more_gains_less_from_what_is_within_reach(x: Gaussian, level: float, more: float) -> None:
    assume(level - POLICY.reach - x.mean <= 0)
    part = Teaches(1, level, 1.0)
    better = Gaussian(x.mean + more, x.variance)
    assert gain.expected_gain(better, part, 5.0, POLICY) <= gain.expected_gain(x, part, 5.0, POLICY) + 1e-12


def test_a_step_of_one_level_within_reach_is_worth_one_level() -> None:
    assert gain.expected_gain(Gaussian(2.0, 1e-6), Teaches(1, 3.0, 1.0), 5.0, POLICY) == pytest.approx(1.0, abs=1e-3)


def test_half_a_step_to_the_target_is_worth_half_a_level() -> None:
    assert gain.expected_gain(Gaussian(2.0, 1e-6), Teaches(1, 3.0, 1.0), 2.5, POLICY) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("beyond", [0.5, 1.0, 2.0])
def test_what_begins_above_reach_is_damped_by_the_square_of_the_distance(beyond: float) -> None:
    found = gain.expected_gain(Gaussian(2.0, 1e-6), Teaches(1, 3.0 + beyond, 1.0), 5.0, POLICY)
    assert found == pytest.approx(math.exp(-(beyond**2)), rel=1e-3)


def test_a_longer_reach_finds_more_in_what_is_far() -> None:
    far = Teaches(1, 4.5, 1.0)
    patient = gain.Policy(reach=2.0)
    assert gain.expected_gain(SURE, far, 5.0, patient) > gain.expected_gain(SURE, far, 5.0, POLICY)


def test_doubt_leaves_a_chance_that_something_is_new() -> None:
    known = Teaches(1, 2.0, 1.0)
    sure, unsure = Gaussian(3.0, 0.01), Gaussian(3.0, 1.0)
    assert gain.expected_gain(sure, known, 4.0, POLICY) < 1e-6 < gain.expected_gain(unsure, known, 4.0, POLICY)


def test_a_wide_field_has_more_left_to_learn_than_a_narrow_skill() -> None:
    person = Gaussian(3.0, 0.01)
    narrow = gain.expected_gain(person, Teaches(1, 3.0, 1.0), 4.0, POLICY)
    wide = gain.expected_gain(person, Teaches(1, 3.0, 1.0, spread=1.0), 4.0, POLICY)
    assert wide > 5 * narrow


@given(st.floats(0, 10**5), st.floats(0, 10**4))
def test_more_minutes_carry_more_but_never_a_whole_level(minutes: float, more: float) -> None:
    one, other = gain.dose(minutes, POLICY), gain.dose(minutes + more, POLICY)
    assert 0 <= one <= other <= 1


def test_no_minutes_carry_nothing_and_few_carry_in_proportion() -> None:
    assert gain.dose(0, POLICY) == 0
    assert gain.dose(20, POLICY) == pytest.approx(2 * gain.dose(10, POLICY), rel=0.01)
    assert gain.dose(POLICY.minutes_per_level, POLICY) == pytest.approx(1 - 1 / math.e)


@pytest.mark.parametrize("minutes", [1.0, 60.0, 3000.0])
def test_the_factors_are_what_they_say(minutes: float) -> None:
    factors = scored(course(minutes=minutes, quality=0.9)).factors
    assert list(factors) == ["breadth", "finish", "retention", "minutes", "verdict"]
    assert factors["finish"] == pytest.approx(1 / (1 + minutes / POLICY.patience_minutes))
    assert factors["minutes"] == pytest.approx(1 / (min(minutes, POLICY.module_minutes) + POLICY.overhead_minutes))
    assert (factors["retention"], factors["verdict"]) == (1.0, 0.9)


def test_what_others_thought_of_it_scales_the_whole_score() -> None:
    assert scored(course(quality=0.4)).score == pytest.approx(0.4 * scored(course()).score)


def test_the_same_gain_in_less_time_comes_first() -> None:
    def quick(item: int, minutes: float) -> Candidate:
        return course(item, teaches=(Teaches(1, 3.0, 1.0, minutes, item),))

    first, second = listing.rank([quick(1, 300.0), quick(2, 30.0)], [NEED], level_of, POLICY, 2)
    assert (first.item, second.item) == (2, 1)


def test_confidence_scales_the_gain() -> None:
    def sure_of(confidence: float) -> float:
        return scored(course(teaches=(Teaches(1, 3.0, confidence),))).terms[0].value

    assert sure_of(0.5) == pytest.approx(sure_of(1.0) / 2)


def test_a_part_that_promises_next_to_nothing_is_left_out() -> None:
    faint = Teaches(1, 3.0, 0.019)
    assert gain.score(course(teaches=(faint,)), [NEED], level_of, POLICY) is None
    generous = gain.Policy(least_gain=0.001)
    assert gain.score(course(teaches=(faint,)), [NEED], level_of, generous) is not None


def test_a_term_tells_what_it_rests_on() -> None:
    (term,) = scored(course(teaches=(Teaches(1, 3.0, 0.8, spread=0.5),))).terms
    assert (term.name, term.skill) == ("role:1", 1)
    assert term.evidence == {
        "source": "role",
        "target": 4.0,
        "importance": 0.5,
        "mean": 2.0,
        "sd": pytest.approx(0.1),
        "level": 3.0,
        "confidence": 0.8,
        "spread": 0.5,
        "gain": pytest.approx(term.value / 0.5),
    }


def test_a_term_names_the_best_of_its_parts() -> None:
    parts = (Teaches(1, 2.2, 1.0, 5.0, 11), Teaches(1, 3.0, 1.0, 5.0, 12))
    (term,) = scored(course(teaches=parts)).terms
    assert term.evidence["level"] == 3.0


def test_the_parts_of_one_skill_carry_at_most_one_level_together() -> None:
    parts = tuple(Teaches(1, 3.0, 1.0, 20_000.0, number) for number in range(40))
    (term,) = scored(course(teaches=parts)).terms
    assert term.value == pytest.approx(NEED.importance)


def test_a_skill_counts_once_and_every_needed_skill_counts() -> None:
    parts = (Teaches(1, 3.0, 1.0), Teaches(2, 3.0, 1.0), Teaches(3, 3.0, 1.0))
    found = scored(course(teaches=parts), NEED, Need(2, "goal", 3.0, 0.9))
    assert [term.name for term in found.terms] == ["role:1", "goal:2"]
    assert (found.skill, found.reason) == (2, "goal:2")


def test_one_part_that_is_the_whole_item_takes_the_whole_time() -> None:
    parts = (Teaches(1, 3.0, 1.0, 5.0, 11), Teaches(1, 3.0, 1.0))
    found = scored(course(minutes=90, teaches=parts))
    assert (found.minutes, found.stretches) == (90, ())


def test_a_stretch_about_two_skills_takes_its_time_once() -> None:
    parts = (Teaches(1, 3.0, 1.0, 7.0, 11), Teaches(2, 3.0, 1.0, 7.0, 11))
    found = scored(course(minutes=90, teaches=parts), NEED, Need(2, "role", 4.0, 0.5))
    assert (found.minutes, found.stretches) == (7.0, (11,))


def test_a_stretch_of_unknown_length_is_taken_for_the_whole_item() -> None:
    assert scored(course(minutes=90, teaches=(Teaches(1, 3.0, 1.0, None, 11),))).minutes == 90


@pytest.mark.parametrize("size", [1, 2, 5])
def test_a_list_is_no_longer_than_asked_for(size: int) -> None:
    needs = [Need(skill, "role", 4.0, 0.5) for skill in range(1, 9)]
    many = [course(skill, teaches=(Teaches(skill, 3.0, 1.0),)) for skill in range(1, 9)]
    assert len(listing.rank(many, needs, level_of, POLICY, size)) == size


def test_without_needs_or_candidates_the_list_is_empty() -> None:
    assert listing.rank([], [NEED], level_of, POLICY, 5) == []
    assert listing.rank([course()], [], level_of, POLICY, 5) == []


def test_items_without_provider_or_title_do_not_stand_in_each_other_s_way() -> None:
    generous = gain.Policy(per_skill=9, per_decisive=9, per_provider=1)
    found = listing.rank([course(number) for number in range(6)], [NEED], level_of, generous, 9)
    assert [row.item for row in found] == list(range(6))


def test_where_a_title_stands_twice_the_better_one_is_kept() -> None:
    twice = [course(1, quality=0.5, title_key="a"), course(2, quality=0.9, title_key="a")]
    assert [row.item for row in listing.rank(twice, [NEED], level_of, POLICY, 5)] == [2]


def test_a_passed_over_item_uses_up_nobody_s_share() -> None:
    policy = gain.Policy(per_skill=1, per_decisive=1, per_provider=1)
    needs = [NEED, Need(2, "role", 4.0, 0.4)]
    rows = [
        course(1, quality=1.0, provider="A"),
        course(2, quality=0.9, provider="B"),
        course(3, quality=0.8, provider="B", teaches=(Teaches(2, 3.0, 1.0),)),
    ]
    assert [row.item for row in listing.rank(rows, needs, level_of, policy, 5)] == [1, 3]


def test_a_policy_can_be_written_down_and_read_back() -> None:
    policy = gain.Policy(name="mine", reach=1.5, per_skill=4)
    assert gain.Policy(**policy.as_dict()) == policy  # type: ignore[arg-type]
    assert policy.as_dict()["name"] == "mine"


@given(st.lists(st.floats(1, 5), min_size=1, max_size=4), st.floats(1, 500))
def test_the_quick_total_is_the_explained_score(levels: list[float], minutes: float) -> None:
    parts = tuple(Teaches(1 + n % 2, level, 1.0, minutes, n) for n, level in enumerate(levels))
    needs = [NEED, Need(2, "role", 3.0, 0.9)]
    candidate = course(teaches=parts)
    explained = gain.score(candidate, needs, level_of, POLICY)
    (total,) = scores.score(Table.of([candidate]), gain.wants(needs, level_of), POLICY).totals()
    assert total == pytest.approx(explained.score if explained else 0.0)


def test_what_teaches_several_skills_at_once_is_worth_more_than_one_and_less_than_all() -> None:
    needs = [NEED, Need(2, "role", 4.0, 0.5)]
    one = scored(course(), *needs).score
    both = scored(course(teaches=(Teaches(1, 3.0, 1.0), Teaches(2, 3.0, 1.0))), *needs).score
    assert one < both < 2 * one


def test_what_speaks_of_the_own_job_has_a_place_more() -> None:
    words = [frozenset({f"one{n}", f"two{n}"}) for n in range(9)]
    plain = [course(n, title_words=words[n]) for n in range(9)]
    fitting = [course(n, title_words=words[n], fit=0.9, fit_words="tax") for n in range(9)]
    shown = [len(listing.rank(items, [NEED], level_of, POLICY, 9)) for items in (plain, fitting)]
    assert shown == [POLICY.per_decisive, POLICY.per_decisive + POLICY.per_fitting]


def test_an_item_counts_for_each_skill_it_is_mainly_about() -> None:
    needs = [Need(1, "role", 4.0, 0.5), Need(2, "role", 4.0, 0.49)]
    both = (Teaches(1, 3.0, 1.0), Teaches(2, 3.0, 1.0))
    first = [course(n, teaches=both, title_words=frozenset({f"a{n}", f"b{n}"})) for n in range(POLICY.per_decisive)]
    second = [course(20, minutes=70.0, teaches=(Teaches(2, 3.0, 1.0),), title_words=frozenset({"c", "d"}))]
    found = listing.rank([*first, *second], needs, level_of, POLICY, 9)
    assert 20 not in {row.item for row in found}


def test_a_title_that_shares_half_with_two_before_is_passed_over() -> None:
    words = [{"project", "agile"}, {"project", "planning"}, {"project", "risk"}]
    items = [course(n, minutes=60.0 + n, title_words=frozenset(own)) for n, own in enumerate(words)]
    assert [row.item for row in listing.rank(items, [NEED], level_of, POLICY, 9)] == [0, 1]


def test_what_is_kept_is_worth_more_than_what_fades() -> None:
    both = (Teaches(1, 3.0, 1.0, kept=0.9), Teaches(2, 3.0, 1.0, kept=0.7))
    found = scored(course(teaches=both), NEED, Need(2, "role", 4.0, 0.5))
    assert found.factors["retention"] == pytest.approx(0.8)
    assert scored(course(teaches=both[:1])).score > scored(course(teaches=(both[0]._replace(kept=0.7),))).score
    assert scored(course(teaches=both)).factors["retention"] == 0.9, "what is not needed does not count"
