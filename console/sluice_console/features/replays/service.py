"""Replays as rows: begun, finished, read."""

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import undefer

from sluice_console.core import clock
from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.ids import new_id
from sluice_console.core.language import tr
from sluice_console.core.vault import Vault
from sluice_console.features.attachments.configuration import check_configuration
from sluice_console.features.attachments.queries import find_attachment
from sluice_console.features.changes import Change
from sluice_console.features.filters.queries import resolve_version
from sluice_console.features.recordings.service import find_recording
from sluice_console.features.replays.schemas import ReplayIn
from sluice_console.models import FilterVersion, Recording, Replay

STALE = timedelta(minutes=10)
"""A replay that has run for so long has ended with its console."""
LARGEST_REPORT = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Planned:
    """A replay that is about to run: its row, and the configurations, which are stored nowhere else."""

    row: Replay
    before: Mapping[str, Any]
    after: Mapping[str, Any]


async def create_replay(change: Change, values: ReplayIn) -> Planned:
    """Raises `Invalid` at the field that does not fit."""
    before = await _find_version(change.db, "before", values.before)
    after = await _find_version(change.db, "after", values.after)
    if before.filter_id != after.filter_id:
        raise Invalid.field("after", tr("is no version of %(name)s", name=before.filter.name))
    try:
        recording = await find_recording(change.db, values.recording)
    except NotFound as error:
        raise Invalid.field("recording", error.detail) from None
    old = values.configuration
    if old is None:
        old = {}
        if values.attachment is not None:
            old = (await _find_attachment(change.db, values.attachment, before)).configuration
    new = old if values.new_configuration is None else values.new_configuration
    for version, configuration in ((before, old), (after, new)):
        await check_configuration(version, configuration)
    return await plan(change, recording, (before, old), (after, new))


async def plan(
    change: Change,
    recording: Recording,
    before: tuple[FilterVersion, Mapping[str, Any]],
    after: tuple[FilterVersion, Mapping[str, Any]],
    rollout_id: str | None = None,
) -> Planned:
    """Raises `Conflict` for a recording without a request."""
    if not recording.requests:
        raise Conflict(tr("Nothing is recorded yet; wait for requests, or upload some."))
    row = Replay(
        id=new_id("pl"),
        recording_id=recording.id,
        recording=recording,
        before_id=before[0].id,
        before=before[0],
        after_id=after[0].id,
        after=after[0],
        rollout_id=rollout_id,
        state="running",
        problem="",
        requests=0,
        differing=0,
        groups=[],
        created_by=change.actor.name,
    )
    change.db.add(row)
    await change.db.flush()
    change.record("replay.start", row, name_of(row), {"recording": recording.id})
    return Planned(row, before[1], after[1])


async def find_replay(db: AsyncSession, replay_id: str, *, with_report: bool = False) -> Replay:
    options = [undefer(Replay.sealed_report)] if with_report else []
    row = await db.get(Replay, replay_id, options=options)
    if row is None:
        raise NotFound(tr("There is no replay %(value)s.", value=repr(replay_id)))
    return row


async def list_replays(
    db: AsyncSession, *, filter_id: str = "", search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Replay], int]:
    """Newest first."""
    statement = select(Replay)
    if filter_id:
        statement = statement.join(FilterVersion, Replay.after_id == FilterVersion.id)
        statement = statement.where(FilterVersion.filter_id == filter_id)
    if search:
        statement = statement.where(or_(Replay.id == search, Replay.recording_id == search))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    newest = statement.order_by(Replay.created_at.desc(), Replay.id).offset(offset).limit(limit)
    return (await db.scalars(newest)).all(), total


async def delete_replay(change: Change, replay_id: str) -> None:
    row = await find_replay(change.db, replay_id)
    change.record("replay.delete", row, name_of(row))
    await change.db.delete(row)


def store_report(row: Replay, vault: Vault, report: Mapping[str, Any]) -> None:
    """What a process found."""
    packed = zlib.compress(json.dumps(report).encode(), level=6)
    row.sealed_report = vault.seal(packed, purpose_of(row.id))
    row.requests, row.differing = report["requests"], report["differing"]
    row.groups = [{"kind": each["kind"], "count": each["count"]} for each in report["groups"]]
    row.state, row.finished_at = "done", clock.now()


def read_report(row: Replay, vault: Vault) -> dict[str, Any]:
    """`groups` and `chance`, empty while there is none. Raises `VaultError`."""
    if row.sealed_report is None:
        return {"groups": [], "chance": []}
    packed = vault.open(row.sealed_report, purpose_of(row.id))
    report = json.loads(zlib.decompressobj().decompress(packed, LARGEST_REPORT))
    return {"groups": report["groups"], "chance": report["chance"]}


def to_output(row: Replay) -> dict[str, Any]:
    """What `ReplayOut` takes."""
    state, problem = state_of(row)
    names = ("id", "requests", "differing", "created_by", "created_at", "updated_at", "finished_at")
    return {
        **{name: getattr(row, name) for name in names},
        "filter": row.after.filter.name,
        "before": row.before.version,
        "after": row.after.version,
        "recording": row.recording_id,
        "rollout": row.rollout_id,
        "state": state,
        "problem": problem,
    }


def state_of(row: Replay) -> tuple[str, str]:
    """As it is now, and the problem: one whose console has gone never ends by itself, unless a rollout waits
    for it.
    """
    if row.state == "running" and not row.rollout_id and clock.now() - row.created_at > STALE:
        return "failed", tr("its console ended before it did; start it again")
    return row.state, row.problem


def name_of(row: Replay) -> str:
    """`gate 1.0 → 1.1`."""
    return f"{row.after.filter.name} {row.before.version} → {row.after.version}"[:200]


def purpose_of(replay_id: str) -> str:
    """What its report is sealed for."""
    return f"replay {replay_id}"


async def _find_version(db: AsyncSession, field: str, reference: str) -> FilterVersion:
    try:
        return await resolve_version(db, reference)
    except NotFound as error:
        raise Invalid.field(field, error.detail) from None


async def _find_attachment(db: AsyncSession, reference: str, version: FilterVersion) -> Any:
    try:
        found = await find_attachment(db, reference)
    except NotFound as error:
        raise Invalid.field("attachment", error.detail) from None
    if found.filter_version.filter_id != version.filter_id:
        raise Invalid.field("attachment", tr("is none of %(name)s", name=version.filter.name))
    return found
