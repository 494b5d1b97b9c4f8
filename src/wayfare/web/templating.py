"""The Jinja2 environment."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from wayfare.web import texts, whys
from wayfare.web.assets import asset
from wayfare.web.icons import ICONS
from wayfare.web.prose import line, prose

_ICON = '<svg class="i" viewBox="0 0 24 24" aria-hidden="true">{}</svg>'


def environment(**options: Any) -> Environment:
    """Return the environment of all templates: autoescaped, with gettext, an unknown name being an error."""
    env = Environment(
        **{
            **options,
            "autoescape": True,
            "extensions": ["jinja2.ext.i18n"],
            "undefined": StrictUndefined,
            "trim_blocks": True,
            "lstrip_blocks": True,
        }
    )
    env.globals.update(asset=asset, icon=icon, url=url)
    env.filters.update(
        bar=whys.pick_bar,
        halves=texts.halves,
        minutes=texts.minutes,
        number=texts.number,
        prose=prose,
        line=line,
        level=texts.level,
        chance=texts.chance,
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    return env


def icon(name: str) -> Markup:
    """Return a drawing that goes with a word. Raises KeyError for an unknown name."""
    return Markup(_ICON.format(ICONS[name]))  # noqa: S704  our own constants


def url(name: str, *args: object) -> str:
    """Return the address of a page by its short name."""
    return reverse(f"web:{name}", args=args)
