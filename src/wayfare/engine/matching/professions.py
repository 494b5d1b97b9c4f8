"""Which professional group a job title names by itself, whatever group somebody is counted in.

Organisations count people in the group they came from: a finance director may stand among the policy people. The title is
believed only where it says one group's name and nothing else that tells jobs apart. Pure.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from wayfare.engine.matching.fit import KIN, joined
from wayfare.engine.matching.title_words import PRACTISING, VAGUE, take_apart


def named_group(title: str, unit: str, own: str, groups: Iterable[str], organisation: str = "") -> str:
    """Return the group that a title names, or that the unit does where the title says ranks alone; else ``own``.

    Of a unit every word has to belong to the group: units join what different people do. Who works in an organisation of
    their own profession stays in it: solicitors are called after what their clients do.
    """
    known = _telling_groups(tuple(groups))
    said = _telling(title)
    if not said and not take_apart(title).subject and _telling(unit):
        said = frozenset(joined(list(take_apart(unit).subject)))
    house = _telling(organisation) | _akin(organisation)
    kept = (_telling(own) & house) or (_akin(own) | take_apart(own).subject.keys()) & take_apart(title).subject.keys()
    if not said or kept:
        return own
    found = {group for group, words in known.items() if said <= words}
    return found.pop() if len(found) == 1 else own


@lru_cache(maxsize=8)
def _telling_groups(groups: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    return {group: words for group in groups if (words := _telling(group))}


@lru_cache(maxsize=64)
def _akin(group: str) -> frozenset[str]:
    """Return what the names of a group stand for: commercial is a word of procurement."""
    return frozenset(other for word in joined(list(take_apart(group).subject)) for other in KIN.get(word, "").split())


@lru_cache(maxsize=4_096)
def _telling(text: str) -> frozenset[str]:
    """Return the words that tell jobs apart; compounds count as one word."""
    return frozenset(
        word for word in joined(list(take_apart(text).subject)) if word not in VAGUE and word not in PRACTISING
    )
