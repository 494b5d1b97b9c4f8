"""Graphs of skills for the tests of placement."""

from hypothesis import strategies as st

from wayfare.engine.placement.graph import Graph, build


@st.composite
def graphs(draw: st.DrawFn, most: int = 9) -> Graph:
    """Draw a graph without cycles: a skill builds on some of those before it."""
    count = draw(st.integers(1, most))
    needed = {skill: draw(st.lists(st.integers(0, skill - 1), max_size=3)) for skill in range(1, count)}
    return build(range(count), needed)


def chain(count: int) -> Graph:
    """Return skills of which each builds on the one before."""
    return build(range(count), {skill: [skill - 1] for skill in range(1, count)})


def islands(count: int) -> Graph:
    """Return skills without prerequisites."""
    return build(range(count), {})
