"""/api/limits"""

from fastapi import APIRouter, Query, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.limits import queries, service
from sluice_console.features.limits.schemas import LimitChanged, LimitIn, LimitOut, LimitPatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs

router = APIRouter(prefix="/api/limits", tags=["limits"], responses=PROBLEMS)


@router.get("")
async def list_limits(
    db: Db, window: ListWindow, gateway: str = Query("", max_length=100)
) -> Listing[LimitOut]:
    rows, total = await queries.list_limits(
        db, gateway=gateway, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[LimitOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_limit(changes: ChangeLog, user: CurrentUser, values: LimitIn) -> LimitChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_limit(change, values)
    releases = to_release_refs(change.releases)
    return LimitChanged.model_validate({**service.to_output(row), "releases": releases})


@router.get("/{limit:path}")
async def show_limit(db: Db, limit: str) -> LimitOut:
    """By id or as gateway/limit."""
    return LimitOut.model_validate(service.to_output(await queries.find_limit(db, limit)))


@router.patch("/{limit:path}")
async def update_limit(changes: ChangeLog, user: CurrentUser, limit: str, values: LimitPatch) -> LimitChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_limit(change, limit, values)
    releases = to_release_refs(change.releases)
    return LimitChanged.model_validate({**service.to_output(row), "releases": releases})


@router.delete("/{limit:path}")
async def delete_limit(changes: ChangeLog, user: CurrentUser, limit: str) -> Changed:
    """409 while a route has it."""
    async with changes.begin(user) as change:
        await service.delete_limit(change, limit)
    return Changed(releases=to_release_refs(change.releases))
