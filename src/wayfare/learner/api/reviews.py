"""What is to be looked at again: skips that have to prove themselves."""

from wayfare.learner import skips
from wayfare.learner.skips import Figures


def skipped_items(*, person_id: int) -> frozenset[int]:
    """Return the items that a person tested out of and that no later check has brought back."""
    return skips.items(person_id)


def skip_figures() -> Figures:
    """Return what became of all skips so far: made, verified, failed."""
    return skips.figures()
