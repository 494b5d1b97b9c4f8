"""Django's view of the pages."""

from django.apps import AppConfig


class Web(AppConfig):
    """Pages and templates."""

    name = "wayfare.web"
