"""Questions: how they are put, and how the server grades them."""

import json
from collections.abc import Collection, Iterable, Sequence

import msgspec
from django.db import connection
from django.db.models import QuerySet

from wayfare.catalog.api.views import Askable, Graded, QuestionView
from wayfare.catalog.models import Question, QuestionVersion, live
from wayfare.catalog.visible import applied
from wayfare.core import sql
from wayfare.core.errors import Conflict, Invalid, NotFound
from wayfare.core.versions import Memory

_PUT = """
SELECT v.id, q.id, v.stem, v.options, v.multi, q.skill_id, q.level, s.item_id
FROM catalog_questionversion v
JOIN catalog_question q ON q.id = v.question_id
LEFT JOIN catalog_segment s ON s.id = q.segment_id
WHERE v.id = %s
"""
_SEQUENCE = f"""
SELECT v.id
FROM catalog_segment s
JOIN catalog_question q ON q.segment_id = s.id
JOIN catalog_questionversion v ON v.question_id = q.id
WHERE s.item_id = %s AND v.current AND q.retired_at IS NULL AND {applied("q")}
ORDER BY s.position, q.level, q.id
"""


_BANK = f"""
SELECT v.id, q.id, q.skill_id, q.level, v.options
FROM catalog_question q JOIN catalog_questionversion v ON v.question_id = q.id
WHERE q.skill_id IN ({{skills}}) AND q.level IS NOT NULL AND v.current AND q.retired_at IS NULL AND {applied("q")}
ORDER BY q.id
"""


def question(*, version_id: int) -> QuestionView:
    """Return a question as it is put. Raises NotFound."""
    row = sql.one(_PUT, [version_id])
    if row is None:
        raise NotFound("There is no such question.", question=version_id)
    number, question_id, stem, options, multi, *about = row
    return QuestionView(number, question_id, stem, tuple(json.loads(options)), bool(multi), *about)


def sequence(*, item_id: int) -> list[int]:
    """Return the versions of the questions of an item, in the order of ``questions_of_item``."""
    return [number for (number,) in sql.fetch(_SEQUENCE, [item_id])]


def questions_of_item(*, item_id: int) -> list[QuestionView]:
    """Return the current questions whose teaching segment lies in an item, in the order of its segments."""
    rows = _asked().filter(question__segment__item_id=item_id)
    ordered = rows.order_by("question__segment__position", "question__level", "question_id")
    return [_question_view(row) for row in ordered]


def bank(*, skill_ids: Sequence[int]) -> dict[int, list[Askable]]:
    """Return by skill the questions that a test of these skills may choose from; a skill without any is left out."""
    if not skill_ids:
        return {}
    banks = _banks.now()
    if missing := [skill for skill in skill_ids if skill not in banks]:
        read: dict[int, list[Askable]] = {skill: [] for skill in missing}
        for number, question_id, skill, level, options in sql.fetch(_BANK.format(skills=sql.marks(missing)), missing):
            read[skill].append(Askable(number, question_id, skill, level, len(_parts(options))))
        banks.update(read)
    return {skill: banks[skill] for skill in skill_ids if banks[skill]}


MOST_BANKS = 5_000
_banks = Memory("catalog", dict[int, list[Askable]], MOST_BANKS)
_parts = msgspec.json.Decoder(list[msgspec.Raw]).decode
"""The parts of a JSON list as they stand there: a bank is read often, and only their number counts."""


def levels(*, question_ids: Collection[int]) -> dict[int, float]:
    """Return the levels that authors gave to questions, by the question's id; retired ones too."""
    rows = Question.objects.filter(id__in=question_ids, level__isnull=False).values_list("id", "level")
    return {number: level for number, level in rows if level is not None}


def skills_with_questions(*, skill_ids: Iterable[int]) -> frozenset[int]:
    """Return which of these skills there are questions about."""
    rows = (
        _asked().filter(question__skill_id__in=set(skill_ids)).order_by().values_list("question__skill_id", flat=True)
    )
    return frozenset(rows.distinct())


def _asked() -> QuerySet[QuestionVersion]:
    """Return the current versions of the questions that may be asked."""
    rows = QuestionVersion.objects.filter(live("question__"), current=True, question__retired_at=None)
    return rows.select_related("question__segment")


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


_FOR_GRADING = """
SELECT v.id, q.id, q.skill_id, q.level, v.options, v.correct, v.multi, v.explanation, v.slip, q.retired_at,
       s.id, s.title, s.item_id
FROM catalog_questionversion v
JOIN catalog_question q ON q.id = v.question_id
LEFT JOIN catalog_segment s ON s.id = q.segment_id
WHERE v.id = %s
"""


def grade(*, version_id: int, response: Sequence[int], retired_too: bool = False) -> Graded:
    """Grade a response: the indices of the chosen options, none for “I don't know”.

    Raises NotFound for an unknown version, Conflict for a retired question (unless ``retired_too``: for an answer given before),
    Invalid for an impossible response.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOR_GRADING, [version_id])
        row = cursor.fetchone()
    if row is None:
        raise NotFound("There is no such question.", question=version_id)
    number, question_id, skill_id, level, raw_options, raw_key, multi, explanation, slip, retired_at, *where = row
    if retired_at is not None and not retired_too:
        raise Conflict("This question is no longer asked.", advice="Open the item again.", question=version_id)
    options, right, chosen = len(json.loads(raw_options)), tuple(json.loads(raw_key)), set(response)
    if not chosen <= set(range(options)) or (len(chosen) > 1 and not multi):
        raise Invalid("That is not one of the options.", response=sorted(chosen), options=options)
    segment_id, segment_title, item_id = where
    return Graded(
        version_id=number,
        question_id=question_id,
        skill_id=skill_id,
        level=level,
        options=options,
        score=1.0 if chosen == set(right) else 0.0,
        right=right,
        explanation=explanation,
        slip=slip,
        segment_id=segment_id,
        segment_title=segment_title or "",
        item_id=item_id,
    )
