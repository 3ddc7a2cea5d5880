"""Ten thousand routes, a thousand services and as many tenants as rows of the console's own tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import insert

from sluice_console.core.auth.secret import digest_of
from sluice_console.core.db import Database
from sluice_console.core.settings import Settings
from sluice_console.features.changes import Changes
from sluice_console.features.gateways.queries import find_gateway
from sluice_console.features.releases.publication import Publisher
from sluice_console.features.routes.schemas import RouteIn
from sluice_console.features.services.schemas import ServiceSettings
from sluice_console.features.tokens.service import operator
from sluice_console.models import Endpoint, Route, Service, Tenant, TenantKey
from sluice_console.xds.cache import SnapshotCache


async def fill(data: Path, gateway: str, routes: int, services: int, tenants: int) -> None:
    """In one release. The running console learns of them with the next change that it makes itself."""
    database = Database(Settings(data=data).url)
    changes = Changes(database, Publisher(SnapshotCache()))
    async with changes.begin(operator("bench"), "a large gateway") as change:
        found = await find_gateway(change.db, gateway)
        rows = [to_service(number) for number in range(services)]
        await change.db.execute(insert(Service), [row for row, _ in rows])
        await change.db.execute(insert(Endpoint), [endpoint for _, endpoint in rows])
        await change.db.execute(
            insert(Route), [to_route(number, found.id, found.name) for number in range(routes)]
        )
        await change.db.execute(insert(Tenant), [to_tenant(number) for number in range(tenants)])
        await change.db.execute(insert(TenantKey), [to_key(number) for number in range(tenants)])
        change.touch(found.id)
    await database.close()


def to_service(number: int) -> tuple[dict[str, Any], dict[str, Any]]:
    settings = ServiceSettings().model_dump()
    service = {"id": f"sv_bench{number:06}", "name": f"s{number}", "description": "", "settings": settings}
    endpoint = {
        "id": f"ep_bench{number:06}",
        "service_id": service["id"],
        "position": 0,
        "host": f"10.{number // 250 % 250}.{number % 250}.1",
        "port": 8080,
    }
    return service, endpoint


def to_tenant(number: int) -> dict[str, Any]:
    return {
        "id": f"tn_bench{number:06}",
        "name": f"tenant{number}",
        "hosts": [f"tenant{number}.test"],
        "rate": 100,
    }


def to_key(number: int) -> dict[str, Any]:
    return {
        "id": f"tk_bench{number:06}",
        "tenant_id": f"tn_bench{number:06}",
        "name": "first",
        "digest": digest_of(f"key {number}"),
        "hint": "key",
        "created_by": "bench",
    }


def to_route(number: int, gateway_id: str, gateway: str) -> dict[str, Any]:
    """A thousand hosts, one for each tenant."""
    values = RouteIn.model_validate(
        {
            "gateway": gateway,
            "name": f"r{number}",
            "hosts": [f"tenant{number % 1000}.test"],
            "match": {"path": {"value": f"/p{number}"}},
            "action": {"kind": "respond", "status": 200},
        }
    )
    return {
        "id": f"rt_bench{number:06}",
        "gateway_id": gateway_id,
        "name": values.name,
        "description": "",
        "hosts": values.hosts,
        "match": values.match.model_dump(),
        "action": values.action.model_dump(),
        "headers": values.headers.model_dump(mode="json"),
        "order": values.order,
        "protection": None,
    }
