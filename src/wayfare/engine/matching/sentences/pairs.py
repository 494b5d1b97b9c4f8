"""Words in pieces by pairs that join (byte-pair encoding as Llama has it), for the static vectors."""

from collections.abc import Mapping
from itertools import pairwise

BEGINS = "\u2581"
"""What stands for the blank before a word."""


def joined(word: str, joins: Mapping[tuple[str, str], int]) -> list[str]:
    """Return the pieces of a word: letters joined pair by pair, the pair that is first in the list before the others."""
    pieces = [BEGINS, *word]
    while len(pieces) > 1:
        pairs = [(joins.get(pair, len(joins)), at) for at, pair in enumerate(pairwise(pieces))]
        rank, at = min(pairs)
        if rank == len(joins):
            break
        pieces[at : at + 2] = [pieces[at] + pieces[at + 1]]
    return pieces
