"""/services"""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ValidationError
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import ConsoleError
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.certificates.queries import list_names
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.services import queries, service
from sluice_console.features.services.forms import ServiceForm, place_errors, to_rows
from sluice_console.features.services.schemas import ServiceIn, ServicePatch
from sluice_console.features.tenants.queries import names_of
from sluice_console.models import Service
from sluice_console.pages import Slice, Toast

router = APIRouter(prefix="/services", include_in_schema=False)
ROWS = 50


@router.get("")
async def list_services(
    page: Page,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    found, total = await queries.list_services(db, search=q.strip(), offset=(number - 1) * ROWS, limit=ROWS)
    rows = to_rows(found, await queries.count_routes(db))
    part = Slice(number, ROWS, total)
    return page.show(
        "services/list.html", part="services/_table.html", rows=rows, slice=part, search=q.strip()
    )


@router.get("/new")
async def show_new(page: Page, db: Db) -> Response:
    return await _show(page, db, None, ServiceForm())


@router.post("/new")
async def create_service(page: Page, db: Db, changes: ChangeLog, user: CurrentUser, sent: Form) -> Response:
    form = ServiceForm.read(sent)
    try:
        async with changes.begin(user) as change:
            row = await service.create_service(change, ServiceIn.model_validate(form.values()))
    except REFUSED as error:
        return await _show(page, db, None, form, _place(error))
    return page.go(
        f"/services/{row.name}",
        Toast(tr("Service %(name)s is there", name=row.name), tr("Routes can send requests to it.")),
    )


@router.get("/{name}")
async def show_service(page: Page, db: Db, name: str) -> Response:
    row = await queries.find_service(db, name)
    tenant = (await names_of(db, [row.tenant_id])).get(row.tenant_id, "") if row.tenant_id else ""
    return await _show(page, db, row, ServiceForm.of(row, tenant), seen=seen_by(row, None, NOTHING))


@router.post("/{name}")
async def update_service(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    form = ServiceForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason"), sent.text("seen")) as change:
            row = await service.update_service(change, name, ServicePatch.model_validate(form.values()))
    except REFUSED as error:
        refusal = _place(error)
        row = await queries.find_service(db, name)
        return await _show(page, db, row, form, refusal, seen_by(row, sent, refusal))
    return page.go(
        f"/services/{row.name}", Toast(tr("Service %(name)s was changed", name=row.name), undo=change.undo)
    )


@router.post("/{name}/delete")
async def delete_service(
    page: Page, changes: ChangeLog, user: CurrentUser, name: str, sent: Form
) -> Response:
    async with changes.begin(user, sent.text("reason")) as change:
        row = await service.delete_service(change, name)
    return page.go("/services", Toast(tr("Service %(name)s is gone", name=row.name), undo=change.undo))


async def _show(
    page: Page, db: Db, row: Service | None, form: ServiceForm, refusal: Refusal = NOTHING, seen: str = ""
) -> Response:
    """The form of a service, or of a new one."""
    return page.show(
        "services/edit.html",
        status=refusal.status,
        service=row,
        form=form,
        refusal=refusal,
        seen=seen,
        routes=await queries.list_routes_to(db, row.id) if row else (),
        certificates=await list_names(db),
    )


def _place(error: ValidationError | ConsoleError) -> Refusal:
    refusal = Refusal.of(error)
    return replace(refusal, errors=place_errors(refusal.errors))
