"""/api/routes"""

from fastapi import APIRouter, Query, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import IfMatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.routes import queries, service
from sluice_console.features.routes.schemas import RouteChanged, RouteIn, RouteOut, RoutePatch
from sluice_console.features.routes.service import to_output
from sluice_console.features.schemas import Changed, Listing, to_release_refs

router = APIRouter(prefix="/api/routes", tags=["routes"], responses=PROBLEMS)


@router.get("")
async def list_routes(
    db: Db, window: ListWindow, gateway: str = Query("", max_length=100)
) -> Listing[RouteOut]:
    """In the order in which they are asked."""
    rows, total = await queries.list_routes(
        db, gateway=gateway, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[RouteOut.model_validate(to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_route(changes: ChangeLog, user: CurrentUser, values: RouteIn) -> RouteChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_route(change, values)
    return RouteChanged.model_validate({**to_output(row), "releases": to_release_refs(change.releases)})


@router.get("/{route:path}")
async def show_route(db: Db, route: str) -> RouteOut:
    """By id, by name where it is the only one, or as gateway/name."""
    return RouteOut.model_validate(to_output(await queries.find_route(db, route)))


@router.patch("/{route:path}")
async def update_route(
    changes: ChangeLog, user: CurrentUser, if_match: IfMatch, route: str, values: RoutePatch
) -> RouteChanged:
    async with changes.begin(user, values.reason, if_match) as change:
        row = await service.update_route(change, route, values)
    return RouteChanged.model_validate({**to_output(row), "releases": to_release_refs(change.releases)})


@router.delete("/{route:path}")
async def delete_route(changes: ChangeLog, user: CurrentUser, route: str) -> Changed:
    """With the filters that are attached to it."""
    async with changes.begin(user) as change:
        await service.delete_route(change, route)
    return Changed(releases=to_release_refs(change.releases))
