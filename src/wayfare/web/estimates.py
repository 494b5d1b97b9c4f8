"""The open learner model, ready to be drawn: what an estimate rests on, and what would change it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wayfare.engine.types import Gaussian
from wayfare.learner.api import Piece, Prospect
from wayfare.skills.api import SkillView
from wayfare.web import drawing, texts

SELF, COLLEAGUE, MANAGER = "self", "colleague", "manager"
SIMULATED, PLACEMENT, INFERRED = "simulated", "placement", "inferred"
APART = (SELF, COLLEAGUE, MANAGER, INFERRED)  # every other source is an answer to a question
STILL = 0.005  # levels; a smaller move would be shown as 0.00
LEAST = 0.005  # share of the certainty; a smaller one would be shown as 0 %
HALF = 50.0
LEVELS = 5


@dataclass(frozen=True, slots=True)
class Moved:
    """One piece of evidence, and how far it moved the estimate; ``start`` and ``width`` are in per cent of its drawing."""

    icon: str
    what: str
    version_id: int | None
    age: str
    when: str
    moved: str
    start: float
    width: float
    weight: str
    piece: Piece


@dataclass(frozen=True, slots=True)
class Ahead:
    """What one more piece of evidence would make of the estimate."""

    what: str
    moved: str
    bar: drawing.Bar
    after: Gaussian


def anchors(skill: SkillView | None) -> list[str]:
    """Return what somebody can do at each level from 1 to 5: the skill's own sentences, else ones that fit any skill."""
    if skill is not None and len(skill.levels) == LEVELS:
        return list(skill.levels)
    return [
        _("Can say what it is about, and follow when others do it."),
        _("Can do simple cases, with some help."),
        _("Can do the usual cases alone."),
        _("Can do difficult cases, and help others with them."),
        _("Can set how it is done, and is asked when nobody else knows."),
    ]


def moves(pieces: Sequence[Piece], names: Mapping[int, str], now: datetime) -> list[Moved]:
    """Return what an estimate rests on. ``names``: of those who said something; ``now``: the time where the person is."""
    most = max((abs(piece.shift) for piece in pieces), default=0.0) or 1.0
    return [_moved(piece, names, now, most) for piece in pieces]


def _moved(piece: Piece, names: Mapping[int, str], now: datetime, most: float) -> Moved:
    width = round(HALF * abs(piece.shift) / most, 1)
    icon, what = _what(piece, names)
    return Moved(
        icon=icon,
        what=what,
        version_id=piece.version_id,
        age=texts.age(piece.received_at, now),
        when=texts.moment(piece.received_at, now),
        moved=way(piece.shift),
        start=HALF if piece.shift >= 0 else HALF - width,
        width=width,
        weight=certainty(piece.weight),
        piece=piece,
    )


def _what(piece: Piece, names: Mapping[int, str]) -> tuple[str, str]:
    said = {"level": texts.level(piece.level), "name": names.get(piece.by or 0) or _("Somebody who has left")}
    if piece.source == SELF:
        return "user", _("Your own word: level %(level)s") % said
    if piece.source == MANAGER:
        return "users", _("%(name)s, your manager then: level %(level)s") % said
    if piece.source == COLLEAGUE:
        return "users", _("%(name)s, a colleague: level %(level)s") % said
    right = piece.score == 1
    if piece.source == INFERRED:
        concluded = _("Concluded from your placement: level %(level)s")
        return "signpost", (concluded if right else _("Concluded from your placement: not yet level %(level)s")) % said
    return "circle-check" if right else "compass", _answer(piece.source, right) % said


def _answer(source: str, right: bool) -> str:
    if source == SIMULATED:
        return _("Simulated: right at level %(level)s") if right else _("Simulated: not right at level %(level)s")
    if source == PLACEMENT:
        return _("Placement: right at level %(level)s") if right else _("Placement: not right at level %(level)s")
    return _("Right answer at level %(level)s") if right else _("Answer at level %(level)s, not right")


def way(shift: float) -> str:
    """Say which way and how far an estimate moves, in levels."""
    said = {"n": texts.number(abs(shift), 2)}
    if abs(shift) < STILL:
        return _("left it where it was")
    return _("up by %(n)s") % said if shift > 0 else _("down by %(n)s") % said


def certainty(share: float) -> str:
    """Say which share of all certainty gained a piece brought, in whole per cent; what surprises moves it and brings none."""
    if share < LEAST:
        return _("made it no surer")
    return _("%(n)s %% of certainty") % {"n": round(100 * share)}


def kinds(pieces: Sequence[Piece]) -> list[str]:
    """Return of what kinds the evidence is and how much of each: 7 answers, 1 word of your manager."""
    count = Counter(piece.source if piece.source in APART else "answer" for piece in pieces)
    said = {
        "answer": texts.answers(count["answer"]),
        INFERRED: ngettext("%(n)s conclusion of a placement", "%(n)s conclusions of placements", count[INFERRED]),
        MANAGER: ngettext("%(n)s word of a manager", "%(n)s words of a manager", count[MANAGER]),
        COLLEAGUE: ngettext("%(n)s word of a colleague", "%(n)s words of colleagues", count[COLLEAGUE]),
        SELF: ngettext("%(n)s word of your own", "%(n)s words of your own", count[SELF]),
    }
    return [words % {"n": count[kind]} for kind, words in said.items() if count[kind]]


def ahead(prospect: Prospect, now: Gaussian, *, questions: bool, manager: bool) -> list[Ahead]:
    """Return what would change an estimate, as far as it can happen: there are questions, there is a manager."""
    level = {"level": texts.halves(prospect.level)}
    found = []
    if questions:
        found.append((_("A right answer to a question of level %(level)s") % level, prospect.right))
        found.append((_("An answer to it that is not right") % {}, prospect.wrong))
    if manager:
        found.append((_("Your manager sees you at level %(level)s") % level, prospect.manager))
    return [Ahead(what, way(after.mean - now.mean), drawing.bar(after, known=True), after) for what, after in found]
