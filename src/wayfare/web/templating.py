"""The Jinja2 environment."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment


def environment(**options: Any) -> Environment:
    """Return the environment of all templates: autoescaped, with gettext."""
    env = Environment(**{**options, "autoescape": True, "extensions": ["jinja2.ext.i18n"]})
    env.globals.update(static=static, url=reverse)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return env
