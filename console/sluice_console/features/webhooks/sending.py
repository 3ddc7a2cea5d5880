"""Sends what is due, and writes down how it went: only on the console that leads.

A message that could not be delivered is tried again later and later. One that is sent while the console dies
is sent again: receivers see each at least once, and tell by `id`.
"""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import httpx
from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core import clock
from sluice_console.core.db import Database
from sluice_console.core.vault import Vault, VaultError
from sluice_console.features.replicas.membership import Replicas
from sluice_console.features.webhooks.addresses import AddressError, Network, Target, find_target
from sluice_console.features.webhooks.messages import SIGNATURE, to_body, to_events, to_signature
from sluice_console.features.webhooks.service import purpose_of
from sluice_console.models import Rollout, RolloutEvent, Webhook, WebhookDelivery

EVERY_SECONDS = 1.0
TIMEOUT_SECONDS = 10.0
AT_ONCE = 20
PAUSES = (2, 10, 60, 300, 1800, 7200)
"""Seconds before each further attempt; after the last one it is given up."""
KEPT = timedelta(days=30)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One attempt."""

    id: int
    webhook_id: str
    url: str
    event: str
    body: str
    sealed_secret: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    parcel: Parcel
    status: int | None
    error: str


class Sender:
    """`allowed` are networks besides the internet."""

    def __init__(
        self, database: Database, vault: Vault, replicas: Replicas, allowed: Sequence[Network]
    ) -> None:
        self._database = database
        self._vault = vault
        self._replicas = replicas
        self._allowed = allowed

    async def send_for_ever(self) -> None:
        """Runs until it is cancelled; what goes wrong at one turn is logged and tried again at the next."""
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                if self._replicas.leads:
                    await self.send_due()
            except (SQLAlchemyError, OSError) as error:
                _log.warning("webhooks could not be sent: %s", error)
            except Exception:
                _log.exception("webhooks could not be sent")

    async def send_due(self) -> int:
        """One turn; gives how many attempts were made."""
        if not await self._has_work():
            return 0
        async with self._database.transaction() as db:
            if not await self._replicas.leads_in(db):
                return 0
            await _fan_out(db)
            await db.flush()
            parcels = await _take_due(db)
        outcomes = await asyncio.gather(*map(self._send, parcels))
        if outcomes:
            async with self._database.transaction() as db:
                await _write_down(db, outcomes)
        return len(outcomes)

    async def _has_work(self) -> bool:
        """Asked every second, so without the lock of a writer."""
        async with self._database.reading() as db:
            newest = select(func.coalesce(func.max(RolloutEvent.id), 0)).scalar_subquery()
            behind = select(Webhook.id).where(Webhook.told < newest).exists()
            due = select(WebhookDelivery.id).where(*_is_due()).exists()
            return bool(await db.scalar(select(or_(behind, due))))

    async def _send(self, parcel: Parcel) -> Outcome:
        try:
            secret = self._vault.open(parcel.sealed_secret, purpose_of(parcel.webhook_id))
            async with asyncio.timeout(TIMEOUT_SECONDS):
                target = await find_target(parcel.url, self._allowed)
                status = await _post(target, parcel, secret)
        except (AddressError, VaultError) as error:
            return Outcome(parcel, None, str(error))
        except TimeoutError:
            return Outcome(parcel, None, f"no answer within {TIMEOUT_SECONDS:g} s")
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Outcome(parcel, None, f"{type(error).__name__}: {error}")
        return Outcome(parcel, status, "" if 200 <= status < 300 else f"answered {status}")


async def _post(target: Target, parcel: Parcel, secret: bytes) -> int:
    """To the address that was looked at, whatever the name means by now. Redirects are not followed, and
    nothing of the answer is read but its status.
    """
    url = httpx.URL(parcel.url)
    headers = {
        "host": url.netloc.decode(),
        "content-type": "application/json",
        "user-agent": "sluice-webhook",
        "sluice-event": parcel.event,
        SIGNATURE: to_signature(secret, parcel.body, int(time.time())),
    }
    extensions = {"sni_hostname": target.host} if target.scheme == "https" else {}
    async with (
        httpx.AsyncClient(trust_env=False, follow_redirects=False, timeout=TIMEOUT_SECONDS) as client,
        client.stream(
            "POST",
            url.copy_with(host=target.address),
            headers=headers,
            content=parcel.body.encode(),
            extensions=extensions,
        ) as answer,
    ):
        return answer.status_code


async def _fan_out(db: AsyncSession) -> None:
    """A delivery for each new event and each webhook that wants it."""
    newest = await db.scalar(select(func.max(RolloutEvent.id))) or 0
    webhooks = (await db.scalars(select(Webhook).where(Webhook.told < newest))).all()
    if not webhooks:
        return
    since = min(webhook.told for webhook in webhooks)
    statement = select(RolloutEvent, Rollout).join(Rollout, RolloutEvent.rollout_id == Rollout.id)
    # PostgreSQL looks anew with every statement: what came since `newest` is for the next turn.
    statement = statement.where(RolloutEvent.id > since, RolloutEvent.id <= newest)
    rows = await db.execute(statement.order_by(RolloutEvent.id))
    for event, rollout in rows.unique():
        for name in to_events(event, rollout):
            body = to_body(name, event, rollout)
            for webhook in webhooks:
                if event.id > webhook.told and (not webhook.events or name in webhook.events):
                    db.add(WebhookDelivery(webhook_id=webhook.id, event=name, body=body))
    for webhook in webhooks:
        webhook.told = newest
    old = WebhookDelivery.finished_at < clock.now() - KEPT
    await db.execute(delete(WebhookDelivery).where(old))


async def _take_due(db: AsyncSession) -> list[Parcel]:
    """Each counts as tried, so that one whose console dies meanwhile comes again, but not at once."""
    statement = select(WebhookDelivery, Webhook).join(Webhook, WebhookDelivery.webhook_id == Webhook.id)
    statement = statement.options(undefer(Webhook.sealed_secret)).where(*_is_due())
    parcels = []
    for row, webhook in await db.execute(statement.order_by(WebhookDelivery.id).limit(AT_ONCE)):
        row.attempts += 1
        row.due_at = clock.now() + timedelta(seconds=3 * TIMEOUT_SECONDS)
        parcels.append(Parcel(row.id, webhook.id, webhook.url, row.event, row.body, webhook.sealed_secret))
    return parcels


def _is_due() -> tuple[ColumnElement[bool], ...]:
    return WebhookDelivery.state == "waiting", WebhookDelivery.due_at <= clock.now()


async def _write_down(db: AsyncSession, outcomes: Sequence[Outcome]) -> None:
    by_id = {outcome.parcel.id: outcome for outcome in outcomes}
    rows = await db.scalars(select(WebhookDelivery).where(WebhookDelivery.id.in_(by_id)))
    for row in rows:
        outcome, now = by_id[row.id], clock.now()
        row.status, row.error = outcome.status, outcome.error[:300]
        if not outcome.error:
            row.state, row.finished_at = "delivered", now
        elif row.attempts > len(PAUSES):
            row.state, row.finished_at = "given_up", now
        else:
            row.due_at = now + timedelta(seconds=PAUSES[row.attempts - 1])
