"""/api/webhooks"""

from fastapi import APIRouter, Request, status

from sluice_console.core.auth.identity import Role
from sluice_console.core.db import Db
from sluice_console.core.settings import Settings
from sluice_console.features.access import CurrentUser, requires
from sluice_console.features.changes import ChangeLog
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Listing
from sluice_console.features.sealing import Sealing
from sluice_console.features.webhooks import service
from sluice_console.features.webhooks.schemas import DeliveryOut, WebhookIn, WebhookMade, WebhookOut

router = APIRouter(
    prefix="/api/webhooks", tags=["webhooks"], responses=PROBLEMS, dependencies=[requires(Role.ADMIN)]
)


@router.get("")
async def list_webhooks(db: Db, window: ListWindow) -> Listing[WebhookOut]:
    """Takes an admin, as everything about webhooks: their URLs may hold secrets."""
    rows, total = await service.list_webhooks(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[WebhookOut.model_validate(row) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_webhook(
    request: Request, changes: ChangeLog, vault: Sealing, user: CurrentUser, values: WebhookIn
) -> WebhookMade:
    """Is told what happens from now on. The secret is shown this once."""
    settings: Settings = request.app.state.settings
    await service.check_target(values, settings.allowed_networks)
    async with changes.begin(user, values.reason) as change:
        row, secret = await service.create_webhook(change, vault, values)
    return WebhookMade(**WebhookOut.model_validate(row).model_dump(), secret=secret)


@router.get("/{webhook}")
async def show_webhook(db: Db, webhook: str) -> WebhookOut:
    """By id or name."""
    return WebhookOut.model_validate(await service.find_webhook(db, webhook))


@router.delete("/{webhook}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_webhook(changes: ChangeLog, user: CurrentUser, webhook: str) -> None:
    """What has not been delivered yet goes with it."""
    async with changes.begin(user) as change:
        await service.delete_webhook(change, webhook)


@router.post("/{webhook}/test", status_code=status.HTTP_202_ACCEPTED)
async def send_test(changes: ChangeLog, user: CurrentUser, webhook: str) -> DeliveryOut:
    """A message with the event `test`, sent within a second or two; its delivery tells how it went."""
    async with changes.begin(user) as change:
        delivery = await service.send_test(change, webhook)
    return DeliveryOut.model_validate(delivery)


@router.get("/{webhook}/deliveries")
async def list_deliveries(db: Db, window: ListWindow, webhook: str) -> Listing[DeliveryOut]:
    """Newest first; kept for 30 days."""
    row = await service.find_webhook(db, webhook)
    rows, total = await service.list_deliveries(db, row.id, offset=window.offset, limit=window.limit)
    return Listing(items=[DeliveryOut.model_validate(item) for item in rows], total=total)
