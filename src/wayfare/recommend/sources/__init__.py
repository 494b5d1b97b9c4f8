"""What may speak for an item. Each source is a class named in settings, so an installation can add or drop one."""

from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string

from wayfare.recommend.sources.protocol import Ask, Source

__all__ = ["Ask", "Source", "registered"]


@lru_cache(maxsize=1)
def registered() -> tuple[Source, ...]:
    """Return the sources of this installation, in the order in which settings name them."""
    return tuple(import_string(path)() for path in settings.RECOMMEND_SOURCES)
