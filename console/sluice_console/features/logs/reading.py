"""Lines with the names that people know, and how much of the traffic they are."""

from collections.abc import Sequence
from typing import Any

from fastapi import Request
from sqlalchemy import or_, select

from sluice_console.core.auth.identity import Identity
from sluice_console.core.db import Database
from sluice_console.core.errors import NotFound
from sluice_console.core.language import tr
from sluice_console.core.sight import only_seen, see_as
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.logs.lines import LogLine, Wanted
from sluice_console.features.logs.tail import LiveLog
from sluice_console.models import Gateway, Route
from sluice_console.xds.nodes import NodeRegistry


def log_of(request: Request) -> LiveLog:
    log: LiveLog = request.app.state.live_log
    return log


class RouteNames:
    """The names of routes by their ids; one that is gone is called by its id."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, str] = {"": ""}

    async def learn(self, lines: Sequence[LogLine]) -> None:
        """So that `to_output` knows those of these lines."""
        new = {line.route_id for line in lines} - self._known.keys()
        if new:
            async with self._database.reading() as db:
                found = await db.execute(select(Route.id, Route.name).where(Route.id.in_(new)))
                self._known |= {id_: id_ for id_ in new} | {row.id: row.name for row in found}

    def to_output(self, line: LogLine) -> dict[str, Any]:
        """What `LineOut` takes."""
        names = (
            "number",
            "at",
            "node",
            "method",
            "host",
            "path",
            "status",
            "duration",
            "route_id",
            "candidate",
        )
        more = ("service", "upstream", "client", "details", "flags", "tenant", "scheme", "headers")
        found = {name: getattr(line, name) for name in (*names, *more)}
        return {**found, "route": self._known[line.route_id]}


async def find_wanted(
    database: Database,
    reader: Identity,
    gateway: str,
    *,
    route: str,
    tenant: str,
    status: str,
    path: str,
    text: str,
) -> tuple[Gateway, Wanted]:
    """Raises `NotFound` for a gateway, or a route of it, that is not there. `route` is a name or an id.

    The people of a tenant want no lines but of the routes that are its own now.
    """
    async with database.reading() as db:
        see_as(db, reader)
        found = await find_gateway(db, gateway)
        own = only_seen(db, select(Route.id).where(Route.gateway_id == found.id), Route.tenant_id)
        route_id: str | None = ""
        if route:
            route_id = await db.scalar(own.where(or_(Route.id == route, Route.name == route)))
        routes = frozenset(await db.scalars(own)) if reader.is_member else None
    if route_id is None:
        raise NotFound(tr("Gateway %(name)s has no route %(value)s.", name=found.name, value=repr(route)))
    return found, Wanted(route_id, tenant, status, path, text, routes)


def read_state(log: LiveLog, nodes: NodeRegistry, gateway_id: str) -> dict[str, Any]:
    """What `LogState` takes."""
    mine = {key for key in nodes.own_keys() if key[0] == gateway_id}
    here = sum(node.connected for node in nodes.list_own(mine, ()))
    every = sum(node.connected for node in nodes.list_nodes(gateway_id))
    return {
        "share": log.share_of(gateway_id),
        "dropped": log.dropped(gateway_id),
        "nodes": max(every, here),
        "elsewhere": max(0, every - here),
    }
