"""Django's view of this room."""

from django.apps import AppConfig


class People(AppConfig):
    """The people room."""

    name = "wayfare.people"
    default_auto_field = "django.db.models.BigAutoField"
