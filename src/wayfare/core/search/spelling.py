"""Misspelt words: which known words are near. Pure.

Grams are pairs of letters with the word's ends marked: of a word of length n, an edit leaves at least n - 2 of its n + 1 grams
(n + 1 - 3 where two letters are exchanged), so words that share few grams need not be looked at one by one.
"""

import numpy as np
import numpy.typing as npt

SHORTEST = 4
LONG = 6
"""Words of this length may have two slips, those of SHORTEST letters one, shorter ones none."""
LOOKED_AT = 200


def grams(word: str) -> list[str]:
    """Return the distinct pairs of letters of a word, its ends marked.

    >>> grams("plan")[1:-1]
    ['pl', 'la', 'an']
    """
    marked = f"\x02{word}\x03"
    return list(dict.fromkeys(marked[place : place + 2] for place in range(len(marked) - 1)))


def slips(word: str) -> int:
    """Return how many slips a word may have."""
    return 0 if len(word) < SHORTEST else 1 if len(word) < LONG else 2


def near(word: str, lists: list[npt.NDArray[np.uint32]], lengths: npt.NDArray[np.uint8]) -> list[int]:
    """Return the numbers of words that may be near, most shared grams first; ``lists`` are the words of each of its grams."""
    most = slips(word)
    if not lists or not most:
        return []
    shared = np.bincount(np.concatenate(lists), minlength=len(lengths))
    least = max(1, len(grams(word)) - 3 * most)
    few = np.abs(lengths.astype(np.int16) - len(word)) <= most
    found = np.flatnonzero((shared >= least) & few)
    if len(found) > LOOKED_AT:
        found = found[np.argpartition(-shared[found], LOOKED_AT)[:LOOKED_AT]]
    return [int(number) for number in found[np.argsort(-shared[found], kind="stable")]]


def distance(one: str, other: str, most: int) -> int:
    """Return how many slips lie between two words (a letter more, less, another, or two exchanged); ``most`` + 1 for more.

    >>> distance("pyhton", "python", 2)
    1
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, last = [0] * (len(other) + 1), list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(last) > most:  # two exchanged letters reach back two rows
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
