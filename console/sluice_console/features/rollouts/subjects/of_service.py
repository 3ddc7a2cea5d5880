"""A service's version: a gateway's routes that lead to one go to another."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.features.changes import Change
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.rollouts.schemas import RolloutIn
from sluice_console.features.rollouts.subjects.plan import Plan
from sluice_console.features.services.queries import find_service
from sluice_console.models import Destination, Gateway, Rollout, Route, Service


async def plan(change: Change, values: RolloutIn) -> Plan:
    db = change.db
    try:
        service = await find_service(db, values.service)
    except NotFound as error:
        raise Invalid.field(
            "service", tr("there is no service %(value)s", value=repr(values.service))
        ) from error
    try:
        gateway = await find_gateway(db, values.gateway)
    except NotFound as error:
        raise Invalid.field(
            "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
        ) from error
    new = values.version or ""
    _check_there(service, new)
    old = await _find_old(db, gateway, service, values.from_version)
    if old == new:
        raise Invalid.field("version", tr("is what the routes lead to already"))
    moved = await _find_routes(db, gateway.id, service.id, old)
    if not moved:
        raise Invalid.field(
            "from_version",
            tr(
                "no route of %(gateway)s leads to %(version)s of %(service)s",
                gateway=gateway.name,
                version=old or tr("all endpoints"),
                service=service.name,
            ),
        )
    return Plan(gateway, {"version": old}, {"version": new}, service=service, moved_routes=list(moved))


async def check_still_fits(db: AsyncSession, rollout: Rollout) -> None:
    """Routes may have come and gone since the draft was written, and versions, too."""
    service = rollout.service
    assert service is not None
    try:
        _check_there(service, rollout.new_configuration["version"])
    except Invalid as error:
        raise Conflict(
            tr("The service has changed since this draft was made; make a new rollout.")
        ) from error
    old = rollout.old_configuration["version"]
    rollout.moved_routes = list(await _find_routes(db, rollout.gateway_id, service.id, old))
    if not rollout.moved_routes:
        raise Conflict(tr("No route leads to the version of before any more; make a new rollout."))


async def take_over(change: Change, rollout: Rollout) -> None:
    """Every destination by itself: somebody may have changed another one of its route meanwhile."""
    old, new = rollout.old_configuration["version"], rollout.new_configuration["version"]
    where = select(Route).where(Route.id.in_(rollout.moved_routes or ())).order_by(Route.id)
    for route in (await change.db.scalars(where)).unique().all():
        moved = [
            item
            for item in route.destinations
            if (item.service_id, item.version, item.mirror) == (rollout.service_id, old, False)
        ]
        if moved:
            change.keep(route)
            for item in moved:
                item.version = new
            detail = {"service": rollout.service_id, "version": new, "before": old}
            change.record("route.update", route, route.name, detail, route.tenant_id)


async def versions_led_to(db: AsyncSession, gateway_id: str, service_id: str) -> Sequence[str]:
    """The versions that requests of a gateway go to, sorted; "" is all endpoints."""
    chosen = select(Destination.version).join(Route).where(Route.gateway_id == gateway_id)
    chosen = chosen.where(Destination.service_id == service_id, Destination.mirror.is_(False))
    return sorted(set(await db.scalars(chosen)))


def versions_of(service: Service) -> list[str]:
    return sorted({endpoint.version for endpoint in service.endpoints if endpoint.version})


def _check_there(service: Service, version: str) -> None:
    versions = versions_of(service)
    if version and version not in versions:
        raise Invalid.field(
            "version",
            tr(
                "%(name)s has no version %(value)s (it has: %(there_are)s)",
                name=service.name,
                value=repr(version),
                there_are=", ".join(versions) or "none",
            ),
        )


async def _find_old(db: AsyncSession, gateway: Gateway, service: Service, wanted: str | None) -> str:
    """The version that is named, or the only one that the gateway's routes lead to."""
    if wanted is not None:
        return wanted
    found = await versions_led_to(db, gateway.id, service.id)
    if len(found) == 1:
        return found[0]
    raise Invalid.field(
        "from_version",
        tr(
            "say which: routes of %(gateway)s lead to these versions: %(versions)s",
            gateway=gateway.name,
            versions=", ".join(item or tr("all endpoints") for item in found) or tr("none"),
        ),
    )


async def _find_routes(db: AsyncSession, gateway_id: str, service_id: str, version: str) -> Sequence[str]:
    chosen = select(Destination.route_id).join(Route).where(Route.gateway_id == gateway_id)
    chosen = chosen.where(
        Destination.service_id == service_id,
        Destination.version == version,
        Destination.mirror.is_(False),
    )
    return (await db.scalars(chosen.distinct().order_by(Destination.route_id))).all()
