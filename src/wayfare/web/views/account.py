"""Signing in and out."""

from typing import Any

from django.http import HttpRequest, HttpResponse


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer somebody who tried too often."""
    return HttpResponse("Too many tries. Wait 15 minutes.\n", status=429, content_type="text/plain")
