"""Reporting lines: find those that go round in a circle. Pure."""

from collections.abc import Iterable

import numpy as np


def circles(links: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the circles among links (person, manager), each from its smallest number on, in order of the links.

    A person has at most one link. Memory is about 17 bytes a link, time is linear.

    >>> circles([(1, 2), (2, 3), (3, 2), (4, 4)])
    [[2, 3], [4]]
    """
    pairs = np.fromiter(links, dtype=np.dtype((np.int64, 2)))
    if not len(pairs):
        return []
    pairs = pairs[np.argsort(pairs[:, 0])]
    people = pairs[:, 0].copy()
    places = np.searchsorted(people, pairs[:, 1])
    places[places == len(people)] = 0
    following = np.where(people[places] == pairs[:, 1], places, -1)
    return [_from_smallest([int(people[place]) for place in circle]) for circle in _circles(following)]


def _circles(following: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> list[list[int]]:
    """Walk from every place until a place that was seen before; a walk that meets itself has found a circle."""
    seen = bytearray(len(following))
    found: list[list[int]] = []
    for start in range(len(following)):
        walk: list[int] = []
        place = start
        while place >= 0 and not seen[place]:
            seen[place] = 1
            walk.append(place)
            place = int(following[place])
        if place >= 0 and seen[place] == 1:
            found.append(walk[walk.index(place) :])
        for visited in walk:
            seen[visited] = 2
    return found


def _from_smallest(circle: list[int]) -> list[int]:
    first = circle.index(min(circle))
    return circle[first:] + circle[:first]
