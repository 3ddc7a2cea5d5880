import hashlib
import json
import random

import pytest
import wasmtime

from sluice.toolchain import sections
from sluice.toolchain.inspection import Export, Import, Metric, compress, inspect_module
from sluice.toolchain.sections import ModuleError

FOREIGN = bytes(
    wasmtime.wat2wasm("""
    (module
      (import "env" "proxy_log" (func (param i32 i32 i32) (result i32)))
      (import "env" "table" (table 1 funcref))
      (import "env" "limit" (global i32))
      (memory (export "memory") 2 10)
      (func (export "malloc") (param i32) (result i32) i32.const 0)
      (func (export "proxy_abi_version_0_2_1")))
    """)
)


def with_meta(module: bytes, meta: object, metrics: object = (), schema: object = None) -> bytes:
    module = sections.write_custom_section(module, "sluice.meta", json.dumps(meta).encode())
    module = sections.write_custom_section(module, "sluice.metrics", json.dumps(metrics).encode())
    if schema is not None:
        module = sections.write_custom_section(module, "sluice.config_schema", json.dumps(schema).encode())
    return sections.write_custom_section(module, "sluice.source", compress(b"print(1)\n"))


def test_a_foreign_module_tells_its_surface() -> None:
    info = inspect_module(FOREIGN)
    assert info.imports == (
        Import("env", "proxy_log", "function", "(i32, i32, i32) -> i32"),
        Import("env", "table", "table"),
        Import("env", "limit", "global"),
    )
    assert info.exports == (
        Export("memory", "memory"),
        Export("malloc", "function", "(i32) -> i32"),
        Export("proxy_abi_version_0_2_1", "function", "() -> ()"),
    )
    assert info.abi_version == "0.2.1"
    assert (info.size, info.digest) == (len(FOREIGN), hashlib.sha256(FOREIGN).hexdigest())
    assert (info.name, info.source, info.config_schema, info.metrics) == (None, None, None, ())
    assert not info.built_by_sluice
    assert str(info.imports[0]) == "env.proxy_log(i32, i32, i32) -> i32"
    assert str(info.exports[0]) == "memory: memory"


def test_the_producers_section_names_a_foreign_compiler() -> None:
    producers = b"\x01\x0cprocessed-by\x01\x05rustc\x061.80.0"
    info = inspect_module(sections.write_custom_section(FOREIGN, "producers", producers))
    assert info.compiler == "rustc 1.80.0"


def test_our_own_sections_are_read() -> None:
    meta = {
        "name": "api_key",
        "version": "1.2",
        "compiler": "sluice 0.1.0",
        "source_digest": "ab",
        "on_error": "deny",
    }
    metrics = [{"name": "denied_total", "kind": "counter", "labels": ["reason"], "description": "Refused."}]
    info = inspect_module(with_meta(FOREIGN, meta, metrics, {"type": "object"}))
    assert (info.name, info.version, info.compiler) == ("api_key", "1.2", "sluice 0.1.0")
    assert (info.source_digest, info.on_error, info.source) == ("ab", "deny", "print(1)\n")
    assert info.metrics == (Metric("denied_total", "counter", ("reason",), "Refused."),)
    assert info.config_schema == {"type": "object"}
    assert info.built_by_sluice


@pytest.mark.parametrize(
    ("section", "content", "problem"),
    [
        ("sluice.meta", b"{", "custom section sluice.meta is not JSON"),
        ("sluice.meta", b"[" * 100_000, "custom section sluice.meta is not JSON"),
        ("sluice.meta", b"[]", "custom section sluice.meta is not a JSON dict"),
        ("sluice.meta", b'{"name": 1}', "'name' in custom section sluice.meta is not a string"),
        ("sluice.metrics", b'[{"name": "x", "kind": "timer"}]', "holds what is not a metric"),
        ("sluice.source", compress(b"ok\xff"), "custom section sluice.source is not UTF-8"),
        ("sluice.source", b"print(1)", "section sluice.source is not compressed"),
        ("sluice.source", compress(b"print(1)")[:-1], "section sluice.source is cut off"),
        ("sluice.source", compress(b" " * 5_000_000), "more than 4,194,304 bytes of text"),
        ("producers", b"\x05", "a producer field"),
    ],
)
def test_broken_metadata_is_refused(section: str, content: bytes, problem: str) -> None:
    with pytest.raises(ModuleError, match=problem):
        inspect_module(sections.write_custom_section(FOREIGN, section, content))


def test_damaged_modules_never_raise_anything_else() -> None:
    chance = random.Random(1)
    module = with_meta(FOREIGN, {"name": "x"}, [{"name": "a", "kind": "gauge"}], {})
    refused = 0
    for _ in range(3000):
        damaged = bytearray(module)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(8, len(damaged))] = chance.randrange(256)
        try:
            inspect_module(bytes(damaged))
        except ModuleError:
            refused += 1
    assert refused > 500
