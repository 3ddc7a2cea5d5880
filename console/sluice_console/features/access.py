"""Who is asking, and may they? One guard in front of every page and endpoint, so that none can be forgotten.

- Nothing is open but `PUBLIC`, and `/metrics` on a port that the console was told to open for it.
- Reading takes a viewer, anything else an operator (or whatever `requires` says); a token with scopes changes
  only what they name.
- A request that changes something and comes with a cookie carries a CSRF token: form field `csrf`, or header
  `X-CSRF-Token`. With a bearer token there is nothing to forge.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Depends, Request
from fastapi.params import Depends as Dependency
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from starlette.datastructures import UploadFile

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity, Role
from sluice_console.core.auth.secret import csrf_matches, csrf_token, digest_of, new_cookie
from sluice_console.core.db import Busy, Database, database_of
from sluice_console.core.errors import BadRequest, Forbidden, NotFound, NotSignedIn
from sluice_console.core.metrics_port import is_metrics_port
from sluice_console.core.text import is_storable
from sluice_console.features.users import queries
from sluice_console.models import ApiToken

SESSION_COOKIE = "sluice_session"
FORM_COOKIE = "sluice_form"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by machines without a name; the database is not asked who they are."""
PUBLIC = PROBES | {"/sign-in", "/setup", "/password"}
FOR_EVERYBODY = ("/sign-out", "/account/", "/api/sessions", "/explain", "/api/explain")
"""What a viewer may send besides reading: whatever is about themselves, and questions for `explain`."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
NODE_ROLE = "node"

_LAST_USED_STEP = timedelta(minutes=1)


async def guard(request: Request) -> None:
    """Runs before every endpoint of the application and sets `request.state.identity`."""
    _check_address(request)
    if request.url.path in PROBES or is_metrics_port(request.scope):
        return
    bearer = _bearer_of(request)
    cookie = request.cookies.get(SESSION_COOKIE, "")
    identity = await _find_identity(database_of(request), bearer, cookie)
    request.state.identity = identity
    public = request.url.path in PUBLIC
    if identity is None and not public:
        raise NotSignedIn("Sign in, or send a token as `Authorization: Bearer …`.")
    if request.method in SAFE_METHODS:
        return
    if bearer is None:
        await _check_csrf(request, cookie if identity is not None else request.cookies.get(FORM_COOKIE, ""))
    if request.url.path in PUBLIC or request.url.path.startswith(FOR_EVERYBODY) or identity is None:
        return
    if not identity.may(Role.OPERATOR):
        raise Forbidden(f"{identity.name} is a viewer; changing something takes an operator.")
    noun = request.url.path.removeprefix("/api").split("/")[1]
    if not identity.may_change(noun):
        raise Forbidden(f"This token may change {', '.join(identity.scopes)}, not {noun}.")


def csrf_of(request: Request) -> str:
    """The CSRF token for the forms of this page.

    On the sign-in and set-up pages, where there is no session yet, this also makes the response set a cookie
    that the token belongs to.
    """
    identity = identity_of(request)
    if identity is not None and identity.is_person:
        return csrf_token(request.cookies[SESSION_COOKIE])
    cookie = request.cookies.get(FORM_COOKIE) or new_cookie()
    request.state.form_cookie = cookie
    return csrf_token(cookie)


def identity_of(request: Request) -> Identity | None:
    """None on the pages that are open to everybody, and where the guard did not come to run."""
    identity: Identity | None = getattr(request.state, "identity", None)
    return identity


def current_user(request: Request) -> Identity:
    identity = identity_of(request)
    if identity is None:
        raise NotSignedIn("Sign in first.")
    return identity


def requires(role: Role) -> Dependency:
    """For a route that takes more than its method says: `dependencies=[requires(Role.ADMIN)]`."""

    def check(request: Request) -> None:
        identity = current_user(request)
        if not identity.may(role):
            raise Forbidden(f"This takes the role {role}; {identity.name} has {identity.role}.")

    dependency: Dependency = Depends(check)
    return dependency


CurrentUser = Annotated[Identity, Depends(current_user)]
"""Whoever is signed in or holds the token: `async def show(user: CurrentUser) -> …`."""
Visitor = Annotated[Identity | None, Depends(identity_of)]
CsrfToken = Annotated[str, Depends(csrf_of)]
"""The value of the hidden field `csrf` in every form of the page."""


async def _find_identity(database: Database, bearer: str | None, cookie: str) -> Identity | None:
    if bearer is not None:
        return await _identity_of_token(database, bearer)
    if not cookie:
        return None
    async with database.reading() as db:
        session = await queries.find_session(db, digest_of(cookie), clock.now())
    if session is None:
        return None
    return Identity(session.user.id, session.user.login, Role(session.user.role), session.id)


async def _identity_of_token(database: Database, secret: str) -> Identity | None:
    now = clock.now()
    async with database.reading() as db:
        token = await queries.find_token(db, digest_of(secret), now)
    if token is None or token.role == NODE_ROLE:
        return None
    if token.last_used_at is None or now - token.last_used_at > _LAST_USED_STEP:
        await _note_use(database, token.id, now)
    role = Role(token.role)
    if token.user is not None and not Role(token.user.role).may_act_as(role):
        role = Role(token.user.role)
    name = f"{token.user.login}/{token.name}" if token.user else token.name
    return Identity(token.id, name, role, scopes=tuple(token.scopes))


async def _note_use(database: Database, token_id: str, now: datetime) -> None:
    """A database that takes no writes just now is no reason to refuse a reader, or to keep one waiting: where
    another writer is at it, the token's next request notes its use.
    """
    with suppress(Busy, SQLAlchemyError):
        async with database.transaction(at_once=True) as db:
            await db.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def _check_address(request: Request) -> None:
    """What no database could be asked for names nothing."""
    if not is_storable(request.url.path):
        raise NotFound("There is nothing at this address.")
    if not all(is_storable(value) for _, value in request.query_params.multi_items()):
        raise BadRequest("A query parameter has a character that cannot be stored.")


def _bearer_of(request: Request) -> str | None:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.casefold() == "bearer" else None


async def _check_csrf(request: Request, cookie: str) -> None:
    token: str | UploadFile | None = request.headers.get(CSRF_HEADER)
    content_type = request.headers.get("content-type", "")
    if content_type.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        form = await request.form()
        token = token or form.get(CSRF_FIELD)
        if not all(isinstance(value, UploadFile) or is_storable(value) for _, value in form.multi_items()):
            raise BadRequest("A field has a character that cannot be stored.")
    if not cookie or not isinstance(token, str) or not csrf_matches(cookie, token):
        raise Forbidden(
            "The form is not from this console or has grown old. Reload the page and send it again."
        )
