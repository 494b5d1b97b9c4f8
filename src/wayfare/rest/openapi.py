"""The description of the API as docs/reference/openapi.json holds it."""

import json

from wayfare.rest.api import api


def document() -> str:
    """Return the OpenAPI description as text, the same at every run."""
    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False) + "\n"
