"""When is practice enough? Minutes on what is sure already, or hardly moves any more, are taken from something else.

What counts is not that the last answers were right but that the next one will be: now, to go on to what builds on it, and after
``ahead`` days without practice, to be of use. The numbers are those by which the simulated policy does best over three families
of learners (``engine.simulate``, ``benchmarks.quality.competence``); they say how sure is sure, not how somebody learns.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Aims:
    """How sure is sure. All but ``usual_gain``, ``least_gain`` and ``ahead`` are P(a right answer).

    A skill is learned for now from ``now`` on; ``later`` are the two rounds of a look back: everything once up to the first,
    then once more up to the second, ``ahead`` days without practice in mind. What was never taught is enough from ``untaught``
    on: it is known or not, while what was taught is known by degrees. From ``likely`` on practice is also enough where an
    exercise raises P by less than ``least_gain`` for each of its minutes. Where nobody has learned how much an exercise raises
    it, one is taken to close ``usual_gain`` of what is open up to ``most``. Below ``begin_with_lesson`` the lesson comes first.
    """

    now: float = 0.85
    later: tuple[float, ...] = (0.92, 0.96)
    untaught: float = 0.91
    likely: float = 0.6
    most: float = 0.94
    begin_with_lesson: float = 0.6
    least_gain: float = 0.014
    usual_gain: float = 0.2
    ahead: float = 14.0  # days


AIMS = Aims()


def enough(chance: float, wanted: float, *, taught: bool = True, rise: float | None = None, minutes: float = 1.0,
           aims: Aims = AIMS) -> bool:  # fmt: skip
    """Say whether ``chance``, P(a right answer), is enough where ``wanted`` is, or an exercise of so many minutes would not pay.

    ``rise`` is how much an exercise is expected to add to it, where that is known.
    """
    if not taught:
        wanted = min(wanted, aims.untaught)
    if chance >= wanted or chance < aims.likely:
        return chance >= wanted
    if rise is None:
        rise = aims.usual_gain * (aims.most - chance)
    return rise < aims.least_gain * minutes
