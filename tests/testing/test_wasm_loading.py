"""What Envoy does not load is not loaded here either, and nothing that a module does harms the test."""

import time

import pytest
import wasmtime
from tests.support.c_module import compile_c
from tests.testing.foreign import lines, load_c

from sluice.testing import LoadError, Reply
from sluice.testing.host import Host, Plugin
from sluice.testing.loader import load_wasm
from sluice.testing.messages import to_request
from sluice.testing.proxy import Proxy
from sluice.testing.wasm_module import WasmModule
from sluice.testing.wasm_vm import Limits, WasmVm

MARKER = '(func (export "proxy_abi_version_0_2_1"))'
MALLOC = '(func (export "malloc") (param i32) (result i32) i32.const 1024)'
START = "(param i32 i32) (result i32) i32.const 0"
MEMORY = '(memory (export "memory") 1)'


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        (f"{MEMORY}{MALLOC}", "Missing or unknown Proxy-Wasm ABI version"),
        (f"{MARKER}{MALLOC}", "does not export its memory"),
        (f"{MARKER}{MEMORY}", "Wasm module is missing malloc function"),
        (
            f'(import "env" "proxy_nope" (func)) {MARKER}{MEMORY}{MALLOC}',
            r"missing import: env\.proxy_nope",
        ),
        (f'(import "sys" "open" (func)) {MARKER}{MEMORY}{MALLOC}', r"missing import: sys\.open"),
        (
            f'(import "env" "mem" (memory 1)) (export "memory" (memory 0)) {MARKER}{MALLOC}',
            r"missing import: env\.mem",
        ),
        (
            f'(import "env" "proxy_log" (func (param i32))) {MARKER}{MEMORY}{MALLOC}',
            r"import type mismatch: env\.proxy_log: i>, but iii>i is offered",
        ),
        (
            f'{MARKER}{MEMORY}{MALLOC}(func (export "proxy_on_request_headers") (param i32 i32))',
            "Bad function signature for: proxy_on_request_headers: ii>, but iii>i is expected",
        ),
        (f'{MARKER}{MALLOC}(memory (export "memory") 60000)', "cannot be instantiated"),
        (f"{MARKER}{MEMORY}{MALLOC}(func $f unreachable)(start $f)", "cannot be instantiated"),
        (
            f'{MARKER}{MEMORY}{MALLOC}(func (export "_initialize") unreachable)',
            "the VM failed while it started: Function: _initialize failed",
        ),
        (
            f'{MARKER}{MEMORY}{MALLOC}(func (export "proxy_on_vm_start") {START})',
            "proxy_on_vm_start returned false",
        ),
        (
            f'{MARKER}{MEMORY}{MALLOC}(func (export "proxy_on_configure") {START})',
            "does not take its configuration",
        ),
    ],
)
def test_what_envoy_refuses_is_refused(module: str, problem: str) -> None:
    with pytest.raises(LoadError, match=problem):
        load_wasm(bytes(wasmtime.wat2wasm(f"(module {module})")), Host(Plugin("bad")))


def test_bytes_that_are_no_module_are_refused_with_the_place() -> None:
    with pytest.raises(LoadError, match=r"bad: not a valid Wasm module: .* \(at byte 0\)"):
        load_wasm(b"<html>", Host(Plugin("bad")))


def test_on_memory_allocate_serves_as_malloc() -> None:
    module = f"(module {MARKER}{MEMORY}{MALLOC.replace('malloc', 'proxy_on_memory_allocate')})"
    assert load_wasm(bytes(wasmtime.wat2wasm(module)), Host(Plugin("old"))).request().response.status == 200


def test_a_refused_configuration_says_what_the_module_logged() -> None:
    with pytest.raises(LoadError, match=r"(?s)probe: the plugin does not take.*\[info\] keys are missing"):
        load_c("""
        EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size)
        { say("keys are missing"); return 0; }""")


@pytest.mark.parametrize(
    ("function", "body"),
    [
        ("EXPORT(_initialize) void init(void)", 'uint32_t m; proxy_define_metric(0, TEXT("x"), &m);'),
        ("EXPORT(_start) void start(void)", "proxy_set_tick_period_milliseconds(5);"),
    ],
)
def test_most_host_functions_trap_while_the_module_starts(function: str, body: str) -> None:
    with pytest.raises(LoadError, match="must not be called while the module starts"):
        load_c(f"{function} {{ {body} }}")


def test_host_functions_trap_while_the_module_allocates() -> None:
    module = bytes(
        wasmtime.wat2wasm(f"""(module
          (import "env" "proxy_get_header_map_value"
            (func $get (param i32 i32 i32 i32 i32) (result i32)))
          (import "env" "proxy_set_tick_period_milliseconds" (func $tick (param i32) (result i32)))
          {MARKER}{MEMORY}
          (data (i32.const 8) ":path")
          (func (export "malloc") (param i32) (result i32) (drop (call $tick (i32.const 1))) i32.const 64)
          (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32)
            (drop (call $get (i32.const 0) (i32.const 8) (i32.const 5) (i32.const 32) (i32.const 36)))
            i32.const 0))""")
    )
    bad = load_wasm(module, Host(Plugin("bad")))
    assert bad.request().response.status == 503
    assert "proxy_set_tick_period_milliseconds must not be called" in bad.logs[0].message


TRAPS = """
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end) {
    char *path = 0; uint32_t size = 0;
    proxy_get_header_map_value(0, TEXT(":path"), &path, &size);
    if (size == 5) __builtin_trap();
    if (size == 6) for (volatile uint32_t forever = 0;; forever++) {}
    return 0;
}
EXPORT(proxy_on_log) void log_(uint32_t c) { say("logged"); }
"""


def test_a_trap_kills_the_vm_for_good() -> None:
    filter = load_c(TRAPS)
    assert filter.request("GET", "/ok").response.status == 200
    lines(filter)
    first = filter.request("GET", "/trap")
    assert (first.response.status, first.details) == (503, "wasm_fail_stream")
    said = lines(filter)
    assert len(said) == 1
    assert said[0].startswith("Function: proxy_on_request_headers failed:")
    assert "unreachable" in said[0]
    second = filter.request("GET", "/ok")
    assert second.response.status == 503
    assert lines(filter)[0].startswith("the VM is dead: ")


def test_an_endless_loop_ends() -> None:
    host = Host(Plugin("loop"))
    module = WasmModule(compile_c(TRAPS))
    proxy = Proxy(host, lambda: WasmVm(host, module, Limits(fuel=5_000_000)))
    proxy.start()
    started = time.monotonic()
    stream = proxy.handle(to_request("GET", "/loops", "h", (), b"", ()), Reply())
    assert time.monotonic() - started < 5
    response = stream.received_response
    assert response is not None
    assert response.status == 503
    assert "it did not end within 5,000,000 instructions" in host.logs[0].message


def test_memory_has_a_limit_and_flatness_is_measured() -> None:
    filter = load_c("""
    EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end)
    { number(__builtin_wasm_memory_grow(0, 16) == (uint32_t)-1); end_line(); return 0; }""")
    with pytest.raises(AssertionError, match="memory grew by"):
        filter.assert_flat_memory(requests=20)
    for _ in range(300):
        filter.request()
    assert lines(filter)[-1] == "1"
    assert filter.memory_size() <= 256 * 1024 * 1024
    load_c(TRAPS).assert_flat_memory(requests=200)


def old_module(marker: str, imports: str, callbacks: str) -> bytes:
    exported = f'(func (export "{marker}")) {MEMORY} {MALLOC}'
    return bytes(wasmtime.wat2wasm(f"(module {imports} {exported} {callbacks})"))


def test_modules_of_older_versions_run_as_they_used_to() -> None:
    get = """(import "env" "proxy_get_header_map_value"
               (func $get (param i32 i32 i32 i32 i32) (result i32)))"""
    answer = """(import "env" "proxy_send_local_response"
                  (func $answer (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))"""
    body = """(drop (call $answer
                (i32.add (i32.const 200) (call $get (i32.const 0) (i32.const 8) (i32.const 4) (i32.const 32)
                                                    (i32.const 36)))
                (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0)
                (i32.const -1)))
              i32.const 0"""
    data = '(data (i32.const 8) "nope")'
    for marker, parameters, status in (
        ("proxy_abi_version_0_1_0", "(param i32 i32)", 200),
        ("proxy_abi_version_0_2_0", "(param i32 i32 i32)", 201),
    ):
        callback = f'(func (export "proxy_on_request_headers") {parameters} (result i32) {body})'
        module = old_module(marker, get + answer, data + callback)
        assert load_wasm(module, Host(Plugin("old"))).request().response.status == status


@pytest.mark.parametrize(
    ("marker", "function"),
    [
        ("proxy_abi_version_0_2_0", "proxy_get_log_level"),
        ("proxy_abi_version_0_1_0", "proxy_continue_stream"),
        ("proxy_abi_version_0_2_1", "proxy_continue_request"),
    ],
)
def test_functions_of_other_versions_are_missing(marker: str, function: str) -> None:
    module = old_module(marker, f'(import "env" "{function}" (func (param i32) (result i32)))', "")
    with pytest.raises(LoadError, match=rf"missing import: env\.{function}"):
        load_wasm(module, Host(Plugin("old")))
