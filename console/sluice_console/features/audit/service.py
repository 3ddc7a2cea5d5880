"""The chain of audit rows: `append` in the transaction of the change itself, `verify` for whoever doubts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity
from sluice_console.core.errors import Unavailable
from sluice_console.core.language import tr
from sluice_console.features.audit import queries
from sluice_console.models import AuditHead, AuditRow

GENESIS = "0" * 64
_HEAD = 1
TENANT = queries.TENANT


@dataclass(frozen=True, slots=True)
class Entry:
    """`action` is noun.verb, "route.create"; `detail` never holds a secret."""

    action: str
    object_id: str
    object_name: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`broken_at` is the first row that does not fit the chain; None: every row is as it was written."""

    rows: int
    broken_at: int | None = None
    reason: str = ""


async def lock_chain(db: AsyncSession) -> AuditHead:
    """Queue up with the other writers until this transaction ends; returns the end of the chain."""
    statement = select(AuditHead).where(AuditHead.id == _HEAD).with_for_update()
    head = (await db.scalars(statement, execution_options={"populate_existing": True})).one_or_none()
    if head is None:
        raise Unavailable(tr("The audit chain has no head row; restore the database from a backup."))
    return head


async def append(db: AsyncSession, actor: Identity, *entries: Entry) -> list[AuditRow]:
    """Rows more, each chained to the last. A change whose rows cannot be written fails as a whole."""
    head = await lock_chain(db)
    rows = [_chain(head, actor, entry) for entry in entries]
    db.add_all(rows)
    await db.flush()
    return rows


def _chain(head: AuditHead, actor: Identity, entry: Entry) -> AuditRow:
    row = AuditRow(
        number=head.number + 1,
        at=clock.now(),
        actor_id=actor.id,
        actor=actor.name,
        action=entry.action,
        object_id=entry.object_id,
        object_name=entry.object_name,
        detail=json.loads(_canonical(entry.detail)),
        previous_hash=head.hash,
    )
    row.hash = hash_of(row)
    head.number, head.hash = row.number, row.hash
    return row


async def verify(db: AsyncSession) -> Verdict:
    """Recompute the whole chain, oldest row first, and compare its end with the head."""
    number, previous = 0, GENESIS
    async for row in queries.stream_rows(db):
        number += 1
        if row.number != number:
            return Verdict(number - 1, number, tr("row %(number)s is missing", number=number))
        if row.previous_hash != previous or row.hash != hash_of(row):
            return Verdict(number - 1, number, tr("row %(number)s was changed", number=number))
        previous = row.hash
    head = await db.get(AuditHead, _HEAD)
    if head is None or (head.number, head.hash) != (number, previous):
        return Verdict(number, number + 1, tr("rows were cut off the end"))
    return Verdict(number)


def hash_of(row: AuditRow) -> str:
    """SHA-256 over every field and the hash of the row before, in one canonical form."""
    fields: list[Any] = [row.number, _iso(row.at), row.actor_id, row.actor, row.action]
    fields += [row.object_id, row.object_name, row.detail, row.previous_hash]
    return hashlib.sha256(_canonical(fields).encode()).hexdigest()


def to_line(row: AuditRow) -> str:
    """The row as a line of JSON, from which anybody can compute `hash` again, as `sluice audit verify`."""
    names = ("number", "at", "actor_id", "actor", "action", "object_id", "object_name", "detail")
    fields = {name: getattr(row, name) for name in (*names, "previous_hash", "hash")}
    return json.dumps({**fields, "at": _iso(row.at)}, ensure_ascii=False) + "\n"


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
