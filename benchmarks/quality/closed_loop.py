"""Simulated: people learn with the real product, through its doors, against the best fixed course.

    python -m benchmarks.quality.closed_loop --json [--people 100] [--seed 1] [--known 30]

A throw-away SQLite database holds the course of ``wayfare.engine.simulate`` as a catalogue: sixty skills with their
prerequisites, a lesson of four minutes with questions on each, and a role that needs them all. The people of each family are
placed, follow their feed but for what the product itself shows that they can do, practise with the questions of a lesson until
it shows the same, and answer some of what is due for review at the beginning of a day. A day has thirty minutes, and the clock
is the simulated one. All that the product knows are answers and finished lessons. It runs as delivered: nothing is learned from
earlier people.

``saving`` is against the fixed course of equal competence, as in ``benchmarks.quality.competence``; ``engine_nobody_before`` is
that of the engine's own policy without earlier people, for the same people; ``agrees`` says whether the intervals overlap.
"""

import argparse
import json
import time
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks import harness
from wayfare.engine.simulate import adaptive, compare, world
from wayfare.engine.simulate.compare import Cell, World
from wayfare.engine.simulate.world import Action, Course, Policy, Seen, Steps

LEVEL = 3.0
QUESTIONS = 10  # on a lesson, each with seven options
SHOWN = 0.8  # somebody goes on once the product shows that they would be right so often
REVIEWS = 6  # a day at most: more would leave little of it for anything new
BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)


def catalogue(of: Course) -> dict[int, int]:
    """Write the course into the tables; return the place of each skill in it by the skill's id."""
    from wayfare.catalog.models import Item, ItemSkill, Question, QuestionVersion, Segment
    from wayfare.people.models import Role
    from wayfare.skills.models import Edge, RoleTarget, Skill

    made = Skill.objects.bulk_create(
        Skill(source="loop", source_id=str(at), name=f"Skill {at}", kind="practice", digest=str(at))
        for at in range(len(of))
    )
    Edge.objects.bulk_create(
        Edge(skill=made[at], other=made[one], kind="prerequisite")
        for at in range(len(of))
        for one in of.skills.before[at]
    )
    role = Role.objects.create(source="loop", source_id="1", title="Learner", digest="1")
    RoleTarget.objects.bulk_create(RoleTarget(role=role, skill=one, level=LEVEL, importance=5) for one in made)
    for at, skill in enumerate(made):
        about: dict[str, Any] = {"source": "loop", "digest": str(at)}
        item = Item.objects.create(
            **about,
            source_id=str(at),
            kind="lesson",
            title=f"Lesson {at}",
            provider=f"Provider {at}",
            minutes=of.lesson,
        )
        ItemSkill.objects.create(
            item=item, skill=skill, level=LEVEL, confidence=1.0, origin="author", state="approved", strength=1.0
        )
        part = Segment.objects.create(
            item=item,
            anchor="all",
            position=1,
            title=f"Lesson {at}",
            text="",
            skill=skill,
            level=LEVEL,
            minutes=of.lesson,
        )
        questions = Question.objects.bulk_create(
            Question(**about, source_id=f"{at}-{number}", skill=skill, level=LEVEL, segment=part)
            for number in range(QUESTIONS)
        )
        QuestionVersion.objects.bulk_create(
            QuestionVersion(question=one, number=1, stem="?", options=list("abcdefg"), correct=[0], digest=str(one.pk))
            for one in questions
        )
    return {skill.pk: at for at, skill in enumerate(made)}


class Learner:
    """One person and the product. The steps say what the person does; what the product is told comes of what is seen."""

    def __init__(self, places: dict[int, int], number: str) -> None:
        from wayfare.people.models import Person, PersonRole, Role

        self.places, self.day = places, 0.0
        self.role_id = Role.objects.get(source="loop").pk
        self.id: int = Person.objects.create(source="loop", source_id=number, name=f"Person {number}", digest="1").pk
        PersonRole.objects.create(person_id=self.id, role_id=self.role_id, state="stated", confidence=1.0)
        self.taught: set[int] = set()

    def now(self) -> datetime:
        """Return the moment on the person's clock: a day of the simulation begins at eight and has thirty minutes."""
        whole, rest = divmod(self.day, 1.0)
        return BEGIN + timedelta(days=whole, minutes=rest * world.SESSION)

    def steps(self) -> Steps:
        """Use the product until it has nothing more to offer."""
        from wayfare.recommend import api as recommend

        yield from self._place()
        reviewed = -1
        while True:
            if int(self.day) > reviewed:
                reviewed = int(self.day)
                yield from self._review()
            pick = recommend.feed(person_id=self.id, now=self.now()).next
            if pick is None:
                break
            if self._can(pick.skill_id):
                recommend.dismiss(person_id=self.id, item_id=pick.item, now=self.now())
            else:
                yield from self._take(pick.item, pick.skill_id)
        return frozenset(set(self.places.values()) - self.taught)

    def _place(self) -> Steps:
        from wayfare.learner import api as learner

        view = learner.begin(person_id=self.id, kind="role", subject_id=self.role_id, now=self.now())
        while view.next is not None:
            seen = yield self._question(view.next.skill_id)
            self.day = seen.day
            view = learner.place(
                person_id=self.id,
                placement_id=view.id,
                version_id=view.next.version_id,
                response=_response(seen),
                attempt_id=uuid.uuid4(),
                now=self.now(),
            ).placement
        return frozenset()

    def _review(self) -> Steps:
        from wayfare.learner import api as learner

        for one in learner.due(person_id=self.id, now=self.now(), limit=REVIEWS):
            yield from self._answer(one.version_id, one.skill_id)
        return frozenset()

    def _take(self, item_id: int, skill_id: int) -> Steps:
        from wayfare.catalog import api as catalog
        from wayfare.learner import api as learner

        learner.start(person_id=self.id, item_id=item_id, now=self.now())
        seen = yield Action(self.places[skill_id], lesson=True)
        self.day = seen.day
        self.taught.add(self.places[skill_id])
        for version_id in catalog.sequence(item_id=item_id):
            yield from self._answer(version_id, skill_id)
            if self._can(skill_id):
                break
        learner.finish(person_id=self.id, item_id=item_id, now=self.now())
        return frozenset()

    def _can(self, skill_id: int) -> bool:
        """Say whether the product shows that the person would be right now."""
        from wayfare.learner import api as learner

        believed = learner.snapshot(person_id=self.id)
        shown = learner.right_now(snapshot=believed, skill_id=skill_id, level=LEVEL, now=self.now())
        return shown.chance >= SHOWN

    def _answer(self, version_id: int, skill_id: int) -> Steps:
        from wayfare.learner import api as learner

        seen = yield self._question(skill_id)
        self.day = seen.day
        learner.answer(
            person_id=self.id, version_id=version_id, response=_response(seen), attempt_id=uuid.uuid4(), now=self.now()
        )
        return frozenset()

    def _question(self, skill_id: int) -> Action:
        return Action(self.places[skill_id], lesson=False)


def _response(seen: Seen) -> list[int]:
    return [0 if seen.right else 1]


def product(places: dict[int, int], family: str) -> Policy:
    """Return the policy that asks the product what is next."""
    made = iter(range(1_000_000))

    def follow(of: Course, seed: int) -> Steps:
        yield from ()
        return (yield from Learner(places, f"{family}-{next(made)}").steps())

    return follow


def loop(of: World, places: dict[int, int]) -> tuple[Cell, Cell]:
    """Let everybody of one family learn with the product, and with the engine's policy without earlier people."""
    from django.db import transaction

    with transaction.atomic():  # nothing has to survive: one transaction spares the disk
        found = of.follow(product(places, of.family.name))
    alone = of.follow(adaptive.wayfare())
    fixed = compare.lengths(of)
    return (
        Cell(of.family.name, of.share, {"wayfare": found}, fixed),
        Cell(of.family.name, of.share, {"wayfare": alone}, fixed),
    )


def measure(people: int, seed: int, known: int) -> dict[str, Any]:
    """Return the figures of the product and of the engine's policy, and whether they agree."""
    began = time.process_time()
    harness.fresh_database()
    all_worlds = compare.worlds(known / 100, people, seed)
    places = catalogue(all_worlds[0].of)
    cells = [loop(one, places) for one in all_worlds]
    real, alone = (compare.summary([pair[which] for pair in cells], seed) for which in (0, 1))
    (low, high), (least, most) = real["saving_interval"], alone["saving_interval"]
    return {
        "label": "simulated",
        "people_of_each_family": people,
        "seed": seed,
        "known": known / 100,
        **real,
        "engine_nobody_before": alone,
        "agrees": low <= most and least <= high,
        "cpu_s": time.process_time() - began,
    }


def main() -> None:
    """Print one JSON object, indented unless ``--json`` is given."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--known", type=int, default=30)
    wanted = parser.parse_args()
    found = measure(wanted.people, wanted.seed, wanted.known)
    print(json.dumps(found, indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
