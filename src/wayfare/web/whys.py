"""From a decision's own terms to sentences, and to what would really change it. Nothing is said that was not computed."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from django.utils.translation import gettext as _

from wayfare.audit.api import DecisionView
from wayfare.catalog.api import ItemView
from wayfare.core.ids import row_id
from wayfare.engine.ranking import gain
from wayfare.engine.types import Gaussian, Teaches
from wayfare.recommend.api import POLICY, FeedView, Pick
from wayfare.web import drawing, texts

MOST, SOME = 0.5, 0.15  # shares of the score that count as "most" and "some"
SURE = 0.4  # levels; the standard deviation of an estimate that is good to half a level
STEP = 0.5
FIT = "fit"


@dataclass(frozen=True, slots=True)
class Counted:
    """One factor that counted: a claim, and the fact."""

    icon: str
    claim: str
    fact: str


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: a claim, the fact, drawn and in words, its weight in words and as a number."""

    claim: str
    bar: drawing.Bar
    fact: str
    weight: str
    value: float
    skill_id: int


@dataclass(frozen=True, slots=True)
class Hinted:
    """What speaks for the item beside needs: a claim, what it counts for, its weight in words and as a number."""

    claim: str
    fact: str
    weight: str
    value: float
    icon: str


@dataclass(frozen=True, slots=True)
class Fit:
    """That a title speaks of what the person's job is about: the words, and what they add to the score."""

    words: str
    value: float


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that would change the suggestion, as far as the numbers say."""

    what: str
    effect: str


@dataclass(frozen=True, slots=True)
class Account:
    """All that is said about one decision."""

    pick: Pick
    terms: Sequence[Term]
    hints: Sequence[Hinted]
    beside_first: bool
    fit: Fit | None
    factors: Sequence[Counted]
    changes: Sequence[Change]
    current: bool


def name(decision_id: int) -> str:
    """Return a decision's id in a form that can be read out: 16 hexadecimal digits in fours."""
    digits = f"{decision_id:016x}"
    return "-".join(digits[i : i + 4] for i in range(0, 16, 4))


def account(decision: DecisionView, item: ItemView, feed: FeedView) -> Account:
    """Return what is said about a decision. ``feed`` is what the person is offered now."""
    pick = msgspec.convert({**decision.payload, "decision": decision.id}, Pick)
    terms = sorted(_needs(pick), key=_value, reverse=True)
    beside = sorted((term for term in pick.terms if not _about_skill(term)), key=_value, reverse=True)
    total = sum(map(_value, pick.terms)) or 1.0
    return Account(
        pick=pick,
        terms=[_term(term, total) for term in terms],
        hints=[_hint(term, total) for term in beside],
        beside_first=bool(beside) and (not terms or _value(beside[0]) > _value(terms[0])),
        fit=_fit(pick),
        factors=_factors(pick.factors, pick.minutes, item),
        changes=_changes(pick, item) if decision.policy == POLICY.name else [],
        current=feed.id == decision.feed_id,
    )


def _needs(pick: Pick) -> list[dict[str, object]]:
    """Return the terms that stand for a skill; what a title adds is no reason of its own."""
    return [term for term in pick.terms if _about_skill(term) and _facts(term)["source"] != FIT]


def _about_skill(term: Mapping[str, object]) -> bool:
    return "skill" in _facts(term)


def _hint(term: Mapping[str, object], total: float) -> Hinted:
    facts, value = _facts(term), _value(term)
    said = {
        "post": _("Its title is close to what your post is about: %(post)s (cosine %(cosine)s)"),
        "together": _("It goes with “%(item)s”, which you have done"),
        "next": _("Colleagues went on with it soon after “%(item)s”, which you have done"),
        "alike": _("What is said of it suits those who did “%(item)s”, as you have"),
        "review": _("%(skill)s begins to fade: you would recall it in about %(percent)d of 100 cases"),
        "popular": _("%(num)s people have finished it"),
    }.get(str(facts["source"]), "%(says)s")  # a source of the installation's own brings its sentence
    claim = said % {
        "says": facts.get("says", facts["source"]),
        "item": facts.get("item", ""),
        "post": facts.get("post", ""),
        "cosine": f"{float(facts.get('cosine', 0)):.2f}",
        "skill": facts.get("fades", ""),
        "percent": round(100 * float(facts.get("recall", 0))),
        "num": texts.number(float(facts.get("people", 0))),
    }
    counts = (
        _("No need of yours: it adds to one, or speaks alone with little weight.")
        if str(facts["source"]) not in _OF_OTHERS
        else _("No need of yours: what others did adds to one, or speaks alone with little weight. Never who.")
    )
    return Hinted(claim, counts, _weight(value / total), value, _ICONS.get(str(facts["source"]), "users"))


_ICONS = {"post": "user", "review": "hourglass"}
_OF_OTHERS = ("together", "next", "alike", "popular")


def _fit(pick: Pick) -> Fit | None:
    found = next((term for term in pick.terms if _facts(term)["source"] == FIT), None)
    return None if found is None else Fit(str(_facts(found)["words"]), _value(found))


def _term(term: Mapping[str, object], total: float) -> Term:
    value, facts = _value(term), _facts(term)
    source, skill = str(facts["source"]), str(facts["skill"])
    bar = bar_of(facts)
    said = {
        "skill": skill,
        "asker": facts.get("asker", ""),
        "target": texts.level(float(facts["target"])),
        "estimate": bar.words,
    }
    claims = {
        "role": _("Your role needs %(skill)s") % said,
        "starter": _("Your professional group needs %(skill)s, by way of the role %(asker)s") % said,
        "group": _("Your professional group needs %(skill)s, by way of the role %(asker)s") % said,
        "prerequisite": _("%(skill)s comes before other skills you need") % said,
        "goal": _("A goal of yours needs %(skill)s") % said,
        "project": _("A project of yours needs %(skill)s") % said,
    }
    return Term(
        claim=claims.get(source, skill),
        bar=bar,
        fact=_("Wanted: level %(target)s · %(estimate)s") % said,
        weight=_weight(value / total),
        value=value,
        skill_id=row_id(str(term["name"]).rpartition(":")[2]),
    )


def strongest(pick: Pick) -> Mapping[str, Any]:
    """Return the evidence of a pick's strongest reason."""
    return _facts(max(pick.terms, key=_value))


def pick_bar(pick: Pick) -> drawing.Bar | None:
    """Return the bar of a pick's strongest need: where the person is, and what is wanted; None without any."""
    needs = _needs(pick)
    return bar_of(_facts(max(needs, key=_value))) if needs else None


def bar_of(facts: Mapping[str, Any]) -> drawing.Bar:
    """Return the bar that a term's evidence describes."""
    belief = Gaussian(float(facts["mean"]), float(facts["sd"]) ** 2)
    return drawing.bar(belief, known=True, target=float(facts["target"]))


def _facts(term: Mapping[str, object]) -> Mapping[str, Any]:
    evidence = term["evidence"]
    return evidence if isinstance(evidence, dict) else {}


def _weight(share: float) -> str:
    if share >= MOST:
        return _("counted most")
    return _("counted some") if share >= SOME else _("counted little")


def _factors(factors: Mapping[str, float], minutes: float, item: ItemView) -> list[Counted]:
    """Return the factors that made a difference; 1 is no difference."""
    said = {"minutes": texts.minutes(minutes), "title": item.title}
    sentences = {
        "minutes": (
            "clock",
            _("Its length"),
            _("It takes %(minutes)s. The same gain in less time ranks higher.") % said,
        ),
        "finish": ("flag", _("The chance that it gets finished"), _("Longer items are finished less often.")),
        "retention": (
            "book-open",
            _("How much of it stays"),
            _("No questions here would bring it back in reviews, so more of it is forgotten."),
        ),
        "verdict": ("star", _("Ratings"), _rating(item)),
    }
    return [
        Counted(*sentences[key])
        for key, value in factors.items()
        if key in sentences and not math.isclose(value, 1.0, abs_tol=5e-4)
    ]


def _rating(item: ItemView) -> str:
    if item.rating is None or not item.ratings:
        return _("Nobody has rated it that we know of, so it counts a little less than what is well rated.")
    said = {"rating": texts.number(item.rating, 1), "count": texts.number(item.ratings), "provider": item.provider}
    return _("%(rating)s from %(count)s learners of %(provider)s.") % said


def _changes(pick: Pick, item: ItemView) -> list[Change]:
    found = [change for term in _needs(pick) if (change := _if_known(term, pick, item)) is not None]
    without = _if_not_needed(pick)
    return [*found, *([without] if without else [])]


def _if_known(term: Mapping[str, object], pick: Pick, item: ItemView) -> Change | None:
    """Say at which estimate this term would be gone; nothing where no level of the scale would do it."""
    facts, skill_id = _facts(term), str(term["name"]).rpartition(":")[2]
    taught = [part.level for part in item.segments if str(part.skill_id) == skill_id and part.level is not None]
    ceiling = max([*taught, float(facts["level"])])
    part = Teaches(skill=0, level=ceiling, confidence=1.0, spread=float(facts.get("spread", 0.0)))
    enough = leaving_level(float(facts["sd"]), part, float(facts["target"]))
    if enough is None:
        return None
    said = {"skill": str(facts["skill"]), "level": texts.halves(enough)}
    effect = (
        _("It drops out of your picks.") if len(_needs(pick)) == 1 else _("This reason falls away; the others stay.")
    )
    return Change(_("Answers that put you at about %(level)s in %(skill)s, give or take half a level") % said, effect)


def leaving_level(sd: float, part: Teaches, target: float) -> float | None:
    """Return the lowest half level from which on a stretch gains nothing worth showing, or None.

    ``sd`` is that of today's estimate, in levels; more answers make it at most ``SURE``.
    """
    variance = min(sd, SURE) ** 2
    found, level = None, drawing.HIGHEST
    while level >= drawing.LOWEST:  # downwards: far below, a stretch is out of reach and gains nothing either
        if gain.expected_gain(Gaussian(level, variance), part, target, POLICY) >= POLICY.least_gain:
            break
        found, level = level, level - STEP
    return found


def _if_not_needed(pick: Pick) -> Change | None:
    """Say what happens to the suggestion if its reason did not count for anybody's list; it was computed with the list."""
    without = pick.without
    if without is None:
        return None
    facts = next(_facts(term) for term in pick.terms if term["name"] == without.term)
    what = {
        FIT: _("If your job were about something else"),
        "post": _("If your post were called something else"),
        "together": _("Without what others did who did the same"),
        "next": _("Without what others went on with"),
        "alike": _("Without what is said of it"),
        "review": _("If %(skill)s did not fade") % {"skill": facts.get("fades", "")},
        "popular": _("Without what others finished"),
    }.get(str(facts["source"])) or (
        _("Without the need for %(skill)s") % {"skill": facts["skill"]}
        if "skill" in facts
        else _("Without this reason")
    )
    if not without.score:
        effect = _("It is not suggested at all.")
    elif without.rank is None:
        effect = _("It is not among the best hundred.")
    elif without.rank == 1:
        effect = _("It still comes first: its other reasons carry it.")
    else:
        effect = _("It is number %(rank)s of what could be suggested.") % {"rank": without.rank}
    return Change(what, effect)


def _value(term: Mapping[str, object]) -> float:
    return float(str(term["value"]))
