"""The door of recommend: a person's next best step and picks, why, and no thank you."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from wayfare.audit import api as audit
from wayfare.audit.api import Choice, DecisionView
from wayfare.catalog import api as catalog
from wayfare.catalog.api import ItemView
from wayfare.core.errors import NotFound
from wayfare.core.ids import digest, ordered_id
from wayfare.core.versions import bump, epoch, person_version
from wayfare.engine.ranking import gain
from wayfare.engine.types import Gaussian, Ranked
from wayfare.learner import api as learner
from wayfare.learner.api import Snapshot
from wayfare.people import api as people
from wayfare.people.api import RoleView
from wayfare.recommend import reasons, rules
from wayfare.recommend.models import Dismissal, Feed
from wayfare.recommend.views import FeedView, Pick
from wayfare.skills import api as skills

__all__ = ["POLICY", "FeedView", "Pick", "dismiss", "feed", "undo_dismissal", "useful_segments", "why"]

POLICY = gain.Policy()
SIZE = 7
PER_SKILL = 30
AWAY = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _Input:
    snapshot: Snapshot
    role: RoleView | None
    started: frozenset[int]
    finished: frozenset[int]
    dismissed: frozenset[int]


def feed(*, person_id: int, now: datetime) -> FeedView:
    """Return a person's feed, from the last computation where nothing has changed since. Raises NotFound."""
    who = people.person(person_id=person_id)
    key = digest(
        {
            "person": person_id,
            "version": person_version(person_id),
            "catalog": epoch("catalog"),
            "policy": POLICY.as_dict(),
            "language": who.language,
            "day": now.date().isoformat(),
        }
    )
    kept = Feed.objects.filter(person_id=person_id, key=key).first()
    if kept is not None:
        return msgspec.json.decode(kept.payload, type=FeedView)
    return _compute(person_id, key, now)


def _compute(person_id: int, key: str, now: datetime) -> FeedView:
    given = _input(person_id, now)
    ranked = _rank(given)
    feed_id = ordered_id(now)
    with transaction.atomic():
        view = _written(person_id, feed_id, given, ranked, now)
        Feed.objects.update_or_create(
            person_id=person_id,
            defaults={"id": feed_id, "key": key, "payload": msgspec.json.encode(view).decode(), "computed_at": now},
        )
    return view


def _input(person_id: int, now: datetime) -> _Input:
    done = learner.progress(person_id=person_id)
    away = Dismissal.objects.filter(person_id=person_id, until__gt=now).values_list("item_id", flat=True)
    return _Input(
        snapshot=learner.snapshot(person_id=person_id),
        role=people.role_of(person_id=person_id),
        started=done.started,
        finished=done.finished,
        dismissed=frozenset(away),
    )


def _rank(given: _Input) -> list[Ranked]:
    if given.role is None or given.role.state == "proposed":
        return []
    targets = skills.targets(role_id=given.role.id)
    before = skills.prerequisites(skill_ids=[target.skill_id for target in targets])
    needs = rules.needs_of(targets, before, given.snapshot, "role" if given.role.settled else "starter")
    parts = catalog.candidates(skill_ids=[need.skill for need in needs], per_skill=PER_SKILL)
    hidden = given.started | given.dismissed
    parts = {item_id: own for item_id, own in parts.items() if item_id not in hidden}
    teachable = {part.skill_id for own in parts.values() for part in own}
    needs = rules.ready(needs, before, given.snapshot, teachable)
    candidates = rules.candidates_of(parts, catalog.items(item_ids=parts))

    def level_of(skill_id: int) -> Gaussian:
        return given.snapshot.belief(skill_id)

    return gain.rank(candidates, needs, level_of, POLICY, SIZE)


def _written(person_id: int, feed_id: int, given: _Input, ranked: list[Ranked], now: datetime) -> FeedView:
    """Turn the ranking into picks and write one decision for each."""
    names = skills.named(skill_ids={term.skill for row in ranked for term in row.terms})
    items = catalog.items(item_ids=[row.item for row in ranked])
    drafts = [reasons.draft(row, items[row.item], names, given.role, given.snapshot) for row in ranked]
    ids = audit.note_choices(
        person_id=person_id,
        kind="pick",
        feed_id=feed_id,
        choices=[
            Choice(rank, row.item, row.score, 1.0, draft)
            for rank, (row, draft) in enumerate(zip(ranked, drafts, strict=True), start=1)
        ],
        policy=POLICY.name,
        artefact=given.snapshot.artefact,
        input_hash=digest({"n": given.snapshot.n, "hidden": sorted(given.started | given.dismissed)}),
        now=now,
    )
    picks = [msgspec.structs.replace(draft, decision=number) for number, draft in zip(ids, drafts, strict=True)]
    return FeedView(
        id=feed_id,
        next=picks[0] if picks else None,
        picks=picks[1:],
        continuing=sorted(given.started - given.finished),
        role=given.role.title if given.role else "",
        role_state=given.role.state if given.role else "",
        note="" if picks else reasons.nothing(given.role),
    )


def useful_segments(*, person_id: int, item: ItemView, now: datetime) -> frozenset[int]:
    """Return the ids of the segments of an item that teach this person something they need."""
    given = _input(person_id, now)
    if given.role is None or given.role.state == "proposed":
        return frozenset()
    targets = skills.targets(role_id=given.role.id)
    before = skills.prerequisites(skill_ids=[target.skill_id for target in targets])
    needs = rules.needs_of(targets, before, given.snapshot, "role")
    ranked = gain.score(rules.whole(item), needs, given.snapshot.belief, POLICY)
    return frozenset(ranked.stretches if ranked else ())


def why(*, person_id: int, decision_id: int) -> DecisionView:
    """Return the decision behind a pick that was shown to this person. Raises NotFound."""
    return audit.decision(person_id=person_id, decision_id=decision_id)


def dismiss(*, person_id: int, item_id: int, now: datetime) -> None:
    """Take an item out of a person's feed for 90 days. Raises NotFound."""
    catalog.item(item_id=item_id)
    with transaction.atomic():
        Dismissal.objects.update_or_create(
            person_id=person_id, item_id=item_id, defaults={"at": now, "until": now + AWAY}
        )
        audit.note_act(actor_id=person_id, verb="dismissed", subject=f"item:{item_id}", now=now)
        bump(person_id)


def undo_dismissal(*, person_id: int, item_id: int, now: datetime) -> None:
    """Bring a dismissed item back. Raises NotFound where it was not dismissed."""
    with transaction.atomic():
        gone, _ = Dismissal.objects.filter(person_id=person_id, item_id=item_id).delete()
        if not gone:
            raise NotFound("That item was not dismissed.", item=item_id)
        audit.note_act(actor_id=person_id, verb="undid-dismissal", subject=f"item:{item_id}", now=now)
        bump(person_id)
