"""What may be shown, for statements written by hand: the same as ``models.live`` says to the ORM."""

SURE_ENOUGH = 0.4
"""The confidence from which on an item counts as being about a skill."""


def applied(row: str) -> str:
    """Return the condition that no import is still writing the row of this alias."""
    return f"""({row}.batch_id IS NULL
  OR EXISTS (SELECT 1 FROM core_importbatch b WHERE b.id = {row}.batch_id AND b.applied_at IS NOT NULL))"""
