"""/api/listeners"""

from fastapi import APIRouter, Query, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.listeners import queries, service
from sluice_console.features.listeners.schemas import ListenerChanged, ListenerIn, ListenerOut, ListenerPatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs

router = APIRouter(prefix="/api/listeners", tags=["listeners"], responses=PROBLEMS)


@router.get("")
async def list_listeners(
    db: Db, window: ListWindow, gateway: str = Query("", max_length=100)
) -> Listing[ListenerOut]:
    """Those that were added; every gateway has one more, which is part of the gateway itself."""
    rows, total = await queries.list_listeners(db, gateway=gateway, offset=window.offset, limit=window.limit)
    return Listing(items=[ListenerOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_listener(changes: ChangeLog, user: CurrentUser, values: ListenerIn) -> ListenerChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_listener(change, values)
    releases = to_release_refs(change.releases)
    return ListenerChanged.model_validate({**service.to_output(row), "releases": releases})


@router.get("/{listener:path}")
async def show_listener(db: Db, listener: str) -> ListenerOut:
    """By id or as gateway/listener."""
    return ListenerOut.model_validate(service.to_output(await queries.find_listener(db, listener)))


@router.patch("/{listener:path}")
async def update_listener(
    changes: ChangeLog, user: CurrentUser, listener: str, values: ListenerPatch
) -> ListenerChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_listener(change, listener, values)
    releases = to_release_refs(change.releases)
    return ListenerChanged.model_validate({**service.to_output(row), "releases": releases})


@router.delete("/{listener:path}")
async def delete_listener(changes: ChangeLog, user: CurrentUser, listener: str) -> Changed:
    async with changes.begin(user) as change:
        await service.delete_listener(change, listener)
    return Changed(releases=to_release_refs(change.releases))
