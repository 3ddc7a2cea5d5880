"""/api/replays"""

from typing import Annotated

from fastapi import APIRouter, Query, Request, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.filters.queries import find_filter
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.replays import service
from sluice_console.features.replays.running import Replayer
from sluice_console.features.replays.schemas import ReplayDetail, ReplayIn, ReplayOut
from sluice_console.features.schemas import Listing
from sluice_console.features.sealing import Sealing

router = APIRouter(prefix="/api/replays", tags=["replays"], responses=PROBLEMS)


@router.get("")
async def list_replays(
    db: Db, window: ListWindow, filter_: Annotated[str, Query(alias="filter", max_length=100)] = ""
) -> Listing[ReplayOut]:
    """Newest first."""
    filter_id = (await find_filter(db, filter_)).id if filter_ else ""
    rows, total = await service.list_replays(
        db, filter_id=filter_id, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[ReplayOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def start_replay(
    request: Request, changes: ChangeLog, user: CurrentUser, values: ReplayIn
) -> ReplayOut:
    """Runs by itself; ask for it until its state is done or failed."""
    replayer: Replayer = request.app.state.replayer
    async with changes.begin(user, values.reason) as change:
        planned = await service.create_replay(change, values)
    replayer.run(planned)
    return ReplayOut.model_validate(service.to_output(planned.row))


@router.get("/{replay_id}")
async def show_replay(db: Db, vault: Sealing, replay_id: str) -> ReplayDetail:
    """With the differences, the gravest kinds first."""
    row = await service.find_replay(db, replay_id, with_report=True)
    report = service.read_report(row, vault)
    return ReplayDetail.model_validate({**service.to_output(row), **report})


@router.delete("/{replay_id}", status_code=status.HTTP_204_NO_CONTENT)
async def delete_replay(changes: ChangeLog, user: CurrentUser, replay_id: str) -> None:
    async with changes.begin(user) as change:
        await service.delete_replay(change, replay_id)
