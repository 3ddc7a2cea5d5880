"""A console in this process and real Envoys of its gateway `edge`, set up over REST as operators do."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from tests.console.conftest import Console, run_console, wait_for
from tests.support.envoy import Envoy, find_free_port, run_envoy
from tests.support.traffic import Connection

from sluice.toolchain.build import build_file
from sluice_console.core.settings import Settings
from sluice_console.envoy import ir
from sluice_console.envoy.bootstrap import to_bootstrap

FILTERS = Path(__file__).resolve().parents[2] / "filters"


@dataclass(frozen=True, slots=True)
class Stand:
    """`client` asks the gateway; all its nodes share the port."""

    console: Console
    envoys: Sequence[Envoy]
    port: int
    client: httpx.AsyncClient

    async def rest(self, method: str, path: str, **body: Any) -> Any:
        """`await stand.rest("PATCH", "routes/edge/all", order=5)`"""
        return await self.console.ok(method, f"/api/{path}", json=body)

    async def service(self, name: str, *endpoints: ir.Endpoint | int, **settings: Any) -> None:
        """A number is a port of 127.0.0.1."""
        await self.rest("POST", "services", name=name, endpoints=to_rest(*endpoints), settings=settings)

    async def route(self, name: str, *destinations: Mapping[str, Any], **fields: Any) -> Any:
        """To destinations such as `{"service": "web", "version": "v1", "weight": 90}`."""
        action = {"kind": "forward", "destinations": destinations}
        return await self.rest("POST", "routes", gateway="edge", name=name, **{"action": action, **fields})

    async def attach(self, name: str, **configuration: Any) -> None:
        """A ready-made filter, at the gateway."""
        files = {"module": ("m.wasm", build(name))}
        await self.console.ok("POST", f"/api/filters/{name}/versions", files=files)
        await self.rest("POST", "attachments", filter=name, gateway="edge", configuration=configuration)

    async def ask(self, path: str = "/", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(f"http://127.0.0.1:{self.port}{path}", headers=named)

    async def status(self, path: str = "/", **headers: str) -> int:
        return (await self.ask(path, **headers)).status_code

    async def answers(
        self, count: int, path: str = "/", connections: int = 4, **headers: str
    ) -> Counter[str]:
        """How often each body came, or the status where it was not 200."""
        found: Counter[str] = Counter()
        sent = {"host": "test", **{name.replace("_", "-"): value for name, value in headers.items()}}
        left = iter(range(count))

        async def work() -> None:
            connection = Connection(self.port)
            for _ in left:
                status, _, body = await connection.get(path, sent)
                found[body.decode() if status == 200 else str(status)] += 1
            connection.close()

        await asyncio.gather(*(work() for _ in range(connections)))
        return found

    async def until_applied(self, seconds: float = 20) -> None:
        """Until all nodes have the newest release."""

        async def are_current() -> bool:
            items = (await self.rest("GET", "nodes"))["items"]
            return len(items) == len(self.envoys) and all(item["current"] for item in items)

        await wait_for(are_current, seconds)


def to_rest(*endpoints: ir.Endpoint | int) -> list[dict[str, Any]]:
    """As REST takes them."""
    return [
        {"host": "127.0.0.1", "port": item} if isinstance(item, int) else asdict(item) for item in endpoints
    ]


@cache
def build(name: str) -> bytes:
    """The module of a ready-made filter."""
    return build_file(FILTERS / f"{name}.py", release=True).wasm


@asynccontextmanager
async def operated(
    settings: Settings, folder: Path, nodes: int = 1, concurrency: int = 1, **gateway: Any
) -> AsyncIterator[Stand]:
    """`gateway` are further fields of the gateway `edge`."""
    port = find_free_port()
    async with AsyncExitStack() as stack:
        console = await stack.enter_async_context(run_console(settings))
        xds = await console.app.state.xds.start("127.0.0.1", 0)
        listen = {"name": "edge", "listen_address": "127.0.0.1", "listen_port": port, **gateway}
        await console.ok("POST", "/api/gateways", json=listen)
        envoys = []
        for number in range(nodes):
            token = await console.token(role="node", gateway="edge")
            xds_at, admin = [("127.0.0.1", xds)], find_free_port()
            overload = ir.Overload(**gateway.get("overload") or {})
            bootstrap = to_bootstrap(f"n{number}", "edge", xds_at, admin, token, overload)
            running = run_envoy(folder / f"n{number}", bootstrap, concurrency=concurrency)
            envoys.append(await stack.enter_async_context(running))
        for envoy in envoys:
            await envoy.wait_until_ready()
        limits = httpx.Limits(max_keepalive_connections=0)
        client = httpx.AsyncClient(trust_env=False, limits=limits, timeout=20)
        yield Stand(console, envoys, port, await stack.enter_async_context(client))
