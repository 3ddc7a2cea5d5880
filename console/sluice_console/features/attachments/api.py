"""/api/attachments"""

from fastapi import APIRouter, Query, status

from sluice_console.core.db import Db
from sluice_console.features.access import CurrentUser
from sluice_console.features.attachments import queries, service
from sluice_console.features.attachments.schemas import (
    AttachmentChanged,
    AttachmentIn,
    AttachmentOut,
    AttachmentPatch,
)
from sluice_console.features.attachments.service import to_output
from sluice_console.features.changes import ChangeLog
from sluice_console.features.conflicts import IfMatch
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.problems import PROBLEMS
from sluice_console.features.routes.queries import find_route
from sluice_console.features.schemas import Changed, Listing, to_release_refs

router = APIRouter(prefix="/api/attachments", tags=["attachments"], responses=PROBLEMS)


@router.get("")
async def list_attachments(
    db: Db, gateway: str = Query("", max_length=100), route: str = Query("", max_length=201)
) -> Listing[AttachmentOut]:
    """In the order in which requests pass them."""
    gateway_id = (await find_gateway(db, gateway)).id if gateway else ""
    route_id = (await find_route(db, route)).id if route else ""
    rows = await queries.list_attachments(db, gateway_id=gateway_id, route_id=route_id)
    return Listing(items=[AttachmentOut.model_validate(to_output(row)) for row in rows], total=len(rows))


@router.post("", status_code=status.HTTP_201_CREATED)
async def create_attachment(changes: ChangeLog, user: CurrentUser, values: AttachmentIn) -> AttachmentChanged:
    async with changes.begin(user, values.reason) as change:
        row = await service.create_attachment(change, values)
    return AttachmentChanged.model_validate({**to_output(row), "releases": to_release_refs(change.releases)})


@router.get("/{attachment_id}")
async def show_attachment(db: Db, attachment_id: str) -> AttachmentOut:
    return AttachmentOut.model_validate(to_output(await queries.find_attachment(db, attachment_id)))


@router.patch("/{attachment_id}")
async def update_attachment(
    changes: ChangeLog, user: CurrentUser, if_match: IfMatch, attachment_id: str, values: AttachmentPatch
) -> AttachmentChanged:
    """A new version here takes all requests at once; POST /api/rollouts moves them in stages."""
    async with changes.begin(user, values.reason, if_match) as change:
        row = await service.update_attachment(change, attachment_id, values)
    return AttachmentChanged.model_validate({**to_output(row), "releases": to_release_refs(change.releases)})


@router.delete("/{attachment_id}")
async def delete_attachment(changes: ChangeLog, user: CurrentUser, attachment_id: str) -> Changed:
    async with changes.begin(user) as change:
        await service.delete_attachment(change, attachment_id)
    return Changed(releases=to_release_refs(change.releases))
