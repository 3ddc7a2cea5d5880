"""Filters that only see finished exchanges: as HTTP filters in tests, as an access logger in a real Envoy."""

from __future__ import annotations

import asyncio
import textwrap
from pathlib import Path

import httpx
import pytest
from tests.api.conftest import LoadSource
from tests.support.envoy import find_free_port, run_envoy
from tests.support.upstreams import run_upstream
from tests.testing.test_envoy_agrees import bootstrap

from sluice.compiler.diagnostics import CompileError
from sluice.toolchain.build import build_file

KINDS = "type.googleapis.com/envoy.extensions"
LOGGER = """\
from dataclasses import dataclass

from sluice import AccessLog, AccessLogger, Counter, log

exchanges = Counter("exchanges", labels=("status",))


@dataclass(frozen=True)
class Config:
    name: str


class Audit(AccessLogger[Config], on_error="continue"):
    def __init__(self) -> None:
        self.seen = 0

    def on_log(self, entry: AccessLog) -> None:
        self.seen += 1
        exchanges.increment(status=str(entry.status))
        if entry.path == "/raise":
            raise ValueError("no")
        flags = " ".join(entry.response_flags)
        log.info("%s %d: %s %s [%s]", self.config.name, self.seen, entry.path, str(entry.status), flags)
"""
SENDING = """\
from sluice import AccessLog, AccessLogger, http, log, spawn


class Send(AccessLogger[None]):
    def on_log(self, entry: AccessLog) -> None:
        spawn(send(entry.path))


async def send(path: str) -> None:
    reply = await http.post("upstream", "/collect" + path)
    log.info("sent %s: %s", path, str(reply.status))
"""


def test_one_object_sees_all_exchanges(load_source: LoadSource) -> None:
    filter = load_source(LOGGER, {"name": "audit"})
    for path in ("/a", "/raise", "/b"):
        assert filter.request("GET", path).response.status == 200
    messages = [entry.message for entry in filter.logs]
    assert (messages[0], messages[-1]) == ("audit 1: /a 200 []", "audit 3: /b 200 []")
    assert "ValueError: no" in messages[1]
    assert filter.metrics["exchanges", "200"] == 3


def test_it_can_send_what_it_sees(load_source: LoadSource) -> None:
    filter = load_source(SENDING)
    filter.upstream("upstream").replies(202)
    filter.request("GET", "/a")
    filter.advance(1.0)
    assert [entry.message for entry in filter.logs] == ["sent /a: 202"]


def test_other_callbacks_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "sample.py"
    source = """\
        from sluice import AccessLogger, Request


        class Sample(AccessLogger[None]):
            def on_request_headers(self, request: Request) -> None:
                return None
    """
    file.write_text(textwrap.dedent(source))
    with pytest.raises(CompileError, match=r"sample\.py:5:5: .*an AccessLogger only has `on_log`"):
        build_file(file)


async def _serve(folder: Path, source: str, config: str, paths: list[str], expected: list[str]) -> str:
    """An Envoy with the module as its access logger; its log once it tells what is expected."""
    file, module = folder / "sample.py", folder / "sample.wasm"
    file.write_text(source)
    module.write_bytes(build_file(file).wasm)
    port, admin_port = find_free_port(), find_free_port()
    async with run_upstream("echo") as upstream:
        started = bootstrap(port, admin_port, upstream, module)
        manager = started["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0][
            "typed_config"
        ]
        plugin = manager["http_filters"].pop(0)["typed_config"]["config"]
        plugin["configuration"] = {
            "@type": "type.googleapis.com/google.protobuf.StringValue",
            "value": config,
        }
        logger = {"@type": f"{KINDS}.access_loggers.wasm.v3.WasmAccessLog", "config": plugin}
        manager["access_log"] = [{"name": "envoy.access_loggers.wasm", "typed_config": logger}]
        route = manager["route_config"]["virtual_hosts"][0]["routes"][0]
        route["match"] = {"safe_regex": {"regex": "/(a|b|raise|collect.*)"}}
        async with run_envoy(folder, started, 1) as envoy, httpx.AsyncClient(trust_env=False) as client:
            await envoy.wait_until_ready()
            for path in paths:
                await client.get(f"http://127.0.0.1:{port}{path}")
            async with asyncio.timeout(10):
                while any(each not in envoy.log_path.read_text() for each in expected):  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
            return envoy.log_path.read_text()


@pytest.mark.envoy
async def test_as_an_access_logger_of_envoy(tmp_path: Path) -> None:
    expected = ["audit 1: /a 200 []", "ValueError: no", "audit 3: /nowhere 404 [NR]"]
    await _serve(tmp_path, LOGGER, '{"name": "audit"}', ["/a", "/raise", "/nowhere"], expected)


@pytest.mark.envoy
async def test_an_access_logger_of_envoy_sends(tmp_path: Path) -> None:
    log = await _serve(tmp_path, SENDING, "{}", ["/a", "/b"], ["sent /a: 200", "sent /b: 200"])
    assert "critical" not in log
