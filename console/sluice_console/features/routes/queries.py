"""Reading routes."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, NotFound
from sluice_console.models import Gateway, Route


async def find_route(db: AsyncSession, reference: str) -> Route:
    """By id, by `gateway/name`, or by a name that only one gateway has; raises `NotFound`."""
    gateway, _, name = reference.rpartition("/")
    statement = select(Route).where(or_(Route.id == reference, Route.name == name))
    if gateway:
        statement = statement.join(Gateway).where(or_(Gateway.name == gateway, Gateway.id == gateway))
    found = (await db.scalars(statement.limit(2))).all()
    if not found:
        raise NotFound(f"There is no route {reference!r}.")
    if len(found) > 1:
        raise Conflict(f"Several gateways have a route {reference!r}; name it by its id or as gateway/name.")
    return found[0]


async def list_routes(
    db: AsyncSession, *, gateway: str = "", search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Route], int]:
    """Routes in the order in which they are asked; `gateway` is a name or an id."""
    statement = select(Route).join(Gateway)
    if gateway:
        statement = statement.where(or_(Gateway.id == gateway, Gateway.name == gateway))
    if search:
        statement = statement.where(Route.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.order_by(Gateway.name, Route.order, Route.name, Route.id)
    return (await db.scalars(ordered.offset(offset).limit(limit))).all(), total
