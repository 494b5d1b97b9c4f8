"""The closed loop goes through the product's own doors: what people do there is what the product knows of them."""

import pytest

from benchmarks.quality import closed_loop
from wayfare.engine.simulate import world
from wayfare.engine.simulate.world import Action, Seen
from wayfare.learner.models import Evidence, ItemProgress, Placement
from wayfare.skills.models import Edge, RoleTarget

pytestmark = pytest.mark.django_db
COURSE = world.course(3, skills=6, layers=2)


@pytest.fixture
def places() -> dict[int, int]:
    return closed_loop.catalogue(COURSE)


def talked(places: dict[int, int], right: bool, most: int = 400) -> list[Action]:
    """Let one person use the product, who is always right or never."""
    steps, done, minutes = closed_loop.product(places, f"right {right}")(COURSE, 1), [], 0.0
    try:
        action = next(steps)
        while len(done) < most:
            done.append(action)
            minutes += 4 if action.lesson else 1
            action = steps.send(Seen(None if action.lesson else right, minutes / world.SESSION))
    except StopIteration:
        return done
    return done


def test_the_course_stands_in_the_catalogue(places: dict[int, int]) -> None:
    assert sorted(places.values()) == list(range(6))
    assert RoleTarget.objects.count() == 6
    edges = {(places[one.skill_id], places[one.other_id]) for one in Edge.objects.all()}
    assert edges == {(skill, before) for skill, needed in enumerate(COURSE.skills.before) for before in needed}


def test_every_answer_and_lesson_reaches_the_product(places: dict[int, int]) -> None:
    done = talked(places, right=False)
    assert {action.skill for action in done if action.lesson} == set(range(6))
    answers = Evidence.objects.exclude(source="inferred").count()
    assert answers == len([action for action in done if not action.lesson])
    assert ItemProgress.objects.filter(finished_at__isnull=False).count() == 6
    assert Placement.objects.get().ended_at is not None


def test_who_can_do_everything_gets_fewer_lessons_than_who_can_do_nothing(places: dict[int, int]) -> None:
    able, new = (talked(places, right=right) for right in (True, False))
    lessons = [len([one for one in done if one.lesson]) for done in (able, new)]
    assert lessons[0] < lessons[1]
