"""Skills and what they build on: a graph without cycles, in the order of its depth."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass


class Cycle(ValueError):
    """Skills that are each other's prerequisites. ``path`` names them in order; the first stands again at the end."""

    def __init__(self, path: Sequence[Hashable]) -> None:
        self.path = tuple(path)
        super().__init__(f"prerequisites form a cycle: {' → '.join(map(str, self.path))}")


@dataclass(frozen=True, slots=True)
class Graph:
    """Skills ``0 … n-1``: the prerequisites of each, and its depth (longest chain of prerequisites below it).

    ``skills`` holds the caller's own names, in the same order.
    """

    skills: tuple[Hashable, ...]
    before: tuple[tuple[int, ...], ...]
    depth: tuple[int, ...]
    order: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.skills)

    def after(self) -> tuple[tuple[int, ...], ...]:
        """Return the skills that each skill is a direct prerequisite of."""
        found: list[list[int]] = [[] for _ in self.skills]
        for skill, needed in enumerate(self.before):
            for one in needed:
                found[one].append(skill)
        return tuple(map(tuple, found))


def build(skills: Sequence[Hashable], prerequisites: Mapping[Hashable, Sequence[Hashable]]) -> Graph:
    """Return the graph of some skills; prerequisites that are not among them are left out. Raises Cycle."""
    place = {skill: at for at, skill in enumerate(skills)}
    before = tuple(tuple(sorted({place[p] for p in prerequisites.get(skill, ()) if p in place})) for skill in skills)
    order = _order(skills, before)
    depth = [0] * len(before)
    for at in order:
        depth[at] = max((depth[p] + 1 for p in before[at]), default=0)
    return Graph(tuple(skills), before, tuple(depth), order)


def _order(skills: Sequence[Hashable], before: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Return the skills with every prerequisite before what builds on it (depth first, without recursion)."""
    done: dict[int, None] = {}
    for start in range(len(before)):
        path: dict[int, int] = {} if start in done else {start: 0}
        while path:
            at, tried = next(reversed(path.items()))
            if tried == len(before[at]):
                path.pop(at)
                done[at] = None
                continue
            path[at] += 1
            following = before[at][tried]
            if following in path:
                ring = list(path)[list(path).index(following) :]
                raise Cycle([skills[one] for one in (*ring, following)])
            if following not in done:
                path[following] = 0
    return tuple(done)
