"""Vectors as rows: only what is new or changed is made, and all of them are read page by page."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from wayfare.core.search import vectors
from wayfare.core.search.vectors import Encode, Table

pytestmark = pytest.mark.django_db
TABLE = Table("catalog_itemvector", "item_id")


class Lengths:
    """Means the length of a text, in two ways."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def __call__(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        self.read += texts
        return np.array([[len(text), 1] for text in texts], np.float32)


def test_what_has_not_changed_is_not_read_again() -> None:
    lengths = Lengths()
    assert vectors.refresh(TABLE, [(1, "a"), (2, "bb")], Encode("lengths", lengths)) == 2
    assert vectors.refresh(TABLE, [(1, "a"), (2, "ccc"), (3, "d")], Encode("lengths", lengths)) == 2
    assert lengths.read == ["a", "bb", "ccc", "d"]
    found = vectors.kept(TABLE, "lengths")
    assert found.ids.tolist() == [1, 2, 3]
    assert found.rows.tolist() == [[1, 1], [3, 1], [1, 1]]


def test_another_model_makes_them_anew() -> None:
    vectors.refresh(TABLE, [(1, "a")], Encode("one", Lengths()))
    assert vectors.refresh(TABLE, [(1, "a")], Encode("other", Lengths())) == 1
    assert not vectors.kept(TABLE, "one").ids.size
    assert vectors.kept(TABLE, "other").ids.tolist() == [1]


def test_pages_hold_everything_once() -> None:
    vectors.refresh(TABLE, [(number, "x" * number) for number in range(1, 8)], Encode("lengths", Lengths()))
    found = list(vectors.pages(TABLE, "lengths", 3))
    assert [page.ids.tolist() for page in found] == [[1, 2, 3], [4, 5, 6], [7]]
    assert np.concatenate([page.rows for page in found])[:, 0].tolist() == list(range(1, 8))


def test_threads_change_nothing() -> None:
    texts = ["x" * (number % 17) for number in range(3 * vectors.MANY + 5)]
    one, three = (Encode("lengths", Lengths(), threads).many(texts) for threads in (1, 3))
    assert one.tolist() == three.tolist() == [[len(text), 1] for text in texts]
