"""Django's view of this room."""

from django.apps import AppConfig


class Catalog(AppConfig):
    """The catalog room."""

    name = "wayfare.catalog"
    default_auto_field = "django.db.models.BigAutoField"
