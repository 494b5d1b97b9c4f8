"""Questions: how they are put, and how the server grades them."""

from collections.abc import Sequence

from wayfare.catalog.api.views import Graded, QuestionView
from wayfare.catalog.models import Question, QuestionVersion
from wayfare.core.errors import Conflict, Invalid, NotFound


def question(*, version_id: int) -> QuestionView:
    """Return a question as it is put. Raises NotFound."""
    row = _version(version_id)
    return _question_view(row)


def questions_of_item(*, item_id: int) -> list[QuestionView]:
    """Return the current questions whose teaching segment lies in an item, in the order of its segments."""
    rows = (
        QuestionVersion.objects.filter(question__segment__item_id=item_id, current=True, question__retired_at=None)
        .select_related("question__segment")
        .order_by("question__segment__position", "question__level", "question_id")
    )
    return [_question_view(row) for row in rows]


def _question_view(row: QuestionVersion) -> QuestionView:
    owner = row.question
    return QuestionView(
        version_id=row.id,
        question_id=owner.id,
        stem=row.stem,
        options=tuple(row.options),
        multi=row.multi,
        skill_id=owner.skill_id,
        level=owner.level,
        item_id=owner.segment.item_id if owner.segment else None,
    )


def _version(version_id: int) -> QuestionVersion:
    row = QuestionVersion.objects.select_related("question__segment").filter(id=version_id).first()
    if row is None:
        raise NotFound("There is no such question.", question=version_id)
    return row


def key(*, version_id: int) -> tuple[int, ...]:
    """Return the indices of the right options; never to be sent to somebody who has not answered. Raises NotFound."""
    return tuple(_version(version_id).correct)


def grade(*, version_id: int, response: Sequence[int], retired_too: bool = False) -> Graded:
    """Grade a response: the indices of the chosen options, none for “I don't know”.

    Raises NotFound for an unknown version, Conflict for a retired question (unless ``retired_too``: for an answer given before),
    Invalid for an impossible response.
    """
    row = _version(version_id)
    owner: Question = row.question
    if owner.retired_at is not None and not retired_too:
        raise Conflict("This question is no longer asked.", advice="Open the item again.", question=version_id)
    chosen = set(response)
    if not chosen <= set(range(len(row.options))) or (len(chosen) > 1 and not row.multi):
        raise Invalid("That is not one of the options.", response=sorted(chosen), options=len(row.options))
    return Graded(
        version_id=row.id,
        question_id=owner.id,
        skill_id=owner.skill_id,
        level=owner.level,
        options=len(row.options),
        score=1.0 if chosen == set(row.correct) else 0.0,
        right=tuple(row.correct),
        explanation=row.explanation,
        slip=row.slip,
        segment_id=owner.segment_id,
        segment_title=owner.segment.title if owner.segment else "",
        item_id=owner.segment.item_id if owner.segment else None,
    )
