"""The WSGI application that a server such as granian loads. It refuses to start where it could only fail later."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayfare.config.settings")

from django.core.wsgi import get_wsgi_application


def _begin() -> None:
    from django.conf import settings

    from wayfare.config import garbage, ready
    from wayfare.core import jobs

    garbage.settle()
    ready.ensure_ready()
    ready.ensure_demo_stays_here(settings.ALLOWED_HOSTS)
    if settings.JOBS:
        jobs.start()


application = get_wsgi_application()
_begin()
