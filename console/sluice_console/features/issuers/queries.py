"""Reading issuers."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.models import Issuer, Route


async def find_issuer(db: AsyncSession, reference: str) -> Issuer:
    """By id or name; raises `NotFound`."""
    statement = select(Issuer).where(or_(Issuer.id == reference, Issuer.name == reference))
    issuer = (await db.scalars(statement)).first()
    if issuer is None:
        raise NotFound(tr("There is no issuer %(value)s.", value=repr(reference)))
    return issuer


async def list_issuers(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Issuer], int]:
    statement = select(Issuer)
    if search:
        statement = statement.where(Issuer.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = await db.scalars(statement.order_by(Issuer.name).offset(offset).limit(limit))
    return rows.all(), total


async def list_demanding_routes(db: AsyncSession, issuer_id: str) -> list[tuple[str, str]]:
    """Name and gateway's id of each route that takes an issuer's tokens."""
    statement = select(Route.name, Route.gateway_id, Route.protection).where(Route.protection.is_not(None))
    return [
        (name, gateway_id)
        for name, gateway_id, protection in await db.execute(statement.order_by(Route.name))
        if protection and issuer_id in protection["security"]["issuer_ids"]
    ]
