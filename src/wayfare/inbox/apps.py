"""Django's view of this room."""

from django.apps import AppConfig


class Inbox(AppConfig):
    """The inbox room."""

    name = "wayfare.inbox"
    default_auto_field = "django.db.models.BigAutoField"
