"""Django's view of this room."""

from django.apps import AppConfig


class Recommend(AppConfig):
    """The recommend room."""

    name = "wayfare.recommend"
    default_auto_field = "django.db.models.BigAutoField"
