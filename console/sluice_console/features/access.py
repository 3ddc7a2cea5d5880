"""Who is asking, and may they? One guard in front of every page and endpoint, so that none can be forgotten.

- Nothing is open but `PUBLIC`, and `/metrics` on a port that the console was told to open for it.
- Reading takes a viewer, anything else an operator (or whatever `requires` says); a token with scopes changes
  only what they name.
- A member, who sees only what belongs to its tenants, gets to `FOR_MEMBERS` alone; all else is not there.
  What these endpoints ask the database for goes through `core.sight`.
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
from sluice_console.core.language import tr
from sluice_console.core.metrics_port import is_metrics_port
from sluice_console.core.sight import check_scope
from sluice_console.core.text import is_storable
from sluice_console.features.users import queries
from sluice_console.features.users.identities import identity_of_user
from sluice_console.models import ApiToken

SESSION_COOKIE = "sluice_session"
FORM_COOKIE = "sluice_form"
CSRF_FIELD = "csrf"
CSRF_HEADER = "x-csrf-token"
PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by machines without a name; the database is not asked who they are."""
PUBLIC = PROBES | {"/sign-in", "/sign-in/with", "/sign-in/callback", "/setup", "/password", "/language"}
FOR_EVERYBODY = ("/sign-out", "/account/", "/api/sessions", "/explain", "/api/explain")
"""What a viewer may send besides reading: whatever is about themselves, and questions for `explain`."""
FOR_MEMBERS = frozenset(
    {
        *(("GET", path) for path in ("/", "/account", "/search", "/api/events", "/api/openapi.json")),
        *(("GET", path) for path in ("/audit", "/api/audit", "/settings", "/api/tokens", "/api/sessions")),
        ("POST", "/audit/{number}/undo"),
        *(("GET", path) for path in ("/releases", "/releases/{release}")),
        *(("GET", path) for path in ("/logs", "/api/logs", "/api/logs/stream")),
        *(("GET", f"/api/releases{rest}") for rest in ("", "/{release}", "/{release}/diff")),
        *(("GET", path) for path in ("/api/services", "/api/services/{service_name}")),
        *(("GET", path) for path in ("/routes", "/routes/new", "/routes/{route_id}", "/topology")),
        *(("POST", path) for path in ("/routes/new", "/routes/{route_id}", "/routes/{route_id}/delete")),
        *((method, "/api/routes") for method in ("GET", "POST")),
        *((method, "/api/routes/{route:path}") for method in ("GET", "PATCH", "DELETE")),
        *(("GET", path) for path in ("/tenants", "/tenants/{name}", "/api/tenants", "/api/tenants/{tenant}")),
        *(("POST", f"/tenants/{{name}}/keys{rest}") for rest in ("", "/{key_id}/rotate", "/{key_id}/revoke")),
        *(("GET", f"/api/tenants/{{tenant}}/{noun}") for noun in ("keys", "usage")),
        *(("POST", f"/api/tenants/{{tenant}}/keys{rest}") for rest in ("", "/{key}/rotate")),
        *((method, "/api/tenants/{tenant}/keys/{key}") for method in ("PATCH", "DELETE")),
        *(
            ("POST", path)
            for path in ("/api/tokens", "/settings/tokens", "/settings/tokens/{token_id}/revoke")
        ),
        ("DELETE", "/api/tokens/{token_id}"),
        ("DELETE", "/api/sessions/{session}"),
        *(("POST", f"/account/{rest}") for rest in ("password", "sessions/{session}/end")),
        ("POST", "/sign-out"),
    }
)
"""Endpoints, pages too, by method and the path of their route."""
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
        raise NotSignedIn(tr("Sign in, or send a token as `Authorization: Bearer …`."))
    if identity is not None and identity.is_member and not public:
        _check_is_for_members(request)
    if request.method in SAFE_METHODS:
        return
    if bearer is None:
        await _check_csrf(request, cookie if identity is not None else request.cookies.get(FORM_COOKIE, ""))
    if request.url.path in PUBLIC or request.url.path.startswith(FOR_EVERYBODY) or identity is None:
        return
    if not identity.may(Role.OPERATOR) and not (_is_for_members(request) and identity.may_change_something):
        raise Forbidden(tr("%(name)s is a viewer; changing something takes an operator.", name=identity.name))
    noun = request.url.path.removeprefix("/api").split("/")[1]
    check_scope(identity, noun)


async def may_go_on(request: Request) -> bool:
    """Whether a stream that the guard let begin may go on: sessions end, tokens are revoked, roles change."""
    cookie = request.cookies.get(SESSION_COOKIE, "")
    now = await _find_identity(database_of(request), _bearer_of(request), cookie)
    return now is not None and now == identity_of(request)


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
        raise NotSignedIn(tr("Sign in first."))
    return identity


def requires(role: Role) -> Dependency:
    """For a route that takes more than its method says: `dependencies=[requires(Role.ADMIN)]`."""

    async def check(request: Request) -> None:
        identity = current_user(request)
        if not identity.may(role):
            raise Forbidden(
                tr(
                    "This takes the role %(role)s; %(name)s has %(role2)s.",
                    role=role,
                    name=identity.name,
                    role2=identity.role,
                )
            )

    dependency: Dependency = Depends(check)
    return dependency


async def _identity_of(request: Request) -> Identity | None:
    return identity_of(request)


async def _current_user(request: Request) -> Identity:
    return current_user(request)


CurrentUser = Annotated[Identity, Depends(_current_user)]
"""Whoever is signed in or holds the token: `async def show(user: CurrentUser) -> …`."""
Visitor = Annotated[Identity | None, Depends(_identity_of)]


async def _find_identity(database: Database, bearer: str | None, cookie: str) -> Identity | None:
    if bearer is not None:
        return await _identity_of_token(database, bearer)
    if not cookie:
        return None
    async with database.reading() as db:
        account = await queries.find_account(db, session := digest_of(cookie), clock.now())
    return None if account is None else identity_of_user(account, session)


async def _identity_of_token(database: Database, secret: str) -> Identity | None:
    now = clock.now()
    async with database.reading() as db:
        token = await queries.find_token(db, digest_of(secret), now)
    if token is None or token.role == NODE_ROLE:
        return None
    if token.last_used_at is None or now - token.last_used_at > _LAST_USED_STEP:
        await _note_use(database, token.id, now)
    name = f"{token.user.login}/{token.name}" if token.user else token.name
    role, tenants = _reach_of(token)
    return Identity(token.id, name, role, scopes=tuple(token.scopes), tenants=tenants)


def _reach_of(token: ApiToken) -> tuple[Role, dict[str, Role]]:
    """What it may do everywhere and for single tenants: never more than whoever it belongs to."""
    owner = None if token.user is None else identity_of_user(token.user)
    given = Role(token.role)

    def least(allowed: Role) -> Role:
        return min(given, allowed, key=lambda role: role.rank)

    if token.tenants is None:
        if owner is None:
            return given, {}
        return least(owner.role), {id_: least(role) for id_, role in owner.tenants.items()}
    if owner is None:
        return Role.MEMBER, dict.fromkeys(token.tenants, given)
    return Role.MEMBER, {id_: least(owner.role_for(id_)) for id_ in token.tenants}


def _is_for_members(request: Request) -> bool:
    return (request.method, request.scope["route"].path) in FOR_MEMBERS


def _check_is_for_members(request: Request) -> None:
    if not _is_for_members(request):
        raise NotFound(tr("There is nothing at this address."))


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
        raise NotFound(tr("There is nothing at this address."))
    if not all(is_storable(value) for _, value in request.query_params.multi_items()):
        raise BadRequest(tr("A query parameter has a character that cannot be stored."))


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
            raise BadRequest(tr("A field has a character that cannot be stored."))
    if not cookie or not isinstance(token, str) or not csrf_matches(cookie, token):
        raise Forbidden(
            tr("The form is not from this console or has grown old. Reload the page and send it again.")
        )
