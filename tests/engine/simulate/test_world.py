"""The world is that of section 7, and nobody in it is the engine's own model."""

import ast
from pathlib import Path

import numpy as np
import pytest

from tests.engine.simulate.small import course, crowd
from wayfare.engine.simulate import families, run, world
from wayfare.engine.simulate.families import FAMILIES, Ability, Factors, Tracing
from wayfare.engine.simulate.run import Family

FOLDER = Path(world.__file__).parent
HERE = np.zeros(1, dtype=np.intp)


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return froms | {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}


def test_sixty_skills_in_six_layers_with_one_to_three_prerequisites() -> None:
    of = world.course(1)
    assert len(of) == 60
    assert max(of.skills.depth) + 1 == 6
    assert sum(not needed for needed in of.skills.before) == 10
    assert {len(needed) for needed in of.skills.before if needed} <= {1, 2, 3}
    assert (of.lesson, of.exercise, of.guess, world.COMPETENT) == (4.0, 1.0, 0.15, 0.85)


def test_learning_rates_are_log_normal() -> None:
    logs = np.log(world.people(world.course(1), 4000, 0.05, 1, closed=False).rate)
    assert logs.mean() == pytest.approx(-0.1, abs=0.02)
    assert logs.std() == pytest.approx(0.35, abs=0.02)


@pytest.mark.parametrize("share", [0.05, 0.3, 0.56])
@pytest.mark.parametrize("closed", [True, False])
def test_people_know_as_much_as_was_asked_for(share: float, closed: bool) -> None:
    of = world.course(1)
    known = world.people(of, 200, share, 1, closed).known
    assert known.mean() == pytest.approx(share, abs=0.02)
    if closed:
        for skill, needed in enumerate(of.skills.before):
            assert not (known[:, skill] & ~known[:, list(needed)].all(axis=1)).any()


def test_there_are_three_families_and_none_sees_the_engine_trace() -> None:
    assert len({one.name for one in FAMILIES}) == len(FAMILIES) >= 3
    names = imported(FOLDER / "families.py")
    assert not [name for name in names if "tracing" in name or "placement" in name or "memory" in name]
    assert {name for name in names if name.startswith("wayfare")} == {"wayfare.engine.simulate.world"}


def test_a_policy_cannot_import_what_is_true() -> None:
    for name in ("adaptive.py", "foresight.py", "courses.py"):
        assert not [one for one in imported(FOLDER / name) if one.endswith((".families", ".run"))]
        assert ".hardness" not in (FOLDER / name).read_text("utf-8").replace("self.hardness", "")


@pytest.mark.parametrize("family", FAMILIES)
def test_who_knows_a_skill_passes_and_who_does_not_fails(family: Family) -> None:
    who = crowd(family, 200)
    passed = family(course(), who, np.random.default_rng(1)).chance(np.full(200, 14.0)) >= world.COMPETENT
    assert passed[who.known].mean() > 0.9
    assert passed[~who.known].mean() < 0.03


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lesson", [True, False])
def test_lessons_and_exercises_help_and_more_of_them_help_more(family: Family, lesson: bool) -> None:
    who, count = crowd(family, 300, 0.02), 300
    made = family(course(), who, np.random.default_rng(1))
    everybody, first, zero = np.arange(count), np.zeros(count, dtype=np.intp), np.zeros(count)
    chances, dice = [made.chance(zero)[:, 0].mean()], np.random.default_rng(2)
    for _ in range(4):
        act = made.lesson if lesson else made.exercise
        act(everybody, first, zero, zero, dice)
        chances.append(made.chance(zero)[:, 0].mean())
    assert chances == sorted(chances)
    assert chances[-1] > chances[0] + 0.05


@pytest.mark.parametrize("family", FAMILIES)
def test_missing_prerequisites_slow_learning_down(family: Family) -> None:
    of = course()
    skill = next(at for at, needed in enumerate(of.skills.before) if needed)
    gains = []
    for ready in (False, True):
        who = crowd(family, 400, 0.02)
        who.known[:] = False
        who.known[:, list(of.skills.before[skill])] = ready
        made = family(of, who, np.random.default_rng(1))
        zero = np.zeros(400)
        before = made.chance(zero)[:, skill].mean()
        for _ in range(3):
            made.lesson(np.arange(400), np.full(400, skill), zero, zero, np.random.default_rng(3))
        gains.append(made.chance(zero)[:, skill].mean() - before)
    assert gains[1] > 1.3 * gains[0]


def test_performance_factors_forget_less_after_practice_on_several_days() -> None:
    lost = []
    for days in ([0.0] * 6, [0.0, 0.0, 2.0, 2.0, 4.0, 4.0]):
        made = Factors(course(), crowd(Factors, 1, 0.02), np.random.default_rng(1))
        for day in days:
            made.exercise(HERE, HERE, np.array([day]), np.zeros(1), np.random.default_rng(1))
        last = days[-1]
        strength = made.strength[0, 0]
        later = made._logit(np.array([last + 30.0]), HERE, HERE) - made.base[0, 0]
        lost.append(1 - float(later[0]) / strength)
    assert 0 < lost[1] < lost[0]


def test_who_is_tired_slips_more_and_learns_less() -> None:
    who = crowd(Tracing, 4000, 0.5)
    shares, learned = [], []
    for tired in (0.0, 1.0):
        made = Tracing(course(), who, np.random.default_rng(1))
        known = made.known[:, 0].copy()
        right = made.exercise(
            np.arange(4000),
            np.zeros(4000, dtype=np.intp),
            np.zeros(4000),
            np.full(4000, tired),
            np.random.default_rng(2),
        )
        shares.append(right[known].mean())
        learned.append((made.known[:, 0] & ~known).sum())
    assert shares[1] < shares[0] - 0.02
    assert learned[1] < learned[0]


def test_what_is_learned_carries_over_to_related_skills_alone() -> None:
    made = Ability(course(), crowd(Ability, 1, 0.02), np.random.default_rng(1))
    before = made.level.copy()
    made.lesson(HERE, HERE, np.zeros(1), np.zeros(1), np.random.default_rng(1))
    risen = made.level[0] - before[0]
    near = made.carries[0] > 0
    assert near.any()
    assert (risen[near] > 0).all()
    assert not risen[~near][1:].any()
    assert risen[0] > risen[near].max()


def test_a_seed_gives_the_same_people_and_course() -> None:
    assert world.course(4) == world.course(4)
    assert world.course(4) != world.course(5)
    one, other = (world.people(course(), 9, 0.3, 2, closed=True) for _ in range(2))
    assert (one.known == other.known).all()
    assert (one.rate == other.rate).all()


def test_every_family_is_a_crowd() -> None:
    for family in FAMILIES:
        made: families.Crowd = family(course(), crowd(family), np.random.default_rng(1))
        assert made.chance(np.zeros(12)).shape == (12, 12)
    assert run.Family
