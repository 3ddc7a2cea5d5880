"""/api/services"""

from fastapi import APIRouter, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import IfMatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs
from sluice_console.features.services import queries, service
from sluice_console.features.services.schemas import ServiceChanged, ServiceIn, ServiceOut, ServicePatch

router = APIRouter(prefix="/api/services", tags=["services"], responses=PROBLEMS)


@router.get("")
async def list_services(db: Db, window: ListWindow) -> Listing[ServiceOut]:
    rows, total = await queries.list_services(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[ServiceOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_service(changes: ChangeLog, user: CurrentUser, values: ServiceIn) -> ServiceChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_service(change, values)
    releases = to_release_refs(change.releases)
    return ServiceChanged.model_validate({**service.to_output(row), "releases": releases})


@router.get("/{service_name}")
async def show_service(db: Db, service_name: str) -> ServiceOut:
    return ServiceOut.model_validate(service.to_output(await queries.find_service(db, service_name)))


@router.patch("/{service_name}")
async def update_service(
    changes: ChangeLog, user: CurrentUser, if_match: IfMatch, service_name: str, values: ServicePatch
) -> ServiceChanged:
    """`endpoints`, where given, replaces all of them."""
    async with changes.begin(user, values.reason, if_match) as change:
        row = await service.update_service(change, service_name, values)
    releases = to_release_refs(change.releases)
    return ServiceChanged.model_validate({**service.to_output(row), "releases": releases})


@router.delete("/{service_name}")
async def delete_service(changes: ChangeLog, user: CurrentUser, service_name: str) -> Changed:
    """409 while a route leads to it."""
    async with changes.begin(user) as change:
        await service.delete_service(change, service_name)
    return Changed(releases=to_release_refs(change.releases))
