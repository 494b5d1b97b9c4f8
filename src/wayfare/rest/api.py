"""The JSON API under /api/v1."""

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI

from wayfare.rest import errors
from wayfare.rest.operations import answers, feed, items, me, paths, placements, proposals, requests, search, skill
from wayfare.rest.signin import Session, Token
from wayfare.rest.wire import Renderer, StrictParser

__all__ = ["api", "unknown"]

api = NinjaAPI(
    title="Wayfare",
    version="1",
    description=(
        "The next thing worth learning, for the person whose token or session it is. Every error has the form "
        "{code, message, next, details}; codes are stable."
    ),
    urls_namespace="rest",
    docs_url=None,
    auth=[Token(), Session()],
    parser=StrictParser(),
    renderer=Renderer(),
)
errors.install(api)
for _part in (me, feed, items, answers, skill, requests, placements, paths, search, proposals):
    api.add_router("", _part.router)


def unknown(request: HttpRequest) -> HttpResponse:
    """Answer what no operation answers. Raises Http404, always."""
    raise Http404
