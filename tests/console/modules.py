"""Small Proxy-Wasm modules written as text, so that these tests do not need the compiler."""

import wasmtime

_TYPES = "(param i32 i32) (result i32)"


def marking_module(
    value: str,
    *,
    header: str = "x-filter",
    extra: str = "",
    start: str = "",
    configure: str = "(i32.const 1)",
) -> bytes:
    """A filter that adds `header: value` to every answer.

    `extra` is more text for the module, `start` the body of `proxy_on_vm_start`, which returns 1 afterwards,
    `configure` what `proxy_on_configure` gives; its local 1 is the size of the configuration.
    """
    name, text = header.encode(), value.encode()
    return bytes(
        wasmtime.wat2wasm(f"""
        (module
          (import "env" "proxy_add_header_map_value" (func $add (param i32 i32 i32 i32 i32) (result i32)))
          (memory (export "memory") 2)
          (global $next (mut i32) (i32.const 4096))
          (data (i32.const 16) "{header}")
          (data (i32.const 1024) "{value}")
          (func (export "proxy_abi_version_0_2_1"))
          (func (export "_initialize"))
          (func (export "malloc") (param $n i32) (result i32)
            (local $at i32)
            (local.set $at (global.get $next))
            (global.set $next (i32.and
              (i32.add (i32.add (global.get $next) (local.get $n)) (i32.const 15)) (i32.const 0x1fff0)))
            (if (i32.lt_u (global.get $next) (i32.const 4096)) (then (global.set $next (i32.const 4096))))
            (local.get $at))
          (func (export "proxy_on_context_create") (param i32 i32))
          (func (export "proxy_on_vm_start") {_TYPES} {start} (i32.const 1))
          (func (export "proxy_on_configure") {_TYPES} {configure})
          (func (export "proxy_on_response_headers") (param i32 i32 i32) (result i32)
            (drop (call $add (i32.const 2)
              (i32.const 16) (i32.const {len(name)}) (i32.const 1024) (i32.const {len(text)})))
            (i32.const 0))
          (func (export "proxy_on_done") (param i32) (result i32) (i32.const 1))
          {extra})
        """)
    )


def with_section(module: bytes, name: str, body: bytes) -> bytes:
    """The module with one more custom section."""
    label = name.encode()
    content = _leb(len(label)) + label + body
    return module + b"\0" + _leb(len(content)) + content


def _leb(value: int) -> bytes:
    out = bytearray()
    while True:
        low, value = value & 0x7F, value >> 7
        out.append(low | (0x80 if value else 0))
        if not value:
            return bytes(out)
