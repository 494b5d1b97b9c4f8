"""The operations of the API, one module a subject."""

from wayfare.rest.schemas import Error

REFUSED = {401: Error, 403: Error, 429: Error, 500: Error, 503: Error}
ABSENT = {404: Error}
BAD_BODY = {400: Error, 413: Error, 415: Error, 422: Error}
