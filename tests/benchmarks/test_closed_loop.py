"""The closed loop goes through the product's own doors: what people do there is what the product knows of them."""

import pytest

from benchmarks.quality import closed_loop
from benchmarks.quality.closed_loop import Shelf
from wayfare.engine.simulate import compare, world
from wayfare.engine.simulate.world import Action, Seen
from wayfare.learner.models import Evidence, ItemProgress, Placement
from wayfare.people.models import Person
from wayfare.skills.models import Edge, RoleTarget

pytestmark = pytest.mark.django_db
COURSE = world.course(3, skills=6, layers=2)


@pytest.fixture
def shelf() -> Shelf:
    return closed_loop.catalogue(COURSE)


def talked(shelf: Shelf, right: bool, most: int = 400) -> list[Action]:
    """Let one person use the product, who is always right or never."""
    steps, done, minutes = closed_loop.product(shelf)(COURSE, 1), [], 0.0
    try:
        action = next(steps)
        while len(done) < most:
            done.append(action)
            minutes += 4 if action.lesson else 1
            action = steps.send(Seen(None if action.lesson else right, minutes / world.SESSION))
    except StopIteration:
        return done
    return done


def test_the_course_stands_in_the_catalogue(shelf: Shelf) -> None:
    places = shelf.places
    assert sorted(places.values()) == list(range(6))
    assert RoleTarget.objects.count() == 6
    edges = {(places[one.skill_id], places[one.other_id]) for one in Edge.objects.all()}
    assert edges == {(skill, before) for skill, needed in enumerate(COURSE.skills.before) for before in needed}
    assert {len(versions) for versions in shelf.questions.values()} == {closed_loop.QUESTIONS}


def test_every_answer_and_lesson_reaches_the_product(shelf: Shelf) -> None:
    done = talked(shelf, right=False)
    assert {action.skill for action in done if action.lesson} == set(range(6))
    answers = Evidence.objects.exclude(source="inferred").count()
    assert answers == len([action for action in done if not action.lesson])
    assert ItemProgress.objects.filter(finished_at__isnull=False).count() == 6
    assert Placement.objects.get().ended_at is not None


def test_who_can_do_everything_is_done_sooner_than_who_can_do_nothing(shelf: Shelf) -> None:
    able, new = (talked(shelf, right=right) for right in (True, False))
    assert len([one for one in able if one.lesson]) < len([one for one in new if one.lesson])
    assert len(able) < len(new)


def test_earlier_people_learn_in_two_halves_and_all_do_the_quiz(shelf: Shelf) -> None:
    of = compare.worlds(0.3, 2, 1, of=COURSE)[1]
    closed_loop.teach(of, shelf, 2, 2)
    people = Person.objects.filter(source="loop")
    assert {one.source_id for one in people} == {"earlier-0", "earlier-1", "follower-0", "follower-1"}
    for one in people:
        answers = Evidence.objects.filter(person_id=one.pk).exclude(source="inferred").order_by("id")
        last = list(answers.values_list("received_at", "skill_id"))[-2 * len(COURSE) :]
        assert {skill for _, skill in last} == set(shelf.places), "everything is asked in the quiz"
        before = answers.exclude(received_at__gte=last[0][0]).order_by("-id").values_list("received_at", flat=True)[0]
        assert (last[0][0] - before).days >= world.DELAY - 1
