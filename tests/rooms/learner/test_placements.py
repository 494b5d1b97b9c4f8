"""Showing what one can do already: what is asked, when it ends, what follows, and what a later check makes of it."""

import uuid
from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.catalog import api as catalog
from wayfare.catalog.api import Askable
from wayfare.catalog.models import Question
from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.versions import touch_epoch
from wayfare.engine.placement import role
from wayfare.engine.placement.answers import Outcome as Came
from wayfare.engine.placement.answers import Verdict
from wayfare.engine.placement.graph import build
from wayfare.learner import api as learner
from wayfare.learner.models import Evidence, Exposure, Placement, Skip
from wayfare.learner.placing import role as role_placing
from wayfare.people.models import Person
from wayfare.recommend import api as recommend
from wayfare.skills.models import Edge, Skill

pytestmark = pytest.mark.django_db
RIGHT, WRONG, UNKNOWN = [0], [1], []


@pytest.fixture
def charts() -> Skill:
    """A skill with three questions at each of five levels."""
    skill = factories.skill("Reading charts")
    for level in (1.5, 2.0, 2.5, 3.0, 3.5):
        for _ in range(3):
            factories.question(skill, level=level)
    return skill


@pytest.fixture
def analyst(alice: Person, charts: Skill) -> Person:
    """Alice, whose role needs charts at level 2.5."""
    factories.holds(alice, factories.role("Analyst", needs={charts: 2.5}))
    return alice


def begin(person: Person, kind: str, subject: int, now: datetime) -> learner.PlacementView:
    return learner.begin(person_id=person.pk, kind=kind, subject_id=subject, now=now)


def give(
    person: Person, view: learner.PlacementView, response: list[int], now: datetime, attempt: uuid.UUID | None = None
) -> learner.PlacementView:
    assert view.next is not None
    placed = learner.place(
        person_id=person.pk,
        placement_id=view.id,
        version_id=view.next.version_id,
        response=response,
        attempt_id=attempt or uuid.uuid4(),
        now=now,
    )
    return placed.placement


def through(person: Person, view: learner.PlacementView, response: list[int], now: datetime) -> learner.PlacementView:
    """Give the same response to whatever is asked until nothing is."""
    while view.next is not None:
        view = give(person, view, response, now)
    return view


def test_who_answers_right_has_shown_the_level_that_the_role_needs(
    analyst: Person, charts: Skill, now: datetime
) -> None:
    done = through(analyst, begin(analyst, "skill", charts.pk, now), RIGHT, now)
    (found,) = done.found
    assert (found.skill_id, found.level, found.verdict) == (charts.pk, 2.5, Verdict.YES)
    assert done.ended_at == now
    assert done.answers <= 8
    (skip,) = Skip.objects.all()
    assert (skip.skill_id, skip.level, skip.held, skip.item_id) == (charts.pk, 2.5, None, None)
    assert timedelta(days=7) <= skip.verify_after - now <= timedelta(days=30)


@pytest.mark.parametrize("response", [WRONG, UNKNOWN])
def test_who_does_not_know_skips_nothing(analyst: Person, charts: Skill, now: datetime, response: list[int]) -> None:
    done = through(analyst, begin(analyst, "skill", charts.pk, now), response, now)
    assert [one.verdict for one in done.found] == [Verdict.NO]
    assert not Skip.objects.exists()


def test_every_answer_is_evidence_like_any_other(analyst: Person, charts: Skill, now: datetime) -> None:
    done = through(analyst, begin(analyst, "skill", charts.pk, now), RIGHT, now)
    snapshot = learner.snapshot(person_id=analyst.pk)
    assert snapshot.answers == {charts.pk: done.answers}
    assert snapshot.belief(charts.pk).mean > 2.5
    assert set(Evidence.objects.values_list("source", flat=True)) == {"placement"}
    assert learner.matches_replay(person_id=analyst.pk)


def test_no_question_is_put_twice_and_each_says_why(analyst: Person, charts: Skill, now: datetime) -> None:
    view, asked = begin(analyst, "skill", charts.pk, now), []
    while view.next is not None:
        asked.append(view.next.version_id)
        assert view.next.why.code
        view = give(analyst, view, RIGHT if len(asked) % 2 else WRONG, now)
    assert len(set(asked)) == len(asked) == view.answers
    assert dict(Exposure.objects.values_list("version_id", "times")) == dict.fromkeys(asked, 1)


def test_a_placement_can_be_left_and_gone_on_with(analyst: Person, charts: Skill, now: datetime) -> None:
    view = give(analyst, begin(analyst, "skill", charts.pk, now), RIGHT, now)
    later = now + timedelta(days=3)
    again = begin(analyst, "skill", charts.pk, later)
    assert again == view == learner.placement(person_id=analyst.pk, placement_id=view.id)
    assert Placement.objects.count() == 1


def test_it_can_be_stopped_at_any_time_with_what_is_known(analyst: Person, charts: Skill, now: datetime) -> None:
    view = give(analyst, begin(analyst, "skill", charts.pk, now), RIGHT, now)
    stopped = learner.stop(person_id=analyst.pk, placement_id=view.id, now=now)
    assert (stopped.next, stopped.ended_at, stopped.answers) == (None, now, 1)
    assert learner.stop(person_id=analyst.pk, placement_id=view.id, now=now + timedelta(days=1)) == stopped
    with pytest.raises(Conflict):
        give(analyst, view, RIGHT, now)
    assert begin(analyst, "skill", charts.pk, now).id != view.id


def test_a_resent_answer_changes_nothing(analyst: Person, charts: Skill, now: datetime) -> None:
    view, attempt = begin(analyst, "skill", charts.pk, now), uuid.uuid4()
    first = give(analyst, view, RIGHT, now, attempt)
    assert give(analyst, view, RIGHT, now, attempt) == first
    assert Evidence.objects.count() == 1
    with pytest.raises(Conflict):
        give(analyst, view, WRONG, now, attempt)


def test_only_the_question_that_is_asked_counts(analyst: Person, charts: Skill, now: datetime) -> None:
    view = begin(analyst, "skill", charts.pk, now)
    assert view.next is not None
    others = {one.version_id for one in catalog.bank(skill_ids=[charts.pk])[charts.pk]} - {view.next.version_id}
    with pytest.raises(Conflict):
        learner.place(
            person_id=analyst.pk,
            placement_id=view.id,
            version_id=min(others),
            response=RIGHT,
            attempt_id=uuid.uuid4(),
            now=now,
        )
    assert not Evidence.objects.exists()


def test_a_question_that_was_retired_meanwhile_is_replaced(analyst: Person, charts: Skill, now: datetime) -> None:
    view = begin(analyst, "skill", charts.pk, now)
    assert view.next is not None
    Question.objects.filter(versions=view.next.version_id).update(retired_at=now)
    touch_epoch("catalog", now)
    again = learner.placement(person_id=analyst.pk, placement_id=view.id)
    assert again.next is not None
    assert again.next.version_id != view.next.version_id
    assert give(analyst, again, RIGHT, now).answers == 1


def test_others_neither_see_nor_answer_it(analyst: Person, bob: Person, charts: Skill, now: datetime) -> None:
    view = begin(analyst, "skill", charts.pk, now)
    with pytest.raises(NotFound):
        learner.placement(person_id=bob.pk, placement_id=view.id)
    with pytest.raises(NotFound):
        give(bob, view, RIGHT, now)
    with pytest.raises(NotFound):
        learner.stop(person_id=bob.pk, placement_id=view.id, now=now)


def test_what_cannot_be_tested_says_so(analyst: Person, now: datetime) -> None:
    with pytest.raises(Conflict):
        begin(analyst, "skill", factories.skill("Without questions").pk, now)
    with pytest.raises(NotFound):
        begin(analyst, "skill", 10**9, now)
    with pytest.raises(NotFound):
        begin(analyst, "item", 10**9, now)
    with pytest.raises(Conflict):
        begin(analyst, "item", factories.item("About nothing").pk, now)
    with pytest.raises(Invalid):
        begin(analyst, "universe", 1, now)
    with pytest.raises(NotFound):
        begin(analyst, "role", factories.role("Somebody else's").pk, now)
    assert not Placement.objects.exists()


def test_what_somebody_tested_out_of_is_not_offered(analyst: Person, charts: Skill, now: datetime) -> None:
    lesson = factories.item("Charts in ten minutes", teaches={charts: 2.5})
    assert recommend.feed(person_id=analyst.pk, now=now).next is not None
    done = through(analyst, begin(analyst, "item", lesson.pk, now), RIGHT, now)
    assert [one.verdict for one in done.found] == [Verdict.YES]
    assert learner.skipped(person_id=analyst.pk).items == {lesson.pk}
    feed = recommend.feed(person_id=analyst.pk, now=now)
    assert lesson.pk not in {pick.item for pick in (feed.next, *feed.picks) if pick is not None}


def practise(person: Person, skill: Skill, right: bool, now: datetime, level: float = 2.5) -> None:
    learner.answer(
        person_id=person.pk,
        version_id=factories.question(skill, level=level).pk,
        response=RIGHT if right else WRONG,
        attempt_id=uuid.uuid4(),
        now=now,
    )


@pytest.fixture
def skipped(analyst: Person, charts: Skill, now: datetime) -> int:
    """An item that Alice tested out of."""
    lesson = factories.item("Charts in ten minutes", teaches={charts: 2.5})
    through(analyst, begin(analyst, "item", lesson.pk, now), RIGHT, now)
    return lesson.pk


def test_a_skip_is_checked_in_practice_and_holds(analyst: Person, charts: Skill, skipped: int, now: datetime) -> None:
    practise(analyst, charts, right=False, now=now + timedelta(days=1))
    assert Skip.objects.get().tries == 0
    practise(analyst, charts, right=True, now=now + timedelta(days=31))
    skip = Skip.objects.get()
    assert (skip.held, skip.tries, skip.verified_at) == (True, 1, now + timedelta(days=31))
    assert (learner.skip_figures().made, learner.skip_figures().failure) == (1, 0.0)


def test_a_skip_that_fails_twice_brings_the_item_back(
    analyst: Person, charts: Skill, skipped: int, now: datetime
) -> None:
    later = now + timedelta(days=31)
    practise(analyst, charts, right=False, now=later)
    assert learner.skipped(person_id=analyst.pk).items == {skipped}
    practise(analyst, charts, right=False, now=later)
    assert learner.skipped(person_id=analyst.pk).items == frozenset()
    figures = learner.skip_figures()
    assert (figures.made, figures.verified, figures.failed, figures.failure) == (1, 1, 1, 1.0)


def test_a_much_easier_question_verifies_nothing(analyst: Person, charts: Skill, skipped: int, now: datetime) -> None:
    practise(analyst, charts, right=True, now=now + timedelta(days=31), level=1.0)
    assert Skip.objects.get().held is None
    assert learner.skip_figures().failure is None


@pytest.fixture
def ladder(alice: Person) -> list[Skill]:
    """Six skills, each built on the one before; Alice's role needs all, and there are questions about every other one."""
    skills: list[Skill] = []
    for number in range(6):
        skills.append(factories.skill(f"Rung {number}", after=skills[-1:]))
        if number % 2:
            for _ in range(9):
                factories.question(skills[-1], level=3.0)
    factories.holds(alice, factories.role("Climber", needs=dict.fromkeys(skills, 3.0)))
    return skills


def role_of(person: Person) -> int:
    return int(person.roles.get().role_id)


def test_a_whole_role_is_placed_by_questions_about_some_of_its_skills(
    alice: Person, ladder: list[Skill], now: datetime
) -> None:
    done = through(alice, begin(alice, "role", role_of(alice), now), RIGHT, now)
    assert done.answers < 18
    assert {one.skill_id for one in done.found} == {skill.pk for skill in ladder}
    assert {one.skill_id for one in done.found if one.asked} <= {skill.pk for skill in ladder[1::2]}
    assert sum(one.verdict is Verdict.YES for one in done.found) >= len(ladder) / 2
    inferred = Evidence.objects.filter(source="inferred")
    assert {row.skill_id for row in inferred} <= {one.skill_id for one in done.found if not one.asked}
    assert inferred.exists()
    assert {row.score for row in inferred} == {1.0}
    assert learner.matches_replay(person_id=alice.pk)


def test_who_knows_nothing_of_a_role_skips_nothing(alice: Person, ladder: list[Skill], now: datetime) -> None:
    done = through(alice, begin(alice, "role", role_of(alice), now), UNKNOWN, now)
    assert not [one for one in done.found if one.verdict is Verdict.YES]
    assert not Skip.objects.exists()
    assert {row.score for row in Evidence.objects.filter(source="inferred")} <= {0.0}


def test_a_role_placement_can_be_left_and_gone_on_with(alice: Person, ladder: list[Skill], now: datetime) -> None:
    view = give(alice, begin(alice, "role", role_of(alice), now), RIGHT, now)
    assert begin(alice, "role", role_of(alice), now + timedelta(days=2)) == view


def test_a_role_whose_skills_go_round_in_a_circle_cannot_be_placed(
    alice: Person, ladder: list[Skill], now: datetime
) -> None:
    factories.skill("Rung 0")
    Edge.objects.create(skill=ladder[0], other=ladder[-1], kind=Edge.Kind.PREREQUISITE)
    with pytest.raises(Conflict, match="cycle"):
        begin(alice, "role", role_of(alice), now)


def test_a_role_placement_goes_on_from_where_it_stood_and_stands_where_a_replay_would_put_it() -> None:
    sitting = role_placing.begin([(7, 3.0), (8, 3.0), (9, 3.0)], {9: [8], 8: [7]}, seed=5)
    for skill, came in ((8, Came.RIGHT), (9, Came.WRONG), (7, Came.RIGHT)):
        sitting = sitting.answered(Askable(skill, skill, skill, 3.0, 4), came)
    plan = role.plan(build((7, 8, 9), {9: (8,), 8: (7,)}))
    replayed = role.chances(role.resume(plan, sitting.state, role_placing.PARAMS))
    assert [one.chance for one in sitting.found()] == pytest.approx(replayed)


def test_a_skill_that_was_shown_is_not_offered_until_a_later_check_fails(
    analyst: Person, charts: Skill, now: datetime
) -> None:
    lesson = factories.item("Charts in ten minutes", teaches={charts: 2.5})
    part = factories.segment(lesson, "Axes", about=charts, level=2.5, minutes=3.0)

    def offered(at: datetime) -> list[int]:
        feed = recommend.feed(person_id=analyst.pk, now=at)
        return [pick.item for pick in (feed.next, *feed.picks) if pick is not None]

    def folded(at: datetime) -> str:
        item = catalog.item(item_id=lesson.pk)
        return recommend.segments_for(person_id=analyst.pk, item=item, now=at)[part.pk]

    assert offered(now) == [lesson.pk]
    done = through(analyst, begin(analyst, "skill", charts.pk, now), RIGHT, now)
    assert [one.verdict for one in done.found] == [Verdict.YES]
    assert learner.skipped(person_id=analyst.pk).skills == {charts.pk: 2.5}
    assert offered(now) == []
    later = now + timedelta(days=31)
    for _ in range(2):
        practise(analyst, charts, right=False, now=later)
    assert learner.skipped(person_id=analyst.pk).skills == {}
    assert offered(later) == [lesson.pk]
    assert folded(later) == "useful"


def test_who_has_shown_less_than_the_role_needs_is_offered_the_rest(
    alice: Person, charts: Skill, now: datetime
) -> None:
    factories.holds(alice, factories.role("Analyst", needs={charts: 4.5}))
    lesson = factories.item("Charts for masters", teaches={charts: 4.5})
    Skip.objects.create(
        person_id=alice.pk,
        id=1,
        skill_id=charts.pk,
        level=2.5,
        placement_id=1,
        made_at=now,
        verify_after=now + timedelta(days=9),
    )
    feed = recommend.feed(person_id=alice.pk, now=now)
    assert feed.next is not None
    assert feed.next.item == lesson.pk
