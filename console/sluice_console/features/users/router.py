"""/sign-in, /setup and /sign-out"""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sluice_console.core.db import Db, database_of
from sluice_console.core.errors import ConsoleError, Invalid, LockedOut, NotFound, NotSignedIn
from sluice_console.core.language import tr
from sluice_console.features.access import Visitor
from sluice_console.features.forms import NOTHING, Form, Refusal
from sluice_console.features.frame import Door
from sluice_console.features.sign_in.service import find_provider
from sluice_console.features.users import queries, service, sessions
from sluice_console.features.users.targets import own_target
from sluice_console.pages import PageView, Toast

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def show_sign_in(
    page: Door, db: Db, visitor: Visitor, next_: Annotated[str, Query(alias="next", max_length=500)] = "/"
) -> Response:
    if visitor is not None:
        return page.go(own_target(next_))
    if not await queries.any_user_exists(db):
        return page.go("/setup")
    provider = await find_provider(db)
    return page.show(
        "auth/sign_in.html", next=own_target(next_), login="", error=None, provider=provider, trouble=""
    )


@router.post("/sign-in")
async def sign_in(request: Request, page: Door, db: Db, form: Form) -> Response:
    target = own_target(form.text("next", "/"))
    response = page.go(target)
    try:
        await sessions.sign_in(request, response, form.text("login"), form.text("password"))
    except (NotSignedIn, LockedOut) as error:
        login = form.text("login")
        answer = page.show(
            "auth/sign_in.html",
            status=error.status,
            next=target,
            login=login,
            error=error.detail,
            provider=await find_provider(db),
            trouble="",
        )
        if error.retry_after is not None:
            answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return response


@router.post("/sign-out")
async def sign_out(request: Request, page: Door) -> Response:
    response = page.go("/sign-in")
    await sessions.sign_out(request, response)
    return response


@router.get("/setup")
async def show_setup(
    request: Request, page: Door, db: Db, token: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    if await queries.any_user_exists(db):
        return page.go("/sign-in")
    try:
        await service.check_setup_token(database_of(request), token)
    except NotFound:
        token = ""
    return _show_setup(page, token)


@router.post("/setup")
async def set_up(request: Request, page: Door, form: Form) -> Response:
    token, login, password = form.text("token"), form.text("login"), form.text("password")
    response = page.go(
        "/",
        Toast(tr("Welcome, %(lower)s", lower=login.strip().lower()), tr("This account may do everything.")),
    )
    try:
        if password != form.text("again"):
            raise Invalid.field("again", tr("is not the same password"))
        await sessions.set_up(request, response, token, login, password)
    except NotFound:
        return _show_setup(page, "")
    except (Invalid, LockedOut) as error:
        return _show_setup(page, token, login, error)
    return response


def _show_setup(page: PageView, token: str, login: str = "", error: ConsoleError | None = None) -> Response:
    refusal = NOTHING if error is None else Refusal.of(error)
    status = 200 if error is None else error.status
    return page.show("auth/setup.html", status=status, token=token, login=login, refusal=refusal)
