"""Reading gateways."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.features.known import recall, remember
from sluice_console.models import Attachment, Gateway, Route


async def find_gateway(db: AsyncSession, reference: str) -> Gateway:
    """By id or name; raises `NotFound`."""
    if (known := recall(db, Gateway, reference)) is not None:
        return known
    statement = select(Gateway).where(or_(Gateway.id == reference, Gateway.name == reference))
    gateway = (await db.scalars(statement)).first()
    if gateway is None:
        raise NotFound(tr("There is no gateway %(value)s.", value=repr(reference)))
    return remember(db, reference, gateway)


async def list_gateways(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Gateway], int]:
    """A page of gateways by name, and how many there are."""
    statement = select(Gateway)
    if search:
        statement = statement.where(Gateway.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = await db.scalars(statement.order_by(Gateway.name).offset(offset).limit(limit))
    return rows.all(), total


async def all_gateway_ids(db: AsyncSession) -> Sequence[str]:
    return (await db.scalars(select(Gateway.id).order_by(Gateway.id))).all()


async def count_contents(db: AsyncSession) -> dict[str, tuple[int, int]]:
    """How many routes and attachments each gateway has: `{"gw_…": (312, 9)}`."""
    routes = select(Route.gateway_id, func.count()).group_by(Route.gateway_id)
    attachments = select(Attachment.gateway_id, func.count()).group_by(Attachment.gateway_id)
    by_route = dict((await db.execute(routes)).all())
    by_attachment = dict((await db.execute(attachments)).all())
    return {
        gateway_id: (by_route.get(gateway_id, 0), by_attachment.get(gateway_id, 0))
        for gateway_id in by_route.keys() | by_attachment.keys()
    }
