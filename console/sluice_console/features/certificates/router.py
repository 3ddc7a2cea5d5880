"""/certificates"""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from sluice_console.core.db import Db
from sluice_console.core.errors import Conflict
from sluice_console.core.language import tr
from sluice_console.features.access import CurrentUser
from sluice_console.features.certificates import queries, service
from sluice_console.features.certificates.forms import CertificateForm, to_row
from sluice_console.features.certificates.schemas import CertificateIn, CertificatePatch
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import seen_by
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.sealing import Sealing
from sluice_console.models import Certificate
from sluice_console.pages import PageView, Slice, Toast

router = APIRouter(prefix="/certificates", include_in_schema=False)
ROWS = 50


@router.get("")
async def list_certificates(
    page: Page,
    db: Db,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    search = q.strip()
    found, total = await queries.list_certificates(db, search=search, offset=(number - 1) * ROWS, limit=ROWS)
    uses, services = await queries.list_uses(db), await queries.list_services_shown(db)
    rows = [to_row(each, uses, services) for each in found]
    part = Slice(number, ROWS, total)
    return page.show(
        "certificates/list.html", part="certificates/_table.html", rows=rows, slice=part, search=search
    )


@router.get("/new")
async def show_new(page: Page, db: Db) -> Response:
    return await _show(page, db, None, CertificateForm())


@router.post("/new")
async def create_certificate(
    page: Page, db: Db, changes: ChangeLog, user: CurrentUser, vault: Sealing, sent: Form
) -> Response:
    form = CertificateForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            values = CertificateIn.model_validate(form.values())
            row = await service.create_certificate(change, vault, values)
    except REFUSED as error:
        return await _show(page, db, None, form, Refusal.of(error))
    toast = Toast(
        tr("Certificate %(name)s is there", name=row.name), tr("Listeners and services can take it now.")
    )
    return page.go(f"/certificates/{row.id}", toast)


@router.get("/{certificate}")
async def show_certificate(page: Page, db: Db, certificate: str) -> Response:
    row = await queries.find_certificate(db, certificate)
    return await _show(page, db, row, CertificateForm.of(row), seen=seen_by(row, None, NOTHING))


@router.post("/{certificate}")
async def update_certificate(
    page: Page,
    db: Db,
    changes: ChangeLog,
    user: CurrentUser,
    vault: Sealing,
    certificate: str,
    sent: Form,
) -> Response:
    form = CertificateForm.read(sent)
    try:
        async with changes.begin(user, sent.text("reason"), sent.text("seen")) as change:
            values = CertificatePatch.model_validate(form.values())
            row = await service.update_certificate(change, vault, certificate, values)
    except REFUSED as error:
        refusal = Refusal.of(error)
        row = await queries.find_certificate(db, certificate)
        return await _show(page, db, row, form, refusal, seen_by(row, sent, refusal))
    renewed = tr("Nodes have it at once; open connections stay open.") if form.chain else ""
    return page.go(
        f"/certificates/{row.id}", Toast(tr("Certificate %(name)s was changed", name=row.name), renewed)
    )


@router.post("/{certificate}/delete")
async def delete_certificate(
    page: Page, changes: ChangeLog, user: CurrentUser, certificate: str, sent: Form
) -> Response:
    try:
        async with changes.begin(user, sent.text("reason")) as change:
            row = await service.delete_certificate(change, certificate)
    except Conflict as error:
        return page.go(f"/certificates/{certificate}", Toast(tr("It is in use"), error.detail, "info"))
    return page.go("/certificates", Toast(tr("Certificate %(name)s is gone", name=row.name)))


async def _show(
    page: PageView,
    db: Db,
    certificate: Certificate | None,
    form: CertificateForm,
    refusal: Refusal = NOTHING,
    seen: str = "",
) -> Response:
    """The form of a certificate, or of a new one."""
    row = None
    if certificate is not None:
        uses, services = await queries.list_uses(db), await queries.list_services_shown(db)
        row = to_row(certificate, uses, services)
    return page.show(
        "certificates/edit.html", status=refusal.status, row=row, form=form, refusal=refusal, seen=seen
    )
