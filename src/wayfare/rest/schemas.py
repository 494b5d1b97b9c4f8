"""What goes over the wire: one typed schema for everything that comes in and goes out.

Ids of rows are integers; ids of decisions, feeds and placements have up to 19 digits and travel as text, because a JSON number
that long is not exact in JavaScript. Levels are on the scale 1 to 5. Times are ISO 8601 with an offset.
"""

import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from wayfare.core.ids import BIGGEST

BAND = 1.2815515655446004  # half the width of an 80 % band, in standard deviations
MOST_OPTIONS = 64


def _whole(value: object) -> object:
    """Let through what JSON Schema calls an integer: 2 and 2.0, but neither true nor "2"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("int_type", "Input should be a valid integer")
    return value


def _number(value: object) -> object:
    """Let through what JSON Schema calls a number, but neither true nor "2"."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise PydanticCustomError("float_type", "Input should be a valid number")
    return value


def _written(value: object) -> object:
    """Let through a time that is written out; a bare number would be read as seconds or as milliseconds, who knows."""
    if not isinstance(value, str) or value[4:5] != "-":
        raise PydanticCustomError("datetime_type", "Input should be a time in ISO 8601 with an offset")
    return value


Id = Annotated[int, Field(ge=1, le=BIGGEST)]
BodyId = Annotated[int, Field(ge=1, le=BIGGEST), BeforeValidator(_whole)]
Number = Annotated[str, Field(pattern=r"^[0-9]{1,19}$", examples=["1035627420057608192"])]
Option = Annotated[int, Field(ge=0, lt=MOST_OPTIONS), BeforeValidator(_whole)]


def example(**value: Any) -> ConfigDict:
    """Return what gives a schema an example."""
    return ConfigDict(json_schema_extra={"examples": [value]})


_PICK: dict[str, Any] = {
    "item": 12,
    "title": "Read the chart first",
    "kind": "lesson",
    "provider": "Northmoor Supply",
    "url": "",
    "score": 0.0121,
    "minutes": 6.0,
    "skill": "Reading charts",
    "skill_id": 4,
    "level": None,
    "reason": "Your role Support Specialist needs Reading charts at level 4. You are at about 2½.",
    "personal": True,
    "decision": "1035627420057608192",
    "terms": [
        {"name": "role:4:31", "value": 0.115, "evidence": {"skill": "Reading charts", "target": 4.0, "mean": 2.4}}
    ],
    "factors": {"finish": 0.99, "retention": 1.0, "minutes": 0.125, "verdict": 1.0},
    "segments": [31],
    "drawn": False,
    "without": {"term": "role:4", "score": 0.0, "rank": 14},
}
NOW = {"mean": 2.4, "sd": 0.5, "low": 1.76, "high": 3.04}
_QUESTION: dict[str, Any] = {
    "version": 7,
    "stem": "The axis begins at 90. What does that do to the bars?",
    "options": ["It makes differences look larger", "Nothing", "It makes them look smaller"],
    "multi": False,
    "skill_id": 4,
    "level": 2.5,
    "item": 12,
}
_ROLE = {"id": 3, "title": "Support Specialist", "state": "proposed", "confidence": 0.74, "settled": False, "words": ""}


class Error(Schema):
    """What every refused or failed request is answered with."""

    model_config = example(
        code="not-found", message="There is no such item.", next="Check the id.", details={"item": 12}
    )

    code: str = Field(description="Stable; programs decide by it.")
    message: str = Field(description="A sentence for a person.")
    next: str = Field(description="What to do about it; may be empty.")
    details: dict[str, Any]


class Me(Schema):
    """The person whose token or session it is."""

    model_config = example(
        id=14,
        name="Alice Meyer",
        email="alice@example.org",
        job_title="Support Specialist",
        team="Support",
        language="en",
        time_zone="Europe/Berlin",
        weekly_minutes=45,
    )

    id: int
    name: str
    email: str
    job_title: str
    team: str
    language: str
    time_zone: str
    weekly_minutes: int


class Belief(Schema):
    """What is believed about a level: mean, standard deviation, and the band that holds it with a probability of 80 %."""

    model_config = example(mean=2.4, sd=0.5, low=1.76, high=3.04)

    mean: float
    sd: float
    low: float
    high: float


class Term(Schema):
    """One addend of a score, with what it rests on."""

    name: str
    value: float
    evidence: dict[str, Any]


class Without(Schema):
    """The score of a suggestion without one term, and its place by score then; null below the best hundred."""

    term: str
    score: float
    rank: int | None


class Pick(Schema):
    """One suggestion, with everything that put it there: score = (sum of the terms' values) × (product of the factors)."""

    model_config = example(**_PICK)

    item: int
    title: str
    kind: str
    provider: str
    url: str
    score: float
    minutes: float
    skill: str = Field(
        description="The skill it is shown for; empty, and 0 as its id, where none is known to be needed."
    )
    skill_id: int
    level: float | None
    reason: str
    personal: bool = Field(description="False while nothing is known of the person but their role.")
    decision: Number
    terms: list[Term]
    factors: dict[str, float]
    segments: list[int] = Field(description="The segments this person still needs; empty means the whole item.")
    drawn: bool = Field(description="Its place was drawn among the next best, so that they get a chance too.")
    without: Without | None = Field(description="What would become of it without the term that is its reason.")


class Feed(Schema):
    """What a person is offered now. ``next`` is null where nothing can be offered, and ``note`` says why."""

    model_config = example(
        id="1035627420057608191",
        next=_PICK,
        picks=[],
        continuing=[9],
        role="Support Specialist",
        role_state="confirmed",
        note="",
    )

    id: Number
    next: Pick | None
    picks: list[Pick]
    continuing: list[int]
    role: str
    role_state: str
    note: str


class WeekStep(Schema):
    """One step of a week: an item, or one segment of it, for so many of its minutes."""

    item: int
    title: str
    segment: int | None = Field(description="Null for the item itself, of which ``minutes`` may be a first part.")
    minutes: float
    of_minutes: float = Field(description="How long the whole item is.")
    skill_id: int
    skill: str
    value: float = Field(
        description="Levels that it is expected to carry, weighted by importance and what the item counts in the feed."
    )
    leads_up: bool = Field(description="It carries nothing wanted by itself, and makes a later step possible.")


class Ahead(Schema):
    """When a target is likely reached, if everything is worked on in turn."""

    skill_id: int
    skill: str
    level: float
    minutes: float | None = Field(
        description="What it takes from now on; null where the catalogue does not carry so far."
    )
    weeks: float | None = Field(description="Null beyond three years.")
    weeks_low: float | None
    weeks_high: float | None
    reached: float = Field(description="The chance to get there within three years.")
    on_time: float = Field(description="The chance to get there before its deadline, where it has one.")


class Week(Schema):
    """A plan for what is left of this week. No other plan within the minutes left is worth more than ``bound``."""

    model_config = example(
        weekly_minutes=60.0,
        done_minutes=12.0,
        planned_minutes=46.0,
        steps=[
            {
                "item": 12,
                "title": "Read the chart first",
                "segment": 31,
                "minutes": 6.0,
                "of_minutes": 14.0,
                "skill_id": 4,
                "skill": "Reading charts",
                "value": 0.011,
                "leads_up": False,
            }
        ],
        value=0.08,
        bound=0.083,
        weeks=14.0,
        weeks_low=9.0,
        weeks_high=24.0,
        reached=0.93,
        targets=8,
        ahead=[
            {
                "skill_id": 4,
                "skill": "Reading charts",
                "level": 3.0,
                "minutes": 130.0,
                "weeks": 2.2,
                "weeks_low": 1.4,
                "weeks_high": 3.5,
                "reached": 1.0,
                "on_time": 0.97,
            }
        ],
    )

    weekly_minutes: float
    done_minutes: float
    planned_minutes: float
    steps: list[WeekStep]
    value: float
    bound: float
    weeks: float | None = Field(description="Until all targets are likely reached; null beyond three years.")
    weeks_low: float | None = Field(description="With ``weeks_high`` the interval that holds eight in ten cases.")
    weeks_high: float | None
    reached: float | None = Field(description="The chance to get there at all; null where nothing is planned for.")
    targets: int = Field(description="How many skills are planned for: the most important ones.")
    ahead: list[Ahead] = Field(description="The same of each target, in the order in which they are worked on.")


class Question(Schema):
    """A question as it is put, without its key. An empty response means “I don't know”."""

    model_config = example(**_QUESTION)

    version: int
    stem: str
    options: list[str]
    multi: bool
    skill_id: int | None
    level: float | None
    item: int | None


class Segment(Schema):
    """A stretch of an item."""

    id: int
    anchor: str
    title: str
    text: str
    skill_id: int | None
    level: float | None
    minutes: float


class Item(Schema):
    """Something to learn from, with its segments and questions, and how far this person is."""

    model_config = example(
        id=12,
        kind="lesson",
        title="Read the chart first",
        summary="",
        provider="Northmoor Supply",
        organisation="",
        url="",
        language="en",
        level=None,
        minutes=6.0,
        rating=None,
        ratings=None,
        learners=None,
        parent_id=2,
        started=True,
        finished=False,
        segments=[
            {
                "id": 31,
                "anchor": "axes",
                "title": "Axes",
                "text": "Look at the axes first.",
                "skill_id": 4,
                "level": 2.5,
                "minutes": 2.0,
            }
        ],
        questions=[_QUESTION],
    )

    id: int
    kind: str
    title: str
    summary: str
    provider: str
    organisation: str
    url: str
    language: str
    level: float | None
    minutes: float | None
    rating: float | None
    ratings: int | None
    learners: int | None
    parent_id: int | None
    started: bool
    finished: bool
    segments: list[Segment]
    questions: list[Question]


class Answer(Schema):
    """An answer to one wording of a question. The same ``attempt_id`` sent again changes nothing."""

    model_config = example(
        attempt_id="018f8e3a-6c1e-7c3a-9d53-0a3b5c7d9e1f",
        question_version=7,
        response=[2],
        occurred_at="2026-11-02T09:00:00+01:00",
    )

    attempt_id: uuid.UUID = Field(description="Made by the sender, new for each answer.")
    question_version: BodyId
    response: list[Option] = Field(max_length=MOST_OPTIONS, description="Indices of the chosen options, from 0.")
    occurred_at: Annotated[AwareDatetime, BeforeValidator(_written)] | None = Field(
        default=None, description="When it was answered, for answers sent later; at most ten minutes ahead."
    )
    seconds: Annotated[float, Field(gt=0, le=3600), BeforeValidator(_number)] | None = Field(
        default=None, description="How long it took, where that is known."
    )


class TaughtBy(Schema):
    """The segment that teaches what a question asks."""

    id: int
    title: str
    item: int | None


class Verdict(Schema):
    """How the server graded an answer. The key, the explanation and the common slip are shown now, never before."""

    right: bool
    score: float
    correct: list[int]
    explanation: str
    slip: str
    segment: TaughtBy | None


class SkillName(Schema):
    """A skill by id and name."""

    id: int
    name: str


ANSWERED: dict[str, Any] = {
    "attempt_id": "018f8e3a-6c1e-7c3a-9d53-0a3b5c7d9e1f",
    "n": 18,
    "resent": False,
    "verdict": {
        "right": True,
        "score": 1.0,
        "correct": [0],
        "explanation": "Bars are read by their length.",
        "slip": "",
        "segment": {"id": 31, "title": "Axes", "item": 12},
    },
    "skill": {"id": 4, "name": "Reading charts"},
    "before": NOW,
    "after": {"mean": 2.6, "sd": 0.46, "low": 2.01, "high": 3.19},
}


class Answered(Schema):
    """What every answer changes, wherever it is given."""

    attempt_id: uuid.UUID
    n: int = Field(description="The number of this evidence about the person, in order of arrival.")
    resent: bool
    verdict: Verdict
    skill: SkillName | None
    before: Belief | None
    after: Belief | None


class Outcome(Answered):
    """What an answer changed. ``skill``, ``before`` and ``after`` are null for a question that is practice only."""

    model_config = example(**ANSWERED, next=_PICK, note="")

    next: Pick | None
    note: str


class Decision(Schema):
    """An automated choice as it was written down when it was shown."""

    model_config = example(
        id="1035627420057608192",
        kind="pick",
        feed="1035627420057608191",
        rank=1,
        item=12,
        score=0.0121,
        propensity=1.0,
        policy="gain-per-minute 1",
        artefact="5b1c",
        input_hash="9f2e",
        made_at="2026-11-02T09:00:00Z",
        pick={"title": "Read the chart first"},
    )

    id: Number
    kind: str
    feed: Number
    rank: int
    item: int
    score: float
    propensity: float
    policy: str
    artefact: str
    input_hash: str
    made_at: datetime
    pick: dict[str, Any] = Field(description="The pick as it was shown: title, reason, terms, factors.")


class Step(Schema):
    """What was done about an item, and the next step that follows from it."""

    model_config = example(item=12, state="started", next=None, note="")

    item: int
    state: Literal["started", "finished", "dismissed", "restored"]
    next: Pick | None
    note: str


class Dismiss(Schema):
    """An item that the person does not want for now."""

    model_config = example(item=12)

    item: BodyId


class Aside(Schema):
    """An item that stays out of the feed for a while."""

    model_config = example(item=12, title="Statistics for everybody", until="2027-02-01T09:00:00Z")

    item: int
    title: str
    until: datetime


class PutAside(Schema):
    """What somebody said no to, latest first."""

    model_config = example(items=[{"item": 12, "title": "Statistics for everybody", "until": "2027-02-01T09:00:00Z"}])

    items: list[Aside]


class OwnSkill(Schema):
    """What is believed about the person's level in a skill, and what their role asks for."""

    id: int
    name: str
    belief: Belief
    answers: int = Field(description="How many answers the belief rests on; 0: on what was said or on the role alone.")
    target: float | None
    importance: float | None


class OwnSkills(Schema):
    """One page of the person's skills, by id; go on with ``after=next_after``."""

    model_config = example(
        skills=[{"id": 4, "name": "Reading charts", "belief": NOW, "answers": 3, "target": 4.0, "importance": 4.5}],
        next_after=None,
    )

    skills: list[OwnSkill]
    next_after: int | None


class Role(Schema):
    """The role that counts for the person, and whether it is settled."""

    model_config = example(id=3, title="Support Specialist", state="proposed", confidence=0.74, settled=False, words="")

    id: int
    title: str
    state: str
    confidence: float
    settled: bool
    words: str


class OwnRole(Schema):
    """The role that counts for the person, or null."""

    model_config = example(role=_ROLE)

    role: Role | None


class RoleVerdict(Schema):
    """Whether the person holds a role."""

    model_config = example(role=3, verdict="confirm")

    role: BodyId
    verdict: Literal["confirm", "reject"]


class RoleOutcome(Schema):
    """The role that counts now, and the next step that follows from it."""

    model_config = example(role={**_ROLE, "state": "confirmed", "settled": True, "confidence": 1.0}, next=None, note="")

    role: Role | None
    next: Pick | None
    note: str
