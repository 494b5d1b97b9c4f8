"""The WSGI application that a server such as granian loads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wayfare.config.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
