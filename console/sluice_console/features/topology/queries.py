"""Reading what leads where: one row for each destination of a gateway's routes."""

from collections.abc import Sequence

from sqlalchemy import String, and_, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.sight import seen
from sluice_console.features.topology.graph import Arm
from sluice_console.models import Destination, Route, Service


async def list_arms(db: AsyncSession, gateway_id: str) -> Sequence[Arm]:
    """Of the routes that may be seen; a service that may not be is there without its name.

    Columns and no objects: a large gateway has ten thousand.
    """
    visible = and_(Destination.service_id == Service.id, *seen(db, Service.tenant_id))
    columns = (
        Route.id,
        cast(Route.hosts, String),
        func.coalesce(Destination.service_id, ""),
        func.coalesce(Service.name, ""),
        func.coalesce(Destination.version, ""),
        func.coalesce(Destination.weight, 1),
        func.coalesce(Destination.mirror, False),
    )
    statement = (
        select(*columns)
        .select_from(Route)
        .outerjoin(Destination, Destination.route_id == Route.id)
        .outerjoin(Service, visible)
        .where(Route.gateway_id == gateway_id, *seen(db, Route.tenant_id))
    )
    return [Arm(*row) for row in await db.execute(statement)]
