"""TCP in the emulated host is as in a real Envoy: one module in C, with the same connections in both."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from tests.support.c_module import compile_c
from tests.support.tcp import TcpProxy, run_line_upstream, run_tcp_filter

from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm

MODULE = r"""
static void show(const char *what, uint32_t type, uint32_t size) {
    char *data = 0; uint32_t n = 0;
    uint32_t status = proxy_get_buffer_bytes(type, 0, size, &data, &n);
    text(" "); text(what); text("["); number(status); text(" "); bytes(data, n); text("]");
}
static void buffers(void) { show("down", 2, 100); show("up", 3, 100); end_line(); }
static uint32_t starts(uint32_t type, const char *wanted) {
    char *data = 0; uint32_t n = 0;
    proxy_get_buffer_bytes(type, 0, 100, &data, &n);
    uint32_t i = 0;
    while (wanted[i] && i < n && data[i] == wanted[i]) i++;
    return !wanted[i];
}
EXPORT(proxy_on_context_create) void create(uint32_t c, uint32_t root)
{ if (root) { text("create"); end_line(); } }
EXPORT(proxy_on_new_connection) uint32_t new_connection(uint32_t c) {
    char *value = 0; uint32_t n = 0;
    text("new"); number(proxy_get_property(TEXT("source\0address"), &value, &n));
    number(proxy_get_property(TEXT("request\0protocol"), &value, &n));
    number(proxy_get_header_map_value(0, TEXT(":path"), &value, &n)); buffers();
    return 0;
}
EXPORT(proxy_on_downstream_data) uint32_t downstream_data(uint32_t c, uint32_t size, uint32_t end) {
    text("downstream "); number(size); text(" "); number(end); buffers();
    if (starts(2, "hold") && size < 12) return 1;
    if (starts(2, "swallow")) { number(proxy_set_buffer_bytes(2, 0, size, TEXT(""))); end_line(); }
    if (starts(2, "prepend")) { number(proxy_set_buffer_bytes(2, 0, 0, TEXT("<"))); end_line(); }
    if (starts(2, "append")) { number(proxy_set_buffer_bytes(2, size, 0, TEXT(">"))); end_line(); }
    if (starts(2, "middle")) { number(proxy_set_buffer_bytes(2, 1, 1, TEXT("x"))); end_line(); }
    if (starts(2, "replace")) { number(proxy_set_buffer_bytes(2, 0, size, TEXT("REPLACED"))); end_line(); }
    if (starts(2, "close")) { number(proxy_close_stream(2)); end_line(); }
    if (starts(2, "close and stop")) return 1;
    if (starts(2, "upstream close")) { number(proxy_close_stream(3)); end_line(); }
    if (starts(2, "http close")) { number(proxy_close_stream(0)); number(proxy_close_stream(1)); end_line(); }
    if (starts(2, "continue")) {
        number(proxy_continue_stream(2)); number(proxy_continue_stream(3)); number(proxy_continue_stream(0));
        end_line();
    }
    if (starts(2, "local")) {
        number(proxy_send_local_response(403, TEXT("no"), TEXT("no"), 0, 0, -1)); end_line();
    }
    return 0;
}
EXPORT(proxy_on_upstream_data) uint32_t upstream_data(uint32_t c, uint32_t size, uint32_t end) {
    text("upstream "); number(size); text(" "); number(end); buffers();
    if (starts(3, "ECHO up")) { number(proxy_set_buffer_bytes(3, 0, size, TEXT("changed"))); end_line(); }
    return 0;
}
EXPORT(proxy_on_downstream_connection_close) void downstream_close(uint32_t c, uint32_t type)
{ text("downstream close "); number(type); buffers(); }
EXPORT(proxy_on_upstream_connection_close) void upstream_close(uint32_t c, uint32_t type)
{ text("upstream close "); number(type); buffers(); }
EXPORT(proxy_on_done) uint32_t done(uint32_t c) { if (c > 1) { text("done"); buffers(); } return 1; }
EXPORT(proxy_on_log) void log_(uint32_t c) { text("log"); buffers(); }
EXPORT(proxy_on_delete) void delete_(uint32_t c) { if (c > 1) { text("delete"); end_line(); } }
"""

SCENARIOS: dict[str, list[str]] = {
    "plain": ["send one", "send two", "end"],
    "client aborts": ["send one", "abort"],
    "upstream ends": ["send QUIT", "end"],
    "upstream ends, client too": ["send one", "send QUIT", "end"],
    "nothing sent": ["end"],
    "held": ["send hold1", "send hold2", "send three", "end"],
    "held to the end": ["send hold", "end"],
    "swallowed": ["send swallow", "send after", "end"],
    "prepended": ["send prepend", "end"],
    "appended": ["send append", "end"],
    "middle": ["send middle", "end"],
    "replaced": ["send replace", "end"],
    "closed": ["send one", "send close"],
    "closed and stopped": ["send close and stop"],
    "closed upstream": ["send upstream close"],
    "closed as HTTP": ["send http close", "end"],
    "continued": ["send continue", "end"],
    "local response": ["send local", "end"],
    "upstream data": ["send up", "end"],
}


async def play(proxy: TcpProxy, steps: list[str]) -> tuple[list[str], bytes]:
    """What the module logged, and what the client got."""
    before = len(proxy.lines())
    reader, writer = await proxy.connect()
    await asyncio.sleep(0.1)
    got = bytearray()
    for step in steps:
        verb, _, data = step.partition(" ")
        if verb == "send":
            writer.write(data.encode())
        elif verb == "end":
            writer.write_eof()
        else:
            writer.transport.abort()
        await asyncio.sleep(0.1)
    if steps[-1] != "abort":
        try:
            got += await asyncio.wait_for(reader.read(-1), 1)
        except (TimeoutError, ConnectionError):
            got += b"(open)"
        writer.close()
    await asyncio.sleep(0.1)
    return proxy.lines()[before:], bytes(got)


def play_emulated(steps: list[str]) -> tuple[list[str], bytes]:
    loaded = load_wasm(compile_c(MODULE), Host(Plugin("sample")))
    before = len(loaded.logs)
    connection = loaded.connect()
    answered = 0

    def answer() -> None:
        nonlocal answered
        got = connection.upstream_received[answered:]
        answered += len(got)
        if got.startswith(b"QUIT"):
            connection.upstream_ends()
        elif got:
            connection.upstream_sends(b"ECHO " + got)
        if connection.upstream_got_end:
            connection.upstream_ends()

    for step in steps:
        verb, _, data = step.partition(" ")
        if verb == "send":
            connection.send(data.encode())
        else:
            connection.end()
        answer()
    got = b"" if steps[-1] == "abort" else connection.received
    lines = [each.message for each in loaded.logs[before:]]
    return lines, got + (b"(open)" if connection.is_open else b"")


@pytest.mark.envoy
async def test_connections_are_as_in_envoy(tmp_path: Path) -> None:
    async with (
        run_line_upstream() as (port, _),
        run_tcp_filter(tmp_path, compile_c(MODULE), "", {"upstream": port}) as proxy,
    ):
        for name, steps in SCENARIOS.items():
            assert play_emulated(steps) == await play(proxy, steps), name
