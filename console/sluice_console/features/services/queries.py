"""Reading services."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.core.sight import only_seen, seen
from sluice_console.features.known import recall, remember
from sluice_console.models import Destination, Endpoint, Issuer, Login, Route, Service


async def find_service(db: AsyncSession, reference: str) -> Service:
    """By id or name; raises `NotFound`."""
    if (known := recall(db, Service, reference)) is not None:
        return known
    statement = select(Service).where(or_(Service.id == reference, Service.name == reference))
    service = (await db.scalars(only_seen(db, statement, Service.tenant_id))).first()
    if service is None:
        raise NotFound(tr("There is no service %(value)s.", value=repr(reference)))
    return remember(db, reference, service)


async def list_services(
    db: AsyncSession, *, search: str = "", offset: int = 0, limit: int = 100
) -> tuple[Sequence[Service], int]:
    statement = only_seen(db, select(Service), Service.tenant_id)
    if search:
        statement = statement.where(Service.name.contains(search, autoescape=True))
    total = await db.scalar(select(func.count()).select_from(statement.subquery())) or 0
    rows = await db.scalars(statement.order_by(Service.name).offset(offset).limit(limit))
    return rows.all(), total


async def list_routes_to(db: AsyncSession, service_id: str) -> Sequence[Route]:
    """The routes that lead to a service, which therefore cannot be deleted."""
    statement = select(Route).where(
        Route.id.in_(select(Destination.route_id).where(Destination.service_id == service_id))
    )
    return (await db.scalars(statement.order_by(Route.name))).all()


async def find_issuer_of(db: AsyncSession, service_id: str) -> str | None:
    """The name of an issuer of tokens whose keys the service has."""
    return await db.scalar(select(Issuer.name).where(Issuer.service_id == service_id).limit(1))


async def count_routes(db: AsyncSession) -> dict[str, int]:
    """How many routes lead to each service, by its id."""
    routes = func.count(func.distinct(Destination.route_id))
    rows = await db.execute(select(Destination.service_id, routes).group_by(Destination.service_id))
    return dict(rows.all())


async def list_versions(db: AsyncSession) -> dict[str, tuple[str, ...]]:
    """Every service with its versions, by name: `{"checkout": ("v2", "v3")}`, for choices in forms."""
    pairs = select(Service.name, Endpoint.version).outerjoin(Endpoint, Endpoint.service_id == Service.id)
    statement = pairs.distinct().where(*seen(db, Service.tenant_id))
    versions: dict[str, list[str]] = {}
    for name, version in await db.execute(statement.order_by(Service.name, Endpoint.version)):
        versions.setdefault(name, []).extend([version] if version else ())
    return {name: tuple(found) for name, found in versions.items()}


async def find_login_of(db: AsyncSession, service_id: str) -> str | None:
    """The name of a login whose tokens the service gives."""
    return await db.scalar(select(Login.name).where(Login.service_id == service_id).limit(1))
