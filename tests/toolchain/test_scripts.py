"""What a script's host gives the module."""

from __future__ import annotations

import wasmtime

from sluice.toolchain.scripts import Script

ABOVE_TWO_GB = """
(module
  (import "env" "sluice_print" (func $print (param i32 i32 i32)))
  (import "env" "proxy_get_current_time_nanoseconds" (func $clock (param i32) (result i32)))
  (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
  (memory (export "memory") 49152)
  (func (export "sluice_main") (result i32)
    (i64.store (i32.const 0xB0000000) (i64.const 0x0A79726F6D656D20))
    (call $print (i32.const 1) (i32.const 0xB0000001) (i32.const 7))
    (drop (call $clock (i32.const 0xB0000000)))
    (drop (call $random (i32.const 0xB0000008) (i32.const 8)))
    (i32.or (i64.eq (i64.load (i32.const 0xB0000000)) (i64.const 0x0A79726F6D656D20))
            (i64.eqz (i64.load (i32.const 0xB0000008))))))
"""


def test_memory_above_two_gigabytes_has_addresses_too() -> None:
    found = Script(bytes(wasmtime.wat2wasm(ABOVE_TWO_GB))).collect()
    assert (found.stdout, found.status) == ("memory\n", 0)
