"""Django's view of this room."""

from django.apps import AppConfig


class Records(AppConfig):
    """The records room."""

    name = "wayfare.records"
    default_auto_field = "django.db.models.BigAutoField"
