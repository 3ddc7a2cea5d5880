"""The Envoy under measurement: one process, one worker, a listener for each variant.

All variants share the process, so that they share its memory layout, its age and its luck. Every request is
answered by a `direct_response`: no upstream adds its noise. `/check` shows what the filter made of it.
"""

import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.variants import CONSUMER_HEADER, KEY_HEADER, Variant
from sluice.cli.local.envoy import find_binary
from sluice.cli.local.ports import HOST, bound_socket

START_SECONDS = 30.0
HCM_TYPE = (
    "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager"
)
ROUTER_TYPE = "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router"


@dataclass(frozen=True, slots=True)
class Gateway:
    """A running Envoy; `ports` by the variant's name."""

    process: subprocess.Popen[bytes]
    ports: dict[str, int]

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


def start_gateway(variants: Sequence[Variant], folder: Path) -> Gateway:
    """Start Envoy and wait until every listener answers. RuntimeError with the end of its log otherwise."""
    ports = free_ports(len(variants))
    by_name = {variant.name: port for variant, port in zip(variants, ports, strict=True)}
    listeners = [to_listener(variant, by_name[variant.name]) for variant in variants]
    bootstrap = folder / "envoy.yaml"
    bootstrap.write_text(yaml.safe_dump({"static_resources": {"listeners": listeners}}))
    log = folder / "envoy.log"
    command = [str(find_binary()), "-c", str(bootstrap), "--concurrency", "1", "--disable-hot-restart"]
    with log.open("wb") as output:
        process = subprocess.Popen([*command, "-l", "warning"], stdout=output, stderr=subprocess.STDOUT)
    gateway = Gateway(process, by_name)
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
                raise RuntimeError(f"Envoy did not start; the end of its log:\n{log.read_text()[-2000:]}")
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


def to_listener(variant: Variant, port: int) -> dict[str, Any]:
    router = {"name": "router", "typed_config": {"@type": ROUTER_TYPE}}
    filters = [router] if variant.http_filter is None else [variant.http_filter, router]
    manager = {
        "@type": HCM_TYPE,
        "stat_prefix": variant.name,
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": to_routes()}]},
        "http_filters": filters,
    }
    return {
        "name": variant.name,
        "address": {"socket_address": {"address": HOST, "port_value": port}},
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }


def to_routes() -> list[dict[str, Any]]:
    answer = {"status": 200, "body": {"inline_string": "ok\n"}}
    seen = [
        {"header": {"key": "x-seen-consumer", "value": f"%REQ({CONSUMER_HEADER})%"}},
        {"header": {"key": "x-seen-key", "value": f"%REQ({KEY_HEADER})%"}},
    ]
    return [
        {"match": {"path": "/check"}, "direct_response": answer, "response_headers_to_add": seen},
        {"match": {"prefix": "/"}, "direct_response": answer},
    ]
