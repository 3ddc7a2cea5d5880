"""/account: one's own sessions and password; and /password, where a one-time link leads"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity
from sluice_console.core.db import Db, database_of
from sluice_console.core.errors import ConsoleError, Invalid, LockedOut, NotFound
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.forms import NOTHING, Form, Refusal
from sluice_console.features.frame import Door, Page
from sluice_console.features.users import accounts, passwords, queries, sessions
from sluice_console.pages import PageView, Toast

router = APIRouter(include_in_schema=False)


@router.get("/account")
async def show_account(page: Page, db: Db, user: CurrentUser) -> Response:
    return await _show(page, db, user)


@router.post("/account/password")
async def change_password(request: Request, page: Page, db: Db, user: CurrentUser, sent: Form) -> Response:
    if not user.is_person:
        raise NotFound(tr("A token has no password."))
    try:
        _check_repeated(sent.text("password"), sent.text("again"))
        await passwords.change_password(database_of(request), user, sent.text("old"), sent.text("password"))
    except (Invalid, LockedOut) as error:
        return await _show(page, db, user, error)
    return page.go("/account", Toast(tr("The password is changed"), tr("Your other sessions are over.")))


@router.post("/account/sessions/{session}/end")
async def end_session(request: Request, page: Page, db: Db, user: CurrentUser, session: str) -> Response:
    row = await queries.require_user(db, user.name)
    await accounts.end_session(database_of(request), user, row, session)
    return page.go("/account", Toast(tr("The session is over"), tr("Its cookie opens nothing any more.")))


@router.get("/password")
async def show_link(
    request: Request, page: Door, token: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    try:
        login = await passwords.find_login(database_of(request), token)
    except NotFound:
        return page.show("auth/password.html", status=404, token="", login="", refusal=NOTHING)
    return page.show("auth/password.html", token=token, login=login, refusal=NOTHING)


@router.post("/password")
async def use_link(request: Request, page: Door, sent: Form) -> Response:
    token, password = sent.text("token"), sent.text("password")
    response = page.go("/", Toast(tr("The password is set"), tr("You are signed in.")))
    try:
        _check_repeated(password, sent.text("again"))
        await sessions.use_link(request, response, token, password)
    except NotFound:
        return page.show("auth/password.html", status=404, token="", login="", refusal=NOTHING)
    except (Invalid, LockedOut) as error:
        try:
            login = await passwords.find_login(database_of(request), token)
        except NotFound:
            token, login = "", ""
        refusal = Refusal.of(error)
        return page.show(
            "auth/password.html", status=refusal.status, token=token, login=login, refusal=refusal
        )
    return response


def _check_repeated(password: str, again: str) -> None:
    if password != again:
        raise Invalid.field("again", tr("is not the same password"))


async def _show(page: PageView, db: Db, user: Identity, error: ConsoleError | None = None) -> Response:
    refusal = NOTHING if error is None else Refusal.of(error)
    row = await queries.find_user(db, user.name) if user.is_person else None
    return page.show(
        "users/own.html",
        has_password=row is not None and not row.is_foreign,
        status=refusal.status,
        sessions=await queries.list_sessions(db, user.id, clock.now()),
        this=user.session,
        digits=accounts.SHOWN_DIGITS,
        refusal=refusal,
    )
