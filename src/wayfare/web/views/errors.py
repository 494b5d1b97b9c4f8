"""What people see when something is wrong."""

from django.http import HttpRequest, HttpResponse


def _plain(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence + "\n", status=status, content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400."""
    return _plain(400, "That request could not be understood.")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    return _plain(403, "You may not see this.")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return _plain(404, "There is no such page.")


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _plain(500, "Something went wrong on our side. It was written down.")
