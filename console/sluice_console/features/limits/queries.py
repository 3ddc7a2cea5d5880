"""Reading shared limits."""

from collections.abc import Sequence

from sqlalchemy import String, cast, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.counting import count_all
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.models import Gateway, Route, SharedLimit


async def find_limit(db: AsyncSession, reference: str) -> SharedLimit:
    """By id, or as `gateway/name`; raises `NotFound`."""
    gateway, _, name = reference.partition("/")
    named = (SharedLimit.name == name) & SharedLimit.gateway_id.in_(
        select(Gateway.id).where(or_(Gateway.name == gateway, Gateway.id == gateway))
    )
    limit = (await db.scalars(select(SharedLimit).where(or_(SharedLimit.id == reference, named)))).first()
    if limit is None:
        raise NotFound(
            tr("There is no shared limit %(value)s; write its id, or gateway/limit.", value=repr(reference))
        )
    return limit


async def list_limits(
    db: AsyncSession, *, gateway: str = "", search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[SharedLimit], int]:
    statement = select(SharedLimit).join(Gateway)
    if gateway:
        statement = statement.where(or_(Gateway.id == gateway, Gateway.name == gateway))
    if search:
        statement = statement.where(SharedLimit.name.contains(search, autoescape=True))
    ordered = statement.order_by(Gateway.name, SharedLimit.name)
    rows = (await db.scalars(ordered.offset(offset).limit(limit))).all()
    return rows, await count_all(db, statement, offset, limit, len(rows))


async def list_limited_routes(db: AsyncSession, gateway_id: str) -> dict[str, list[tuple[str, str]]]:
    """Id and name of the routes that have each limit: `{"sl_…": [("rt_…", "search")]}`."""
    limited = cast(Route.shared_limits, String) != "[]"
    statement = select(Route.id, Route.name, Route.shared_limits)
    statement = statement.where(Route.gateway_id == gateway_id, limited)
    found: dict[str, list[tuple[str, str]]] = {}
    for route_id, name, limits in await db.execute(statement.order_by(Route.name)):
        for limit_id in limits:
            found.setdefault(limit_id, []).append((route_id, name))
    return found
