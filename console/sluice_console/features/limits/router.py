"""/limits"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Conflict, ConsoleError
from sluice_console.core.language import marked, tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page, gateway_of
from sluice_console.features.limits import queries, service
from sluice_console.features.limits.forms import LimitForm, to_rows
from sluice_console.features.limits.schemas import LimitIn, LimitPatch
from sluice_console.models import Gateway, SharedLimit
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/limits", include_in_schema=False)
ROWS = 50
_NO_HEADER = marked("is the name of a header, as in x-api-key")


@router.get("")
async def list_limits(
    page: Page,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    gateway, search = page.gateway, q.strip()
    if gateway is None:
        return page.show("limits/list.html", part="limits/_table.html", rows=(), search="")
    found, total = await queries.list_limits(
        db, gateway=gateway.id, search=search, offset=(number - 1) * ROWS, limit=ROWS
    )
    rows = to_rows(found, await queries.list_limited_routes(db, gateway.id))
    part = Slice(number, ROWS, total)
    return page.show("limits/list.html", part="limits/_table.html", rows=rows, slice=part, search=search)


@router.get("/new")
async def show_new(page: Page, db: Db) -> Response:
    return await _show(page, db, gateway_of(page), None, LimitForm())


@router.post("/new")
async def create_limit(page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    gateway, form = gateway_of(page), LimitForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            values = LimitIn.model_validate({**form.values(), "gateway": gateway.id})
            row = await service.create_limit(change, values)
    except REFUSED as error:
        return await _show(page, db, gateway, None, form, _place(error))
    return page.go(
        f"/limits/{row.id}",
        Toast(tr("Limit %(name)s is there", name=row.name), tr("Set it at the routes it is for.")),
    )


@router.get("/{limit_id}")
async def show_limit(page: Page, db: Db, limit_id: str) -> Response:
    row = await queries.find_limit(db, limit_id)
    return await _show(page, db, row.gateway, row, LimitForm.of(row), seen=seen_by(row, None, NOTHING))


@router.post("/{limit_id}")
async def update_limit(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, limit_id: str, sent: Form
) -> Response:
    form = LimitForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason"), sent.text("seen")) as change:
            row = await service.update_limit(change, limit_id, LimitPatch.model_validate(form.values()))
    except REFUSED as error:
        refusal = _place(error)
        row = await queries.find_limit(db, limit_id)
        return await _show(page, db, row.gateway, row, form, refusal, seen_by(row, sent, refusal))
    return page.go(
        f"/limits/{row.id}", Toast(tr("Limit %(name)s was changed", name=row.name), undo=change.undo)
    )


@router.post("/{limit_id}/delete")
async def delete_limit(
    page: Page, changes: ChangeLog, user: CurrentUser, limit_id: str, sent: Form
) -> Response:
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            row = await service.delete_limit(change, limit_id)
    except Conflict as error:
        return page.go(f"/limits/{limit_id}", Toast(tr("It is in use"), error.detail, "info"))
    return page.go("/limits", Toast(tr("Limit %(name)s is gone", name=row.name), undo=change.undo))


async def _show(
    page: PageView,
    db: Db,
    gateway: Gateway,
    row: SharedLimit | None,
    form: LimitForm,
    refusal: Refusal = NOTHING,
    seen: str = "",
) -> Response:
    """The form of a limit, or of a new one."""
    routes = (await queries.list_limited_routes(db, gateway.id)).get(row.id, []) if row else []
    return page.show(
        "limits/edit.html",
        status=refusal.status,
        gateway=gateway,
        limit=row,
        form=form,
        refusal=refusal,
        seen=seen,
        routes=routes,
    )


def _place(error: ValidationError | ConsoleError) -> Refusal:
    """What is wrong with `by` stands at the header's name."""
    refusal = Refusal.of(error)
    placed = {
        ("header" if path == "by" else path): tr(_NO_HEADER) if path == "by" else text
        for path, text in refusal.errors.items()
    }
    return replace(refusal, errors=placed)
