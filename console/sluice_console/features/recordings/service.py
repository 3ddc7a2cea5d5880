"""Recordings as rows: begun at a gateway or uploaded, filled, ended, gone when their time is over."""

import asyncio
import zlib
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice.toolchain.recorded import RecordedRequest, RecordingError, read_requests
from sluice_console.core import clock
from sluice_console.core.errors import Conflict, Invalid, NotFound, TooLarge
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.text import is_storable
from sluice_console.core.vault import Vault
from sluice_console.features.changes import Change
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.recordings.digests import Digests
from sluice_console.features.recordings.schemas import MOST_REQUESTS, RecordingIn
from sluice_console.models import RecordedPart, Recording
from sluice_console.models.recordings import READY, RECORDING

FILE = "file"
BASIS_POINTS = 100
"""In one percent."""
LARGEST_PART = 4 * 1024 * 1024
"""Characters of one part, unless a single request has more."""
Packed = Sequence[tuple[int, bytes]]
"""Of each part how many requests it has, and its bytes."""


async def find_recording(db: AsyncSession, recording_id: str) -> Recording:
    """Raises `NotFound`, also when its time is over."""
    row = await db.get(Recording, recording_id)
    if row is None or row.expires_at <= clock.now():
        raise NotFound(tr("There is no recording %(value)s.", value=repr(recording_id)))
    return row


async def list_recordings(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Recording], int]:
    """Newest first."""
    statement = select(Recording).where(Recording.expires_at > clock.now())
    if search:
        contains = Recording.name.contains(search, autoescape=True)
        statement = statement.where(or_(contains, Recording.id == search))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(Recording.created_at.desc(), Recording.id)
    return (await db.scalars(newest.offset(offset).limit(limit))).all(), total


async def start_recording(change: Change, values: RecordingIn) -> Recording:
    """Nodes begin within a second or two; no release is made. Raises `Conflict` where one is under way."""
    gateway = await find_gateway(change.db, values.gateway)
    running = select(Recording.id).where(Recording.gateway_id == gateway.id, Recording.state == RECORDING)
    if (other := await change.db.scalar(running)) is not None:
        raise Conflict(
            tr("Recording %(other)s of %(name)s is under way; stop it first.", other=other, name=gateway.name)
        )
    now = clock.now()
    row = Recording(
        id=new_id("rc"),
        name=values.name,
        gateway_id=gateway.id,
        gateway=gateway,
        state=RECORDING,
        share=round(values.percent * BASIS_POINTS),
        maximum=values.maximum,
        hidden=values.hidden,
        requests=0,
        size=0,
        ends_at=now + timedelta(minutes=values.minutes),
        expires_at=now + timedelta(minutes=values.minutes, days=values.keep_days),
        created_by=change.actor.name,
    )
    change.db.add(row)
    await change.db.flush()
    detail = {"percent": values.percent, "minutes": values.minutes, "maximum": values.maximum}
    change.record("recording.start", row, gateway.name, detail)
    return row


async def stop_recording(change: Change, recording_id: str) -> Recording:
    """Raises `Conflict` when it is over already."""
    row = await find_recording(change.db, recording_id)
    if row.state != RECORDING:
        raise Conflict(tr("This recording is over already."))
    row.state, row.ends_at = READY, clock.now()
    change.record("recording.stop", row, title_of(row), {"requests": row.requests})
    return row


async def delete_recording(change: Change, recording_id: str) -> Recording:
    """With all that was recorded; what replays of it found stays."""
    row = await find_recording(change.db, recording_id)
    change.record("recording.delete", row, title_of(row), {"requests": row.requests})
    await change.db.delete(row)
    return row


async def read_upload(data: bytes, digests: Digests, hidden: Collection[str] = ()) -> list[RecordedRequest]:
    """The requests of a file, without secrets. Raises `Invalid` at the field `file`, with the line."""
    try:
        requests = await asyncio.to_thread(read_requests, data, FILE)
    except RecordingError as error:
        raise Invalid.field(FILE, str(error).removeprefix(f"{FILE}:")[:500]) from None
    if not requests:
        raise Invalid.field(FILE, tr("has no request; write one JSON object a line, or save a HAR file"))
    if len(requests) > MOST_REQUESTS:
        raise TooLarge(
            tr(
                "The file has %(value)s requests; a recording takes %(value2)s.",
                value=format(len(requests), ","),
                value2=format(MOST_REQUESTS, ","),
            )
        )
    return await asyncio.to_thread(lambda: [digests.redact(each, hidden) for each in requests])


async def store_upload(
    change: Change, vault: Vault, name: str, requests: Sequence[RecordedRequest], keep_days: int
) -> Recording:
    """Raises `Invalid` for a name that cannot be stored."""
    if not is_storable(name):
        raise Invalid.field(
            "name", tr("has a character that cannot be stored: NUL, or half of a surrogate pair")
        )
    row = Recording(
        id=new_id("rc"),
        name=name,
        gateway_id=None,
        gateway=None,
        state=READY,
        share=0,
        maximum=len(requests),
        hidden=[],
        requests=0,
        size=0,
        ends_at=None,
        expires_at=clock.now() + timedelta(days=keep_days),
        created_by=change.actor.name,
    )
    packed = await asyncio.to_thread(pack, vault, row.id, requests)
    change.db.add(row)
    await change.db.flush()
    await add_parts(change.db, row.id, packed)
    await change.db.refresh(row)
    change.record("recording.upload", row, title_of(row), {"requests": len(requests)})
    return row


def pack(vault: Vault, recording_id: str, requests: Sequence[RecordedRequest]) -> Packed:
    """In parts, compressed and sealed. Takes its time: call it in a thread."""
    parts: list[tuple[int, bytes]] = []
    lines: list[str] = []
    size = 0
    for number, each in enumerate(requests, 1):
        lines.append(each.to_line())
        size += len(lines[-1])
        if size >= LARGEST_PART or number == len(requests):
            sealed = vault.seal(zlib.compress("\n".join(lines).encode(), level=6), purpose_of(recording_id))
            parts.append((len(lines), sealed))
            lines, size = [], 0
    return parts


async def add_parts(db: AsyncSession, recording_id: str, parts: Packed) -> None:
    for requests, sealed in parts:
        db.add(RecordedPart(recording_id=recording_id, requests=requests, sealed=sealed))
    requests, size = sum(count for count, _ in parts), sum(len(sealed) for _, sealed in parts)
    counted = {"requests": Recording.requests + requests, "size": Recording.size + size}
    await db.execute(update(Recording).where(Recording.id == recording_id).values(counted))


async def read_parts(db: AsyncSession, vault: Vault, recording_id: str) -> list[RecordedRequest]:
    """All that was recorded, in its order. Raises `VaultError`."""
    statement = select(RecordedPart).where(RecordedPart.recording_id == recording_id)
    rows = await db.scalars(statement.options(undefer(RecordedPart.sealed)).order_by(RecordedPart.id))
    sealed = [row.sealed for row in rows]
    return await asyncio.to_thread(_open, vault, recording_id, sealed)


def _open(vault: Vault, recording_id: str, parts: Sequence[bytes]) -> list[RecordedRequest]:
    purpose = purpose_of(recording_id)
    return read_requests(b"\n".join(zlib.decompress(vault.open(sealed, purpose)) for sealed in parts))


def purpose_of(recording_id: str) -> str:
    """What its parts are sealed for."""
    return f"recording {recording_id}"


def title_of(row: Recording) -> str:
    return row.name or (row.gateway.name if row.gateway is not None else row.id)


def to_output(row: Recording) -> dict[str, Any]:
    """What `RecordingOut` takes."""
    names = ("id", "name", "state", "maximum", "hidden", "requests", "size", "ends_at", "expires_at")
    more = ("created_by", "created_at", "updated_at")
    return {
        **{name: getattr(row, name) for name in (*names, *more)},
        "gateway": row.gateway.name if row.gateway is not None else None,
        "percent": row.share / BASIS_POINTS,
    }


async def end_those_over(db: AsyncSession, now: datetime, full: Collection[str] = ()) -> None:
    """Recordings that have all that they take, or whose time is over, are ready; `full` are too."""
    over = or_(Recording.ends_at <= now, Recording.requests >= Recording.maximum, Recording.id.in_(full))
    await db.execute(
        update(Recording).where(Recording.state == RECORDING, over).values(state=READY, ends_at=now)
    )
