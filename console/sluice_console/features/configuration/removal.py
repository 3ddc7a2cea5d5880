"""Removing an object with which others would go: refused while there is any, whoever they belong to."""

from sqlalchemy import select

from sluice_console.core import clock
from sluice_console.core.errors import Conflict
from sluice_console.core.language import tr
from sluice_console.features.attachments.queries import list_attachments
from sluice_console.features.attachments.service import name_of
from sluice_console.features.changes import Change
from sluice_console.features.gateways.service import delete_gateway
from sluice_console.features.routes.service import delete_route
from sluice_console.features.tenants.queries import list_keys
from sluice_console.features.tenants.service import delete_tenant
from sluice_console.models import Gateway, Listener, Login, Route, SharedLimit, Tenant


async def remove_gateway(change: Change, gateway: Gateway) -> None:
    found: list[str] = []
    for noun, table in (("route", Route), ("listener", Listener), ("limit", SharedLimit), ("login", Login)):
        here = select(table.name).where(table.gateway_id == gateway.id).order_by(table.name)
        found += [f"{noun} {name}" for name in await change.db.scalars(here)]
    found += [name_of(row) for row in await list_attachments(change.db, gateway_id=gateway.id)]
    _refuse(f"gateway {gateway.name}", found)
    await delete_gateway(change, gateway.id)


async def remove_route(change: Change, route: Route) -> None:
    found = [name_of(row) for row in await list_attachments(change.db, route_id=route.id)]
    _refuse(f"route {route.gateway.name}/{route.name}", found)
    await delete_route(change, route.id)


async def remove_tenant(change: Change, tenant: Tenant) -> None:
    now = clock.now()
    found = [f"key {key.name}" for key in await list_keys(change.db, tenant.id) if key.is_good(now)]
    _refuse(f"tenant {tenant.name}", found)
    await delete_tenant(change, tenant.id)


def _refuse(what: str, found: list[str]) -> None:
    if found:
        more = f" and {len(found) - 5} more" if len(found) > 5 else ""
        raise Conflict(
            tr(
                "The %(what)s is no longer in the file, and with it would go what the file has not made or "
                "still names: %(found)s%(more)s. Remove that first, or leave the %(what)s in the file.",
                what=what,
                found=", ".join(found[:5]),
                more=more,
            )
        )
