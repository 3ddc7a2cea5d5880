"""The replay that a rollout begins with: planned with its start, run by the console that leads, written down
where the timer looks.

    {"recording": "", "allowed": 0, "waits": false}                           a draft
    {…, "id": "pl_…", "state": "done", "requests": 1000, "differing": 3}      its end
"""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core import clock
from sluice_console.core.errors import Conflict, NotFound
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.recordings.service import find_recording
from sluice_console.features.replays.service import plan
from sluice_console.models import Recording, Rollout
from sluice_console.rollouts.states import ReplayGate


async def begin_replay(change: Change, rollout: Rollout) -> None:
    """With the rollout's start. Raises `Conflict` where there is nothing to replay."""
    wanted = rollout.replay
    if wanted is None:
        return
    assert rollout.old_version is not None and rollout.new_version is not None
    recording = await _choose(change.db, rollout, wanted["recording"])
    planned = await plan(
        change,
        recording,
        (rollout.old_version, rollout.old_configuration),
        (rollout.new_version, rollout.new_configuration),
        rollout.id,
    )
    rollout.replay = {**wanted, "id": planned.row.id, "state": "running"}


async def _choose(db: AsyncSession, rollout: Rollout, reference: str) -> Recording:
    """The one that is named, or the newest of the gateway with any request."""
    if reference:
        try:
            return await find_recording(db, reference)
        except NotFound as error:
            raise Conflict(
                tr("%(detail)s The rollout begins with a replay of it.", detail=error.detail)
            ) from None
    gateway = rollout.gateway
    statement = select(Recording).where(
        Recording.gateway_id == gateway.id, Recording.requests > 0, Recording.expires_at > clock.now()
    )
    found = (await db.scalars(statement.order_by(Recording.created_at.desc()).limit(1))).first()
    if found is None:
        raise Conflict(
            tr(
                "The rollout begins with a replay, and nothing of %(name)s is recorded; record some "
                "requests, or name a recording.",
                name=gateway.name,
            )
        )
    return found


def to_gate(stored: dict[str, Any] | None) -> ReplayGate | None:
    """As the engine takes it."""
    if stored is None:
        return None
    return ReplayGate(
        allowed=stored["allowed"],
        waits=stored["waits"],
        state=stored.get("state", "running"),
        requests=stored.get("requests", 0),
        differing=stored.get("differing", 0),
        problem=stored.get("problem", ""),
    )
