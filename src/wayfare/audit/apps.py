"""Django's view of this room."""

from django.apps import AppConfig


class Audit(AppConfig):
    """The audit room."""

    name = "wayfare.audit"
    default_auto_field = "django.db.models.BigAutoField"
