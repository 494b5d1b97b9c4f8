"""Facts about this installation, such as that it holds the demo company."""

from wayfare.core.models import Fact


def get(name: str) -> str | None:
    """Return a fact, or None."""
    return Fact.objects.filter(name=name).values_list("value", flat=True).first()


def put(name: str, value: str) -> None:
    """Set a fact."""
    Fact.objects.update_or_create(name=name, defaults={"value": value})
