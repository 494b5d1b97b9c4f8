"""Items by meaning: a vector of each item's title, to find those that lie near something whatever the words."""

from collections.abc import Iterator

from wayfare.catalog import audience
from wayfare.catalog.imports.drafts import labels_of
from wayfare.catalog.models import Item
from wayfare.catalog.search.tables import ItemVector
from wayfare.catalog.visible import applied
from wayfare.core import sql
from wayfare.core.search import vectors
from wayfare.core.search.vectors import Encode, Vectors
from wayfare.engine.matching import posts

TABLE = vectors.Table("catalog_itemvector", "item_id")
PAGE, LARGE_PAGE = 5_000, 100_000
_TITLES = f"""
SELECT i.id, i.title, i.language, i.labels FROM catalog_item i
WHERE i.id > %s AND i.retired_at IS NULL AND i.kind <> 'practice' AND {applied("i")} ORDER BY i.id LIMIT {PAGE}
"""


def prepare(encode: Encode) -> int:
    """Make the vectors of new and changed items, and drop those of items that are gone; return how many were made."""
    made = vectors.refresh(TABLE, _texts(), encode)
    ItemVector.objects.exclude(item_id__in=Item.objects.filter(retired_at=None).values("id")).delete()
    return made


def pages(model: str) -> Iterator[Vectors]:
    """Yield the vectors of all items, as a model made them."""
    return vectors.pages(TABLE, model, LARGE_PAGE)


def _texts() -> Iterator[tuple[int, str]]:
    """Yield what is read of each item that the model understands."""
    last = 0
    while rows := sql.fetch(_TITLES, [last]):
        for number, title, language, labels in rows:
            if audience.share(title) <= audience.EXAM:
                continue  # made for children, for leisure or for passing an exam: nobody's post is about that
            if text := posts.text_of(title, labels_of(labels).skills, language):
                yield number, text
        last = rows[-1][0]
