"""What somebody needs, what can be worked on now, and how it becomes a candidate. Pure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wayfare.catalog.api import Entry, ItemView, Part, SegmentView, Shelf, station
from wayfare.engine.matching.fit import title_words
from wayfare.engine.ranking.table import Table
from wayfare.engine.tracing.gaussian import Params
from wayfare.engine.types import Gaussian, Hint, LearnerState, Need
from wayfare.learner.api import Skipped, Snapshot
from wayfare.learner.artefacts import DEFAULT_HASH
from wayfare.paths.api import Budget
from wayfare.recommend import rules
from wayfare.skills.api import Target

PRIOR = Params().prior_variance


def believed(**levels: float) -> Snapshot:
    """Return a snapshot in which skill ``s7`` is believed at its level."""
    skills = {int(name[1:]): Gaussian(level, PRIOR) for name, level in levels.items()}
    return Snapshot(1, 0, DEFAULT_HASH, LearnerState(Gaussian(0.0, 0.35), skills), {})


def target(skill: int, level: float = 3.0, importance: float = 4.0, kind: str = "practice") -> Target:
    return Target(skill, level, importance, "", kind)


def held(*targets: list[Target], settled: bool = True) -> dict[int, Need]:
    """Return what roles with these targets need together."""
    return rules.blend(targets, settled)


def test_roles_to_start_from_count_alike_and_what_they_share_comes_first() -> None:
    needs = held([target(1), target(2)], [target(2), target(3)], settled=False)
    assert needs[2].importance == pytest.approx(2 * needs[1].importance)
    assert needs[1].importance == pytest.approx(needs[3].importance)
    assert {need.source for need in needs.values()} == {"starter"}


def test_what_only_the_group_needs_stands_beside_a_settled_role_and_counts_less() -> None:
    needs = held([target(1)], [target(2)], [target(2), target(3)])
    assert {skill: need.source for skill, need in needs.items()} == {1: "role", 2: "group", 3: "group"}
    assert needs[1].importance > needs[2].importance > needs[3].importance


def test_the_level_wanted_is_that_of_the_nearest_role() -> None:
    assert held([target(1, 4.0)], [target(1, 2.0)])[1].level == 4.0


def test_one_role_alone_counts_in_full() -> None:
    assert held([target(1)])[1].importance == pytest.approx(rules.weight(target(1)))


@given(st.lists(st.lists(st.integers(1, 6), max_size=5, unique=True), max_size=4), st.booleans())
def test_importance_of_what_several_roles_need_stays_between_nothing_and_one(
    roles: list[list[int]], settled: bool
) -> None:
    needs = rules.blend([[target(skill, importance=5.0) for skill in role] for role in roles], settled)
    assert needs.keys() == {skill for role in roles for skill in role}
    assert all(0 < need.importance <= 1 + 1e-9 for need in needs.values())


def test_topics_lie_less_far_apart_in_the_field_that_makes_the_role() -> None:
    needs = [Need(1, "role", 4.0, 0.6), Need(2, "role", 3.0, 0.1), Need(3, "role", 3.0, 0.3)]
    found = rules.spreads(needs, fields={1, 2})
    assert found[1] == pytest.approx(rules.OWN_SPREAD)
    assert rules.OWN_SPREAD < found[2] < rules.FIELD_SPREAD
    assert 3 not in found


def test_each_target_is_a_need_with_its_level() -> None:
    needs = rules.needs_of(held([target(1, 4.0), target(2, 2.0)]), {}, believed())
    assert [(need.skill, need.level, need.source) for need in needs] == [(1, 4.0, "role"), (2, 2.0, "role")]


@given(st.floats(1, 5), st.floats(1, 5))
def test_a_more_important_target_weighs_more_and_all_lie_between_nothing_and_one(a: float, b: float) -> None:
    low, high = sorted((a, b))
    weights = [rules.weight(target(1, importance=value)) for value in (low, high)]
    assert 0 < weights[0] <= weights[1] <= 1


def test_what_makes_a_role_weighs_more_than_what_every_role_asks_for() -> None:
    by_kind = {kind: rules.weight(target(1, kind=kind)) for kind in ("practice", "knowledge", "technology", "generic")}
    assert by_kind["knowledge"] >= by_kind["practice"] * 0.99
    assert by_kind["knowledge"] > max(by_kind["technology"], by_kind["generic"])


def test_an_unmet_prerequisite_becomes_a_need_and_its_own_prerequisites_too() -> None:
    needs = rules.needs_of(held([target(3)]), {3: [2], 2: [1]}, believed(s1=1.0, s2=1.0))
    assert [(need.skill, need.source) for need in needs] == [(3, "role"), (2, "prerequisite"), (1, "prerequisite")]
    assert all(need.level == rules.ENOUGH for need in needs[1:])


def test_a_met_prerequisite_is_no_need() -> None:
    assert len(rules.needs_of(held([target(3)]), {3: [2]}, believed(s2=2.5))) == 1


def test_a_prerequisite_that_is_a_target_anyway_stays_the_target() -> None:
    needs = rules.needs_of(held([target(3), target(2, 4.0)]), {3: [2]}, believed(s2=1.0))
    assert [(need.skill, need.source, need.level) for need in needs] == [(3, "role", 3.0), (2, "role", 4.0)]


def test_a_prerequisite_counts_as_much_as_what_it_leads_to_also_where_it_is_wanted_a_little_for_itself() -> None:
    wanted = {3: Need(3, "goal", 4.0, 1.0), 2: Need(2, "role", 2.0, 0.01)}
    needs = rules.needs_of(wanted, {3: [2], 2: [1]}, believed(s1=1.0, s2=1.0))
    before = [need for need in needs if need.source == "prerequisite"]
    assert {(need.skill, need.importance, need.leads_to) for need in before} == {(2, 1.0, 3), (1, 1.0, 3)}
    assert wanted[2] in needs


def test_a_skill_waits_for_its_prerequisite_while_something_teaches_that() -> None:
    needs = [Need(3, "role", 3.0, 0.5), Need(2, "prerequisite", 2.0, 0.5)]
    now = rules.ready(needs, {3: [2]}, believed(s2=1.0), {2, 3})
    assert [need.skill for need in now] == [2]


def test_nobody_waits_for_what_nothing_teaches() -> None:
    needs = [Need(3, "role", 3.0, 0.5)]
    assert rules.ready(needs, {3: [2]}, believed(s2=1.0), {3}) == needs


def test_nobody_waits_once_the_prerequisite_is_met() -> None:
    needs = [Need(3, "role", 3.0, 0.5)]
    assert rules.ready(needs, {3: [2]}, believed(s2=2.2), {2, 3}) == needs


def segment(number: int, skill: int | None, level: float | None) -> SegmentView:
    return SegmentView(number, f"s{number}", "", "", skill, level, 2.0)


@pytest.mark.parametrize(
    ("skill", "level", "said"),
    [(None, None, "aside"), (9, 3.0, "aside"), (1, None, "aside"), (1, 2.0, "known"), (1, 4.0, "later")],
)
def test_what_a_stretch_is_to_somebody_who_does_not_need_it(skill: int | None, level: float | None, said: str) -> None:
    needs = [Need(1, "role", 4.0, 0.5)]
    assert rules.unused(segment(1, skill, level), needs, believed(s1=3.0), Skipped()) == said


def test_a_stretch_beyond_the_target_is_known_once_the_target_is_reached() -> None:
    assert rules.unused(segment(1, 1, 5.0), [Need(1, "role", 3.0, 0.5)], believed(s1=3.5), Skipped()) == "known"
    shown = Skipped(skills={1: 3.0})
    assert rules.unused(segment(1, 1, 3.0), [], believed(s1=1.0), shown) == "known"
    assert rules.unused(segment(1, 1, 4.0), [], believed(s1=1.0), shown) == "aside"


def test_an_item_is_a_candidate_by_those_segments_that_teach_something() -> None:
    segments = (segment(1, 1, 2.0), segment(2, None, None), segment(3, 2, 3.0))
    view = ItemView(7, "lesson", "Look", "", "", "", "", "en", 2.0, 6.0, None, None, None, None, segments)
    found = rules.whole(view)
    assert (found.item, found.minutes) == (7, 6.0)
    assert [(part.skill, part.stretch) for part in found.teaches] == [(1, 1), (2, 3)]


@pytest.mark.parametrize("kind", ["course", "lesson", "practice"])
def test_an_item_of_unknown_length_is_taken_for_what_is_usual(kind: str) -> None:
    view = ItemView(7, kind, "", "", "", "", "", "", None, None, None, None, None, None)
    assert rules.whole(view).minutes == rules.DEFAULT_MINUTES[kind]


@given(st.floats(0.01, 1.0), st.floats(0.01, 1.0))
def test_what_others_thought_raises_a_score_by_a_quarter_at_most(a: float, b: float) -> None:
    rows = [Entry(1, "course", "", "", 1.0, quality, 0, ()) for quality in sorted((a, b))]
    low, high = rules.table_of(Shelf.of(rows, [[], []]), fields={}).quality
    assert 0 < low <= high <= 1.25 + 1e-9


def offer(*parts: Part, title: str = "  SQL for Analysts ") -> Shelf:
    entry = Entry(5, "course", title, "P", None, 0.7, station(title), tuple(title_words(title)))
    return Shelf.of([entry], [parts])


def test_only_whole_fields_of_knowledge_have_topics_of_their_own() -> None:
    narrow, wide = Part(1, 3.0, 0.9, None, None), Part(2, 3.0, 0.9, None, None)
    found = rules.table_of(offer(narrow, wide), fields={2: rules.FIELD_SPREAD}).row(0)
    assert [part.spread for part in found.teaches] == [0.0, rules.FIELD_SPREAD]
    assert found.minutes == rules.DEFAULT_MINUTES["course"]
    assert found.title_key == "sql for analysts"


def test_what_speaks_to_ones_rank_counts_more_and_first_steps_less() -> None:
    titles = ("Strategic Management", "Leading Teams", "Managing Data", "Introduction to Management")
    offers = [offer(Part(1, 3.0, 0.9, None, None), title=title) for title in titles]
    nobody, leads, directs = (
        [rules.table_of(one, fields={}, rank=rank).row(0).quality for one in offers] for rank in (0, 1, 2)
    )
    assert leads[1] > leads[0] > leads[2] > leads[3]
    assert directs == sorted(directs, reverse=True)
    assert leads[1] > nobody[1] == nobody[3] > leads[3] > directs[3]


def test_whether_first_steps_are_beneath_who_leads_is_for_their_answers_to_say() -> None:
    titles = ("Introduction to Management", "Strategic Management")
    begins, further = (offer(Part(1, 3.0, 0.9, None, None), title=title) for title in titles)
    for one, same in ((begins, False), (further, True)):
        presumed, known = (
            rules.table_of(one, fields={}, rank=2, shown=shown).row(0).quality for shown in ((), frozenset({1}))
        )
        assert (presumed == known) is same
        assert known >= presumed
    elsewhere = rules.table_of(begins, fields={}, rank=2, shown=frozenset({2})).row(0)
    assert elsewhere.quality == rules.table_of(begins, fields={}, rank=2).row(0).quality


def test_a_table_says_of_every_item_what_its_rows_say() -> None:
    parts = [[Part(1, 3.0, 0.9, None, None), Part(2, 2.0, 1.0, 7, 4.0)], [], [Part(1, 2.0, 0.5, 8, None)]]
    entries = [Entry(n, "course", "SQL", "P", 30.0 * n or None, 0.5, 0, ("sql",)) for n in range(3)]
    hints = {2: (Hint("popular", 0.4, {}),)}
    found = rules.table_of(Shelf.of(entries, parts), {1: 1.5}, {"sql": 1.0}, hints=hints)
    by_row = Table.of([found.row(at) for at in range(3)])
    for name in ("items", "minutes", "quality", "fit", "owner", "skill", "level", "lasts", "stretch", "spread"):
        assert getattr(found, name).tolist() == pytest.approx(getattr(by_row, name).tolist(), nan_ok=True), name
    assert {source: strength.tolist() for source, strength in found.hints.items()} == {"popular": [0.0, 0.0, 0.4]}


def test_what_comes_before_must_be_met_unless_the_item_itself_teaches_it() -> None:
    needs_first, both, free = (
        [Part(2, 3.0, 1.0, None, None)],
        [Part(2, 3.0, 1.0, None, None), Part(1, 2.0, 1.0, None, None)],
        [Part(3, 3.0, 1.0, None, None)],
    )
    entries = [Entry(n, "course", "", "", 9.0, 0.5, 0, ()) for n in range(4)]
    shelf = Shelf.of(entries, [needs_first, both, free, []])
    assert rules.open_to(shelf, {2: [1]}, believed(s1=1.0)).tolist() == [1, 2, 3]
    assert rules.open_to(shelf, {2: [1]}, believed(s1=3.0)).tolist() == [0, 1, 2, 3]
    assert rules.open_to(shelf, {}, believed()).tolist() == [0, 1, 2, 3]
    assert rules.open_to(Shelf.of([], []), {2: [1]}, believed(s1=1.0)).tolist() == []


def test_of_a_long_item_a_stretch_may_fit_where_the_whole_does_not() -> None:
    entries = [
        Entry(n, kind, "", "", minutes, 0.5, 0, ())
        for n, (kind, minutes) in enumerate([("lesson", 5.0), ("course", 90.0), ("course", None), ("course", 90.0)])
    ]
    stretch = [Part(1, 3.0, 1.0, 7, 6.0)]
    shelf = Shelf.of(entries, [[], [], [], stretch])
    assert rules.fitting(shelf, Budget(30, (), (), own=True)).tolist() == [0, 3]
    assert rules.fitting(shelf, Budget(30, ("course",), (), own=True)).tolist() == [3]
    assert rules.fitting(shelf, Budget(30, ("course",), ())).tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    ("title", "level", "station_"),
    [
        ("Human Resource Practices", None, -1),
        ("Human Resource Practices", 4.0, 0),  # it says that it goes further
        ("Human Resources", 4.0, 0),
        ("Strategic Human Resources", None, 2),
        ("Strategic Human Resources", 2.0, 1),
        ("Human Resources Analytics", None, 0),
        ("Flood Risk", None, 0),
    ],
)
def test_a_title_that_only_names_the_profession_is_first_steps_to_who_leads_in_it(
    title: str, level: float | None, station_: int
) -> None:
    entry = Entry(5, "course", title, "P", None, 0.7, station(title, level), tuple(title_words(title)), 0, "", level)
    one = Shelf.of([entry], [[Part(1, 3.0, 1.0, None, None)]])
    profession = frozenset({"human resource", "practice"})
    leading, other = (rules.table_of(one, fields={}, profession=profession, rank=rank).row(0) for rank in (2, 0))
    assert leading.quality == pytest.approx(rules.STATIONS[2][station_] * other.quality)
