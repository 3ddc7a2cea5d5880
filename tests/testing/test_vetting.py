"""Uploads of strangers: harmless ones are accepted, the others refused quickly and with the reason."""

import random
import time

import pytest
import wasmtime
from tests.support.c_module import compile_c

from sluice.testing import Vetting, vet

HARMLESS = """
EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size) { return size != 3; }
EXPORT(proxy_on_request_headers) uint32_t request_headers(uint32_t c, uint32_t n, uint32_t end)
{ say("hello"); return 0; }
"""
ON_CONFIGURE = "EXPORT(proxy_on_configure) uint32_t configure(uint32_t r, uint32_t size)"
ON_LOG = "EXPORT(proxy_on_log) void log_(uint32_t c)"


def vet_c(source: str, config: str | None = None) -> Vetting:
    return vet(compile_c(source), config)


def test_a_harmless_module_is_accepted() -> None:
    vetting = vet_c(HARMLESS)
    assert vetting.accepted
    assert (vetting.status, [entry.message for entry in vetting.logs]) == (200, ["hello"])
    assert 0 < vetting.memory < 2 * 1024 * 1024


def test_a_refused_configuration_is_a_problem() -> None:
    vetting = vet_c(HARMLESS, "{ }")
    assert not vetting.accepted
    assert "does not take its configuration" in vetting.problem


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        (f"{ON_CONFIGURE} {{ for (volatile uint32_t i = 0;; i++) {{}} }}", "did not end within"),
        (f"{ON_LOG} {{ for (volatile uint32_t i = 0;; i++) {{}} }}", "did not end within"),
        (f"{ON_LOG} {{ __builtin_trap(); }}", "unreachable"),
        (f"{ON_LOG} {{ *(volatile char *)0xfffffff0 = 1; }}", "out of bounds memory access"),
        (f'{ON_LOG} {{ for (;;) proxy_log(2, TEXT("spam")); }}', "asked too much of the host"),
        (f"{ON_LOG} {{ for (;;) proxy_log(2, (char *)0, 100000); }}", "asked too much of the host"),
        (
            "static uint32_t deep(volatile uint32_t n) { return n ? deep(n + 1) + n : 0; }"
            f"{ON_LOG} {{ deep(1); }}",
            "a recursion without end",
        ),
    ],
)
def test_hostile_modules_are_refused_in_seconds(source: str, problem: str) -> None:
    module = compile_c(source)
    started = time.monotonic()
    vetting = vet(module)
    assert problem in vetting.problem
    assert time.monotonic() - started < 10


def test_a_memory_bomb_gets_no_more_than_its_limit() -> None:
    """Nor does it help to take calmly what it does not get: in Envoy it would."""
    vetting = vet_c(f"{ON_LOG} {{ while (__builtin_wasm_memory_grow(0, 1) != (uint32_t)-1) {{}} }}")
    assert "asks for 67,174,400 bytes of memory, more than 67,108,864" in vetting.problem
    assert vetting.memory <= 64 * 1024 * 1024
    vetting = vet_c(f"{ON_LOG} {{ __builtin_wasm_memory_grow(0, 20000); }}")
    assert "bytes of memory, more than" in vetting.problem


@pytest.mark.parametrize(
    ("module", "problem"),
    [
        (b"", "does not start with the Wasm magic"),
        (b"PK\x03\x04", "does not start with the Wasm magic"),
        (bytes(wasmtime.wat2wasm('(module (import "env" "exec" (func)))')), "is no Proxy-Wasm filter"),
        (b"\0" * (17 * 1024 * 1024), "17,825,792 bytes, more than"),
    ],
)
def test_what_is_no_filter_is_refused(module: bytes, problem: str) -> None:
    assert problem in vet(module).problem


def test_damaged_modules_are_refused_or_run() -> None:
    chance = random.Random(7)
    module = compile_c(HARMLESS)
    refused = 0
    for _ in range(150):
        damaged = bytearray(module)
        for _ in range(chance.randint(1, 3)):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        refused += not vet(bytes(damaged), fuel=1_000_000).accepted
    assert refused > 50
