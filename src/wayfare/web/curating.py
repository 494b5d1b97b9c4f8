"""The queue of proposed skills as its page needs it: what was asked for, what waits, and the addresses between them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from django.http import QueryDict

from wayfare.catalog import api as catalog
from wayfare.catalog.api import Heap, Narrowed, Proposal
from wayfare.core.ids import row_id
from wayfare.skills import api as skills
from wayfare.web.templating import url

HEAPS, EACH, ALONE = 8, 5, 50
LONGEST = 120
LAST_PAGE = 1_000
SURE = {"sure": (0.8, None), "likely": (0.5, 0.8), "unsure": (0.0, 0.5)}
ORIGINS = ("provider", "tagger")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks for: by skill or by item, narrowed down or not, one heap alone or a page of heaps."""

    by: Literal["skill", "item"] = "skill"
    origin: str = ""
    sure: str = ""
    text: str = ""
    one: int = 0
    after: tuple[float, int] | None = None
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether something is left out on purpose."""
        return bool(self.origin or self.sure or self.text)

    def address(self, name: str = "proposals") -> str:
        """Return the address that asks this, of a page or of a form on it."""
        after = f"{self.after[0]!r}:{self.after[1]}" if self.after else ""
        values = {
            "by": self.by if self.by != "skill" else "",
            "origin": self.origin,
            "sure": self.sure,
            "q": self.text,
            "one": self.one or "",
            "after": after,
            "page": self.page if self.page > 1 else "",
        }
        query = urlencode({key: value for key, value in values.items() if value})
        return f"{url(name)}?{query}" if query else url(name)

    def of(self, heap: int = 0) -> Narrowed:
        """Return what is meant, in the catalogue's terms; ``heap`` is one skill or item."""
        least, below = SURE.get(self.sure, (0.0, None))
        return Narrowed(
            skill_id=heap if heap and self.by == "skill" else None,
            item_id=heap if heap and self.by == "item" else None,
            origin=self.origin,
            least=least,
            below=below,
            text=self.text,
        )


@dataclass(frozen=True, slots=True)
class Shown:
    """One heap with the surest of its proposals, each with the name of what it is a heap of seen the other way round."""

    heap: Heap
    rows: Sequence[tuple[Proposal, str]]
    alone: str

    @property
    def ids(self) -> str:
        """The proposals that are shown, for a form."""
        return " ".join(str(row.id) for row, _ in self.rows)


def asked(sent: QueryDict) -> Asked:
    """Return what was asked for; what makes no sense counts as not asked."""
    origin, sure = sent.get("origin", ""), sent.get("sure", "")
    return Asked(
        by="item" if sent.get("by") == "item" else "skill",
        origin=origin if origin in ORIGINS else "",
        sure=sure if sure in SURE else "",
        text=sent.get("q", "").replace("\x00", "").strip()[:LONGEST],
        one=row_id(sent.get("one", "")),
        after=place(sent.get("after", "")),
        page=min(max(1, row_id(sent.get("page", "1"))), LAST_PAGE),
    )


def place(text: str) -> tuple[float, int] | None:
    """Return a place in the queue as an address writes it (``0.53:991``), or None."""
    confidence, _, number = text.partition(":")
    try:
        found = float(confidence), row_id(number)
    except ValueError:
        return None
    return found if found[1] and 0 <= found[0] <= 1 else None


def heaps(what: Asked) -> tuple[list[Shown], int, int]:
    """Return a page of heaps with some of each, or one heap alone with many; how many heaps there are, and how many proposals."""
    if what.one:
        rows = catalog.proposals(most=ALONE, of=what.of(what.one), after=what.after)
        waiting = catalog.proposals_waiting(of=what.of(what.one))
        alone = Heap(what.one, "", waiting, rows[0].confidence if rows else 0.0)
        return _shown(what, [alone], {what.one: rows}) if rows else [], 1, waiting
    found, total, waiting = catalog.proposal_heaps(by=what.by, most=HEAPS, of=what.of(), offset=(what.page - 1) * HEAPS)
    rows_of = {heap.id: catalog.proposals(most=EACH, of=what.of(heap.id)) for heap in found}
    return _shown(what, found, rows_of), total, waiting


def _shown(what: Asked, found: Iterable[Heap], rows_of: dict[int, list[Proposal]]) -> list[Shown]:
    known = skills.named(skill_ids={row.skill_id for rows in rows_of.values() for row in rows})
    named = {number: skill.name for number, skill in known.items()}
    shown = []
    for heap in found:
        rows = rows_of[heap.id]
        first = rows[0] if rows else None
        name = heap.name or (_name(what.by == "skill", first, named) if first else "")
        alone = replace(what, one=heap.id, page=1, after=None).address()
        entries = [(row, _name(what.by != "skill", row, named)) for row in rows]
        shown.append(Shown(replace(heap, name=name), entries, alone))
    return shown


def _name(skill: bool, row: Proposal, named: dict[int, str]) -> str:
    return named.get(row.skill_id, "") if skill else row.title


def onward(what: Asked, shown: Sequence[Shown], total: int) -> tuple[str, str]:
    """Return the addresses of the page before and of the next one; empty where there is none."""
    if what.one:
        rest = bool(shown and len(shown[0].rows) == ALONE)
        back = replace(what, after=None).address() if what.after else ""
        return back, replace(what, after=shown[0].rows[-1][0].place).address() if rest else ""
    back = replace(what, page=what.page - 1).address() if what.page > 1 else ""
    return back, replace(what, page=what.page + 1).address() if what.page * HEAPS < total else ""
