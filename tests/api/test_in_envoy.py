"""Compiled filters in a real Envoy, delivered as the console does it, behave as they do in tests."""

from __future__ import annotations

import asyncio
import functools
import json
import textwrap
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from tests.api.conftest import PRELUDE
from tests.support.edge import NODE, Edge, run_edge
from tests.support.envoy import find_free_port
from tests.support.gateways import make_filter_version, make_gateway
from tests.support.traffic import send_requests
from tests.support.upstreams import run_upstream

from sluice.toolchain.build import build_file
from sluice_console.envoy import ir

pytestmark = pytest.mark.envoy

FILTERS = Path(__file__).parents[2] / "filters"
KEYS = '{"keys": {"k-ann": "ann"}}'


@functools.cache
def build_ready_made(name: str) -> bytes:
    return build_file(FILTERS / f"{name}.py").wasm


def build_source(folder: Path, source: str) -> bytes:
    file = folder / "sample.py"
    file.write_text(PRELUDE + textwrap.dedent(source))
    return build_file(file).wasm


class FilterEdge:
    """An Envoy with one filter `<name>@1` in front of an upstream that tells what it was asked."""

    def __init__(self, edge: Edge, name: str, module: bytes, upstream: int) -> None:
        self.edge = edge
        self._version = make_filter_version("1", module, name)
        self._upstream = upstream

    def gateway(self, config: str, others: Mapping[str, int] | None = None) -> ir.Gateway:
        """`others`: further services by id, with their ports."""
        ports = {"sv_1": self._upstream, **(others or {})}
        routes = [ir.Route("rt_1", "orders", ir.Forward((ir.Destination("sv_1"),)))]
        for name in others or {}:
            match = ir.RouteMatch(ir.PathMatch("prefix", f"/{name}"))
            routes.append(ir.Route(f"rt_{name}", name, ir.Forward((ir.Destination(name),)), match=match))
        return make_gateway(
            self.edge.port,
            services=tuple(
                ir.Service(name, name, (ir.Endpoint("127.0.0.1", port),)) for name, port in ports.items()
            ),
            routes=tuple(routes),
            filters=(self._version,),
            attachments=(ir.Attachment("at_1", self._version.id, config),),
        )

    def next_version(self, mark: str, module: bytes) -> ir.Gateway:
        """The gateway with another version of the filter."""
        self._version = make_filter_version(mark, module, self._version.name)
        return self.gateway("{}")

    async def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with httpx.AsyncClient(trust_env=False, timeout=30) as client:
            url = f"http://127.0.0.1:{self.edge.port}{path}"
            return await client.request(method, url, content=body, headers=named)

    async def exceptions(self) -> dict[str, int]:
        return await self.edge.envoy.statistics("exceptions_total")

    def log(self) -> str:
        return self.edge.envoy.log_path.read_text()


@asynccontextmanager
async def run_filter(folder: Path, name: str, module: bytes, config: str = "{}") -> AsyncIterator[FilterEdge]:
    port = find_free_port()
    async with run_upstream("echo") as upstream, run_edge(folder, make_gateway(port), port) as edge:
        started = FilterEdge(edge, name, module, upstream)
        await edge.publish(started.gateway(config))
        yield started


async def test_api_key(tmp_path: Path) -> None:
    async with run_filter(tmp_path, "api_key", build_ready_made("api_key"), KEYS) as filter:
        missing = await filter.send("GET", "/orders")
        assert (missing.status_code, missing.text) == (401, "API key required\n")
        assert missing.headers["www-authenticate"] == "ApiKey"
        assert (await filter.send("GET", "/orders", x_api_key="nope")).text == "unknown API key\n"
        passed = await filter.send("GET", "/orders", x_api_key="k-ann", x_consumer="root")
        assert passed.status_code == 200
        seen = passed.json()["headers"]
        assert seen["x-consumer"] == "ann"
        assert "x-api-key" not in seen
        assert await filter.edge.envoy.statistics("api_key_denied_total") == {
            "wasmcustom.api_key_denied_total;reason=missing": 1,
            "wasmcustom.api_key_denied_total;reason=unknown": 1,
        }
        assert await filter.exceptions() == {}


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ("{", "config: not JSON"),
        ("{}", "config.keys: required, but missing"),
        ('{"keys": {"k": 5}}', 'config.keys["k"]: expected str, got int'),
    ],
)
async def test_a_wrong_configuration_is_refused_and_the_last_one_stays(
    tmp_path: Path, bad: str, problem: str
) -> None:
    async with run_filter(tmp_path, "api_key", build_ready_made("api_key"), KEYS) as filter:
        report = await filter.edge.control.publish(filter.gateway(bad))
        assert NODE in report.rejected
        assert problem in filter.log()
        assert (await filter.send("GET", "/", x_api_key="k-ann")).status_code == 200
        assert (await filter.send("GET", "/")).status_code == 401
        await filter.edge.publish(filter.gateway('{"keys": {"k-new": "bob"}}'))
        assert (await filter.send("GET", "/", x_api_key="k-new")).json()["headers"]["x-consumer"] == "bob"
        assert (await filter.send("GET", "/", x_api_key="k-ann")).status_code == 401


async def test_headers_both_ways(tmp_path: Path) -> None:
    config = {
        "request": {"remove": ["x-debug"], "set": {"x-env": "prod"}, "add": {"via": "sluice"}},
        "response": {"remove": ["server"], "set": {"x-frame-options": "DENY"}},
    }
    module = build_ready_made("request_headers")
    async with run_filter(tmp_path, "request_headers", module, json.dumps(config)) as filter:
        answer = await filter.send("GET", "/", x_debug="1", x_env="dev", via="cdn")
        seen = answer.json()["headers"]
        assert "x-debug" not in seen
        assert (seen["x-env"], seen["via"]) == ("prod", "cdn,sluice")
        assert answer.headers["x-frame-options"] == "DENY"


async def test_access_log(tmp_path: Path) -> None:
    async with run_filter(tmp_path, "json_access_log", build_ready_made("json_access_log")) as filter:
        await filter.send("POST", "/orders?id=1", b"12345", x_request_id="r-1")
        for _ in range(100):
            if '"message": "access"' in filter.log():
                break
            await asyncio.sleep(0.05)
        line = next(line for line in filter.log().splitlines() if '"message": "access"' in line)
        entry = json.loads(line[line.index("{") :])
        assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/orders?id=1", 200)
        assert (entry["request_size"], entry["details"]) == (5, "via_upstream")
        assert 0 < entry["duration_ms"] < 30_000
        assert entry["upstream"].startswith("127.0.0.1:")


FAILS = """
class Sample(HttpFilter[None], on_error="{on_error}"):
    def on_request_headers(self, request: Request) -> Response | None:
        if request.path == "/fails":
            broken(request.headers)
        return None

    def on_log(self, exchange: AccessLog) -> None:
        if exchange.path == "/bad-log":
            raise RuntimeError("in the log")

def broken(headers: Headers) -> str:
    return headers["x-nope"]
"""


async def test_an_exception_denies_and_the_filter_lives_on(tmp_path: Path) -> None:
    module = build_source(tmp_path, FAILS.format(on_error="deny"))
    async with run_filter(tmp_path, "sample", module) as filter:
        failed = await filter.send("GET", "/fails")
        assert (failed.status_code, failed.text) == (500, "internal error\n")
        assert (await filter.send("GET", "/fine")).status_code == 200
        assert (await filter.send("GET", "/bad-log")).status_code == 200
        log = filter.log()
        assert "Traceback (most recent call last):" in log
        assert 'sample.py", line 13, in on_request_headers' in log
        assert 'sample.py", line 21, in broken' in log
        assert "KeyError: 'x-nope'" in log
        assert "RuntimeError: in the log" in log
        assert await filter.exceptions() == {"wasmcustom.exceptions_total;plugin=sample@1": 2}


async def test_an_exception_lets_pass_where_the_filter_says_so(tmp_path: Path) -> None:
    module = build_source(tmp_path, FAILS.format(on_error="continue"))
    async with run_filter(tmp_path, "sample", module) as filter:
        assert (await filter.send("GET", "/fails")).status_code == 200
        assert "KeyError: 'x-nope'" in filter.log()
        assert await filter.exceptions() == {"wasmcustom.exceptions_total;plugin=sample@1": 1}


BODIES = """
class Sample(HttpFilter[None]):
    pieces: int = 0
    method: str = ""

    def on_request_headers(self, request: Request) -> Response | None:
        self.method = request.method
        return None

    def on_request_body(self, request: RequestInfo, body: Chunk) -> bytes | Response | None:
        self.pieces += 1
        if b"forbidden" in body.data:
            return Response(413, body="not that\\n")
        return body.data.replace(b"a", b"<A>")

    def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        response.headers["x-method"] = self.method
        response.headers["x-pieces"] = str(self.pieces)
        if response.status == 200:
            response.status = 202
        return None

    def on_response_body(self, request: RequestInfo, body: Chunk) -> bytes | None:
        return body.data.replace(b"echo", b"[echo, longer]")
"""


async def test_bodies_response_headers_and_state_of_a_request(tmp_path: Path) -> None:
    async with run_filter(tmp_path, "sample", build_source(tmp_path, BODIES)) as filter:
        answer = await filter.send("POST", "/", b"banana")
        assert answer.status_code == 202
        assert answer.json()["body"] == "b<A>n<A>n<A>"
        assert answer.json()["upstream"] == "[echo, longer]"
        assert answer.headers["x-method"] == "POST"
        assert answer.headers["x-pieces"] in ("1", "2")  # the end of the body may come as a piece of its own
        plain = await filter.send("PUT", "/")
        assert (plain.headers["x-method"], plain.headers["x-pieces"]) == ("PUT", "0")
        refused = await filter.send("POST", "/", b"forbidden")
        assert (refused.status_code, refused.text) == (413, "not that\n")
        many = await asyncio.gather(*(filter.send("POST", f"/{n}", b"a" * n) for n in range(50)))
        assert [each.json()["body"] for each in many] == ["<A>" * n for n in range(50)]


ENDLESS = """
def deeper(number: int) -> int:
    return deeper(number + 1) + 1

def slow(number: int) -> int:
    return number if number < 2 else slow(number - 1) + slow(number - 2)

class Sample(HttpFilter[None]):
    def on_request_headers(self, request: Request) -> Response | None:
        path = request.path
        kept: list[object] = []
        if path == "/loop":
            while True:
                pass
        if path == "/stubborn":
            while True:
                try:
                    while True:
                        pass
                except Exception:
                    continue
        if path == "/recursion":
            deeper(0)
        if path == "/slow":
            slow(90)
        if path == "/sum":
            sum(range(10**15))
        if path == "/many":
            while True:
                kept.append([1, 2, 3])
        if path == "/text":
            text = "x"
            while True:
                text += text
        return None
"""
ENDS = {
    "/loop": "TimeoutError: a callback may take 10000000 steps",
    "/stubborn": "TimeoutError",
    "/recursion": "RecursionError: maximum recursion depth exceeded",
    "/slow": "TimeoutError",
    "/sum": "TimeoutError",
    "/many": "MemoryError",
    "/text": "MemoryError",
}


async def test_what_never_ends_is_ended_and_the_filter_lives_on(tmp_path: Path) -> None:
    async with run_filter(tmp_path, "sample", build_source(tmp_path, ENDLESS)) as filter:
        for path, error in ENDS.items():
            seen = len(filter.log())
            ended = await filter.send("GET", path)
            assert (ended.status_code, ended.text) == (500, "internal error\n"), path
            assert error in filter.log()[seen:], path
            assert (await filter.send("GET", "/fine")).status_code == 200
        assert await filter.exceptions() == {"wasmcustom.exceptions_total;plugin=sample@1": len(ENDS)}


async def test_memory_stays_flat(tmp_path: Path) -> None:
    """Over 40,000 requests, refused and passed ones, after a warm-up of 10,000."""
    async with run_filter(tmp_path, "api_key", build_ready_made("api_key"), KEYS) as filter:
        process = psutil.Process(filter.edge.envoy.process.pid)
        port = filter.edge.port
        await send_requests(port, count=5_000)
        await send_requests(port, count=5_000, headers={"x-api-key": "k-ann"})
        before = process.memory_info().rss
        refused = await send_requests(port, count=20_000)
        passed = await send_requests(port, count=20_000, headers={"x-api-key": "k-ann"})
        assert (refused.statuses, passed.statuses) == ({401: 20_000}, {200: 20_000})
        assert process.memory_info().rss - before < 4 * 1024 * 1024


OTHERS = {
    "response_headers": (
        '{"defaults": {"x-content-type-options": "nosniff"}}',
        {},
        200,
        "x-content-type-options",
    ),
    "cors": (
        '{"origins": ["https://a.example"]}',
        {"origin": "https://a.example"},
        200,
        "access-control-allow-origin",
    ),
    "ip_allow_deny": ('{"deny": ["127.0.0.0/8"]}', {}, 403, "content-length"),
    "bot_block": ('{"block": ["badbot"]}', {"user-agent": "BadBot/1"}, 403, "content-length"),
    "maintenance_page": ("{}", {"accept": "text/html"}, 503, "retry-after"),
    "request_id": ('{"header": "x-id"}', {}, 200, "x-id"),
    "jwt_hs256": ('{"secret": "s"}', {"authorization": "Bearer a.b.c"}, 401, "www-authenticate"),
    "waf_lite": ("{}", {"user-agent": "<script>alert(1)"}, 403, "content-length"),
    "canary_tagger": ('{"users": ["jason"]}', {"x-user": "jason"}, 200, "content-length"),
}


@pytest.mark.parametrize("name", OTHERS)
async def test_other_ready_made_filters(tmp_path: Path, name: str) -> None:
    config, headers, status, header = OTHERS[name]
    async with run_filter(tmp_path, name, build_ready_made(name), config) as filter:
        answer = await filter.send("GET", "/", b"", **headers)
        assert answer.status_code == status
        assert header in answer.headers
        if name == "canary_tagger":
            assert answer.json()["headers"]["x-canary"] == "true"
        assert await filter.exceptions() == {}


async def test_a_rate_limit_holds_over_all_workers(tmp_path: Path) -> None:
    config = '{"rate": 0.001, "burst": 20, "key_header": "x-key"}'
    async with run_filter(tmp_path, "token_bucket", build_ready_made("token_bucket"), config) as filter:
        for client in ("ann", "bob"):
            tally = await send_requests(
                filter.edge.port, count=100, headers={"x-key": client}, connections=16
            )
            assert tally.statuses == {200: 20, 429: 80}


AWAITS = """
from sluice import CalloutError, CalloutTimeout, UnknownCluster, every, gather, http, sleep, spawn

ticks = Counter("ticks_total")
logged = Counter("logged_total")

@every(seconds=0.05, at_start=True)
async def count(plugin: Plugin[None]) -> None:
    await sleep(0.01)
    ticks.increment()

class Awaits(HttpFilter[None]):
    user: str = ""

    async def on_request_headers(self, request: Request) -> Response | None:
        wanted = request.headers.get("x-cluster", "sv_1")
        try:
            reply = await http.get(wanted, "/check", headers={"x-from": request.path}, timeout=1.5)
        except UnknownCluster:
            return Response(502, "unknown")
        except CalloutTimeout:
            return Response(504, "too late")
        except CalloutError as error:
            return Response(503, str(error))
        first, second = await gather(http.get("sv_1", "/a"), http.post("sv_1", "/b", body="bee"))
        self.user = f"{reply.json()['path']} {first.json()['path']} {second.json()['body']}"
        if request.path == "/fails":
            raise ValueError("after awaiting")
        data = await request.body(limit=50)
        if data:
            await request.set_body(data.upper())
        request.headers["x-user"] = self.user
        return None

    async def on_response_headers(self, request: RequestInfo, response: Response) -> Response | None:
        await sleep(0.01)
        data = await response.read()
        if response.status == 200:
            await response.set_body(data + b" ")
        response.headers["x-user"] = self.user
        return None

    def on_log(self, access: AccessLog) -> None:
        spawn(tell())

async def tell() -> None:
    try:
        await http.post("sv_1", "/log", body="done")
    except CalloutTimeout:  # the machine is busy
        pass
    logged.increment()
"""


async def test_filters_that_await(tmp_path: Path) -> None:
    module = build_source(tmp_path, "from sluice import Plugin\n" + AWAITS)
    silent = await asyncio.start_server(lambda reader, writer: asyncio.sleep(30), "127.0.0.1", 0)
    dead = find_free_port()
    async with run_filter(tmp_path, "sample", module) as filter:
        ports = {"sv_silent": silent.sockets[0].getsockname()[1], "sv_dead": dead}
        await filter.edge.publish(filter.gateway("{}", ports))
        passed = await filter.send("POST", "/orders", body=b"abc")
        assert passed.status_code == 200
        seen = json.loads(passed.text)
        assert (seen["body"], seen["headers"]["x-user"]) == ("ABC", "/check /a bee")
        assert passed.headers["x-user"] == "/check /a bee"
        assert (await filter.send("GET", "/orders")).json()["body"] == ""
        assert (await filter.send("POST", "/orders", body=b"x" * 51)).status_code == 413
        for cluster, status in (("none", 502), ("sv_silent", 504), ("sv_dead", 503)):
            assert (await filter.send("GET", "/", x_cluster=cluster)).status_code == status
        assert (await filter.send("GET", "/fails")).status_code == 500
        assert filter.log().count("ValueError: after awaiting") == 1
        together = [filter.send("POST", f"/{n}", body=b"y") for n in range(40)]
        assert {each.status_code for each in await asyncio.gather(*together)} == {200}
        for _ in range(9):
            impatient = asyncio.create_task(filter.send("GET", "/", x_cluster="sv_silent"))
            await asyncio.sleep(0.02)
            impatient.cancel()
        assert (await filter.send("GET", "/orders")).status_code == 200
        counted = await filter.edge.envoy.statistics("wasmcustom")
        assert counted["wasmcustom.ticks_total"] > 5
        assert counted["wasmcustom.logged_total"] > 40
        exceptions = await filter.exceptions()
        assert exceptions == {"wasmcustom.exceptions_total;plugin=sample@1": 1}, filter.log()
    silent.close()
