"""What can go wrong, in words for the person who asked; every error carries its HTTP status.

Over REST an error is `application/problem+json` (RFC 9457) with a list of fields:

    {"type": "about:blank", "title": "Invalid input", "status": 422,
     "detail": "2 fields need a look.",
     "fields": [{"path": "match.path", "message": "starts with /"}]}
"""

# ruff: noqa: N818 - named by what was wrong, as the reader of the answer sees it
from dataclasses import dataclass
from typing import ClassVar

from sluice_console.core.language import marked


@dataclass(frozen=True, slots=True)
class FieldError:
    """`path` is where in the input, `action.backends.0.weight`; `message` says what it must be."""

    path: str
    message: str


class ConsoleError(Exception):
    """An error that the caller can act on. `detail` is one or two sentences: what, and what to do."""

    status: ClassVar[int] = 400
    title: ClassVar[str] = marked("Bad request")

    def __init__(
        self, detail: str, *, fields: tuple[FieldError, ...] = (), retry_after: int | None = None
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.fields = fields
        self.retry_after = retry_after


class BadRequest(ConsoleError):
    pass


class NotSignedIn(ConsoleError):
    """A page answers it with a redirection to the sign-in page, REST with 401."""

    status = 401
    title = marked("Not signed in")


class Forbidden(ConsoleError):
    status = 403
    title = marked("Not allowed")


class NotFound(ConsoleError):
    """Also what one may not see."""

    status = 404
    title = marked("Not found")


class Conflict(ConsoleError):
    """The name is taken, the object is in use, or somebody else was faster."""

    status = 409
    title = marked("Conflict")


class TooLarge(ConsoleError):
    status = 413
    title = marked("Too large")


class Invalid(ConsoleError):
    """Well-formed, but it does not hold together; `fields` says where."""

    status = 422
    title = marked("Invalid input")

    @classmethod
    def field(cls, path: str, message: str) -> "Invalid":
        """For one field: `Invalid.field("match.path", "starts with /")`."""
        return cls(f"{path}: {message}", fields=(FieldError(path, message),))


class LockedOut(ConsoleError):
    """Too many tries; `retry_after` in seconds."""

    status = 429
    title = marked("Too many tries")


class Unavailable(ConsoleError):
    """Something the console needs, the database or the xDS server, does not answer just now."""

    status = 503
    title = marked("Unavailable")


class StartError(Exception):
    """The console cannot start; printed as one message, exit status 1, never as a traceback."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  remedy: {self.remedy}"
