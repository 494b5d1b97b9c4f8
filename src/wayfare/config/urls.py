"""Addresses: pages, the JSON API, the health check."""

from django.urls import include, path, re_path

from wayfare.rest.api import api, unknown
from wayfare.web.views.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    re_path(r"^api/", unknown),
    path("", include("wayfare.web.urls")),
]
handler400 = "wayfare.web.views.errors.bad_request"
handler403 = "wayfare.web.views.errors.forbidden"
handler404 = "wayfare.web.views.errors.not_found"
handler500 = "wayfare.web.views.errors.server_error"
