"""/api/releases"""

from typing import Annotated, Any

from fastapi import APIRouter, Query, status

from sluice_console.core.db import Db
from sluice_console.core.sight import tenants_seen
from sluice_console.features.access import CurrentUser
from sluice_console.features.changes import ChangeLog
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.paging import ListWindow
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.releases import queries
from sluice_console.features.releases.diff import diff_documents
from sluice_console.features.releases.rollback import roll_back
from sluice_console.features.releases.schemas import (
    ReleaseDetail,
    ReleaseDiff,
    ReleaseOut,
    RollbackIn,
    RolledBack,
)
from sluice_console.features.releases.seen import document_of, hide_words
from sluice_console.features.schemas import Listing
from sluice_console.models import Release

router = APIRouter(prefix="/api/releases", tags=["releases"], responses=PROBLEMS)


@router.get("")
async def list_releases(
    db: Db, window: ListWindow, gateway: Annotated[str, Query(max_length=100)] = ""
) -> Listing[ReleaseOut]:
    """Newest first."""
    gateway_id = (await find_gateway(db, gateway)).id if gateway else ""
    rows, total = await queries.list_releases(
        db, gateway_id=gateway_id, offset=window.offset, limit=window.limit
    )
    items = [ReleaseOut.model_validate(hide_words(db, to_output(row))) for row in rows]
    return Listing(items=items, total=total)


@router.get("/{release}")
async def show_release(db: Db, release: str) -> ReleaseDetail:
    """By id, or as `gateway@12`. The people of a tenant see their objects of it, and no resources."""
    row = await queries.find_release(db, release, with_contents=True)
    resources = row.resources if tenants_seen(db) is None else []
    return ReleaseDetail.model_validate(
        {**hide_words(db, to_output(row)), "document": await document_of(db, row), "resources": resources}
    )


@router.get("/{release}/diff")
async def diff_release(
    db: Db, release: str, against: Annotated[str, Query(max_length=130)] = ""
) -> ReleaseDiff:
    """Against the release before it, or against another one."""
    row = await queries.find_release(db, release, with_contents=True)
    document = await document_of(db, row)
    if against:
        base = await queries.find_release(db, against, with_contents=True)
    else:
        found = await queries.find_previous(db, row, with_contents=True)
        if found is None:
            return ReleaseDiff(base=None, release=row.id, objects=diff_documents({}, document))
        base = found
    before = await document_of(db, base)
    return ReleaseDiff(base=base.id, release=row.id, objects=diff_documents(before, document))


@router.post("/{release}/rollback", status_code=status.HTTP_201_CREATED)
async def roll_back_to(
    changes: ChangeLog, user: CurrentUser, release: str, values: RollbackIn | None = None
) -> RolledBack:
    """A new release with the stored bytes of this one."""
    async with changes.begin(user, values.reason if values else "") as change:
        row, notes = await roll_back(change, release)
    return RolledBack.model_validate({**to_output(row), "notes": notes})


def to_output(row: Release) -> dict[str, Any]:
    """What `ReleaseOut` takes."""
    names = ("id", "gateway_id", "number", "parent_id", "restores_id", "author", "reason", "left_out")
    return {**{name: getattr(row, name) for name in (*names, "created_at")}, "gateway": row.gateway.name}
