"""/api/issuers"""

from fastapi import APIRouter, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.issuers import queries, service
from sluice_console.features.issuers.schemas import IssuerChanged, IssuerIn, IssuerOut, IssuerPatch
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.schemas import Changed, Listing, to_release_refs

router = APIRouter(prefix="/api/issuers", tags=["issuers"], responses=PROBLEMS)


@router.get("")
async def list_issuers(db: Db, window: ListWindow) -> Listing[IssuerOut]:
    rows, total = await queries.list_issuers(
        db, search=window.search, offset=window.offset, limit=window.limit
    )
    return Listing(items=[IssuerOut.model_validate(service.to_output(row)) for row in rows], total=total)


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_issuer(changes: ChangeLog, user: CurrentUser, values: IssuerIn) -> IssuerChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_issuer(change, values)
    return IssuerChanged.model_validate({**service.to_output(row), "releases": []})


@router.get("/{issuer}")
async def show_issuer(db: Db, issuer: str) -> IssuerOut:
    return IssuerOut.model_validate(service.to_output(await queries.find_issuer(db, issuer)))


@router.patch("/{issuer}")
async def update_issuer(
    changes: ChangeLog, user: CurrentUser, issuer: str, values: IssuerPatch
) -> IssuerChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.update_issuer(change, issuer, values)
    releases = to_release_refs(change.releases)
    return IssuerChanged.model_validate({**service.to_output(row), "releases": releases})


@router.delete("/{issuer}")
async def delete_issuer(changes: ChangeLog, user: CurrentUser, issuer: str) -> Changed:
    """409 while a route takes its tokens."""
    async with changes.begin(user) as change:
        await service.delete_issuer(change, issuer)
    return Changed(releases=to_release_refs(change.releases))
