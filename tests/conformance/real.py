"""Scenarios in a real Envoy: one process for all of them, a listener, clusters and a VM for each."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
from tests.conformance.peers import Upstream, ask, serve
from tests.conformance.scenario import Scenario
from tests.conformance.transcript import Transcript, show_log
from tests.support.envoy import Envoy, find_free_port, run_envoy

AT_ONCE = 8
TYPES = "type.googleapis.com/envoy.extensions"
ENTRY = re.compile(
    r"^\[[^\]]*\]\[(\d+)\]\[(\w+)\]\[wasm\] \[[^\]]*\] wasm log [^:]*?([^\s:]+): "
    r"(.*(?:\n(?!\[20\d\d-).*)*)",
    re.MULTILINE,
)


async def run_all(
    scenarios: Sequence[Scenario], module: bytes, at_once: int = AT_ONCE
) -> dict[str, Transcript]:
    """Transcripts by the scenarios' names."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        code = folder / "player.wasm"
        code.write_bytes(module)
        async with AsyncExitStack() as stack:
            upstreams: dict[str, Upstream] = {}
            ports: dict[str, int] = {}
            for scenario in scenarios:
                for cluster, upstream in _upstreams(scenario).items():
                    upstreams[cluster] = upstream
                    ports[cluster] = await stack.enter_async_context(serve(upstream))
            bootstrap = _bootstrap(scenarios, code, ports)
            envoy = await stack.enter_async_context(run_envoy(folder, bootstrap, concurrency=1))
            await envoy.wait_until_ready()
            listeners = await _ports(envoy)
            log = Log(envoy.log_path)
            limit = asyncio.Semaphore(at_once)

            async def run(scenario: Scenario) -> tuple[str, Transcript]:
                async with limit:
                    return scenario.name, await _run(scenario, listeners[scenario.name], log, upstreams)

            found = dict(await asyncio.gather(*map(run, scenarios)))
            log = Log(envoy.log_path)
            log.read()
            for name, transcript in found.items():
                transcript.log = [show_log(*entry) for entry in log.said[name]]
            assert envoy.process.poll() is None, f"Envoy has crashed:\n{envoy.log_tail(60)}"
            await _read_metrics(envoy, found)
            return found


async def crashes(scenario: Scenario, module: bytes) -> bool:
    """Whether the scenario ends Envoy's process."""
    try:
        await run_all([scenario], module)
    except (AssertionError, OSError, httpx.HTTPError):
        return True
    return False


def _upstreams(scenario: Scenario) -> dict[str, Upstream]:
    found = {scenario.cluster("upstream"): Upstream([scenario.reply], False)}
    return found | {
        scenario.cluster(name): Upstream(replies, True) for name, replies in scenario.clusters.items()
    }


async def _run(scenario: Scenario, port: int, log: Log, upstreams: dict[str, Upstream]) -> Transcript:
    transcript = Transcript()
    for request in scenario.requests:
        transcript.client += await ask(port, request)
        await log.settle(scenario.name)
    await asyncio.sleep(scenario.linger)
    for name, upstream in upstreams.items():
        if name.startswith(f"{scenario.name}/"):
            shown = [line for seen in upstream.seen for line in seen]
            if upstream.is_cluster:
                transcript.calls += [f"{name}: {line}" for line in shown]
            else:
                transcript.upstream += shown
    return transcript


class Log:
    """What the filters in the worker said, read as it is written; the main thread's VMs are trials."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._main_thread = ""
        self.said: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def read(self) -> None:
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        whole = data[: data.rfind(b"\n") + 1]
        self._offset += len(whole)
        text = whole.decode(errors="replace")
        if not self._main_thread and (first := re.search(r"^\[[^\]]*\]\[(\d+)\]", text)):
            self._main_thread = first[1]
        for thread, level, plugin, message in ENTRY.findall(text):
            if thread != self._main_thread:
                self.said[plugin].append((level, message.rstrip("\n")))

    async def settle(self, name: str) -> None:
        """Until the streams that began have been deleted, or nothing more happens."""
        for _ in range(40):
            self.read()
            began = sum(
                bool(re.match(r"create #\d+ parent=[1-9]", message)) for _, message in self.said[name]
            )
            if began and began == sum(message.startswith("delete #") for _, message in self.said[name]):
                return
            await asyncio.sleep(0.02)


async def _ports(envoy: Envoy) -> dict[str, int]:
    answer = (await envoy.admin("/listeners?format=json")).json()
    return {
        each["name"]: each["local_address"]["socket_address"]["port_value"]
        for each in answer["listener_statuses"]
    }


async def _read_metrics(envoy: Envoy, transcripts: dict[str, Transcript]) -> None:
    for name, value in sorted((await envoy.statistics("^wasmcustom")).items()):
        scenario, _, metric = name.removeprefix("wasmcustom.").partition(".")
        if ";plugin=" in name:  # the API's own
            scenario, metric = name.rpartition("=")[2], name.removeprefix("wasmcustom.")
        if scenario in transcripts:
            transcripts[scenario].metrics.append(f"{metric} = {value}")


def _bootstrap(scenarios: Sequence[Scenario], code: Path, ports: dict[str, int]) -> dict[str, Any]:
    return {
        "node": {"id": "test-node", "cluster": "test-cluster"},
        "admin": {"address": _address(find_free_port())},
        "static_resources": {
            "listeners": [_listener(scenario, code) for scenario in scenarios],
            "clusters": [_cluster(name, port) for name, port in ports.items()],
        },
    }


def _address(port: int) -> dict[str, Any]:
    return {"socket_address": {"address": "127.0.0.1", "port_value": port}}


def _cluster(name: str, port: int) -> dict[str, Any]:
    endpoint = {"endpoint": {"address": _address(port)}}
    assignment = {"cluster_name": name, "endpoints": [{"lb_endpoints": [endpoint]}]}
    trailers = {"explicit_http_config": {"http_protocol_options": {"enable_trailers": True}}}
    options = {
        "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
            "@type": f"{TYPES}.upstreams.http.v3.HttpProtocolOptions",
            **trailers,
        }
    }
    return {"name": name, "load_assignment": assignment, "typed_extension_protocol_options": options}


def _listener(scenario: Scenario, code: Path) -> dict[str, Any]:
    wasm = {
        "name": scenario.name,
        "root_id": "player",
        "configuration": {
            "@type": "type.googleapis.com/google.protobuf.StringValue",
            "value": scenario.script,
        },
        "vm_config": {
            "vm_id": scenario.name,
            "runtime": "envoy.wasm.runtime.v8",
            "code": {"local": {"filename": str(code)}},
        },
        "allow_on_headers_stop_iteration": scenario.allows_stop_iteration,
    }
    route = {
        "name": "default",
        "match": {"prefix": "/"},
        "route": {"cluster": scenario.cluster("upstream"), "timeout": "0s"},
    }
    manager = {
        "@type": f"{TYPES}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "conformance",
        "delayed_close_timeout": "0s",  # a stream that is cut off closes its connection at once
        "http_protocol_options": {"enable_trailers": True},
        "route_config": {"virtual_hosts": [{"name": "all", "domains": ["*"], "routes": [route]}]},
        "http_filters": [
            {"name": "wasm", "typed_config": {"@type": f"{TYPES}.filters.http.wasm.v3.Wasm", "config": wasm}},
            {
                "name": "router",
                "typed_config": {
                    "@type": f"{TYPES}.filters.http.router.v3.Router",
                    "suppress_envoy_headers": True,
                },
            },
        ],
    }
    limit = scenario.buffer_limit
    return {
        "name": scenario.name,
        "address": _address(0),
        **({"per_connection_buffer_limit_bytes": limit} if limit else {}),
        "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
    }
