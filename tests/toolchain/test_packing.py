"""Modules without the bytes that say nothing do what they did."""

from __future__ import annotations

import pytest
import wasmtime

from sluice.toolchain.packing import pack
from sluice.toolchain.sections import write_custom_section
from sluice.toolchain.shrinking import shrink

SPARSE = """
(module
  (memory (export "memory") 2)
  (data (i32.const 1024) "\\01\\02\\00\\00\\03{}\\04\\05")
  (data (i32.const 70000) "{}")
  (func (export "twice") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
""".format("\\00" * 200, "\\00" * 50)


@pytest.fixture
def sparse() -> bytes:
    return write_custom_section(bytes(wasmtime.wat2wasm(SPARSE)), "producers", b"\0")


def memory_of(wasm: bytes) -> bytes:
    store = wasmtime.Store()
    instance = wasmtime.Instance(store, wasmtime.Module(store.engine, wasm), [])
    memory = instance.exports(store)["memory"]
    assert isinstance(memory, wasmtime.Memory)
    return bytes(memory.read(store, 0, 131072))


def test_zeros_are_not_written(sparse: bytes) -> None:
    packed = pack(sparse)
    assert len(packed) < len(sparse) - 240
    assert b"producers" not in packed
    assert memory_of(packed) == memory_of(sparse)
    assert pack(packed) == packed


def test_segments_at_places_that_are_not_constant_stay() -> None:
    text = """(module (import "env" "base" (global i32)) (memory 1)
        (data (global.get 0) "a\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00\\00b"))"""
    module = bytes(wasmtime.wat2wasm(text))
    assert pack(module) == module


def test_shrinking_keeps_what_a_module_does(sparse: bytes) -> None:
    shrunk = shrink(sparse)
    store = wasmtime.Store()
    instance = wasmtime.Instance(store, wasmtime.Module(store.engine, shrunk), [])
    twice = instance.exports(store)["twice"]
    assert isinstance(twice, wasmtime.Func)
    assert twice(store, 21) == 42
    assert memory_of(shrunk) == memory_of(sparse)
    assert shrink(sparse) == shrunk
