"""What training found; apart from training itself, which loads more than a process that answers needs."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Report:
    """What training found. ``parts`` says of each part whether it passed its gate, why, and the figures."""

    artefact: str
    before: str
    promoted: bool
    answers: int
    parts: dict[str, dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as JSON values."""
        return asdict(self)
