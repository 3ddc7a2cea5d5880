"""Several filters in one file, chosen by the plugin's root id: on both platforms, and in a real Envoy."""

from __future__ import annotations

import asyncio
import copy
import textwrap
from pathlib import Path

import httpx
import pytest
from tests.api.conftest import LoadSource
from tests.support.envoy import find_free_port, run_envoy
from tests.support.upstreams import run_upstream
from tests.testing.test_envoy_agrees import bootstrap

from sluice.compiler.diagnostics import CompileError
from sluice.testing import LoadError
from sluice.toolchain.build import build_file
from sluice.toolchain.inspection import inspect_module

SOURCE = """\
from dataclasses import dataclass

from sluice import AccessLog, AccessLogger, Chunk, HttpFilter, Request, RequestInfo, Response, http, log

requests: list[str] = []


@dataclass(frozen=True)
class Keys:
    keys: dict[str, str]


@dataclass(frozen=True)
class Limits:
    limit: int
    name: str = "x"


class ApiKey(HttpFilter[Keys]):
    def on_request_headers(self, request: Request) -> Response | None:
        requests.append(request.path)
        if request.headers.get("x-key", "") not in self.config.keys:
            return Response(401)
        if request.path == "/raise":
            raise ValueError("key")
        return None


class Count(HttpFilter[Limits], on_error="continue", root_id="count"):
    def __init__(self) -> None:
        self.seen = self.config.limit

    def on_request_headers(self, request: Request) -> Response | None:
        self.seen += 1
        request.headers["x-seen"] = f"{self.config.name}{self.seen} {len(requests)}"
        if request.path == "/raise":
            raise ValueError("count")
        return None

    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        return body.data.upper()


class Audit(AccessLogger[None]):
    def on_log(self, entry: AccessLog) -> None:
        log.info("audit %s", entry.path)
"""
WAITING = (
    SOURCE
    + """

class Ask(HttpFilter[Limits], root_id="ask"):
    async def on_request_headers(self, request: Request) -> Response | None:
        reply = await http.get("auth", "/" + self.config.name)
        request.headers["x-reply"] = str(reply.status)
        return None
"""
)


@pytest.mark.parametrize("source", [SOURCE, WAITING], ids=["plain", "waiting"])
def test_each_is_chosen_by_its_root_id(load_source: LoadSource, source: str) -> None:
    keys = load_source(source, {"keys": {"k": "ann"}}, root_id="ApiKey")
    assert keys.request("GET", "/", headers={"x-key": "?"}).response.status == 401
    passed = keys.request("GET", "/", headers={"x-key": "k"}, body=b"abc")
    assert passed.response.status == 200
    assert "x-seen" not in passed.upstream_request.headers
    assert keys.request("GET", "/raise", headers={"x-key": "k"}).response.status == 500

    count = load_source(source, {"limit": 5, "name": "n"}, root_id="count")
    for _ in range(2):
        counted = count.request("GET", "/raise")
        assert counted.upstream_request.headers["x-seen"] == "n6 0"
        assert counted.response.status == 200

    audit = load_source(source, root_id="Audit")
    audit.request("GET", "/seen")
    assert [entry.message for entry in audit.logs] == ["audit /seen"]


def test_one_of_several_waits(load_source: LoadSource) -> None:
    ask = load_source(WAITING, {"limit": 1, "name": "who"}, root_id="ask")
    ask.upstream("auth").replies(204)
    assert ask.request("GET", "/").upstream_request.headers["x-reply"] == "204"


def test_configurations_are_checked_by_the_filter_that_is_meant(load_source: LoadSource) -> None:
    for root_id, config in (("count", {"keys": {}}), ("ApiKey", {"limit": 1}), ("Audit", {"keys": {}})):
        with pytest.raises(LoadError, match=r"config"):
            load_source(SOURCE, config, root_id=root_id)


@pytest.mark.parametrize("root_id", ["", "apikey", "Count"])
def test_an_unknown_root_id_is_refused(load_source: LoadSource, root_id: str) -> None:
    said = rf'no filter of this module has the root id "{root_id}"; it has ApiKey, count, Audit'
    with pytest.raises(LoadError, match=said):
        load_source(SOURCE, root_id=root_id)


def test_the_module_tells_what_it_has(tmp_path: Path) -> None:
    file = tmp_path / "sample.py"
    file.write_text(SOURCE)
    info = inspect_module(build_file(file).wasm)
    assert [(each.root_id, each.on_error) for each in info.filters] == [
        ("ApiKey", "deny"),
        ("count", "continue"),
        ("Audit", "deny"),
    ]
    assert [each.config_schema and each.config_schema["title"] for each in info.filters] == [
        "Keys",
        "Limits",
        None,
    ]


@pytest.mark.parametrize(
    ("keyword", "said"),
    [
        ('root_id="A"', r"A has the root id 'A' already; give each filter its own"),
        ("root_id=NAME", r"root_id is a text, written out and not empty"),
        ('root_id=""', r"root_id is a text, written out and not empty"),
    ],
)
def test_root_ids_are_checked(tmp_path: Path, keyword: str, said: str) -> None:
    file = tmp_path / "sample.py"
    source = f"""\
        from sluice import HttpFilter

        NAME = "x"


        class A(HttpFilter[None]): ...


        class B(HttpFilter[None], {keyword}): ...
    """
    file.write_text(textwrap.dedent(source))
    with pytest.raises(CompileError, match=said):
        build_file(file)


@pytest.mark.envoy
async def test_in_envoy_all_from_one_file(tmp_path: Path) -> None:
    file, module = tmp_path / "sample.py", tmp_path / "sample.wasm"
    file.write_text(SOURCE)
    module.write_bytes(build_file(file).wasm)
    port, admin_port = find_free_port(), find_free_port()
    async with run_upstream("echo") as upstream:
        started = bootstrap(port, admin_port, upstream, module)
        manager = started["static_resources"]["listeners"][0]["filter_chains"][0]["filters"][0][
            "typed_config"
        ]
        sample = manager["http_filters"].pop(0)
        configurations = {
            "ApiKey": '{"keys": {"k": "ann"}}',
            "count": '{"limit": 7, "name": "n"}',
            "Audit": "",
        }
        for place, (root_id, text) in enumerate(configurations.items()):
            filter_ = copy.deepcopy(sample)
            plugin = filter_["typed_config"]["config"]
            plugin["name"], plugin["root_id"] = root_id, root_id
            plugin["configuration"] = {
                "@type": "type.googleapis.com/google.protobuf.StringValue",
                "value": text,
            }
            manager["http_filters"].insert(place, filter_)
        async with run_envoy(tmp_path, started, 1) as envoy, httpx.AsyncClient(trust_env=False) as client:
            await envoy.wait_until_ready()
            url = f"http://127.0.0.1:{port}/a"
            assert (await client.get(url)).status_code == 401
            passed = await client.get(url, headers={"x-key": "k"})
            assert passed.status_code == 200
            assert '"X-SEEN": "N8 2"' in passed.text  # the globals are shared: two requests were seen
            assert '"X-SEEN": "N8 3"' in (await client.get(url, headers={"x-key": "k"})).text
            async with asyncio.timeout(10):
                while envoy.log_path.read_text().count("audit /a") < 3:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
