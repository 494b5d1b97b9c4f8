"""What each occupation needs."""

from hypothesis import given
from hypothesis import strategies as st

from wayfare.skills.importers import onet_scale as scale
from wayfare.skills.importers.apply import Wanted
from wayfare.skills.importers.onet_needs import Rating, Sheet, needs

KINDS = {**{f"k{n}": "knowledge" for n in range(20)}, **{f"g{n}": "generic" for n in range(20)}}
TECHNOLOGIES = {f"t{n}": f"t{n}" for n in range(40)}
ALL = {**KINDS, **dict.fromkeys(TECHNOLOGIES, "technology")}


def sheet(code: str, **ratings: tuple[float, float]) -> Sheet:
    own = Sheet(code, f"Role {code}", "", 2, zone=4)
    own.ratings = {element: Rating(importance, level) for element, (importance, level) in ratings.items()}
    return own


def targets(*sheets: Sheet) -> dict[str, dict[str, Wanted]]:
    found = needs({own.code: own for own in sheets}, TECHNOLOGIES, ALL)
    return {code: {wanted.skill: wanted for wanted in own} for code, own in found.items()}


def test_unimportant_ratings_are_no_targets_beyond_the_first_few() -> None:
    own = sheet("11-1000.00", **{f"k{n}": (2.0, 3.0) for n in range(8)}, g0=(4.0, 4.0))
    found = targets(own)["11-1000.00"]
    assert len([skill for skill in found if skill.startswith("k")]) == scale.ALWAYS
    assert "g0" in found


def test_a_role_has_a_limited_number_of_targets_of_each_kind() -> None:
    own = sheet("11-1000.00", **{f"{kind}{n}": (4.9, 6.0) for n in range(20) for kind in "kg"})
    own.examples = {f"t{n}": (True, True) for n in range(40)}
    found = targets(own)["11-1000.00"]
    assert len(found) == scale.KNOWLEDGE_MOST + scale.GENERIC_MOST + scale.TECHNOLOGY_MOST


def test_a_rating_without_its_other_half_is_left_out() -> None:
    own = sheet("11-1000.00", k0=(4.0, 4.0))
    own.ratings["k1"] = Rating(importance=4.0)
    own.ratings["k2"] = Rating(level=4.0)
    assert targets(own)["11-1000.00"].keys() == {"k0"}


def test_what_everybody_needs_counts_less_than_what_is_special() -> None:
    others = [sheet(f"1{n}-1000.00", k0=(4.0, 4.0), k1=(1.0, 1.0)) for n in range(1, 9)]
    own = sheet("19-1000.00", k0=(4.0, 4.0), k1=(4.0, 4.0))
    found = targets(own, *others)["19-1000.00"]
    assert found["k1"].importance > found["k0"].importance


def test_technologies_in_demand_come_before_hot_ones_and_those_before_others() -> None:
    own = sheet("11-1000.00", k0=(4.0, 4.0))
    own.examples = {"t0": (False, False), "t1": (False, True), "t2": (True, False), "t3": (True, True)}
    others = [sheet(f"1{n}-1000.00", k0=(4.0, 4.0)) for n in range(2, 6)]
    for other in others:
        other.examples = {"t9": (True, True)}
    found = targets(own, *others)["11-1000.00"]
    assert found["t3"].importance == found["t2"].importance > found["t1"].importance > found["t0"].importance


def test_technologies_nobody_asks_for_only_fill_up() -> None:
    own = sheet("11-1000.00", k0=(4.0, 4.0))
    own.examples = {f"t{n}": (False, n < 3) for n in range(20)}
    technologies = [skill for skill in targets(own)["11-1000.00"] if skill.startswith("t")]
    assert len(technologies) == scale.TECHNOLOGY_LEAST


def test_what_is_usual_in_the_trade_comes_first_among_equals() -> None:
    lawyers = [sheet(f"23-100{n}.00", k0=(4.0, 4.0)) for n in range(4)]
    for each in lawyers[1:]:
        each.examples = {"t7": (False, True)}
    lawyers[0].examples = {f"t{n}": (False, True) for n in range(20)}
    assert "t7" in targets(*lawyers)["23-1000.00"]


def test_two_spellings_of_a_technology_are_one_target() -> None:
    own = sheet("11-1000.00", k0=(4.0, 4.0))
    own.examples = {"one": (False, True), "other": (True, False)}
    found = needs({own.code: own}, {"one": "t1", "other": "t1"}, ALL)[own.code]
    assert [wanted.basis for wanted in found if wanted.skill == "t1"] == ["O*NET: in demand"]


def test_ratings_are_borrowed_from_related_roles_in_their_order() -> None:
    rated = [sheet(f"11-10{n:02}.00", k0=(3.0 + n / 10, 3.5)) for n in range(8)]
    own = sheet("11-2000.00")
    own.related = [(place, other.code, "") for place, other in enumerate(reversed(rated))]
    basis = targets(own, *rated)["11-2000.00"]["k0"].basis
    assert basis.startswith("O*NET importance 3.5 of 5, level 3.5 of 7; as in Role 11-1007.00, Role 11-1006.00")
    assert basis.endswith("and 2 more")


def test_without_related_roles_the_closest_group_lends() -> None:
    near, far = sheet("11-2011.00", k0=(4.0, 4.0)), sheet("11-9000.00", k1=(4.0, 4.0))
    assert targets(sheet("11-2019.00"), near, far)["11-2019.00"].keys() == {"k0"}
    assert targets(sheet("11-3000.00"), near, far)["11-3000.00"].keys() == {"k0", "k1"}


def test_a_borrower_takes_only_what_half_of_its_lenders_have() -> None:
    lenders = [sheet(f"11-200{n}.00", k0=(4.0, 4.0), **({"k1": (4.0, 4.0)} if n == 0 else {})) for n in range(3)]
    assert targets(sheet("11-2009.00"), *lenders)["11-2009.00"].keys() == {"k0"}


def test_technologies_are_borrowed_as_well() -> None:
    lender = sheet("11-2001.00", k0=(4.0, 4.0))
    lender.examples = {"t1": (True, True)}
    assert targets(sheet("11-2009.00"), lender)["11-2009.00"]["t1"].basis == "O*NET: in demand; as in Role 11-2001.00"


def test_nobody_to_borrow_from_means_no_targets() -> None:
    assert targets(sheet("11-2000.00"), sheet("53-1000.00", k0=(4.0, 4.0)))["11-2000.00"] == {}


def test_what_was_never_imported_is_no_target() -> None:
    own = sheet("11-1000.00", k0=(4.0, 4.0), unknown=(5.0, 5.0))
    assert targets(own)["11-1000.00"].keys() == {"k0"}


@given(
    st.lists(
        st.dictionaries(st.sampled_from(sorted(KINDS)), st.tuples(st.floats(1, 5), st.floats(0, 7)), max_size=12),
        min_size=1,
        max_size=6,
    )
)
def test_all_targets_lie_on_our_scale_most_important_first(ratings: list[dict[str, tuple[float, float]]]) -> None:
    sheets = {f"1{n}-1000.00": sheet(f"1{n}-1000.00", **own) for n, own in enumerate(ratings)}
    for own in needs(sheets, TECHNOLOGIES, ALL).values():
        assert len({wanted.skill for wanted in own}) == len(own)
        for wanted in own:
            assert scale.LOWEST <= wanted.level <= scale.HIGHEST
            assert scale.LOWEST <= wanted.importance <= scale.HIGHEST
        weights = [wanted.importance for wanted in own]
        assert weights == sorted(weights, reverse=True)
