"""A search as a page needs it: what was asked, what was found, and the addresses by which it is narrowed down."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from wayfare.catalog import api as catalog
from wayfare.catalog.api import FACETS, FacetCount, ItemsFound
from wayfare.core import clock
from wayfare.core.ids import row_id
from wayfare.people import api as people
from wayfare.people.api import PeopleFound, PersonView
from wayfare.recommend import api as recommend
from wayfare.skills import api as skills
from wayfare.skills.api import SkillView
from wayfare.web.templating import url

LONGEST, LONGEST_LABEL = 200, 120
PAGE, BESIDE = 10, 3
LAST_PAGE = 200
ITEMS, SKILLS, PEOPLE = "items", "skills", "people"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: words, labels by facet, one group or all of them, and which page of it."""

    text: str
    filters: Mapping[str, str]
    group: str = ""
    page: int = 1

    @property
    def blank(self) -> bool:
        """Say whether nothing is asked."""
        return not self.text.strip() and not self.filters

    def address(self) -> str:
        """Return the address that asks this."""
        values = {"q": self.text, **self.filters, "in": self.group, "page": str(self.page) if self.page > 1 else ""}
        return f"{url('search')}?{urlencode({name: value for name, value in values.items() if value})}"


@dataclass(frozen=True, slots=True)
class Option:
    """One label of a facet in words, with its count and the address that chooses it, or leaves it again."""

    label: str
    count: int
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Skills or people that were found: some of them, and how many there are."""

    rows: list[object]
    total: int
    read_as: Mapping[str, str]
    partly: bool


def asked(sent: QueryDict) -> Asked:
    """Return what was asked for; what makes no sense counts as not asked."""
    given = {name: sent.get(name, "").replace("\x00", "").strip()[:LONGEST_LABEL] for name in FACETS}
    group = sent.get("in", "")
    return Asked(
        text=sent.get("q", "").replace("\x00", "")[:LONGEST],
        filters={name: value for name, value in given.items() if value},
        group=group if group in (ITEMS, SKILLS, PEOPLE) else "",
        page=min(max(1, row_id(sent.get("page", "1"))), LAST_PAGE),
    )


def needs(who: PersonView) -> Mapping[int, float]:
    """Return the skills that a person still needs, with what each counts."""
    return recommend.wanted(person_id=who.id, now=clock.now())


def items(
    who: PersonView,
    what: Asked,
    wishes: Mapping[int, float],
    limit: int = PAGE,
    meant: Mapping[int, float] | None = None,
) -> ItemsFound:
    """Return a page of items, what the person needs a little earlier; ``meant`` are skills near the text in meaning."""
    return catalog.search(
        text=what.text,
        filters=what.filters,
        wishes=wishes,
        meant=meant or {},
        language=who.language,
        limit=limit,
        offset=(what.page - 1) * PAGE,
    )


def found_skills(what: Asked, wishes: Mapping[int, float], limit: int) -> Group:
    """Return skills by name, those that the person needs a little earlier."""
    offset = (what.page - 1) * PAGE if what.group == SKILLS else 0
    found = skills.search(text=what.text, wishes=wishes, limit=limit, offset=offset)
    known = skills.named(skill_ids=found.ids)
    return Group([known[number] for number in found.ids if number in known], found.total, found.read_as, found.partly)


def found_people(who: PersonView, what: Asked, limit: int) -> Group:
    """Return people by what everybody may see of them, those of the same team a little earlier."""
    offset = (what.page - 1) * PAGE if what.group == PEOPLE else 0
    found: PeopleFound = people.search(text=what.text, team_id=who.team_id, limit=limit, offset=offset)
    return Group(list(found.people), found.total, found.read_as, found.partly)


def facets(what: Asked, found: ItemsFound) -> list[tuple[str, list[Option]]]:
    """Return the facets that divide what was found, each with its options; one that divides nothing is left out."""
    titles = {
        "format": _("Format"),
        "minutes": _("Length"),
        "level": _("Level"),
        "skill": _("Skill"),
        "language": _("Language"),
        "provider": _("Provider"),
    }
    shown = []
    for name, title in titles.items():
        counts = _ordered(name, found.facets[name])
        if len(counts) > 1 or name in what.filters:
            shown.append((title, [_option(what, name, one) for one in counts]))
    return shown


def _ordered(name: str, counts: list[FacetCount]) -> list[FacetCount]:
    """Return labels that have an order of their own in it, others as they come: most frequent first."""
    if name == "minutes":
        return sorted(counts, key=lambda one: (one.value == "more", row_id(one.value)))
    return sorted(counts, key=lambda one: one.value) if name == "level" else counts


def _option(what: Asked, name: str, one: FacetCount) -> Option:
    chosen = what.filters.get(name) == one.value
    others = {key: value for key, value in what.filters.items() if key != name}
    there = replace(what, filters=others if chosen else {**others, name: one.value}, group="", page=1)
    return Option(label(name, one), one.count, there.address(), chosen)


def label(name: str, one: FacetCount) -> str:
    """Return a label in words."""
    if name == "minutes":
        return _minutes(one.value)
    if name == "level":
        return _("Level %(n)s") % {"n": one.value}
    if name == "format":
        return {"course": _("Course"), "lesson": _("Lesson"), "practice": _("Practice")}.get(one.value, one.value)
    return language(one.value) if name == "language" else one.name or one.value


def language(tag: str) -> str:
    """Return the name of a language, or its tag where the name is not known."""
    try:
        return str(get_language_info(tag)["name_translated"])
    except KeyError:
        return tag


def _minutes(end: str) -> str:
    names = {
        "5": _("up to 5 min"),
        "15": _("5 to 15 min"),
        "60": _("15 to 60 min"),
        "300": _("1 to 5 h"),
        "more": _("more than 5 h"),
    }
    return names.get(end, end)


def chosen(what: Asked, found: ItemsFound) -> list[Option]:
    """Return the labels that were chosen, each with the address that leaves it again."""
    rows = {(name, one.value): one for name, counts in found.facets.items() for one in counts}
    return [
        _option(what, name, rows.get((name, value)) or _unseen(name, value)) for name, value in what.filters.items()
    ]


def _unseen(name: str, value: str) -> FacetCount:
    """Return a label that nothing found has, with its name where it is an id."""
    known = skills.named(skill_ids=[row_id(value)]) if name == "skill" else {}
    return FacetCount(value, 0, known[row_id(value)].name if row_id(value) in known else "")


def ideas(who: PersonView) -> list[tuple[SkillView, str]]:
    """Return skills that the person needs most, each with the address of what teaches it: where to begin."""
    wishes = needs(who)
    first = sorted(wishes, key=lambda skill: (-wishes[skill], skill))[:6]
    known = skills.named(skill_ids=first)
    return [(known[number], Asked("", {"skill": str(number)}).address()) for number in first if number in known]
