"""The error family. Each error has a stable code, a sentence for a person, and what to do next.

A room raises one of these (or its own subclass); the edges (web, rest, cli) have one handler for the family.
"""

from typing import ClassVar


class WayfareError(Exception):
    """Base of every error that a person may see."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400
    advice: ClassVar[str] = ""

    def __init__(self, message: str, *, advice: str = "", **details: object) -> None:
        """Take a sentence for a person, what to do next, and machine-readable details."""
        super().__init__(message)
        self.message = message
        self.next = advice or self.advice
        self.details = details


class Invalid(WayfareError):
    """The request cannot be understood or breaks a rule."""

    code = "invalid"
    status = 422


class TooLarge(Invalid):
    """Something is larger than its limit."""

    code = "too-large"
    status = 413


class SignInNeeded(WayfareError):
    """Nobody is signed in, or the token is unknown, expired or revoked."""

    code = "sign-in-needed"
    status = 401
    advice = "Sign in, or ask for a new token with: wayfare token PERSON"


class NotAllowed(WayfareError):
    """The person may not do or see this."""

    code = "not-allowed"
    status = 403


class NotFound(WayfareError):
    """There is no such thing, or this person may not know of it."""

    code = "not-found"
    status = 404


class Conflict(WayfareError):
    """The request contradicts what is already stored."""

    code = "conflict"
    status = 409


class RateLimited(WayfareError):
    """Too many requests in a short time."""

    code = "rate-limited"
    status = 429


class NotReady(WayfareError):
    """The installation is not set up yet, or a part that is needed is missing."""

    code = "not-ready"
    status = 503
