"""A small course and few people: enough to see what holds, quick to run."""

from functools import cache

from wayfare.engine.simulate import world
from wayfare.engine.simulate.run import Family
from wayfare.engine.simulate.world import Action, Course, People, Policy, Steps


@cache
def course() -> Course:
    """Return twelve skills in three layers."""
    return world.course(3, skills=12, layers=3)


def crowd(family: Family, count: int = 12, share: float = 0.3, seed: int = 1) -> People:
    """Return a few people of a family."""
    return world.people(course(), count, share, seed, family.closed)


def scripted(*actions: Action) -> Policy:
    """Return a policy that does just this."""

    def follow(of: Course, seed: int) -> Steps:
        for action in actions:
            seen = yield action
            assert seen is not None
        return frozenset()

    return follow


def skip_everything(of: Course, seed: int) -> Steps:
    """Do nothing and call everything skipped."""
    yield from ()
    return frozenset(range(len(of)))
