"""/users: accounts, for admins"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from sluice_console.core import clock
from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db, database_of
from sluice_console.core.errors import Conflict, ConsoleError
from sluice_console.core.language import marked, tr, translated
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.tenants.queries import names_of
from sluice_console.features.users import accounts, queries
from sluice_console.features.users.forms import read_tenants, to_lines
from sluice_console.features.users.links import link_to
from sluice_console.features.users.schemas import UserIn, UserPatch
from sluice_console.models import User
from sluice_console.pages import PageView, Toast

router = APIRouter(prefix="/users", include_in_schema=False, dependencies=[requires(Role.ADMIN)])

ROLES = {
    "member": marked("member: only what its tenants give"),
    "viewer": marked("viewer: look at everything"),
    "operator": marked("operator: look and change"),
    "admin": marked("admin: people and their roles too"),
}


@router.get("")
async def list_users(page: Page, db: Db) -> Response:
    return await _list(page, db)


@router.post("")
async def create_user(
    request: Request, page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form
) -> Response:
    """The link stands in the answer itself, this once."""
    typed = sent.pick("login", "role", "tenants")
    try:
        values = {**typed, "tenants": read_tenants(typed["tenants"])}
        async with changes.begin(user) as change:
            row, secret = await accounts.create_user(change, UserIn.model_validate(values))
    except REFUSED as error:
        return await _list(page, db, typed, error)
    return await _show(page, db, row, user.session, link=link_to(request, secret))


@router.get("/{login}")
async def show_user(
    page: Page, db: Db, user: CurrentUser, login: str, session: Annotated[str, Query(max_length=64)] = ""
) -> Response:
    row = await queries.require_user(db, login)
    return await _show(page, db, row, user.session, chosen=session)


@router.post("/{login}")
async def update_user(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, login: str, sent: Form
) -> Response:
    """Fields `role` and `tenants`, or `disabled` as yes or no."""
    values: dict[str, Any] = {name: value for name, value in sent.pick("role", "disabled").items() if value}
    if sent.has("tenants"):
        values["tenants"] = read_tenants(sent.text("tenants"))
    try:
        async with changes.begin(user) as change:
            row = await accounts.update_user(change, login, UserPatch.model_validate(values))
    except REFUSED as error:
        row = await queries.require_user(db, login)
        return await _show(page, db, row, user.session, error=error, typed=sent.text("tenants"))
    return page.go(
        f"/users/{row.login}",
        Toast(tr("%(login)s was changed", login=row.login), tr("It holds from now on.")),
    )


@router.post("/{login}/link")
async def renew_link(
    request: Request, page: Page, db: Db, changes: ChangeLog, user: CurrentUser, login: str
) -> Response:
    try:
        async with changes.begin(user) as change:
            row, secret = await accounts.renew_link(change, login)
    except Conflict as error:
        row = await queries.require_user(db, login)
        return await _show(page, db, row, user.session, error=error)
    return await _show(page, db, row, user.session, link=link_to(request, secret))


@router.post("/{login}/sessions/{session}/end")
async def end_session(
    request: Request, page: Page, db: Db, user: CurrentUser, login: str, session: str
) -> Response:
    row = await queries.require_user(db, login)
    await accounts.end_session(database_of(request), user, row, session)
    return page.go(
        f"/users/{row.login}", Toast(tr("The session is over"), tr("Its cookie opens nothing any more."))
    )


async def _list(
    page: PageView,
    db: Db,
    form: dict[str, str] | None = None,
    error: ValidationError | ConsoleError | None = None,
) -> Response:
    refusal = NOTHING if error is None else Refusal.of(error)
    rows = await queries.list_users(db)
    return page.show(
        "users/list.html",
        status=refusal.status,
        users=rows,
        sessions=await queries.count_sessions(db, clock.now()),
        form=form or {"login": "", "role": "viewer", "tenants": ""},
        tenants=await names_of(db, [id_ for row in rows for id_ in row.tenants]),
        refusal=refusal,
        roles=translated(ROLES),
    )


async def _show(
    page: PageView,
    db: Db,
    row: User,
    this: str | None,
    *,
    link: str = "",
    chosen: str = "",
    error: ValidationError | ConsoleError | None = None,
    typed: str = "",
) -> Response:
    refusal = NOTHING if error is None else Refusal.of(error)
    names = await names_of(db, list(row.tenants))
    return page.show(
        "users/detail.html",
        status=refusal.status,
        user=row,
        sessions=await queries.list_sessions(db, row.id, clock.now()),
        this=this,
        digits=accounts.SHOWN_DIGITS,
        link=link,
        chosen=chosen,
        refusal=refusal,
        roles=translated(ROLES),
        tenants=typed or to_lines(row.tenants, names),
    )
