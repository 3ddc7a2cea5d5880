"""Errors on their way out: `application/problem+json` under /api, a page everywhere else."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import asyncpg
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from starlette.exceptions import HTTPException

from sluice_console.core.errors import (
    BadRequest,
    ConsoleError,
    FieldError,
    Forbidden,
    Invalid,
    NotFound,
    TooLarge,
    Unavailable,
)
from sluice_console.core.language import marked, tr
from sluice_console.features.schemas import summary_of, to_field_errors

PROBLEM = "application/problem+json"
ErrorPage = Callable[[Request, ConsoleError], Response]


class Problem(BaseModel):
    """RFC 9457, with the fields that were wrong."""

    type: str
    title: str
    status: int
    detail: str
    fields: list[FieldError]


PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": title}
    for status, title in (
        (400, "Bad request"),
        (401, "Not signed in"),
        (403, "Not allowed"),
        (404, "Not found"),
        (409, "Conflict"),
        (413, "Too large"),
        (422, "Invalid input"),
        (429, "Too many tries"),
        (503, "Unavailable"),
    )
}
"""For OpenAPI: what every endpoint may answer besides; `features.openapi` sets their media type."""
_UNREADABLE = "There was an error parsing the body"
"""What FastAPI says of JSON in another encoding, or nested too deeply."""
_BODY_PARTS = frozenset({"body", "query", "path", "header", "cookie"})


def install_problems(app: FastAPI) -> None:
    """Every error leaves through one function; an unforeseen one as 500 without its details."""
    app.add_exception_handler(ConsoleError, _on_console_error)
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(SQLAlchemyError, _on_database_error)
    for unreachable in (ConnectionError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
        app.add_exception_handler(unreachable, _on_lost_database)
    app.add_exception_handler(ExceptionGroup, _on_group)


def to_problem(error: ConsoleError) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "fields": [asdict(field) for field in error.fields],
    }


def respond(request: Request, error: ConsoleError) -> Response:
    headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    render: ErrorPage | None = getattr(request.app.state, "render_error", None)
    if request.url.path.startswith(("/api/", "/healthz", "/readyz", "/metrics")):
        return JSONResponse(to_problem(error), error.status, headers, PROBLEM)
    if render is None:
        return PlainTextResponse(f"{error.title}. {error.detail}\n", error.status, headers)
    response = render(request, error)
    response.headers.update(headers)
    return response


async def _on_console_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ConsoleError)
    return respond(request, error)


async def _on_invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()
    if any(item["type"] == "json_invalid" for item in errors):
        return respond(request, BadRequest(tr("The body is not JSON.")))
    skip = 1 if all(item["loc"] and item["loc"][0] in _BODY_PARTS for item in errors) else 0
    fields = to_field_errors(errors, skip)
    return respond(request, Invalid(summary_of(fields), fields=fields))


class _MethodNotAllowed(ConsoleError):  # noqa: N818
    status = 405
    title = marked("Method not allowed")


class _TooSlow(ConsoleError):  # noqa: N818
    status = 408
    title = marked("Too slow")


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = str(error.detail)
    match error.status_code:
        case 404:
            return respond(request, NotFound(tr("There is nothing at this address.")))
        case 405:
            response = respond(request, _MethodNotAllowed(f"{request.method} is not for this address."))
            response.headers.update(error.headers or {})
            return response
        case 403:
            return respond(request, Forbidden(detail))
        case 408:
            return respond(request, _TooSlow(detail))
        case 413:
            return respond(request, TooLarge(tr("The body is larger than this address takes.")))
        case 400 if detail == _UNREADABLE:
            return respond(request, BadRequest(tr("The body cannot be read: it has to be JSON, in UTF-8.")))
        case _:
            return respond(request, BadRequest(detail))


async def _on_database_error(request: Request, error: Exception) -> Response:
    """The database is away, full or locked: 503 and try again. Anything else is a fault of ours: 500."""
    if isinstance(error, OperationalError) or (
        isinstance(error, DBAPIError) and error.connection_invalidated
    ):
        return respond(request, Unavailable(tr("The database does not answer just now."), retry_after=2))
    raise error


async def _on_lost_database(request: Request, _error: Exception) -> Response:
    """What asyncpg raises while it connects comes through SQLAlchemy as it is."""
    return respond(request, Unavailable(tr("The database does not answer just now."), retry_after=2))


async def _on_group(request: Request, error: Exception) -> Response:
    """Task groups wrap what went wrong in them; a single error of ours is answered as itself."""
    assert isinstance(error, ExceptionGroup)
    if len(error.exceptions) == 1 and isinstance(error.exceptions[0], ConsoleError):
        return respond(request, error.exceptions[0])
    raise error
