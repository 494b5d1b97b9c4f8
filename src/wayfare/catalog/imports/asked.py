"""Make staged questions visible. A changed wording becomes a new version; the old one stays for the answers given to it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from django.db import connection
from django.db.models import Max

from wayfare.catalog.imports.drafts import PLACE, WORDING, QuestionDraft
from wayfare.catalog.models import Question, QuestionVersion
from wayfare.core.ids import digest
from wayfare.core.imports import Batch, Counts
from wayfare.core.imports.run import Renew
from wayfare.core.imports.staging import turn
from wayfare.core.versions import touch_epoch

CHUNK = 100
"""Few at a time: a question and its version are written row by row, and others may want to write in between."""
_PLACE = [name if name in ("topic", "level") else f"{name}_id" for name in PLACE]
_UPDATE = f"UPDATE catalog_question SET {', '.join(f'{name} = %s' for name in _PLACE)}, digest = %s WHERE id = %s"


def compare(batch: Batch, source: str) -> Counts:
    """Return what publishing would create, update and leave unchanged."""
    return batch.counts("question", "catalog_question", "t.source = %s AND t.source_id = s.key", [source])


def prepare(batch: Batch, source: str, renew: Renew) -> None:
    """Write new questions with their first version, invisibly, and stage the changed ones, in short transactions."""
    for rows in batch.chunks("question", CHUNK):
        known = _known(source, [row.key for row in rows])
        new = [(row, msgspec.convert(row.payload, QuestionDraft)) for row in rows if row.key not in known]
        with turn():
            made = Question.objects.bulk_create(
                Question(source=source, source_id=row.key, batch_id=batch.id, digest=row.digest, **_place(draft))
                for row, draft in new
            )
            QuestionVersion.objects.bulk_create(
                _version(question.id, 1, draft) for question, (_, draft) in zip(made, new, strict=True)
            )
        batch.add(
            ("change", row.line, str(known[row.key][0]), "", {"digest": row.digest, "question": row.payload})
            for row in rows
            if row.key in known and known[row.key][1] != row.digest
        )
        renew()


def apply(batch: Batch, now: datetime) -> None:
    """Change known questions. Runs in the transaction that marks the batch as applied."""
    for rows in batch.chunks("change", CHUNK):
        drafts = {int(row.key): msgspec.convert(row.payload["question"], QuestionDraft) for row in rows}
        marks = {int(row.key): row.payload["digest"] for row in rows}
        with connection.cursor() as cursor:
            values = [(*_place(draft).values(), marks[number], number) for number, draft in drafts.items()]
            cursor.executemany(_UPDATE, values)
        _reword(drafts)
    touch_epoch("catalog", now)


def _reword(drafts: dict[int, QuestionDraft]) -> None:
    """Add a version where the wording differs from the current one."""
    current = QuestionVersion.objects.filter(question_id__in=list(drafts), current=True)
    marks = dict(current.values_list("question_id", "digest"))
    reworded = {number: draft for number, draft in drafts.items() if marks.get(number) != _wording_digest(draft)}
    if not reworded:
        return
    last = dict(
        QuestionVersion.objects.filter(question_id__in=list(reworded))
        .values_list("question_id")
        .annotate(last=Max("number"))
    )
    QuestionVersion.objects.filter(question_id__in=list(reworded), current=True).update(current=False)
    QuestionVersion.objects.bulk_create(
        _version(number, last.get(number, 0) + 1, draft) for number, draft in reworded.items()
    )


def _known(source: str, keys: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Return id and digest of those questions of a source that exist, by the source's own id."""
    rows = Question.objects.filter(source=source, source_id__in=set(keys)).values_list("source_id", "id", "digest")
    return {key: (number, mark) for key, number, mark in rows}


def _place(draft: QuestionDraft) -> dict[str, Any]:
    return {column: getattr(draft, name) for column, name in zip(_PLACE, PLACE, strict=True)}


def _version(question_id: int, number: int, draft: QuestionDraft) -> QuestionVersion:
    wording = {name: getattr(draft, name) for name in WORDING}
    wording["options"], wording["correct"] = list(draft.options), list(draft.correct)
    return QuestionVersion(question_id=question_id, number=number, digest=_wording_digest(draft), **wording)


def _wording_digest(draft: QuestionDraft) -> str:
    return digest([getattr(draft, name) for name in WORDING])
