"""The size of a small filter: a proxy compiles every byte of a module before the first request."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.toolchain.build import build_file
from sluice.toolchain.inspection import ModuleInfo, inspect_module
from sluice.toolchain.module_sizes import measure_module

ROOT = Path(__file__).parents[2]
LIMITS = {"api_key": 24 * 1024, "jwt_hs256": 80 * 1024}
"""Bytes: what is promised."""
REACHED = {"api_key": 23_980, "jwt_hs256": 60_400}
"""Bytes, rounded up; lower these with every step that makes them smaller."""


@pytest.fixture(scope="module")
def wasm() -> bytes:
    return build_file(ROOT / "filters" / "api_key.py").wasm


@pytest.fixture(scope="module")
def info(wasm: bytes) -> ModuleInfo:
    return inspect_module(wasm)


@pytest.mark.parametrize("name", LIMITS)
def test_a_small_filter_is_small(name: str) -> None:
    wasm = build_file(ROOT / "filters" / f"{name}.py").wasm
    assert len(wasm) <= min(LIMITS[name], REACHED[name]), measure_module(wasm).sections


def test_only_functions_of_the_proxy_are_imported(info: ModuleInfo) -> None:
    assert info.imports
    assert {(each.module, each.name.partition("_")[0]) for each in info.imports} == {("env", "proxy")}


def test_only_what_the_filter_uses_is_imported(info: ModuleInfo) -> None:
    names = {each.name for each in info.imports}
    assert "proxy_send_local_response" in names
    assert not names & {"proxy_get_shared_data", "proxy_set_buffer_bytes", "proxy_record_metric"}


def test_only_callbacks_that_the_filter_defines_are_exported(info: ModuleInfo) -> None:
    assert {each.name for each in info.exports} == {
        "_initialize",
        "memory",
        "proxy_abi_version_0_2_1",
        "proxy_on_configure",
        "proxy_on_memory_allocate",
        "proxy_on_request_headers",
    }


def test_only_functions_written_in_python_have_names(wasm: bytes) -> None:
    *_, last = sorted(part.name for part in measure_module(wasm).functions)
    assert last.startswith(("api_key.", "sluice."))
    assert sum("functions of the runtime" in part.name for part in measure_module(wasm).functions) == 1


def test_sizes_add_up(wasm: bytes) -> None:
    sizes = measure_module(wasm)
    code = next(part.size for part in sizes.sections if part.name == "code")
    functions = sum(part.size for part in sizes.functions)
    assert code * 0.95 < functions < code
    assert sum(part.size for part in sizes.sections) < len(wasm)
