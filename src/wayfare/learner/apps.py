"""Django's view of this room."""

from django.apps import AppConfig


class Learner(AppConfig):
    """The learner room."""

    name = "wayfare.learner"
    default_auto_field = "django.db.models.BigAutoField"
