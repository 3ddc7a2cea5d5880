"""/settings/webhooks: who is told of rollouts, for admins"""

from fastapi import APIRouter, Request
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db, end_view
from sluice_console.core.language import tr, translated
from sluice_console.core.settings import Settings
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.forms import NOTHING, REFUSED, Form, Refusal
from sluice_console.features.frame import Page
from sluice_console.features.sealing import Sealing
from sluice_console.features.webhooks import service
from sluice_console.features.webhooks.forms import ALL, WebhookForm
from sluice_console.features.webhooks.messages import EVENTS
from sluice_console.features.webhooks.schemas import WebhookIn
from sluice_console.pages import PageView, Toast

router = APIRouter(prefix="/settings/webhooks", include_in_schema=False, dependencies=[requires(Role.ADMIN)])
SHOWN = 50


@router.get("")
async def list_webhooks(page: Page, db: Db) -> Response:
    return await _show(page, db, WebhookForm(), NOTHING)


@router.post("")
async def create_webhook(
    request: Request, page: Page, db: Db, changes: ChangeLog, vault: Sealing, user: CurrentUser, sent: Form
) -> Response:
    """Shows the secret in the answer itself, this once."""
    settings: Settings = request.app.state.settings
    form = WebhookForm.read(sent)
    try:
        values = WebhookIn.model_validate(form.values())
        await service.check_target(values, settings.allowed_networks)
        async with changes.begin(user) as change:
            row, secret = await service.create_webhook(change, vault, values)
    except REFUSED as error:
        return await _show(page, db, form, Refusal.of(error))
    await end_view(db)
    return await _show(page, db, WebhookForm(), NOTHING, secret=secret, made=row.name)


@router.get("/{name}")
async def show_webhook(page: Page, db: Db, name: str) -> Response:
    row = await service.find_webhook(db, name)
    rows, total = await service.list_deliveries(db, row.id, limit=SHOWN)
    return page.show(
        "webhooks/detail.html", webhook=row, events=translated(EVENTS), deliveries=rows, total=total
    )


@router.post("/{name}/test")
async def send_test(page: Page, changes: ChangeLog, user: CurrentUser, name: str) -> Response:
    async with changes.begin(user) as change:
        await service.send_test(change, name)
    return page.go(
        f"/settings/webhooks/{name}", Toast(tr("A test is on its way"), tr("Look below how it went."))
    )


@router.post("/{name}/delete")
async def delete_webhook(page: Page, changes: ChangeLog, user: CurrentUser, name: str) -> Response:
    async with changes.begin(user) as change:
        await service.delete_webhook(change, name)
    return page.go("/settings/webhooks", Toast(tr("The webhook is gone")))


async def _show(
    page: PageView, db: AsyncSession, form: WebhookForm, refusal: Refusal, *, secret: str = "", made: str = ""
) -> Response:
    rows, _ = await service.list_webhooks(db, limit=1000)
    return page.show(
        "webhooks/list.html",
        status=refusal.status,
        webhooks=rows,
        form=form,
        refusal=refusal,
        events={ALL: tr("everything that happens to rollouts"), **translated(EVENTS)},
        secret=secret,
        made=made,
    )
