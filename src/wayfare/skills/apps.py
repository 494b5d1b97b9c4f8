"""Django's view of this room."""

from django.apps import AppConfig


class Skills(AppConfig):
    """The skills room."""

    name = "wayfare.skills"
    default_auto_field = "django.db.models.BigAutoField"
