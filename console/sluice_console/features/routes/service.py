"""Making, changing and deleting routes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.auth.identity import Role
from sluice_console.core.errors import Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.core.sight import check_may
from sluice_console.features.attachments.queries import list_attachments
from sluice_console.features.changes import Change
from sluice_console.features.conflicts import begin_edit
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.limits.service import find_ids
from sluice_console.features.logins.service import find_id
from sluice_console.features.rollouts.queries import check_none_is_live
from sluice_console.features.routes import queries
from sluice_console.features.routes.protection import from_column, to_column
from sluice_console.features.routes.schemas import (
    Action,
    DestinationIn,
    Forward,
    MirrorIn,
    RouteIn,
    RouteOut,
    RoutePatch,
)
from sluice_console.features.services.queries import find_service
from sluice_console.features.tenants.borders import check_hosts_of, refuse_demands
from sluice_console.features.tenants.queries import find_tenant_id
from sluice_console.features.uniqueness import check_name_is_free
from sluice_console.models import Destination, Route, Service


async def create_route(change: Change, values: RouteIn) -> Route:
    """Raises `Invalid` at `gateway` or at the destination that leads nowhere."""
    try:
        gateway = await find_gateway(change.db, values.gateway)
    except NotFound as error:
        raise Invalid.field(
            "gateway", tr("there is no gateway %(value)s", value=repr(values.gateway))
        ) from error
    tenant_id = await _find_tenant(change, values.tenant)
    if not change.actor.may(Role.OPERATOR):
        await _check_borders(change, tenant_id, values.hosts)
        refuse_demands(protection=values.protection, shared_limits=values.shared_limits, login=values.login)
    await check_name_is_free(change.db, Route, values.name, Route.gateway_id == gateway.id)
    route = Route(
        id=change.make_id("rt"),
        gateway=gateway,
        gateway_id=gateway.id,
        name=values.name,
        description=values.description,
        hosts=values.hosts,
        match=values.match.model_dump(),
        headers=values.headers.model_dump(mode="json"),
        order=values.order,
        protection=await to_column(change.db, values.protection) if values.protection else None,
        shared_limits=await find_ids(change.db, gateway.id, values.shared_limits),
        login_id=await find_id(change.db, gateway.id, values.login),
        tenant_id=tenant_id,
        **await to_action_columns(change.db, values.action),
    )
    change.db.add(route)
    detail = values.model_dump(mode="json", exclude={"reason"})
    change.record("route.create", route, route.name, detail, tenant_id)
    change.touch(gateway.id)
    return route


async def update_route(change: Change, reference: str, values: RoutePatch) -> Route:
    route = await queries.find_route(change.db, reference)
    check_may(change.actor, route.tenant_id)
    await check_none_is_live(change.db, route_id=route.id, subject="route")
    await begin_edit(change, route)
    await _check_patch(change, route, values)
    if values.name is not None and values.name != route.name:
        await check_name_is_free(change.db, Route, values.name, Route.gateway_id == route.gateway_id)
        route.name = values.name
    for name in ("description", "hosts", "order"):
        value = getattr(values, name)
        if value is not None:
            setattr(route, name, value)
    if values.match is not None:
        route.match = values.match.model_dump()
    if values.headers is not None:
        route.headers = values.headers.model_dump(mode="json")
    if values.protection is not None:
        route.protection = await to_column(change.db, values.protection)
    if values.shared_limits is not None:
        route.shared_limits = await find_ids(change.db, route.gateway_id, values.shared_limits)
    if values.login is not None:
        route.login_id = await find_id(change.db, route.gateway_id, values.login)
    if values.action is not None:
        columns = await to_action_columns(
            change.db, values.action, [item.service for item in route.destinations]
        )
        route.action = columns["action"]
        await replace_destinations(change.db, route, columns["destinations"])
    if values.tenant is not None:
        route.tenant_id = await _find_tenant(change, values.tenant)
    detail = values.model_dump(mode="json", exclude={"reason"}, exclude_none=True)
    change.record("route.update", route, route.name, detail, route.tenant_id)
    change.touch(route.gateway_id)
    return route


async def delete_route(change: Change, reference: str) -> Route:
    """With the filters that are attached to it."""
    route = await queries.find_route(change.db, reference)
    check_may(change.actor, route.tenant_id)
    await check_none_is_live(change.db, route_id=route.id)
    attached = await list_attachments(change.db, route_id=route.id)
    change.keep(route, attached)
    detail = RouteOut.model_validate(to_output(route)).model_dump(mode="json")
    change.record("route.delete", route, route.name, detail, route.tenant_id)
    change.touch(route.gateway_id)
    await change.db.delete(route)
    return route


def to_output(route: Route) -> dict[str, Any]:
    """What `RouteOut` takes: the row with names beside ids and the destinations inside the action."""
    action = dict(route.action)
    if action["kind"] == "forward":
        action["destinations"] = [
            {
                "service": item.service.name,
                "service_id": item.service_id,
                "version": item.version,
                "weight": item.weight,
            }
            for item in route.destinations
            if not item.mirror
        ]
        action["mirrors"] = [
            {
                "service": item.service.name,
                "service_id": item.service_id,
                "version": item.version,
                "share": item.weight,
            }
            for item in route.destinations
            if item.mirror
        ]
    names = ("id", "gateway_id", "name", "description", "hosts", "match", "headers", "order", "shared_limits")
    values = {name: getattr(route, name) for name in (*names, "tenant_id", "created_at", "updated_at")}
    protection = from_column(route.protection)
    own = {"gateway": route.gateway.name, "login": route.login_id}
    return {**values, **own, "action": action, "protection": protection}


async def _find_tenant(change: Change, reference: str) -> str | None:
    """Whose the route is to be. Raises `Forbidden` where whoever asks may not change what is of that tenant.

    A member of one tenant need not name it.
    """
    tenant_id = await find_tenant_id(change.db, reference)
    may_change = [id_ for id_, role in change.actor.tenants.items() if role.may_act_as(Role.OPERATOR)]
    if tenant_id is None and change.actor.is_member and len(may_change) == 1:
        tenant_id = may_change[0]
    if tenant_id is None and change.actor.is_member:
        raise Invalid.field("tenant", tr("is needed: whose the route is"))
    check_may(change.actor, tenant_id)
    return tenant_id


async def _check_borders(change: Change, tenant_id: str | None, hosts: Sequence[str]) -> None:
    if tenant_id is not None:
        await check_hosts_of(change.db, tenant_id, hosts)


async def _check_patch(change: Change, route: Route, values: RoutePatch) -> None:
    """What a tenant's people may change of its routes; what is sent as it is stored is no change."""
    if not change.actor.may(Role.OPERATOR):
        tenant_id = route.tenant_id if not values.tenant else await _find_tenant(change, values.tenant)
        await _check_borders(change, tenant_id, values.hosts or route.hosts)
        stored = from_column(route.protection)
        refuse_demands(
            protection=values.protection is not None and values.protection.model_dump() != stored,
            shared_limits=values.shared_limits is not None
            and sorted(values.shared_limits) != sorted(route.shared_limits),
            login=values.login is not None and values.login != route.login_id,
        )


async def to_action_columns(
    db: AsyncSession, action: Action, known: Sequence[Service] = ()
) -> dict[str, Any]:
    """`action` and `destinations` as the row has them; the route leads to the services `known` already."""
    if not isinstance(action, Forward):
        return {"action": action.model_dump(), "destinations": []}
    return {
        "action": action.model_dump(exclude={"destinations", "mirrors"}),
        "destinations": await _to_destinations(db, action, known),
    }


async def _to_destinations(db: AsyncSession, action: Forward, known: Sequence[Service]) -> list[Destination]:
    """The split's arms first, then the mirrors."""
    there = {name: row for row in known for name in (row.id, row.name)}
    rows: list[Destination] = []
    named: tuple[tuple[str, DestinationIn | MirrorIn], ...] = (
        *((f"action.destinations.{number}", item) for number, item in enumerate(action.destinations)),
        *((f"action.mirrors.{number}", item) for number, item in enumerate(action.mirrors)),
    )
    for position, (path, value) in enumerate(named):
        try:
            service = there.get(value.service) or await find_service(db, value.service)
        except NotFound as error:
            raise Invalid.field(
                f"{path}.service", tr("there is no service %(value)s", value=repr(value.service))
            ) from error
        versions = sorted({endpoint.version for endpoint in service.endpoints if endpoint.version})
        if value.version and value.version not in versions:
            there_are = ", ".join(versions) or "none"
            raise Invalid.field(
                f"{path}.version",
                tr(
                    "%(name)s has no version %(value)s (it has: %(there_are)s)",
                    name=service.name,
                    value=repr(value.version),
                    there_are=there_are,
                ),
            )
        mirror = isinstance(value, MirrorIn)
        weight = value.share if isinstance(value, MirrorIn) else value.weight
        rows.append(
            Destination(
                position=position, service=service, version=value.version, weight=weight, mirror=mirror
            )
        )
    return rows


async def replace_destinations(db: AsyncSession, route: Route, rows: list[Destination]) -> None:
    """The old rows go first: the new ones have the same keys."""
    route.destinations.clear()
    await db.flush()
    route.destinations.extend(rows)
