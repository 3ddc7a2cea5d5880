"""/api/rollouts"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request, status

from sluice_console.core import clock
from sluice_console.core.auth.identity import Identity
from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog, Changes
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.rollouts import queries, service
from sluice_console.features.rollouts.measures import Measures
from sluice_console.features.rollouts.progress import to_json, to_progress
from sluice_console.features.rollouts.schemas import (
    CommandIn,
    EventOut,
    RolloutChanged,
    RolloutDetail,
    RolloutIn,
    RolloutOut,
)
from sluice_console.features.rollouts.service import to_output
from sluice_console.features.schemas import Listing, to_release_refs
from sluice_console.models.rollouts import LIVE_STATES
from sluice_console.rollouts import engine
from sluice_console.rollouts.states import Observations, State

router = APIRouter(prefix="/api/rollouts", tags=["rollouts"], responses=PROBLEMS)


@router.get("")
async def list_rollouts(
    db: Db,
    window: ListWindow,
    gateway: Annotated[str, Query(max_length=100)] = "",
    state: State | None = None,
) -> Listing[RolloutOut]:
    """Newest first."""
    gateway_id = (await find_gateway(db, gateway)).id if gateway else ""
    rows, total = await queries.list_rollouts(
        db, gateway_id=gateway_id, state=state or "", offset=window.offset, limit=window.limit
    )
    return Listing(items=[RolloutOut.model_validate(to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_rollout(changes: ChangeLog, user: CurrentUser, values: RolloutIn) -> RolloutChanged:
    """Begins at once unless `start` is false. Nobody gets the new version before every node has loaded it."""
    async with changes.begin(user, values.reason) as change:
        row = await service.create_rollout(change, values)
        if values.start:
            row = await service.command(change, row.id, "start")
    return RolloutChanged.model_validate({**to_output(row), "releases": to_release_refs(change.releases)})


@router.get("/{rollout_id}")
async def show_rollout(request: Request, db: Db, rollout_id: str) -> RolloutDetail:
    """With what the nodes have measured in the present stage, and everything that happened."""
    return RolloutDetail.model_validate(await describe(db, request.app.state.measures, rollout_id))


@router.post("/{rollout_id}/{verb}")
async def command_rollout(
    request: Request,
    changes: ChangeLog,
    user: CurrentUser,
    rollout_id: str,
    verb: Literal["start", "pause", "resume", "next", "promote", "abort", "approve"],
    values: CommandIn | None = None,
) -> RolloutChanged:
    """409 where the command does not fit the state."""
    reason = values.reason if values else ""
    return await give_command(changes, request.app.state.measures, user, rollout_id, verb, reason)


async def give_command(
    changes: Changes, measures: Measures, user: Identity, rollout_id: str, verb: str, reason: str
) -> RolloutChanged:
    async with changes.begin(user, reason) as change:
        rollout = await queries.find_rollout(change.db, rollout_id)
        seen = measures.observe(rollout) if rollout.state in LIVE_STATES else None
        row = await service.command(change, rollout_id, verb, seen)
    if row.state not in LIVE_STATES:
        measures.forget(row.id)
    return RolloutChanged.model_validate({**to_output(row), "releases": to_release_refs(change.releases)})


async def describe(db: Db, measures: Measures, rollout_id: str) -> dict[str, Any]:
    """What `RolloutDetail` takes."""
    row = await queries.find_rollout(db, rollout_id)
    events = await queries.list_events(db, row.id)
    now = clock.now()
    progress = to_progress(row)
    waits_for = ""
    if row.state in LIVE_STATES:
        seen = measures.observe(row)
        measured = to_json(seen)
        waits_for = engine.advance(progress, now, seen).reason
    else:
        measured = next((event.detail for event in reversed(events) if event.detail), to_json(Observations()))
    return {
        **to_output(row),
        "old_configuration": row.old_configuration,
        "new_configuration": row.new_configuration,
        "measured": measured,
        "soaked_seconds": progress.soaked_at(now).total_seconds(),
        "waits_for": waits_for,
        "events": [EventOut.model_validate(event) for event in events],
    }
