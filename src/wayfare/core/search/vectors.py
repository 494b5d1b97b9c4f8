"""Vectors kept as rows: what texts mean, each with the model that made it, so that only what is new or changed is read again.

What turns texts into vectors is handed in (``Encode``). A table has a key, a mark of the text, the model's name and the vector at
half precision.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from django.db import connection

from wayfare.core import sql
from wayfare.core.imports.staging import turn

Floats = npt.NDArray[np.float32]
MANY = 500


class Encode(NamedTuple):
    """What turns texts into unit vectors, and a name that changes whenever its vectors do; in so many threads at once."""

    name: str
    call: Callable[[Sequence[str]], Floats]
    threads: int = 1

    def many(self, texts: Sequence[str]) -> Floats:
        """Return the vectors of any number of texts, a row each."""
        parts = [texts[start : start + MANY] for start in range(0, len(texts), MANY)]
        if self.threads == 1 or len(parts) < 2:
            return np.concatenate([self.call(part) for part in parts]) if parts else self.call(texts)
        with ThreadPoolExecutor(self.threads) as pool:
            return np.concatenate(list(pool.map(self.call, parts)))


class Table(NamedTuple):
    """A table of vectors, and the column that says whose each is."""

    name: str
    key: str


class Vectors(NamedTuple):
    """Vectors of one model, a row each: float32, (n, dimensions)."""

    ids: npt.NDArray[np.int64]
    rows: Floats


def refresh(table: Table, texts: Iterable[tuple[int, str]], encode: Encode) -> int:
    """Make the vectors of new and changed texts, in short transactions; return how many were made."""
    known = dict(sql.fetch(f"SELECT {table.key}, mark FROM {table.name} WHERE model = %s", [encode.name]))
    made, fresh = 0, _fresh(texts, known)
    while some := list(islice(fresh, MANY * encode.threads)):
        vectors = encode.many([text for _, _, text in some]).astype(np.float16)
        with turn(), connection.cursor() as cursor:
            cursor.executemany(
                _KEEP.format(table=table.name, key=table.key),
                [
                    (number, mark, encode.name, vector.tobytes())
                    for (number, mark, _), vector in zip(some, vectors, strict=True)
                ],
            )
        made += len(some)
    return made


_KEEP = """
INSERT INTO {table} ({key}, mark, model, vector) VALUES (%s, %s, %s, %s)
ON CONFLICT ({key}) DO UPDATE SET mark = excluded.mark, model = excluded.model, vector = excluded.vector
"""


def _fresh(texts: Iterable[tuple[int, str]], known: dict[int, int]) -> Iterator[tuple[int, int, str]]:
    for number, text in texts:
        mark = crc32(text.encode())
        if known.get(number) != mark:
            yield number, mark, text


def kept(table: Table, model: str) -> Vectors:
    """Return all vectors of a model, in the order of their keys."""
    found = list(pages(table, model, _ALL))
    return found[0] if found else Vectors(np.zeros(0, np.int64), np.zeros((0, 0), np.float32))


def pages(table: Table, model: str, size: int) -> Iterator[Vectors]:
    """Yield all vectors of a model in the order of their keys, so many at a time."""
    query = _PAGE.format(table=table.name, key=table.key)
    last = 0
    while rows := sql.fetch(query, [model, last, size]):
        ids = np.array([number for number, _ in rows], np.int64)
        whole = np.frombuffer(b"".join(bytes(vector) for _, vector in rows), np.float16).astype(np.float32)
        yield Vectors(ids, whole.reshape(len(rows), -1))
        last = rows[-1][0]


_ALL = 2**31
_PAGE = "SELECT {key}, vector FROM {table} WHERE model = %s AND {key} > %s ORDER BY {key} LIMIT %s"
