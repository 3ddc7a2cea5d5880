"""A route's change: where its requests go, how they are sent on, their headers, what is demanded of them.

Hosts, match and order stay: both sides take the same requests. A login and faults stay, too: open connections
have the chain of filters that they have, and a fault has one share for the whole route.
"""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from sluice_console.core.errors import Conflict, Invalid, NotFound
from sluice_console.core.language import tr
from sluice_console.core.sight import check_may, check_scope
from sluice_console.envoy import ir
from sluice_console.envoy.rollout_fields import needs_another_chain
from sluice_console.features.changes import Change
from sluice_console.features.limits.service import find_ids
from sluice_console.features.releases.objects import read_gateway, to_candidate
from sluice_console.features.rollouts.schemas import RolloutIn
from sluice_console.features.rollouts.subjects.plan import Plan
from sluice_console.features.routes.changing import read_changed, take_columns, to_columns
from sluice_console.features.routes.queries import find_route
from sluice_console.models import Rollout, Route


async def plan(change: Change, values: RolloutIn) -> Plan:
    route = await _find_route(change.db, values.route)
    check_may(change.actor, route.tenant_id)
    check_scope(change.actor, "routes")
    assert values.change is not None
    columns = await to_columns(change.db, route, values.change)
    names = values.change.model_dump(exclude_none=True).keys()
    before = await read_changed(change.db, route, names)
    after = await read_changed(change.db, route, names, columns)
    if before == after:
        raise Invalid.field("change", tr("changes nothing: this is how the route is now"))
    await _check_chain(change.db, route, columns)
    return Plan(route.gateway, before, after, route=route, candidate=columns)


async def check_still_fits(db: AsyncSession, rollout: Rollout) -> None:
    """The route may have moved on since the draft was written."""
    route = rollout.route
    assert route is not None and rollout.candidate is not None
    if await read_changed(db, route, rollout.old_configuration.keys()) != rollout.old_configuration:
        raise Conflict(tr("The route has changed since this draft was made; make a new rollout."))
    await find_ids(db, route.gateway_id, rollout.candidate.get("shared_limits", ()))
    await _check_chain(db, route, rollout.candidate)


async def take_over(change: Change, rollout: Rollout) -> None:
    route = rollout.route
    assert route is not None and rollout.candidate is not None
    change.keep(route)
    await take_columns(change.db, route, rollout.candidate)
    change.record("route.update", route, route.name, rollout.new_configuration, route.tenant_id)


async def _find_route(db: AsyncSession, reference: str) -> Route:
    try:
        return await find_route(db, reference)
    except NotFound as error:
        raise Invalid.field("route", tr("there is no route %(value)s", value=repr(reference))) from error


async def _check_chain(db: AsyncSession, route: Route, columns: dict[str, Any]) -> None:
    gateway = await read_gateway(db, route.gateway)
    present = next(item for item in gateway.routes if item.id == route.id)
    changed = to_candidate(present, columns)
    if _fault_of(changed) != _fault_of(present):
        raise Invalid.field(
            "change.action.fault", tr("is for all requests of a route: change it in the route itself")
        )
    if needs_another_chain(gateway, changed):
        raise Invalid.field(
            "change",
            tr(
                "needs other filters in the gateway's chain, which connections that are open do not get; "
                "change the route itself"
            ),
        )


def _fault_of(route: ir.Route) -> ir.Fault | None:
    return route.action.fault if isinstance(route.action, ir.Forward) else None
