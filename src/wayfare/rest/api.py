"""The JSON API under /api/v1."""

from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from wayfare.rest import errors
from wayfare.rest.operations import answers, feed, items, me, paths, placements, proposals, requests, search, skill
from wayfare.rest.signin import Session, Token
from wayfare.rest.wire import Renderer, StrictParser

__all__ = ["api", "unknown"]


class Api(NinjaAPI):
    """An API that describes itself once: everybody may ask for the description, and making it takes half a second."""

    @lru_cache(maxsize=4)  # noqa: B019 - there is one API, for as long as the process lives
    def _described(self, path_prefix: str) -> OpenAPISchema:
        return super().get_openapi_schema(path_prefix=path_prefix)

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Return the OpenAPI description of the addresses under a prefix."""
        return self._described(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)


api = Api(
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
