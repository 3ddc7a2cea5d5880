"""The emulated host answers as a real Envoy does: one module in C, asked in both, says the same."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.support.c_module import compile_c
from tests.support.envoy import find_free_port, run_envoy
from tests.support.upstreams import run_upstream

from sluice.testing import Reply
from sluice.testing.emulated import EmulatedFilter
from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm

HEADERS = [("x-a", "1"), ("x-a", "2"), ("user-agent", "test")]

PROBE = r"""
static void property(const char *path, uint32_t size) {
    char *value = 0; uint32_t n = 0;
    uint32_t status = proxy_get_property(path, size, &value, &n);
    for (uint32_t i = 0; i < size; i++) bytes(path[i] ? path + i : ".", 1);
    text("="); number(status);
    if (status == 0 && n == 8) text(" 8 bytes");
    text(", ");
}
#define PROPERTY(path) property(path, sizeof(path) - 1)
static void properties(const char *phase) {
    text(phase); text(" properties ");
    PROPERTY("request\0path"); PROPERTY("request\0url_path"); PROPERTY("request\0query");
    PROPERTY("request\0method"); PROPERTY("request\0host"); PROPERTY("request\0scheme");
    PROPERTY("request\0headers\0x-a"); PROPERTY("request\0headers\0nope"); PROPERTY("request\0id");
    PROPERTY("request\0referer"); PROPERTY("request\0useragent"); PROPERTY("request\0time");
    PROPERTY("request\0protocol"); PROPERTY("request\0size"); PROPERTY("request\0duration");
    PROPERTY("request\0total_size");
    PROPERTY("response\0code"); PROPERTY("response\0code_details"); PROPERTY("response\0size");
    PROPERTY("response\0headers\0x-b"); PROPERTY("response\0headers\0nope"); PROPERTY("response\0flags");
    PROPERTY("response\0total_size"); PROPERTY("response\0nope");
    PROPERTY("source\0address"); PROPERTY("source\0port"); PROPERTY("destination\0port");
    PROPERTY("upstream\0address"); PROPERTY("connection\0id"); PROPERTY("connection\0mtls");
    PROPERTY("xds\0route_name"); PROPERTY("xds\0cluster_name"); PROPERTY("xds\0nope");
    PROPERTY("plugin_name"); PROPERTY("plugin_root_id"); PROPERTY("plugin_vm_id");
    PROPERTY("node\0id"); PROPERTY("mine"); PROPERTY("nothing\0at\0all"); PROPERTY("connection_id");
    end_line();
}
static void maps(const char *phase) {
    text(phase); text(" maps ");
    for (uint32_t type = 0; type < 4; type++) {
        char *data = 0; uint32_t size = 0;
        number(proxy_get_header_map_value(type, TEXT("X-A"), &data, &size)); text(" ");
        number(proxy_get_header_map_value(type, TEXT("nope"), &data, &size)); text(" ");
        size = 77;
        number(proxy_get_header_map_pairs(type, &data, &size)); text(size ? "+ " : "0 ");
        number(proxy_get_header_map_size(type, &size)); text(" ");
        number(proxy_replace_header_map_value(type, TEXT("x-set"), TEXT("1"))); text(" ");
        number(proxy_add_header_map_value(type, TEXT("x-set"), TEXT("2"))); text(" ");
        number(proxy_remove_header_map_value(type, TEXT("x-set"))); text("; ");
    }
    end_line();
}
static void buffers(const char *phase) {
    text(phase); text(" buffers ");
    for (uint32_t type = 0; type < 10; type++) {
        char *data = (char *)77; uint32_t size = 77;
        uint32_t status = proxy_get_buffer_bytes(type, 0, 4, &data, &size);
        number(status);
        if (!status) { text("/"); number(size); text(data ? "" : " null"); }
        text(" ");
        status = proxy_get_buffer_bytes(type, 1000000, 4, &data, &size);
        number(status); if (!status) { text("/"); number(size); }
        text(" "); number(proxy_get_buffer_bytes(type, 0xffffffff, 4, &data, &size));
        text("; ");
    }
    end_line();
}
static void all(const char *phase) { maps(phase); properties(phase); buffers(phase); }

EXPORT(proxy_on_vm_start) uint32_t vm_start(uint32_t root, uint32_t size) { all("vm_start"); return 1; }
EXPORT(proxy_on_configure) uint32_t configure(uint32_t root, uint32_t size) {
    uint32_t metric = 0; uint64_t value = 0; char *data = 0; uint32_t n = 0, cas = 0;
    all("configure");
    text("metrics "); number(proxy_define_metric(3, TEXT("x"), &metric));
    proxy_define_metric(0, TEXT("probe_c"), &metric);
    number(proxy_increment_metric(metric, 0)); number(proxy_increment_metric(metric, -1));
    number(proxy_increment_metric(metric, 1)); number(proxy_record_metric(metric, 1));
    number(proxy_get_metric(metric, &value)); number(proxy_increment_metric(metric + 400000, 1));
    proxy_define_metric(2, TEXT("probe_h"), &metric);
    number(proxy_increment_metric(metric, 1)); number(proxy_get_metric(metric, &value));
    number(proxy_record_metric(metric, 5)); end_line();
    text("shared "); number(proxy_get_shared_data(TEXT("never"), &data, &n, &cas));
    number(proxy_set_shared_data(TEXT("k"), TEXT("1"), 0));
    number(proxy_set_shared_data(TEXT("k"), TEXT("1"), 99999));
    number(proxy_get_shared_data(TEXT("k"), &data, &n, &cas));
    number(proxy_set_shared_data(TEXT("k"), TEXT("2"), cas));
    end_line();
    text("queues "); uint32_t token = 0;
    number(proxy_register_shared_queue(TEXT("q"), &token));
    number(proxy_dequeue_shared_queue(token, &data, &n));
    number(proxy_dequeue_shared_queue(token + 1000, &data, &n));
    number(proxy_enqueue_shared_queue(token + 1000, TEXT("x")));
    end_line();
    text("numbers "); number(proxy_set_effective_context(4711)); number(proxy_continue_stream(9));
    number(proxy_get_header_map_value(99, TEXT("a"), &data, &n));
    number(proxy_get_header_map_pairs(99, &data, &n));
    number(proxy_log(2, (char *)0xfffffff0, 400)); end_line();
    return 1;
}
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    text("request_headers "); number(end); end_line(); all("request_headers");
    text("set "); number(proxy_set_property(TEXT("mine"), TEXT("1"))); end_line();
    return 0;
}
EXPORT(proxy_on_request_body) uint32_t request_body(uint32_t c, uint32_t n, uint32_t end) {
    text("request_body "); number(n); text(" "); number(end); end_line(); all("request_body"); return 0;
}
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end) {
    text("response_headers "); number(end); end_line(); all("response_headers"); return 0;
}
EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
    if (end) { all("response_end"); return 0; }
    maps("response_body"); properties("response_body"); return 0;
}
EXPORT(proxy_on_log) void log_(uint32_t c) { properties("log"); buffers("log"); maps("log"); }
EXPORT(proxy_on_done) uint32_t done(uint32_t c) { text("done"); end_line(); return 1; }
EXPORT(proxy_on_delete) void delete_(uint32_t c) { text("delete"); end_line(); }
EXPORT(proxy_on_context_create) void create(uint32_t c, uint32_t parent)
{ text("create "); number(c); number(parent); end_line(); }
"""


def bootstrap(port: int, admin_port: int, upstream_port: int, module: Path) -> dict[str, Any]:
    kinds = "type.googleapis.com/envoy.extensions"
    wasm = {
        "@type": f"{kinds}.filters.http.wasm.v3.Wasm",
        "config": {
            "name": "probe",
            "root_id": "probe-root",
            "vm_config": {
                "runtime": "envoy.wasm.runtime.v8",
                "code": {"local": {"filename": str(module)}},
            },
        },
    }
    manager = {
        "@type": f"{kinds}.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "stat_prefix": "probe",
        "route_config": {
            "virtual_hosts": [
                {
                    "name": "all",
                    "domains": ["*"],
                    "routes": [
                        {
                            "name": "default",
                            "match": {"prefix": "/"},
                            "route": {"cluster": "upstream"},
                            "response_headers_to_add": [{"header": {"key": "x-b", "value": "1"}}],
                        }
                    ],
                }
            ]
        },
        "http_filters": [
            {"name": "probe", "typed_config": wasm},
            {"name": "router", "typed_config": {"@type": f"{kinds}.filters.http.router.v3.Router"}},
        ],
    }
    return {
        "node": {"id": "test-node", "cluster": "test-cluster"},
        "admin": {"address": {"socket_address": {"address": "127.0.0.1", "port_value": admin_port}}},
        "static_resources": {
            "listeners": [
                {
                    "address": {"socket_address": {"address": "127.0.0.1", "port_value": port}},
                    "filter_chains": [{"filters": [{"name": "http", "typed_config": manager}]}],
                }
            ],
            "clusters": [
                {
                    "name": "upstream",
                    "load_assignment": {
                        "cluster_name": "upstream",
                        "endpoints": [
                            {
                                "lb_endpoints": [
                                    {
                                        "endpoint": {
                                            "address": {
                                                "socket_address": {
                                                    "address": "127.0.0.1",
                                                    "port_value": upstream_port,
                                                }
                                            }
                                        }
                                    }
                                ]
                            }
                        ],
                    },
                }
            ],
        },
    }


ACTIONS = r"""
static char path[64];
static uint32_t is(const char *wanted) {
    uint32_t i = 0;
    while (wanted[i] && path[i] == wanted[i]) i++;
    return !wanted[i] && !path[i];
}
static void local(uint32_t status, const char *details, const char *body) {
    static const char headers[] = "\1\0\0\0\3\0\0\0\2\0\0\0x-l\0ok";
    uint32_t size = sizeof headers;
    uint32_t details_size = length(details), body_size = length(body);
    number(proxy_send_local_response(status, details, details_size, body, body_size, headers, size, -1));
    text(" sent"); end_line();
}
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    char *value = 0; uint32_t size = 0;
    proxy_get_header_map_value(0, TEXT(":path"), &value, &size);
    for (uint32_t i = 0; i < size && i < 63; i++) path[i] = value[i];
    path[size < 63 ? size : 63] = 0;
    text("request_headers "); text(path); text(" "); number(end); end_line();
    if (is("/local")) local(403, "no_way", "stop\n");
    if (is("/twice")) { local(403, "one", "one\n"); local(404, "two", "two\n"); }
    if (is("/empty")) local(429, "slow", "");
    if (is("/stop-and-local")) { local(403, "no_way", "stop\n"); return 1; }
    if (is("/end")) return 2;
    return 0;
}
EXPORT(proxy_on_request_body) uint32_t request_body(uint32_t c, uint32_t n, uint32_t end) {
    text("request_body "); number(n); text(" "); number(end); end_line();
    if (is("/local-at-body") && end) local(413, "large", "no\n");
    if (is("/hold")) return end ? 0 : 1;
    if (is("/drop")) return end ? 0 : 3;
    if (is("/watermark")) return end ? 0 : 2;
    if (is("/replace") && !end) number(proxy_set_buffer_bytes(0, 0, n, TEXT("HELLO"))), end_line();
    if (is("/middle") && !end) number(proxy_set_buffer_bytes(0, 1, 1, TEXT("x"))), end_line();
    return 0;
}
EXPORT(proxy_on_response_headers) uint32_t response_headers(uint32_t c, uint32_t n, uint32_t end) {
    text("response_headers "); number(end); text(" ");
    show_header(2, ":status"); show_header(2, "content-type"); show_header(2, "x-l"); end_line();
    if (is("/response")) local(502, "bad", "bad\n");
    if (is("/hold-response")) proxy_remove_header_map_value(2, TEXT("content-length"));
    proxy_replace_header_map_value(2, TEXT("x-seen"), TEXT("1"));
    return 0;
}
EXPORT(proxy_on_response_body) uint32_t response_body(uint32_t c, uint32_t n, uint32_t end) {
    text("response_body "); number(n != 0); text(" "); number(end); end_line();
    if (is("/late")) local(502, "late", "late\n");
    if (is("/hold-response")) {
        if (!end) return 1;
        number(proxy_set_buffer_bytes(1, 0, n, TEXT("new"))); end_line();
    }
    return 0;
}
EXPORT(proxy_on_log) void log_(uint32_t c) {
    char *value = 0; uint32_t size = 0;
    text("log "); show_header(2, ":status"); show_header(2, "x-seen");
    proxy_get_property(TEXT("response\0code_details"), &value, &size); bytes(value, size); end_line();
}
"""
PATHS = [
    "/plain",
    "/local",
    "/twice",
    "/empty",
    "/stop-and-local",
    "/end",
    "/local-at-body",
    "/hold",
    "/drop",
    "/watermark",
    "/replace",
    "/middle",
    "/response",
    "/late",
    "/hold-response",
]


@dataclass(frozen=True, slots=True)
class Seen:
    """What a client saw; None: the stream was cut off."""

    status: int | None
    body: bytes | None = None
    seen: str | None = None
    local: str | None = None
    content_type: str | None = None


class RealEnvoy:
    """Sends requests to an Envoy whose one filter is a module, and reads what the module said."""

    def __init__(self, port: int, log: Path) -> None:
        self._port = port
        self._log = log

    async def send(self, path: str) -> Seen:
        async with httpx.AsyncClient(trust_env=False) as client:
            try:
                got = await client.post(
                    f"http://127.0.0.1:{self._port}{path}", headers=HEADERS, content=b"hello"
                )
            except httpx.HTTPError:
                return Seen(None)
        return _seen(got.status_code, got.content, got.headers)

    def said(self) -> list[str]:
        return re.findall(r"wasm log[^:]*: (.*)", self._log.read_text())


def _seen(status: int, body: bytes, headers: Mapping[str, str]) -> Seen:
    shown = b"upstream" if b'"upstream"' in body else body
    return Seen(status, shown, headers.get("x-seen"), headers.get("x-l"), headers.get("content-type"))


@asynccontextmanager
async def run_real(folder: Path, source: str) -> AsyncIterator[RealEnvoy]:
    module = folder / "probe.wasm"
    module.write_bytes(compile_c(source))
    port = find_free_port()
    async with run_upstream("v1") as upstream:
        config = bootstrap(port, find_free_port(), upstream, module)
        async with run_envoy(folder, config, concurrency=1) as envoy:
            await envoy.wait_until_ready()
            yield RealEnvoy(port, envoy.log_path)
            envoy.stop()


def load_emulated(source: str) -> EmulatedFilter:
    return load_wasm(compile_c(source), Host(Plugin("probe", root_id="probe-root")))


REPLY = Reply(200, [b'{"upstream": 1}'], {"x-b": "1", "content-type": "application/json"})


@pytest.mark.envoy
async def test_a_real_envoy_gives_the_same_statuses_at_every_moment(tmp_path: Path) -> None:
    async with run_real(tmp_path, PROBE) as envoy:
        assert (await envoy.send("/p?q=1")).status == 200
    said = envoy.said()
    emulated = load_emulated(PROBE)
    emulated.request("POST", "/p?q=1", headers=HEADERS, body=b"hello", reply=REPLY)
    first_stream = said.index("create 21")
    worker = first_stream - said[:first_stream][::-1].index("create 10") - 1
    theirs = said[worker : said.index("delete") + 1]
    assert "\n".join(entry.message for entry in emulated.logs) == "\n".join(theirs)


@pytest.mark.envoy
async def test_a_real_envoy_does_the_same_with_every_answer(tmp_path: Path) -> None:
    theirs = []
    async with run_real(tmp_path, ACTIONS) as envoy:
        for path in PATHS:
            theirs.append(await envoy.send(path))
    emulated = load_emulated(ACTIONS)
    ours = []
    for path in PATHS:
        result = emulated.request("POST", path, headers=HEADERS, body=b"hello", reply=REPLY)
        got = None if result.was_reset or result.is_held else result.response
        ours.append(_seen(got.status, got.body, got.headers) if got else Seen(None))
    assert [entry.message for entry in emulated.logs] == envoy.said()
    assert dict(zip(PATHS, ours, strict=True)) == dict(zip(PATHS, theirs, strict=True))
