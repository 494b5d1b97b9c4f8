"""From bytes to values and back: strict JSON in, compact JSON out."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

JSON = "application/json"
_decode = msgspec.json.Decoder().decode
_encode = msgspec.json.Encoder(enc_hook=str).encode


class StrictParser(Parser):
    """Reads JSON as RFC 8259 has it: no NaN, no lone surrogates, UTF-8 only, nested a thousand deep at most."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the value of the body. What it raises is answered with 400."""
        return _decode(request.body)


class Renderer(BaseRenderer):
    """Writes what the schemas hold."""

    media_type = JSON

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the body of an answer."""
        return _encode(data)


def reply(data: object, status: int = 200) -> HttpResponse:
    """Return an answer without checking it against a schema first; tests do that check instead."""
    return HttpResponse(_encode(data), status=status, content_type=f"{JSON}; charset=utf-8")
