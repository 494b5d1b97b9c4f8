"""Django's view of this room."""

from django.apps import AppConfig


class Core(AppConfig):
    """The core room."""

    name = "wayfare.core"
    default_auto_field = "django.db.models.BigAutoField"
