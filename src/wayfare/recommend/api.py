"""The door of recommend: a person's next best step and picks, why, and no thank you."""

import random
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

import msgspec
from django.db import connection, transaction

from wayfare.audit import api as audit
from wayfare.audit.api import Choice, DecisionView
from wayfare.catalog import api as catalog
from wayfare.catalog.api import ItemView, Shelf
from wayfare.core.clock import moment, zone
from wayfare.core.errors import NotFound
from wayfare.core.ids import digest, ordered_id
from wayfare.core.sql import one, one_cursor, reproducible
from wayfare.core.versions import bump, epoch, one_state, person_version
from wayfare.engine.ranking import gain, listing
from wayfare.engine.ranking.listing import Slot
from wayfare.learner import api as learner
from wayfare.paths import api as paths
from wayfare.people import api as people
from wayfare.people.api import PersonView
from wayfare.recommend import posts, reasons, rules
from wayfare.recommend.given import Given, gather
from wayfare.recommend.models import Dismissal
from wayfare.recommend.views import Ahead, Aside, FeedView, Pick, WeekStep, WeekView
from wayfare.recommend.wishes import Wishes, hints, wishes
from wayfare.recommend.wishes import levels as asked_levels
from wayfare.skills import api as skills

__all__ = [
    "POLICY",
    "Ahead",
    "Aside",
    "FeedView",
    "Pick",
    "WeekStep",
    "WeekView",
    "dismiss",
    "dismissals",
    "feed",
    "fit_posts",
    "levels",
    "segments_for",
    "train",
    "undo_dismissal",
    "wanted",
    "week",
    "why",
]

POLICY = gain.Policy()
SIZE = 7
AWAY = timedelta(days=90)
_KEEP = """
INSERT INTO recommend_feed (person_id, id, key, payload, computed_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (person_id) DO UPDATE
SET id = excluded.id, key = excluded.key, payload = excluded.payload, computed_at = excluded.computed_at
"""
_read = msgspec.json.Decoder(FeedView).decode


def feed(*, person_id: int, now: datetime) -> FeedView:
    """Return a person's feed, from the last computation where nothing has changed since. Raises NotFound."""
    with one_cursor(), one_state(person_id):
        who, artefact = people.person(person_id=person_id), learner.active_artefact()
        key = digest(
            {
                "person": person_id,
                "version": person_version(person_id),
                "catalog": epoch("catalog"),
                "policy": POLICY.as_dict(),
                "artefact": artefact,
                "posts": epoch(posts.EPOCH),
                "language": who.language,
                "day": now.astimezone(zone(who.time_zone)).date().isoformat(),
            }
        )
        kept = one("SELECT payload FROM recommend_feed WHERE person_id = %s AND key = %s", [person_id, key])
        return _compute(who, key, artefact, now) if kept is None else _read(kept[0])


def _compute(who: PersonView, key: str, artefact: str, now: datetime) -> FeedView:
    given = gather(who, now, artefact)
    wished = wishes(given, now)
    dice = random.Random(key)  # noqa: S311 - the same key draws the same list, so that a decision can be replayed
    spoken = hints(given, now)
    shelf = _offered(given, wished, spoken)
    teachable = set(shelf.skill.tolist()) if wished.prerequisites else ()
    needs = rules.ready(wished.needs, wished.prerequisites, given.snapshot, teachable)
    table = rules.table_of(
        shelf,
        rules.spreads(needs, wished.fields),
        given.subjects(),
        own_words=given.own_words(),
        profession=given.profession(),
        rank=given.rank(),
        shown=given.snapshot.answers,
        hints=spoken,
        kept=learner.kept(skill_ids={need.skill for need in needs}, artefact=given.snapshot.artefact),
    )
    slots = listing.lineup(table, needs, given.snapshot.belief, POLICY, SIZE, dice)
    feed_id, drafts = ordered_id(now), _drafts(given, wished, slots, shelf)
    with reproducible():  # others may not write meanwhile: nothing is worked out in here
        view = _written(feed_id, given, slots, drafts, now)
        with connection.cursor() as cursor:
            cursor.execute(_KEEP, [who.id, feed_id, key, msgspec.json.encode(view).decode(), moment(now)])
    return view


def _offered(given: Given, wished: Wishes, spoken: Collection[int]) -> Shelf:
    """Return what may be shown: never what is started, skipped or dismissed. ``spoken`` are items that a source speaks for."""
    means = paths.budget(person_id=given.who.id, who=given.who)
    ids, depths = list({need.skill for need in wished.needs}), rules.depths(wished.needs)
    languages = means.languages or (given.who.language,)
    shelf = _one(catalog.candidates(skill_ids=ids, per_skill=depths, language=language) for language in languages)
    further = sorted(item for item in spoken if item not in shelf.place)
    hinted = _one(catalog.offers(item_ids=further, language=language) for language in languages)
    before = rules.without_skipped(skills.prerequisites(skill_ids=set(hinted.skill.tolist())), given.skipped)
    shelf = catalog.once(shelf, hinted.rows(rules.open_to(hinted, before, given.snapshot)), without=given.hidden)
    return shelf.rows(rules.fitting(shelf, means)) if means.own or means.formats else shelf


def _one(shelves: Iterable[Shelf]) -> Shelf:
    first, *others = shelves
    return catalog.joined([first, *others]) if others else first


def _drafts(given: Given, wished: Wishes, slots: list[Slot], shelf: Shelf) -> list[Pick]:
    """Turn the list into picks that have no decision yet."""
    names = skills.named(skill_ids={term.skill for slot in slots for term in slot.ranked.terms if term.skill})
    return [
        reasons.draft(slot, shelf.entries[shelf.place[slot.ranked.item]], names, wished.askers, given.snapshot)
        for slot in slots
    ]


def _written(feed_id: int, given: Given, slots: list[Slot], drafts: list[Pick], now: datetime) -> FeedView:
    """Write one decision for each pick, and return the feed."""
    ids = audit.note_choices(
        person_id=given.who.id,
        kind="pick",
        feed_id=feed_id,
        choices=[
            Choice(slot.rank, slot.ranked.item, slot.ranked.score, slot.propensity, draft)
            for slot, draft in zip(slots, drafts, strict=True)
        ],
        policy=POLICY.name,
        artefact=given.snapshot.artefact,
        input_hash=digest({"n": given.snapshot.n, "hidden": sorted(given.hidden)}),
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
        note="" if picks else _nothing(given),
    )


def _nothing(given: Given) -> str:
    means = paths.budget(person_id=given.who.id, who=given.who)
    return reasons.nothing(
        given.role,
        put_aside=len(given.dismissed),
        empty=catalog.is_empty(),
        narrowed=means.own or bool(means.formats or means.languages),
    )


def week(*, person_id: int, now: datetime) -> WeekView:
    """Return a plan for what is left of this person's week, and when they are likely where they want to be. Raises NotFound.

    It is made anew each time: whatever happens, the next plan knows of it.
    """
    from wayfare.recommend import week as planning

    given = gather(people.person(person_id=person_id), now)
    wished, spoken = wishes(given, now), hints(given, now)
    going_on = sorted(given.started - given.finished - given.skipped.items - given.dismissed)
    shelf = catalog.joined(
        [
            _offered(given, wished, spoken),
            catalog.offers(item_ids=going_on, language=given.who.language),
        ]
    )
    return planning.plan(given, wished, spoken, shelf, now, POLICY)


def segments_for(*, person_id: int, item: ItemView, now: datetime) -> dict[int, str]:
    """Say of each segment of an item what it is to this person: ``useful``, ``known``, ``later`` or ``aside``.

    ``later`` is a step too far for now, ``aside`` is about something that is not needed; nothing is said without a role.
    """
    given = gather(people.person(person_id=person_id), now)
    needs = wishes(given, now).needs
    if not needs:
        return {}
    ranked = gain.score(rules.whole(item), needs, given.snapshot.belief, POLICY)
    useful = ranked.stretches if ranked else ()
    return {
        part.id: "useful" if part.id in useful else rules.unused(part, needs, given.snapshot, given.skipped)
        for part in item.segments
    }


def wanted(*, person_id: int, now: datetime) -> dict[int, float]:
    """Return the skills that a person still needs, with how much each counts in (0, 1]; for a mild order. Raises NotFound."""
    given, found = gather(people.person(person_id=person_id), now), dict[int, float]()
    for need in wishes(given, now).needs:
        if given.snapshot.belief(need.skill).mean < need.level:
            found[need.skill] = max(need.importance, found.get(need.skill, 0.0))
    most = max(found.values(), default=0.0)
    return {skill: counts / most for skill, counts in found.items()} if most else {}


def levels(*, person_id: int, now: datetime) -> dict[int, float]:
    """Return by skill the level that a person's roles, goals and projects ask for, also where it is reached. Raises NotFound."""
    return asked_levels(gather(people.person(person_id=person_id), now), now)


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


def dismissals(*, person_id: int, now: datetime) -> list[Aside]:
    """Return what a person said no to and is still away, latest first; what is retired is left out."""
    rows = Dismissal.objects.filter(person_id=person_id, until__gt=now).order_by("-at", "item_id")
    until = dict(rows.values_list("item_id", "until"))
    items = catalog.items(item_ids=until)
    return [Aside(item=item, title=items[item].title, until=when) for item, when in until.items() if item in items]


def undo_dismissal(*, person_id: int, item_id: int, now: datetime) -> None:
    """Bring a dismissed item back. Raises NotFound where it was not dismissed."""
    with transaction.atomic():
        gone, _ = Dismissal.objects.filter(person_id=person_id, item_id=item_id).delete()
        if not gone:
            raise NotFound("That item was not dismissed.", item=item_id)
        audit.note_act(actor_id=person_id, verb="undid-dismissal", subject=f"item:{item_id}", now=now)
        bump(person_id)


def train(*, now: datetime, promote: bool = True) -> dict[str, Any]:
    """Fit the model of what goes together, put it in place where it is worth it, and return what people held out showed."""
    from wayfare.recommend import training

    figures = training.train(now, promote=promote)
    if figures["kept"] and promote:
        audit.note_act(actor_id=None, verb="promoted", subject=f"behaviour:{figures['model']}", now=now)
    return figures


def fit_posts(*, now: datetime, threads: int = 1) -> dict[str, Any]:
    """Work out which items lie near each post by their meaning, where items or posts are new; return how many were looked at."""
    return posts.fit(now, threads)
