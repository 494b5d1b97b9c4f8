"""Django's view of the JSON API."""

from django.apps import AppConfig


class Rest(AppConfig):
    """The JSON API."""

    name = "wayfare.rest"
