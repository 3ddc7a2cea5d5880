"""Webhooks as rows: who is told, and what was sent."""

import secrets
from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.errors import Conflict, FieldError, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault
from sluice_console.features.changes import Change
from sluice_console.features.webhooks.addresses import AddressError, Network, find_target
from sluice_console.features.webhooks.messages import TEST, to_test_body
from sluice_console.features.webhooks.schemas import WebhookIn
from sluice_console.models import RolloutEvent, Webhook, WebhookDelivery


def purpose_of(webhook_id: str) -> str:
    """What its secret is sealed for."""
    return f"webhook {webhook_id}"


async def list_webhooks(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Webhook], int]:
    statement = select(Webhook)
    if search:
        statement = statement.where(Webhook.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    return (await db.scalars(statement.order_by(Webhook.name).offset(offset).limit(limit))).all(), total


async def list_deliveries(
    db: AsyncSession, webhook_id: str, *, offset: int = 0, limit: int = 100
) -> tuple[Sequence[WebhookDelivery], int]:
    """Newest first."""
    statement = select(WebhookDelivery).where(WebhookDelivery.webhook_id == webhook_id)
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(WebhookDelivery.id.desc()).offset(offset).limit(limit)
    return (await db.scalars(newest)).all(), total


async def find_webhook(db: AsyncSession, reference: str) -> Webhook:
    """By id or name; raises `NotFound`."""
    statement = select(Webhook).where(or_(Webhook.id == reference, Webhook.name == reference))
    found = (await db.scalars(statement)).first()
    if found is None:
        raise NotFound(tr("There is no webhook %(value)s.", value=repr(reference)))
    return found


async def check_target(values: WebhookIn, allowed: Sequence[Network]) -> None:
    """Raises `Invalid`; it is asked again at every delivery. Names are looked up outside of transactions."""
    try:
        await find_target(values.url, allowed)
    except AddressError as error:
        raise Invalid.field("url", str(error)) from None


async def create_webhook(change: Change, vault: Vault, values: WebhookIn) -> tuple[Webhook, str]:
    """With its secret. Raises `Conflict` for a name that is taken."""
    if await change.db.scalar(select(Webhook.id).where(Webhook.name == values.name)):
        message = tr("is taken by another webhook")
        raise Conflict(tr("The name %(message)s.", message=message), fields=(FieldError("name", message),))
    secret, id_ = f"whs_{secrets.token_urlsafe(32)}", new_id("wh")
    last = await change.db.scalar(select(func.max(RolloutEvent.id)))
    row = Webhook(
        id=id_,
        name=values.name,
        url=values.url,
        events=values.events,
        sealed_secret=vault.seal(secret.encode(), purpose_of(id_)),
        told=last or 0,
    )
    change.db.add(row)
    await change.db.flush()
    change.record("webhook.create", row, row.name, {"url": row.url, "events": row.events})
    return row, secret


async def delete_webhook(change: Change, reference: str) -> None:
    """What has not been delivered yet goes with it."""
    row = await find_webhook(change.db, reference)
    await change.db.delete(row)
    change.record("webhook.delete", row, row.name, {"url": row.url})


async def send_test(change: Change, reference: str) -> WebhookDelivery:
    row = await find_webhook(change.db, reference)
    body = to_test_body(row.name, clock.now().isoformat(), change.actor.name)
    delivery = WebhookDelivery(
        webhook_id=row.id, event=TEST, body=body, state="waiting", attempts=0, error=""
    )
    change.db.add(delivery)
    await change.db.flush()
    change.record("webhook.test", row, row.name)
    return delivery
