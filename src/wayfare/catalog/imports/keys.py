"""Questions as sources give them: what makes one impossible, and what it becomes."""

from wayfare.catalog.imports import texts
from wayfare.catalog.imports.drafts import QuestionDraft
from wayfare.core.imports import RowError

MIN_OPTIONS, MAX_OPTIONS = 2, 10
MAX_STEM, MAX_OPTION = 20_000, 4_000


def question(cells: dict[str, object]) -> QuestionDraft:
    """Return the wording of a question. Raises RowError where nobody could answer or grade it."""
    stem = texts.prose(cells.get("stem"))
    if not stem:
        raise RowError("stem", cells.get("stem", ""), "The question has no text.")
    if len(stem) > MAX_STEM:
        raise RowError("stem", stem, f"The question has more than {MAX_STEM:,} characters.")
    options = _options(cells.get("options"))
    multi = cells.get("multi", False)
    if not isinstance(multi, bool):
        raise RowError("multi", multi, "This is true or false.")
    return QuestionDraft(
        stem=stem,
        options=options,
        correct=_correct(cells.get("correct"), len(options), multi),
        multi=multi,
        explanation=texts.prose(cells.get("explanation")),
        slip=texts.prose(cells.get("slip")),
        licence=texts.cut(texts.line(cells.get("licence") or cells.get("license")), 200),
        topic=texts.cut(texts.line(cells.get("topic")), 200),
    )


def merged(cells: dict[str, object]) -> dict[str, object] | None:
    """Return a question whose options that read alike are one, or None where there are none: collections have such slips.

    What is right stays right: where one of the same two is, both are.
    """
    options, correct = cells.get("options"), cells.get("correct")
    if not isinstance(options, list) or not isinstance(correct, list):
        return None
    plain = [texts.prose(option) for option in options]
    kept = list(dict.fromkeys(plain))
    if len(kept) == len(plain) or not all(isinstance(place, int) and 0 <= place < len(plain) for place in correct):
        return None
    return {**cells, "options": kept, "correct": sorted({kept.index(plain[place]) for place in correct})}


def _options(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise RowError("options", value or "", "The options are a list of texts.")
    if not MIN_OPTIONS <= len(value) <= MAX_OPTIONS:
        raise RowError("options", len(value), f"A question has {MIN_OPTIONS} to {MAX_OPTIONS} options.")
    options = tuple(texts.prose(option) for option in value)
    if not all(options):
        raise RowError("options", value, "An option is empty.")
    if max(map(len, options)) > MAX_OPTION:
        raise RowError("options", max(options, key=len), f"An option has more than {MAX_OPTION:,} characters.")
    if len(set(options)) < len(options):
        twice = next(option for option in options if options.count(option) > 1)
        raise RowError("options", twice, "This option stands twice.")
    return options


def _correct(value: object, options: int, multi: bool) -> tuple[int, ...]:
    if not isinstance(value, list) or not value:
        raise RowError("correct", value or "", "The right options are a list of their places, counted from 0.")
    if not all(isinstance(place, int) and not isinstance(place, bool) and 0 <= place < options for place in value):
        raise RowError("correct", value, f"The right options are named by their places, 0 to {options - 1}.")
    if len(set(value)) < len(value):
        raise RowError("correct", value, "A right option is named twice.")
    if len(value) > 1 and not multi:
        raise RowError("correct", value, "More than one right option needs multi = true.")
    return tuple(sorted(value))
