"""Training: what is fitted to the organisation's own answers counts only where it is better on later ones."""

import math
import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from tests import factories
from wayfare.audit.models import Act
from wayfare.core.errors import Conflict, NotFound
from wayfare.learner import api as learner
from wayfare.learner import artefacts, jobs
from wayfare.learner.models import Artefact, Evidence
from wayfare.people.models import Person
from wayfare.skills.models import Skill

pytestmark = pytest.mark.django_db
QUESTIONS, PEOPLE = 12, 40


def world(now: datetime, hard: Callable[[int], float], seed: int = 3) -> list[Person]:
    """Let people answer questions that are as hard as ``hard`` says, whatever level their author gave them (3)."""
    skill, dice = factories.skill("Reading charts"), random.Random(seed)
    versions = [factories.question(skill, level=3.0) for _ in range(QUESTIONS)]
    people = [factories.person(f"P{number}") for number in range(PEOPLE)]
    for round_ in range(QUESTIONS):
        for number, person in enumerate(people):
            level = 1.5 + 3 * number / PEOPLE
            which = (round_ + number) % QUESTIONS
            chance = 0.25 + 0.67 / (1 + math.exp(-1.7 * (level - hard(which) + 0.5)))
            learner.answer(
                person_id=person.pk,
                version_id=versions[which].pk,
                response=[0 if dice.random() < chance else 1],
                attempt_id=uuid.uuid4(),
                now=now + timedelta(hours=round_ * PEOPLE + number),
                seconds=dice.uniform(10, 30),
            )
    return people


@pytest.fixture(scope="module")
def spread() -> Callable[[int], float]:
    """Questions between very easy and very hard."""
    return lambda which: 1.0 + 4.0 * which / (QUESTIONS - 1)


def test_levels_that_answers_show_are_learned_and_put_in_place(now: datetime, spread: Callable[[int], float]) -> None:
    people = world(now, spread)
    before = {person.pk: learner.snapshot(person_id=person.pk).state for person in people}
    report = learner.train(now=now)
    tracing = report.parts["tracing"]
    assert tracing["kept"], tracing["reason"]
    assert tracing["log_loss"]["fitted"] < tracing["log_loss"]["active"]
    assert report.promoted
    assert learner.active_artefact() == report.artefact
    levels = artefacts.bundle(report.artefact).levels
    ordered = [level for _, level in sorted(levels.items())]
    assert len(ordered) == QUESTIONS
    ranks = [sorted(ordered).index(level) for level in ordered]
    assert sum(abs(rank - place) for place, rank in enumerate(ranks)) < QUESTIONS * 2
    assert {person.pk: learner.snapshot(person_id=person.pk).state for person in people} == before
    assert all(learner.matches_replay(person_id=person.pk) for person in people[:3])
    assert Act.objects.filter(verb="promoted").count() == 1
    _new_answers_use_the_new_level(people[0], levels, now + timedelta(days=90))
    _and_it_can_be_taken_back(report, people, now)


def _new_answers_use_the_new_level(person: Person, levels: dict[int, float], now: datetime) -> None:
    question = max(levels, key=lambda number: levels[number])
    version = Evidence.objects.filter(question_id=question).values_list("question_version_id", flat=True)[0]
    assert version is not None
    learner.answer(person_id=person.pk, version_id=version, response=[0], attempt_id=uuid.uuid4(), now=now)
    assert Evidence.objects.filter(person_id=person.pk).order_by("-id")[0].level == levels[question]
    assert learner.matches_replay(person_id=person.pk)


def _and_it_can_be_taken_back(report: learner.Report, people: list[Person], now: datetime) -> None:
    ids = [person.pk for person in people]
    found = learner.rescored(person_ids=ids, artefact=report.artefact)
    assert (found.people, found.estimates) == (PEOPLE, PEOPLE)
    assert 0 < found.mean_distance <= found.largest_distance < 4
    assert found.log_loss is not None
    assert found.log_loss[1] < found.log_loss[0]
    assert learner.roll_back(now=now + timedelta(days=1)) == artefacts.DEFAULT_HASH == learner.active_artefact()
    assert learner.roll_back(now=now + timedelta(days=2), to=report.artefact) == report.artefact
    assert [row.hash for row in learner.artefacts() if row.active] == [report.artefact]
    assert Act.objects.filter(verb="rolled-back").count() == 2


def test_trying_puts_nothing_in_place(now: datetime, spread: Callable[[int], float]) -> None:
    world(now, spread)
    report = learner.train(now=now, promote=False)
    assert report.artefact != report.before
    assert not report.promoted
    assert learner.active_artefact() == report.before
    assert [row.active for row in learner.artefacts()] == [False]


def test_what_is_no_better_is_not_kept(now: datetime) -> None:
    world(now, lambda which: 3.0)
    report = learner.train(now=now)
    tracing = report.parts["tracing"]
    assert tracing["kept"] is (tracing["gain"] > tracing["standard_error"])
    assert artefacts.bundle(learner.active_artefact()).levels.keys() == (
        artefacts.bundle(report.artefact).levels.keys()
    )


def test_usual_times_are_learned_by_wording(now: datetime, spread: Callable[[int], float]) -> None:
    world(now, spread)
    report = learner.train(now=now)
    seconds = artefacts.bundle(report.artefact).seconds
    assert len(seconds) == QUESTIONS
    assert all(10 < value < 30 for value in seconds.values())


def test_how_far_people_are_believed_is_learned_from_what_they_said(
    now: datetime, spread: Callable[[int], float]
) -> None:
    """Everybody here says the highest level, whatever they can do: their word says nothing."""
    people = world(now, spread)
    skill = Skill.objects.get()
    for person in people:
        learner.say(
            person_id=person.pk, skill_id=skill.pk, level=5.0, attempt_id=uuid.uuid4(), now=now + timedelta(days=40)
        )
    before = {source.name: source for source in artefacts.DEFAULT.tracing.sources}
    report = learner.train(now=now + timedelta(days=50))
    part = report.parts["sources"]
    assert part["kept"], part
    assert list(part["sources"]) == ["self"]
    after = {source.name: source for source in artefacts.bundle(report.artefact).tracing.sources}
    losses = part["sources"]["self"]["log_loss"]
    assert losses["fitted"] < losses["active"]
    assert after["self"].yes > before["self"].yes
    assert after["manager"] == before["manager"]


def test_few_answers_change_nothing(alice: Person, now: datetime) -> None:
    for _ in range(5):
        version = factories.question(factories.skill("Writing"))
        learner.answer(person_id=alice.pk, version_id=version.pk, response=[0], attempt_id=uuid.uuid4(), now=now)
    report = learner.train(now=now)
    assert (report.artefact, report.promoted, report.answers) == (artefacts.DEFAULT_HASH, False, 5)
    assert not Artefact.objects.exists()
    with pytest.raises(Conflict):
        learner.roll_back(now=now)
    with pytest.raises(NotFound):
        learner.roll_back(now=now, to="0" * 64)


def test_what_was_simulated_teaches_nothing(alice: Person, now: datetime) -> None:
    skill: Skill = factories.skill("Writing")
    version = factories.question(skill)
    learner.answer(
        person_id=alice.pk,
        version_id=version.pk,
        response=[0],
        attempt_id=uuid.uuid4(),
        now=now,
        source="simulated",
    )
    assert learner.train(now=now).answers == 0


def test_a_professional_group_is_looked_at_by_itself(now: datetime, spread: Callable[[int], float]) -> None:
    for person in world(now, spread):
        person.group = "Operations" if person.pk % 2 else "Finance"
        person.save()
    groups = learner.train(now=now).parts["tracing"]["groups"]
    assert all(name in ("Operations", "Finance") for name in groups)


def test_the_weekly_job_leaves_an_installation_without_answers_alone(
    alice: Person, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr("wayfare.core.jobs.verbs.subprocess.run", lambda *a, **k: started.append(a))
    version = factories.question(factories.skill("Writing"))
    learner.answer(person_id=alice.pk, version_id=version.pk, response=[0], attempt_id=uuid.uuid4(), now=now)
    jobs.train(now=now)
    assert started == []
