"""A filter in Envoy against no filter: Envoy's CPU per request, two listeners of one process in turn."""

import socket
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sluice.cli.local.ports import HOST
from sluice.cli.measure.gateway import Gateway, start_gateway
from sluice.cli.measure.rounds import Comparison, compare
from sluice.testing.envoy.configuration import to_wasm_filter
from sluice.testing.host import Plugin

CONNECTIONS = 8
SLICE_REQUESTS = 1200
TIMEOUT_SECONDS = 10.0


class LoadError(Exception):
    """Envoy did not answer as a load needs it."""


@dataclass(frozen=True, slots=True)
class InEnvoy:
    """`statuses` that the requests were answered with, by how often."""

    comparison: Comparison
    statuses: Mapping[int, int]


def measure_in_envoy(
    plugin: Plugin, wasm: bytes, holds_headers: bool, request: bytes, seconds: float
) -> InEnvoy:
    """`request` is a whole request of HTTP/1.1. Raises `GatewayError`, `LoadError`."""
    filters: dict[str, dict[str, Any] | None] = {
        "without": None,
        "with": to_wasm_filter(plugin, wasm, holds_headers),
    }
    statuses: dict[int, int] = {}
    with tempfile.TemporaryDirectory(prefix="sluice-bench-") as folder, ExitStack() as held:
        gateway = start_gateway(filters, Path(folder))
        held.callback(gateway.stop)
        loads = {name: Load(gateway, port, request) for name, port in gateway.ports.items()}
        for load in loads.values():
            held.callback(load.close)
        comparison = compare(
            lambda: loads["without"].slice({}), lambda: loads["with"].slice(statuses), seconds
        )
    return InEnvoy(comparison, statuses)


class Load:
    """Connections that are kept, each with one request under way."""

    def __init__(self, gateway: Gateway, port: int, request: bytes) -> None:
        self._gateway = gateway
        self._place = (HOST, port)
        self._request = request
        self._sockets = [self._connect() for _ in range(CONNECTIONS)]

    def slice(self, statuses: dict[int, int]) -> float:
        """Send a slice of requests; µs of Envoy's CPU for each. What they were answered is counted."""
        before = self._gateway.cpu_seconds()
        for _ in range(SLICE_REQUESTS // CONNECTIONS):
            for each in self._sockets:
                each.sendall(self._request)
            for number, each in enumerate(self._sockets):
                status, keeps = read_answer(each)
                statuses[status] = statuses.get(status, 0) + 1
                if not keeps:
                    each.close()
                    self._sockets[number] = self._connect()
        used = self._gateway.cpu_seconds() - before
        return used / (SLICE_REQUESTS // CONNECTIONS * CONNECTIONS) * 1e6

    def close(self) -> None:
        for each in self._sockets:
            each.close()

    def _connect(self) -> socket.socket:
        return socket.create_connection(self._place, timeout=TIMEOUT_SECONDS)


def read_answer(connection: socket.socket) -> tuple[int, bool]:
    """The status, and whether the connection goes on. Raises `LoadError`."""
    data = b""
    try:
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += _some(connection)
        head = data[:end].lower()
        status = int(head.split(b" ", 2)[1])
        body = data[end + 4 :]
        fields = dict(line.split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line)
        if fields.get(b"transfer-encoding") == b"chunked":
            while not body.endswith(b"0\r\n\r\n"):
                body += _some(connection)
        else:
            while len(body) < int(fields.get(b"content-length", b"0")):
                body += _some(connection)
    except (OSError, ValueError, IndexError) as error:
        raise LoadError(f"no answer from Envoy ({error or 'the connection was closed'})") from None
    return status, fields.get(b"connection") != b"close"


def _some(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise LoadError("Envoy closed the connection within an answer: does the filter reset requests?")
    return data
