"""Reading gateways."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import NotFound
from sluice_console.models import Gateway


async def find_gateway(db: AsyncSession, reference: str) -> Gateway:
    """By id or name; raises `NotFound`."""
    statement = select(Gateway).where(or_(Gateway.id == reference, Gateway.name == reference))
    gateway = (await db.scalars(statement)).first()
    if gateway is None:
        raise NotFound(f"There is no gateway {reference!r}.")
    return gateway


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
