"""Privacy classes of model fields.

Every room's ``models.py`` declares ``PRIVACY = {Model: {"field": CLASS, …}}``; a test reads all of them and fails for a
field without a class. ``PUBLIC`` is for the whole organisation, ``TEAM`` for a person's team and manager, ``SELF`` for the
person alone, ``SENSITIVE`` for nobody but the code that needs it.
"""

from enum import StrEnum


class Privacy(StrEnum):
    """Who may see a field."""

    PUBLIC = "public"
    TEAM = "team"
    SELF = "self"
    SENSITIVE = "sensitive"
