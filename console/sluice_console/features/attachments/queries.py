"""Reading attachments."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.models import Attachment, FilterVersion


async def find_attachment(db: AsyncSession, attachment_id: str) -> Attachment:
    attachment = await db.get(Attachment, attachment_id)
    if attachment is None:
        raise NotFound(tr("There is no attachment %(value)s.", value=repr(attachment_id)))
    return attachment


async def list_filters_of(db: AsyncSession, gateway_id: str) -> Sequence[Attachment]:
    """A gateway's attachments in the order in which requests pass them, with their filters only."""
    statement = select(Attachment).where(Attachment.gateway_id == gateway_id)
    without_places = statement.options(lazyload(Attachment.gateway), lazyload(Attachment.route))
    return (await db.scalars(without_places.order_by(Attachment.order, Attachment.id))).all()


async def list_attachments(
    db: AsyncSession, *, gateway_id: str = "", route_id: str = "", filter_id: str = ""
) -> Sequence[Attachment]:
    """In the order in which requests pass them."""
    statement = select(Attachment)
    if gateway_id:
        statement = statement.where(Attachment.gateway_id == gateway_id)
    if route_id:
        statement = statement.where(Attachment.route_id == route_id)
    if filter_id:
        versions = select(FilterVersion.id).where(FilterVersion.filter_id == filter_id)
        statement = statement.where(Attachment.filter_version_id.in_(versions))
    return (await db.scalars(statement.order_by(Attachment.order, Attachment.id))).all()
