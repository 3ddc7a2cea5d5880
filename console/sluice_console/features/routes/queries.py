"""Reading routes."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Row, Select, String, case, cast, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import lazyload

from sluice_console.core.counting import count_all
from sluice_console.core.errors import Conflict, NotFound
from sluice_console.core.language import tr
from sluice_console.core.sight import only_seen, seen
from sluice_console.core.text import part_of
from sluice_console.features.known import recall, remember
from sluice_console.models import Destination, Gateway, Route, Service
from sluice_console.models.routes import ANY_HOST, FIRST_HOSTS


async def find_route(db: AsyncSession, reference: str) -> Route:
    """By id, by `gateway/name`, or by a name that only one gateway has; raises `NotFound`."""
    if (known := recall(db, Route, reference)) is not None:
        return known
    gateway, _, name = reference.rpartition("/")
    statement = select(Route).where(or_(Route.id == reference, Route.name == name))
    if gateway:
        statement = statement.join(Gateway).where(or_(Gateway.name == gateway, Gateway.id == gateway))
    found = (await db.scalars(only_seen(db, statement, Route.tenant_id).limit(2))).all()
    if not found:
        raise NotFound(tr("There is no route %(value)s.", value=repr(reference)))
    if len(found) > 1:
        raise Conflict(
            tr(
                "Several gateways have a route %(value)s; name it by its id or as gateway/name.",
                value=repr(reference),
            )
        )
    return remember(db, reference, found[0])


async def list_routes(
    db: AsyncSession, *, gateway: str = "", search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Route], int]:
    """Routes in the order in which they are asked; `gateway` is a name or an id."""
    statement = only_seen(db, select(Route).join(Gateway), Route.tenant_id)
    if gateway:
        statement = statement.where(or_(Gateway.id == gateway, Gateway.name == gateway))
    if search:
        statement = statement.where(Route.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    ordered = statement.order_by(Gateway.name, Route.order, Route.name, Route.id)
    return (await db.scalars(ordered.offset(offset).limit(limit))).all(), total


async def list_names(
    db: AsyncSession, gateways: Iterable[Gateway], *, limit: int
) -> Sequence[Row[str, str, str]]:
    """`id`, `name` and `gateway_id` of the gateways' routes, for a choice among them."""
    found: list[Row[str, str, str]] = []
    for gateway in gateways:
        statement = select(Route.id, Route.name, Route.gateway_id).where(Route.gateway_id == gateway.id)
        ordered = statement.where(*seen(db, Route.tenant_id)).order_by(Route.order, Route.name, Route.id)
        found += (await db.execute(ordered.limit(limit - len(found)))).all()
        if len(found) == limit:
            break
    return found


async def list_by_host(
    db: AsyncSession, gateway_id: str, *, search: str = "", offset: int = 0, limit: int = 50
) -> tuple[Sequence[Route], int]:
    """A gateway's routes, grouped by their hosts and within them in the order in which they are asked.

    `search` finds a part of the name, a host, the path or the name of a service.
    """
    statement = by_host(gateway_id) if not search else _searched(db, gateway_id, search)
    statement = statement.where(*seen(db, Route.tenant_id))
    ids = (await db.scalars(statement.offset(offset).limit(limit))).all()
    total = await count_all(db, statement.order_by(None), offset, limit, len(ids))
    without_gateway = select(Route).where(Route.id.in_(ids)).options(lazyload(Route.gateway))
    rows = {row.id: row for row in await db.scalars(without_gateway)}
    return [rows[id_] for id_ in ids], total


def by_host(gateway_id: str) -> Select[str]:
    """The ids of all routes of a gateway, in the order of an index."""
    statement = select(Route.id).where(Route.gateway_id == gateway_id)
    return statement.order_by(ANY_HOST, FIRST_HOSTS, Route.order, Route.name, Route.id)


def _searched(db: AsyncSession, gateway_id: str, search: str) -> Select[str]:
    """Sorted anew: to read all routes in the order of the index takes longer than to sort those that fit."""
    hosts = cast(Route.hosts, String)
    fields = Route.name, hosts, cast(Route.match, String)
    named = Service.name.contains(search, autoescape=True)
    services = select(Destination.route_id).join(Service, Destination.service_id == Service.id)
    found = services.where(named, *seen(db, Service.tenant_id))
    fits = or_(*(field.like(part_of(search), escape="/") for field in fields), Route.id.in_(found))
    statement = select(Route.id).where(Route.gateway_id == gateway_id, fits)
    any_host = case((hosts == '["*"]', 1), else_=0)
    return statement.order_by(any_host, hosts, Route.order, Route.name, Route.id)


async def count_routes(db: AsyncSession, gateway_id: str) -> int:
    statement = select(func.count()).select_from(Route).where(Route.gateway_id == gateway_id)
    return await db.scalar(only_seen(db, statement, Route.tenant_id)) or 0
