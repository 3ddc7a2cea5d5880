"""/logins"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Conflict, ConsoleError
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page, gateway_of
from sluice_console.features.logins import queries, service
from sluice_console.features.logins.forms import LoginForm, place_errors
from sluice_console.features.logins.schemas import LoginIn, LoginPatch
from sluice_console.features.sealing import Sealing
from sluice_console.features.services.queries import list_services
from sluice_console.models import Gateway, Login
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/logins", include_in_schema=False)
ROWS = 50


@router.get("")
async def list_logins(
    page: Page,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    gateway, search = page.gateway, q.strip()
    if gateway is None:
        return page.show("logins/list.html", part="logins/_table.html", rows=(), search="")
    found, total = await queries.list_logins(
        db, gateway=gateway.id, search=search, offset=(number - 1) * ROWS, limit=ROWS
    )
    routes = await queries.list_routes_with(db, gateway.id)
    part = Slice(number, ROWS, total)
    return page.show(
        "logins/list.html", part="logins/_table.html", rows=found, routes=routes, slice=part, search=search
    )


@router.get("/new")
async def show_new(page: Page, db: Db) -> Response:
    return await _show(page, db, gateway_of(page), None, LoginForm())


@router.post("/new")
async def create_login(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, vault: Sealing, sent: Form
) -> Response:
    gateway, form = gateway_of(page), LoginForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            values = LoginIn.model_validate({**form.values(), "gateway": gateway.id})
            row = await service.create_login(change, vault, values)
    except REFUSED as error:
        return await _show(page, db, gateway, None, form, _place(error))
    return page.go(
        f"/logins/{row.id}",
        Toast(tr("Login %(name)s is there", name=row.name), tr("Set it at the routes it is for.")),
    )


@router.get("/{login_id}")
async def show_login(page: Page, db: Db, login_id: str) -> Response:
    row = await queries.find_login(db, login_id)
    return await _show(page, db, row.gateway, row, LoginForm.of(row), seen=seen_by(row, None, NOTHING))


@router.post("/{login_id}")
async def update_login(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, vault: Sealing, login_id: str, sent: Form
) -> Response:
    form = LoginForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason"), sent.text("seen")) as change:
            values = LoginPatch.model_validate(form.values())
            row = await service.update_login(change, vault, login_id, values)
    except REFUSED as error:
        refusal = _place(error)
        row = await queries.find_login(db, login_id)
        return await _show(page, db, row.gateway, row, form, refusal, seen_by(row, sent, refusal))
    return page.go(f"/logins/{row.id}", Toast(tr("Login %(name)s was changed", name=row.name)))


@router.post("/{login_id}/delete")
async def delete_login(
    page: Page, changes: ChangeLog, user: CurrentUser, login_id: str, sent: Form
) -> Response:
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            row = await service.delete_login(change, login_id)
    except Conflict as error:
        return page.go(f"/logins/{login_id}", Toast(tr("It is in use"), error.detail, "info"))
    return page.go("/logins", Toast(tr("Login %(name)s is gone", name=row.name)))


async def _show(
    page: PageView,
    db: Db,
    gateway: Gateway,
    row: Login | None,
    form: LoginForm,
    refusal: Refusal = NOTHING,
    seen: str = "",
) -> Response:
    """The form of a login, or of a new one; a secret that was typed is not shown again."""
    routes = (await queries.list_routes_with(db, gateway.id)).get(row.id, []) if row else []
    return page.show(
        "logins/edit.html",
        status=refusal.status,
        gateway=gateway,
        login=row,
        form=replace(form, client_secret=""),
        refusal=refusal,
        seen=seen,
        routes=routes,
        services=[item.name for item in (await list_services(db, limit=1000))[0]],
    )


def _place(error: ValidationError | ConsoleError) -> Refusal:
    refusal = Refusal.of(error)
    return replace(refusal, errors=place_errors(refusal.errors))
