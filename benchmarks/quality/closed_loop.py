"""Simulated: people learn with the real product, through its doors, against the best fixed course.

    python -m benchmarks.quality.closed_loop --json [--people 100] [--seed 1] [--known 30] [--before 20] [--followers 20]

Each family of learners is an organisation of its own, with a throw-away SQLite database that holds the course of
``wayfare.engine.simulate`` as a catalogue: sixty skills with their prerequisites, a lesson of four minutes with questions on
each, and a role that needs them all. Earlier people took versions of the course that differ in length, and did a quiz on
everything two weeks later; they came one after the other over some months, and then the product trained itself. After them as
many (``--followers``) did what the product said, as far as it knew, and it trained itself again: the engine's policy has such
earlier people too. Then others come. They are placed, follow their feed, read a lesson where the product says that it tells more
than a question, practise until the product says that it is enough, and answer what is due for review at the beginning of
a day. In the end they refresh what the product does not take for sure on the day of the check. A day has thirty minutes, and the
clock is the simulated one. All that the product knows are answers and lessons taken.

``saving`` is against the fixed course of equal competence, as in ``benchmarks.quality.competence``; ``engine`` is the engine's
own policy after as many earlier people, for the same people; ``agrees`` says whether the intervals overlap. With both 0
the product runs as delivered, with nothing learned, and so does the engine's policy.
"""

import argparse
import json
import multiprocessing
import shutil
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import harness
from wayfare.engine.planning.practice import AIMS
from wayfare.engine.simulate import adaptive, compare, earlier, run, world
from wayfare.engine.simulate.compare import Cell, Point, World
from wayfare.engine.simulate.run import Result, joined
from wayfare.engine.simulate.world import Action, Course, Dice, People, Policy, Seen, Steps

LEVEL = 3.0
QUESTIONS = 20  # on a lesson, each with seven options
SET_ASIDE = 25  # exercises of a skill in a row; then something else comes
BEGIN = datetime(2026, 1, 5, 8, tzinfo=UTC)
SPREAD = timedelta(days=120)  # over which the earlier people began
PARTS = 4  # of the people of a family that learn at the same time
LATER = timedelta(days=250)  # from one half of the earlier people to the other, and from them to those who are measured


@dataclass(frozen=True, slots=True)
class Shelf:
    """The course as the product has it: the place of each skill in the course, its lesson, and the questions of that."""

    role: int
    places: dict[int, int]
    lessons: dict[int, int]
    questions: dict[int, list[int]]


def catalogue(of: Course) -> Shelf:
    """Write the course into the tables."""
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
    shelf = Shelf(role.pk, {skill.pk: at for at, skill in enumerate(made)}, {}, {})
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
        versions = QuestionVersion.objects.bulk_create(
            QuestionVersion(question=one, number=1, stem="?", options=list("abcdefg"), correct=[0], digest=str(one.pk))
            for one in questions
        )
        shelf.lessons[skill.pk] = item.pk
        shelf.questions[skill.pk] = [one.pk for one in versions]
    return shelf


class Learner:
    """One person and the product. The steps say what the person does; what the product is told comes of what is seen."""

    def __init__(self, shelf: Shelf, number: str, begin: datetime = BEGIN) -> None:
        from wayfare.people.models import Person, PersonRole

        self.shelf, self.begin, self.day = shelf, begin, 0.0
        self.id: int = Person.objects.create(source="loop", source_id=number, name=f"Person {number}", digest="1").pk
        PersonRole.objects.create(person_id=self.id, role_id=shelf.role, state="stated", confidence=1.0)
        self.taught: set[int] = set()
        self.asked: Counter[int] = Counter()

    def now(self) -> datetime:
        """Return the moment on the person's clock: a day of the simulation begins at eight and has thirty minutes."""
        whole, rest = divmod(self.day, 1.0)
        return self.begin + timedelta(days=whole, minutes=rest * world.SESSION)

    def place(self) -> Steps:
        """Show what is known already, as far as the product asks."""
        from wayfare.learner import api as learner

        view = learner.begin(person_id=self.id, kind="role", subject_id=self.shelf.role, now=self.now())
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

    def lesson(self, skill_id: int) -> Steps:
        """Take the lesson on a skill."""
        from wayfare.learner import api as learner

        item_id = self.shelf.lessons[skill_id]
        learner.start(person_id=self.id, item_id=item_id, now=self.now())
        seen = yield Action(self.shelf.places[skill_id], lesson=True)
        self.day = seen.day
        self.taught.add(skill_id)
        learner.finish(person_id=self.id, item_id=item_id, now=self.now())
        return frozenset()

    def exercise(self, skill_id: int, version_id: int | None = None) -> Steps:
        """Answer a question, else the next one of the lesson on the skill."""
        if version_id is None:
            versions = self.shelf.questions[skill_id]
            version_id = versions[self.asked[skill_id] % len(versions)]
            self.asked[skill_id] += 1
        seen = yield self._question(skill_id)
        self.day = seen.day
        self.answer(version_id, seen)
        return frozenset()

    def answer(self, version_id: int, seen: Seen) -> None:
        """Tell the product of an answer."""
        from wayfare.learner import api as learner

        learner.answer(
            person_id=self.id, version_id=version_id, response=_response(seen), attempt_id=uuid.uuid4(), now=self.now()
        )

    def _question(self, skill_id: int) -> Action:
        return Action(self.shelf.places[skill_id], lesson=False)


class Follower(Learner):
    """Somebody who does what the product proposes, until it has nothing more to offer."""

    def steps(self) -> Steps:
        """Yield what to do next; return what was never taught."""
        from wayfare.recommend import api as recommend

        yield from self.place()
        reviewed = -1
        while True:
            if int(self.day) > reviewed:
                reviewed = int(self.day)
                yield from self._review()
            pick = recommend.feed(person_id=self.id, now=self.now()).next
            if pick is None or not pick.skill_id:
                break  # no skill is needed any more; what only fades is for reviews
            yield from self._learn(pick.item, pick.skill_id)
        yield from self._refresh()
        return frozenset(place for skill, place in self.shelf.places.items() if skill not in self.taught)

    def _review(self) -> Steps:
        from wayfare.learner import api as learner

        for one in learner.due(person_id=self.id, now=self.now()):
            yield from self.exercise(one.skill_id, one.version_id)
        return frozenset()

    def _learn(self, item_id: int, skill_id: int) -> Steps:
        """Practise until it is enough, with the lesson as soon as it tells more; what is known already is put aside."""
        from wayfare.recommend import api as recommend

        for _ in range(SET_ASIDE):
            found = self._practised(skill_id)
            if found.unsure:
                yield from self.lesson(skill_id)
            elif found.enough:
                break
            yield from self.exercise(skill_id)
        if skill_id not in self.taught:
            recommend.dismiss(person_id=self.id, item_id=item_id, now=self.now())
        return frozenset()

    def _practised(self, skill_id: int) -> Any:
        from wayfare.learner import api as learner

        return learner.practised(
            snapshot=learner.snapshot(person_id=self.id),
            skill_id=skill_id,
            level=LEVEL,
            taught=skill_id in self.taught,
            now=self.now(),
        )

    def _refresh(self) -> Steps:
        """Answer what would not be sure on the day of the check."""
        from wayfare.learner import api as learner

        rounds: Counter[int] = Counter()
        while True:
            left = {skill: LEVEL for skill in self.shelf.places if rounds[skill] < SET_ASIDE}
            found = learner.refresh(
                snapshot=learner.snapshot(person_id=self.id),
                wanted=left,
                by=self.now() + timedelta(days=AIMS.ahead),
                now=self.now(),
            )
            if not found:
                return frozenset()
            for one in found:
                rounds[one.skill_id] += 1
                if self._practised(one.skill_id).unsure:
                    yield from self.lesson(one.skill_id)
                yield from self.exercise(one.skill_id, one.version_id)


class Earlier(Learner):
    """Somebody who took a version of the course before, and a quiz two weeks later."""

    def version(self, of: Course, dice: Dice) -> Steps:
        """Yield the steps of a version drawn for this person, as ``earlier.version`` does for the engine's policy."""
        yield from self.place()
        skill_of = {place: skill for skill, place in self.shelf.places.items()}
        lessons, review = int(dice.integers(1, 3)), int(dice.integers(0, earlier.REVIEW + 1))
        lengths = dice.integers(1, earlier.LONGEST + 1, len(of)) * (dice.random(len(of)) >= earlier.LEFT_OUT)
        for place in of.skills.order:
            for _ in range(lessons if lengths[place] else 0):
                yield from self.lesson(skill_of[place])
            for _ in range(lengths[place]):
                yield from self.exercise(skill_of[place])
        for place in of.skills.order:
            for _ in range(review):
                yield from self.exercise(skill_of[place])
        return frozenset()


def _response(seen: Seen) -> list[int]:
    return [0 if seen.right else 1]


def product(shelf: Shelf, begin: datetime = BEGIN) -> Policy:
    """Return the policy that asks the product what is next."""
    from wayfare.people.models import Person

    def follow(of: Course, seed: int) -> Steps:
        yield from ()
        return (yield from Follower(shelf, f"learner-{Person.objects.count()}", begin).steps())

    return follow


def teach(of: World, shelf: Shelf, before: int, followers: int) -> list[str]:
    """Let earlier people learn, train the product on their answers, and return which parts were put in place.

    The first ``before`` of them take versions of the course, and after these ``followers`` do what the product says.
    """
    from wayfare.learner import api as learner

    kept = []
    for half, some in enumerate((before, followers)):
        if not some:
            continue
        begin = BEGIN + half * LATER
        _cohort(of, shelf, some, half, begin)
        report = learner.train(now=begin + LATER)
        kept = [part for part, figures in report.parts.items() if figures.get("kept")]
    return kept


def _cohort(of: World, shelf: Shelf, count: int, half: int, begin: datetime) -> None:
    """Let some earlier people learn and do the quiz: the first versions of the course, the second what the product says."""
    from django.db import transaction

    dice = [np.random.default_rng([of.seed, 5 + half, number]) for number in range(3)]
    who = world.people(of.of, count, of.share, (5 + half) * 1_000_000 + of.seed, of.family.closed)
    state = run.State(of.of, of.family(of.of, who, dice[0]), count, dice[1])
    with transaction.atomic():  # nothing has to survive: one transaction spares the disk
        starts = [begin + SPREAD * at / count for at in range(count)]
        people: list[Learner]
        if half:
            followers = [Follower(shelf, f"follower-{at}", when) for at, when in enumerate(starts)]
            people, steps = [*followers], [one.steps() for one in followers]
        else:
            first = [Earlier(shelf, f"earlier-{at}", when) for at, when in enumerate(starts)]
            people, steps = [*first], [one.version(of.of, dice[2]) for one in first]
        run.follow(state, steps)
        for at, skill_id, seen in _quiz(state, people, dice[2]):
            people[at].day = seen.day
            people[at].answer(shelf.questions[skill_id][people[at].asked[skill_id] % QUESTIONS], seen)
            people[at].asked[skill_id] += 1


def _quiz(state: run.State, people: list[Learner], dice: Dice) -> Iterator[tuple[int, int, Seen]]:
    """Ask everybody who is still there two questions on each skill, two weeks later, in their own order."""
    there = np.flatnonzero(~state.dropped)
    places = people[0].shelf.places
    orders = np.array([dice.permutation(len(places)) for _ in people])
    skill_of = {place: skill for skill, place in places.items()}
    lesson = np.zeros(len(there), dtype=np.bool_)
    for column in orders.T:
        days = state.minutes[there] / world.SESSION + world.DELAY
        for _ in range(2):
            right = state.act(there, column[there], lesson, world.DELAY)
            for at, day, was in zip(there.tolist(), days.tolist(), right.tolist(), strict=True):
                yield at, skill_of[int(column[at])], Seen(was, day)


@dataclass(frozen=True, slots=True)
class Taught:
    """An organisation after its earlier people: its database, its course, what training put in place, and what that cost."""

    folder: Path
    shelf: Shelf
    trained: list[str]
    cpu_s: float


def prepared(of: World, before: int, followers: int) -> Taught:
    """Make the organisation of one family and let its earlier people learn."""
    folder, began = harness.fresh_database(), time.process_time()
    shelf = catalogue(of.of)
    return Taught(folder, shelf, teach(of, shelf, before, followers), time.process_time() - began)


def followed(of: World, taught: Taught) -> tuple[Result, float]:
    """Let everybody of a world learn with the product, and return what came of it with the seconds of CPU it took."""
    from django.db import transaction

    folder, began = harness.copied_database(taught.folder), time.process_time()
    with transaction.atomic():
        found = of.follow(product(taught.shelf, BEGIN + LATER * 3))
    shutil.rmtree(folder)
    return found, time.process_time() - began


def compared(of: World, as_many: int) -> tuple[Result, tuple[Point, ...]]:
    """Let everybody follow the engine's policy, after as many earlier people, and take the fixed course."""
    settings = adaptive.Settings()
    foresight = earlier.learn(of.of, of.family, of.share, of.seed, settings, as_many) if as_many else None
    return of.follow(adaptive.wayfare(foresight, settings)), compare.lengths(of)


def parts(of: World) -> list[World]:
    """Return a world as several of a part of its people each, for as many processes: nobody there knows of the others."""
    rows = np.array_split(np.arange(len(of.who)), min(PARTS, len(of.who)))
    return [
        replace(of, who=People(of.who.rate[some], of.who.known[some]), seed=of.seed + 1_000_000 * at)
        for at, some in enumerate(rows)
    ]


def measure(people: int, seed: int, known: int, before: int, followers: int) -> dict[str, Any]:
    """Return the figures of the product and of the engine's policy, and whether they agree."""
    all_worlds = compare.worlds(known / 100, people, seed)
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn, max_tasks_per_child=1) as pool:
        preparing = [pool.submit(prepared, of, before, followers) for of in all_worlds]
        beside = [pool.submit(compared, of, before + followers) for of in all_worlds]
        running = [
            [pool.submit(followed, part, own.result()) for part in parts(of)]
            for of, own in zip(all_worlds, preparing, strict=True)
        ]
        ours = [[one.result() for one in some] for some in running]
        engines, taught = [one.result() for one in beside], [one.result() for one in preparing]
    for one in taught:
        shutil.rmtree(one.folder)
    cells = [
        (
            Cell(of.family.name, of.share, {"wayfare": joined([result for result, _ in own])}, fixed),
            Cell(of.family.name, of.share, {"wayfare": engine}, fixed),
        )
        for of, own, (engine, fixed) in zip(all_worlds, ours, engines, strict=True)
    ]
    product_, engine_ = (compare.summary([one[which] for one in cells], seed) for which in (0, 1))
    families = {
        of.family.name: {"earlier_cpu_s": one.cpu_s, "cpu_s": sum(cpu for _, cpu in own), "trained": one.trained}
        for of, one, own in zip(all_worlds, taught, ours, strict=True)
    }
    (low, high), (least, most) = product_["saving_interval"], engine_["saving_interval"]
    return {
        "label": "simulated",
        "people_of_each_family": people,
        "earlier_people_of_each_family": before,
        "followers_before_of_each_family": followers,
        "seed": seed,
        "known": known / 100,
        **product_,
        "engine": engine_,
        "agrees": low <= most and least <= high,
        "families": families,
    }


def main() -> None:
    """Print one JSON object, indented unless ``--json`` is given."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--known", type=int, default=30)
    parser.add_argument("--before", type=int, default=20)
    parser.add_argument("--followers", type=int, default=20)
    wanted = parser.parse_args()
    found = measure(wanted.people, wanted.seed, wanted.known, wanted.before, wanted.followers)
    print(json.dumps(found, indent=None if wanted.json else 2))


if __name__ == "__main__":
    main()
