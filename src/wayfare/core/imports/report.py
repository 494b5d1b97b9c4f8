"""What an import did, row by row where something was wrong."""

from dataclasses import dataclass, field

MAX_VALUE = 120
MAX_LISTED = 10_000


class RowError(Exception):
    """A row cannot be imported: which column, what stands there, and what to do about it; ``code`` is stable, or empty."""

    def __init__(self, column: str, value: object, error: str, code: str = "") -> None:
        """Keep the start of the value only; files can hold very long cells."""
        super().__init__(error)
        self.column, self.code = column, code
        text = str(value).encode("utf-8", "backslashreplace").decode()
        self.value = text if len(text) <= MAX_VALUE else f"{text[:MAX_VALUE]}…"
        self.error = error


@dataclass(frozen=True, slots=True)
class Rejection:
    """A row that was not imported, or (as a warning) one that was imported with something left out."""

    line: int
    column: str
    value: str
    error: str
    file: str = ""
    code: str = ""


@dataclass(slots=True)
class Report:
    """Counts and findings. ``applied`` says whether anything became visible; ``notes`` are counts by name.

    The first 10,000 rejections and as many warnings are listed, so that memory does not grow with a bad file;
    ``rejected_total`` and ``warnings_total`` count all of them.
    """

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Rejection] = field(default_factory=list)
    warnings: list[Rejection] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    applied: bool = False
    rejected_total: int = 0
    warnings_total: int = 0

    def reject(self, line: int, error: RowError, file: str = "") -> None:
        """Add a row that cannot be imported."""
        self.rejected_total += 1
        if len(self.rejected) < MAX_LISTED:
            self.rejected.append(Rejection(line, error.column, error.value, error.error, file, error.code))

    def warn(self, line: int, error: RowError, file: str = "") -> None:
        """Add something a person should look at; the row is imported all the same."""
        self.warnings_total += 1
        if len(self.warnings) < MAX_LISTED:
            self.warnings.append(Rejection(line, error.column, error.value, error.error, file, error.code))

    def count(self, note: str, by: int = 1) -> None:
        """Raise a named count."""
        self.notes[note] = self.notes.get(note, 0) + by
