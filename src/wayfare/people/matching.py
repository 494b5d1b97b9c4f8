"""Which role each person holds: what the source states, else what the job title is matched to, else a role to start from."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from django.db import transaction
from django.db.models import Count

from wayfare.core.versions import bump_each
from wayfare.engine.matching.titles import Context, Match, RoleTitles, TitleIndex
from wayfare.people.models import Person, PersonRole, RelatedRole, Role, RoleTitle
from wayfare.people.rules import starters

State = PersonRole.State
MATCHED, PROPOSED = 0.8, 0.4
NAMED = 0.5
"""The confidence from which on the name of a professional group stands for a role to start from, where no map says which."""
NEAREST, NEARER, NEAR = (5, 0.6), (10, 0.45), 0.3
WIDE_GROUPS, WIDE = 3, 0.5
_CHUNK = 500
_FIELDS = ("id", "job_title", "function", "unit", "group", "stated_role", "starter_role")


@dataclass(frozen=True, slots=True)
class Held:
    """That somebody is to hold a role, as it is to be stored."""

    state: str
    confidence: float
    words: str = ""


@dataclass(slots=True)
class Settled:
    """How many people were looked at and now hold a role by each state, how many none, and how many of them changed."""

    people: int = 0
    changed: int = 0
    states: dict[str, int] = field(default_factory=dict)


def settle() -> Settled:
    """Settle the role of everybody who works here. What a person confirmed or rejected stays as it is.

    Matching happens outside of transactions; every 500 people are then written in one short one.
    """
    settled = Settled()
    judge = _judge()
    people = Person.objects.filter(active=True).order_by("id").values(*_FIELDS)
    last = 0  # pages, not a cursor: one that stays open would keep others' writes from being seen
    while chunk := list(people.filter(id__gt=last)[:_CHUNK]):
        last = chunk[-1]["id"]
        _write({row["id"]: judge(row) for row in chunk}, settled)
    return settled


def start(person_id: int) -> None:
    """Let somebody without any role start from their professional group's, except from those they rejected."""
    if PersonRole.objects.filter(person_id=person_id).exclude(state=State.REJECTED).exists():
        return
    named = Person.objects.filter(id=person_id).values_list("starter_role", flat=True).first()
    for role_id in _known(named or "", _references()):
        held = {"state": State.STARTER, "confidence": 0.0}
        PersonRole.objects.get_or_create(person_id=person_id, role_id=role_id, defaults=held)


def _known(text: str, references: Mapping[str, int]) -> tuple[int, ...]:
    """Return the roles of a professional group that have been imported, the nearest first."""
    return tuple(dict.fromkeys(references[role] for role in starters(text) if role in references))


@dataclass(frozen=True, slots=True)
class Judged:
    """What is known of somebody's role before anybody's decision counts: stated, likely ones, and starters, best first."""

    stated: int | None = None
    matches: Sequence[Match] = ()
    starters: tuple[int, ...] = ()


def wanted(judged: Judged, decided: Mapping[int, str]) -> dict[int, Held] | None:
    """Return the roles somebody is to hold by automation; None where a person confirmed one, which settles everything.

    A rejected role is never given again. A starter that the title speaks for too carries the title's words: it is a
    proposal at once. So is a likely role of somebody without any starter: they start from there. Somebody matched keeps the
    starters beside: what their group asks for as well. Pure.
    """
    if State.CONFIRMED in decided.values():
        return None
    if judged.stated is not None and judged.stated not in decided:
        return {judged.stated: Held(State.STATED, 1.0)}
    best = next((match for match in judged.matches if match.role not in decided), None)
    held = {role: Held(State.STARTER, 0.0) for role in judged.starters if role not in decided}
    if best is None or best.confidence < PROPOSED:
        return held
    sure = round(best.confidence, 3)
    if best.confidence >= MATCHED:
        return held | {best.role: Held(State.MATCHED, sure, best.words[:200])}
    state = State.STARTER if best.role in held or not held else State.PROPOSED
    return held | {best.role: Held(state, sure, best.words[:200])}


def _judge() -> Callable[[Mapping[str, str]], Judged]:
    """Return a function that judges one person's row; all roles are read once, and titles only if somebody needs them."""
    references = _references()
    nearness = lru_cache(maxsize=64)(_nearness)
    wide = _wide_starters(references)

    @lru_cache(maxsize=1)
    def index() -> TitleIndex:
        return TitleIndex(_roles())

    @lru_cache(maxsize=256)
    def named(group: str) -> tuple[int, ...]:
        found = index().matches(group, Context(), 1) if group else []
        return tuple(match.role for match in found if match.confidence >= NAMED)

    @lru_cache(maxsize=4_096)
    def matches(title: str, words: str, starter: int | None, telling: bool) -> tuple[Match, ...]:
        near = nearness(starter, telling) if starter is not None else {}
        return tuple(index().matches(title, Context(words, near, float(telling))))

    def judge(row: Mapping[str, str]) -> Judged:
        stated = references.get(row["stated_role"])
        begun = _known(row["starter_role"], references)
        if stated is not None or not references:
            return Judged(stated, (), begun)
        if not row["job_title"]:
            return Judged(None, (), begun or named(row["group"]))
        words = " ".join((row["function"], row["unit"], row["group"]))
        nearest = begun[0] if begun else None
        telling = nearest is not None and nearest not in wide
        return Judged(None, matches(row["job_title"], words, nearest, telling), begun or named(row["group"]))

    return judge


def _references() -> dict[str, int]:
    """Return the ids of roles by ``SOURCE:ID``, and by the source's own id where only one source has it."""
    found: dict[str, int] = {}
    several: set[str] = set()
    for role_id, source, source_id in Role.objects.values_list("id", "source", "source_id"):
        found[f"{source}:{source_id}"] = role_id
        if found.setdefault(source_id, role_id) != role_id:
            several.add(source_id)
    return {name: role_id for name, role_id in found.items() if name not in several}


def _roles() -> Iterator[RoleTitles]:
    titles: dict[int, list[str]] = {}
    for role_id, title in RoleTitle.objects.order_by("id").values_list("role_id", "title"):
        titles.setdefault(role_id, []).append(title)
    for role_id, official, description, zone in Role.objects.order_by("id").values_list(
        "id", "title", "description", "zone"
    ):
        alternates = tuple(title for title in titles.get(role_id, []) if title != official)
        yield RoleTitles(role_id, official, alternates, description, zone)


def _nearness(starter: int, telling: bool) -> dict[int, float]:
    """Return how near roles are to the one a professional group starts from; a group of all kinds of people says less."""
    weight = 1.0 if telling else WIDE
    near = {starter: weight}
    related = RelatedRole.objects.filter(role_id=starter).order_by("position", "id").values_list("other_id", flat=True)
    for place, other in enumerate(related, start=1):
        close = NEAREST[1] if place <= NEAREST[0] else NEARER[1] if place <= NEARER[0] else NEAR
        near.setdefault(other, close * weight)
    return near


def _wide_starters(references: Mapping[str, int]) -> set[int]:
    """Return the roles that several professional groups start from first: being in one of those says little about the role."""
    people = Person.objects.filter(active=True).exclude(starter_role="").order_by()
    counted = people.values_list("group", "starter_role").annotate(n=Count("id")).order_by("n", "group")
    usual = {group: text for group, text, _ in counted}  # the few whose title names another group do not count
    served = Counter(role for text in usual.values() for role in _known(text, references)[:1])
    return {role for role, number in served.items() if number >= WIDE_GROUPS}


def _write(found: Mapping[int, Judged], settled: Settled) -> None:
    """Store what a chunk of people hold, where it differs from what is stored."""
    with transaction.atomic():
        stored: dict[int, list[PersonRole]] = {}
        for row in PersonRole.objects.filter(person_id__in=found).order_by("id"):
            stored.setdefault(row.person_id, []).append(row)
        gone: list[int] = []
        changed: list[PersonRole] = []
        made: list[PersonRole] = []
        for person_id, judged in found.items():
            rows = stored.get(person_id, [])
            held = wanted(judged, {row.role_id: row.state for row in rows if row.decided_at is not None})
            settled.people += 1
            _tally(settled, held)
            if held is not None:
                _differences(person_id, rows, held, gone, changed, made)
        PersonRole.objects.filter(id__in=gone).delete()
        PersonRole.objects.bulk_update(changed, ["state", "confidence", "words"], batch_size=_CHUNK)
        PersonRole.objects.bulk_create(made, ignore_conflicts=True)
        touched = {row.person_id for row in (*changed, *made)}
        touched |= {row.person_id for rows in stored.values() for row in rows if row.id in set(gone)}
        _bump(touched)
        settled.changed += len(touched)


def _differences(
    person_id: int,
    rows: Iterable[PersonRole],
    held: Mapping[int, Held],
    gone: list[int],
    changed: list[PersonRole],
    made: list[PersonRole],
) -> None:
    """Sort what is stored of one person and what is to be held into rows to delete, to change and to make."""
    own = {row.role_id: row for row in rows if row.decided_at is None}
    begun = [role_id for role_id, row in own.items() if row.state == State.STARTER]
    if begun != [role_id for role_id, new in held.items() if new.state == State.STARTER]:
        gone += [own.pop(role_id).id for role_id in begun]  # the nearest stands first
    for role_id, row in own.items():
        if role_id not in held:
            gone.append(row.id)
    for role_id, new in held.items():
        old = own.get(role_id)
        if old is None:
            made.append(_row(person_id, role_id, new))
        elif Held(old.state, old.confidence, old.words) != new:
            old.state, old.confidence, old.words = new.state, new.confidence, new.words
            changed.append(old)


def _row(person_id: int, role_id: int, held: Held) -> PersonRole:
    return PersonRole(
        person_id=person_id, role_id=role_id, state=held.state, confidence=held.confidence, words=held.words
    )


def _tally(settled: Settled, held: Mapping[int, Held] | None) -> None:
    held = {0: Held(State.CONFIRMED, 1.0)} if held is None else held
    states = {one.state for one in held.values()}
    if State.MATCHED in states:
        states = {State.MATCHED}  # what their group starts from stands beside
    for name in {str(State(state).value) for state in states} or {"unknown"}:
        settled.states[name] = settled.states.get(name, 0) + 1


def _bump(people: set[int]) -> None:
    ids = sorted(people)
    if ids:
        marks = ", ".join(["%s"] * len(ids))
        bump_each(f"SELECT id FROM people_person WHERE id IN ({marks})", ids)
