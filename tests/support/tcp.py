"""An Envoy that passes a TCP connection through one Wasm filter to an upstream.

async with run_tcp_filter(folder, module, config, upstream_port) as proxy:
    reader, writer = await proxy.connect()
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.envoy import Envoy, find_free_port, run_envoy

KINDS = "type.googleapis.com/envoy.extensions"


@dataclass(slots=True)
class TcpProxy:
    envoy: Envoy
    port: int

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port)

    def log(self) -> str:
        return self.envoy.log_path.read_text(errors="replace")

    def lines(self) -> list[str]:
        """What filters have logged, without what Envoy puts before it."""
        logged = (line for line in self.log().splitlines() if "wasm log" in line)
        return [line.partition("wasm log")[2].partition(": ")[2] for line in logged]


def _cluster(name: str, port: int) -> dict[str, Any]:
    address = {"socket_address": {"address": "127.0.0.1", "port_value": port}}
    endpoints = [{"lb_endpoints": [{"endpoint": {"address": address}}]}]
    assignment = {"cluster_name": name, "endpoints": endpoints}
    return {"name": name, "type": "STATIC", "connect_timeout": "1s", "load_assignment": assignment}


def _bootstrap(
    port: int, admin: int, module: Path, config: str, clusters: Mapping[str, int]
) -> dict[str, Any]:
    wasm = {
        "@type": f"{KINDS}.filters.network.wasm.v3.Wasm",
        "config": {
            "name": "sample",
            "vm_config": {
                "runtime": "envoy.wasm.runtime.v8",
                "code": {"local": {"filename": str(module)}},
            },
            "configuration": {"@type": "type.googleapis.com/google.protobuf.StringValue", "value": config},
        },
    }
    proxy = {
        "@type": f"{KINDS}.filters.network.tcp_proxy.v3.TcpProxy",
        "stat_prefix": "tcp",
        "cluster": "upstream",
    }
    address = {"socket_address": {"address": "127.0.0.1", "port_value": port}}
    chain = [{"name": "wasm", "typed_config": wasm}, {"name": "tcp", "typed_config": proxy}]
    return {
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": admin}}},
        "static_resources": {
            "listeners": [{"name": "tcp", "address": address, "filter_chains": [{"filters": chain}]}],
            "clusters": [_cluster(name, where) for name, where in clusters.items()],
        },
    }


def _write(folder: Path, module: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "module.wasm"
    file.write_bytes(module)
    return file


@asynccontextmanager
async def run_tcp_filter(
    folder: Path, module: bytes, config: str, clusters: Mapping[str, int]
) -> AsyncIterator[TcpProxy]:
    """`clusters` by name with their ports; connections go to "upstream"."""
    file = _write(folder, module)
    port = find_free_port()
    bootstrap = _bootstrap(port, find_free_port(), file, config, clusters)
    async with run_envoy(folder, bootstrap, concurrency=1) as envoy:
        await envoy.wait_until_ready()
        yield TcpProxy(envoy, port)


@asynccontextmanager
async def run_line_upstream() -> AsyncIterator[tuple[int, list[bytes]]]:
    """Answers what it gets after "ECHO ", until the client ends; its port, and all that came, in order."""
    received: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(65536):
            received.append(data)
            if data.startswith(b"QUIT"):
                break
            writer.write(b"ECHO " + data)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield int(server.sockets[0].getsockname()[1]), received
    finally:
        server.close()
