"""The Envoy under measurement: one process, one worker, a listener for each variant of a filter.

All variants share the process, so that they share its memory layout, its age and its luck. Every request is
answered by a `direct_response`: no upstream adds its noise.
"""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sluice.cli.local.envoy import find_binary
from sluice.cli.local.ports import HOST, bound_socket

START_SECONDS = 30.0
HCM_TYPE = (
    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
)
ROUTER_TYPE = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"
ANSWER = {"status": 200, "body": {"inline_string": "ok\n"}}
ROUTES: Sequence[dict[str, Any]] = ({"match": {"prefix": "/"}, "direct_response": ANSWER},)


class GatewayError(Exception):
    """Envoy did not start: the message holds the end of its log."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """A running Envoy; `ports` by the variant's name."""

    process: subprocess.Popen[bytes]
    ports: Mapping[str, int]

    def cpu_seconds(self) -> float:
        """What all threads used since the start.

        From the scheduler's own accounting (nanoseconds), because the ticks of /proc/PID/stat (10 ms) are one
        percent of a measurement.
        """
        tasks = Path(f"/proc/{self.process.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def start_gateway(
    filters: Mapping[str, dict[str, Any] | None],
    folder: Path,
    routes: Sequence[dict[str, Any]] = ROUTES,
    clusters: Sequence[dict[str, Any]] = (),
) -> Gateway:
    """Start Envoy and wait until every listener answers. `filters` by the variant's name: Envoy's
    configuration of the HTTP filter, None for a listener without one. Raises `GatewayError`.
    """
    ports = dict(zip(filters, free_ports(len(filters)), strict=True))
    listeners = [to_listener(name, each, ports[name], routes) for name, each in filters.items()]
    bootstrap = folder / "envoy.json"
    bootstrap.write_text(
        json.dumps({"static_resources": {"listeners": listeners, "clusters": list(clusters)}})
    )
    log = folder / "envoy.log"
    command = [str(find_binary()), "-c", str(bootstrap), "--concurrency", "1", "--disable-hot-restart"]
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "-l", "warning"], stdout=output, stderr=subprocess.STDOUT)
    gateway = Gateway(process, ports)
    try:
        wait_until_listening(gateway, log)
    except BaseException:
        gateway.stop()
        raise
    pin(process.pid, {0})
    return gateway


def free_ports(count: int) -> list[int]:
    held = [bound_socket(0) for _ in range(count)]
    ports = [int(one.getsockname()[1]) for one in held]
    for one in held:
        one.close()
    return ports


def wait_until_listening(gateway: Gateway, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    for port in gateway.ports.values():
        while not listens(port):
            if gateway.process.poll() is not None or time.monotonic() > deadline:
                raise GatewayError(f"Envoy did not start; the end of its log:\n{log.read_text()[-2000:]}")
            time.sleep(0.05)


def listens(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://{HOST}:{port}/", timeout=1).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def pin(pid: int, cores: set[int]) -> None:
    """Keep a process on the given cores, where the machine has more than one and lets us."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), cores)


def to_listener(
    name: str, http_filter: dict[str, Any] | None, port: int, routes: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    router = {"name": "router", "typed_config": {"@type": ROUTER_TYPE}}
    manager = {
        "@type": HCM_TYPE,
        "stat_prefix": name,
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": list(routes)}]},
        "http_filters": [router] if http_filter is None else [http_filter, router],
    }
    return {
        "name": name,
        "address": {"socket_address": {"address": HOST, "port_value": port}},
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
