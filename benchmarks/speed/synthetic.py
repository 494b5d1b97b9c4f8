"""A synthetic organisation of a given size, written straight into the tables. Seeded."""

import random
from datetime import UTC, datetime, timedelta

from wayfare.catalog.models import Item, ItemSkill
from wayfare.learner.models import Learner, SkillState
from wayfare.people.models import Person, PersonRole, Role
from wayfare.skills.models import RoleTarget, Skill

SKILLS, ROLES, TARGETS, TAGS, KNOWN = 2_000, 200, 25, 3, 8
WORDS = [
    "planning",
    "budget",
    "data",
    "safety",
    "writing",
    "python",
    "contracts",
    "service",
    "quality",
    "teams",
    "forecast",
    "audit",
    "design",
    "repair",
]


def build(items: int, people: int, seed: int = 7) -> list[int]:
    """Create skills, roles, items and people, and return the people's ids."""
    dice = random.Random(seed)
    skills = Skill.objects.bulk_create(
        Skill(source="bench", source_id=str(n), name=f"{dice.choice(WORDS)} {n}", kind="knowledge", digest=str(n))
        for n in range(SKILLS)
    )
    roles = Role.objects.bulk_create(
        Role(source="bench", source_id=str(n), title=f"Role {n}", digest=str(n)) for n in range(ROLES)
    )
    RoleTarget.objects.bulk_create(
        RoleTarget(role=role, skill=skill, level=dice.choice([2.0, 3.0, 4.0]), importance=dice.randint(1, 5))
        for role in roles
        for skill in _popular(dice, skills, TARGETS)
    )
    _items(dice, items, skills)
    return _people(dice, people, roles, skills)


def _popular(dice: random.Random, skills: list[Skill], size: int) -> list[Skill]:
    """Return distinct skills, low numbers far more often: a few skills are wanted and taught by many."""
    found: set[int] = set()
    while len(found) < size:
        found.add(min(len(skills) - 1, int(dice.expovariate(1 / 150))))
    return [skills[n] for n in sorted(found)]


def _items(dice: random.Random, items: int, skills: list[Skill]) -> None:
    rows = Item.objects.bulk_create(
        (
            Item(
                source="bench",
                source_id=str(n),
                kind="course",
                title=f"{dice.choice(WORDS)} {dice.choice(WORDS)} {n}",
                provider=f"Provider {n % 12}",
                language="en",
                level=float(dice.randint(1, 5)),
                minutes=dice.choice([5.0, 30.0, 120.0, 600.0]),
                digest=str(n),
            )
            for n in range(items)
        ),
        batch_size=2_000,
    )
    ItemSkill.objects.bulk_create(
        (
            ItemSkill(
                item=row,
                skill=skill,
                level=row.level or 3.0,
                confidence=0.7,
                origin="tagger",
                state="proposed",
                strength=dice.random(),
            )
            for row in rows
            for skill in _popular(dice, skills, TAGS)
        ),
        batch_size=5_000,
    )


def _people(dice: random.Random, people: int, roles: list[Role], skills: list[Skill]) -> list[int]:
    now = datetime.now(UTC) - timedelta(days=1)
    rows = Person.objects.bulk_create(
        Person(source="bench", source_id=str(n), name=f"Person {n}", email=f"p{n}@bench.example", digest=str(n))
        for n in range(people)
    )
    PersonRole.objects.bulk_create(
        PersonRole(person=row, role=dice.choice(roles), state="stated", confidence=1.0) for row in rows
    )
    Learner.objects.bulk_create(Learner(person_id=row.id, n=KNOWN, mean=0.1, variance=0.3) for row in rows)
    SkillState.objects.bulk_create(
        SkillState(person_id=row.id, skill_id=skill.id, mean=2.0, variance=0.5, answers=3, updated_at=now)
        for row in rows
        for skill in _popular(dice, skills, KNOWN)
    )
    return [row.id for row in rows]
