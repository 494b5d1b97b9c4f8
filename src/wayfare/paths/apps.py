"""Django's view of this room."""

from django.apps import AppConfig


class Paths(AppConfig):
    """The paths room."""

    name = "wayfare.paths"
    default_auto_field = "django.db.models.BigAutoField"
