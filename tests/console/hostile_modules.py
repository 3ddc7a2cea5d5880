"""A bank of modules that no Envoy shall see, each with words of the reason why it is refused.

Most are one module as text with one thing wrong with it; what is hostile only later counts its requests.
"""

from dataclasses import dataclass

import wasmtime
from tests.console.modules import with_section

HEADERS = "(param i32 i32 i32) (result i32)"
LOOP = "(loop $again (br $again))"
_IMPORTS = {
    "proxy_log": "(param i32 i32 i32) (result i32)",
    "proxy_get_header_map_pairs": "(param i32 i32 i32) (result i32)",
}
ALLOCATOR = """
  (func (export "malloc") (param $n i32) (result i32)
    (local $at i32)
    (local.set $at (global.get $next))
    (global.set $next (i32.and
      (i32.add (i32.add (global.get $next) (local.get $n)) (i32.const 15)) (i32.const 0x1fff0)))
    (if (i32.lt_u (global.get $next) (i32.const 4096)) (then (global.set $next (i32.const 4096))))
    (local.get $at))
"""


@dataclass(frozen=True, slots=True)
class Hostile:
    title: str
    module: bytes
    words: str


def module(
    body: str = "",
    *,
    imports: str = "",
    memory: str = '(memory (export "memory") 2)',
    allocator: str = ALLOCATOR,
    marker: str = "proxy_abi_version_0_2_1",
    vm_start: str = "",
    configure: str = "",
    headers: str = "",
) -> bytes:
    """Harmless unless told: `vm_start`, `configure`, `headers` are what these callbacks do before they go on.
    `$n` is the number of calls of `proxy_on_request_headers` so far.
    """
    offered = "".join(f'(import "env" "{name}" (func ${name} {type_}))' for name, type_ in _IMPORTS.items())
    text = f"""
    (module {offered} {imports} {memory}
      (global $next (mut i32) (i32.const 4096))
      (global $n (mut i32) (i32.const 0))
      (func (export "{marker}"))
      {allocator}
      (func (export "proxy_on_vm_start") (param i32 i32) (result i32) {vm_start} (i32.const 1))
      (func (export "proxy_on_configure") (param i32 i32) (result i32) {configure} (i32.const 1))
      (func (export "proxy_on_request_headers") {HEADERS}
        (global.set $n (i32.add (global.get $n) (i32.const 1))) {headers} (i32.const 0))
      {body})
    """
    return bytes(wasmtime.wat2wasm(text))


def after(calls: int, what: str) -> str:
    """What `proxy_on_request_headers` does once it has been called so often."""
    return f"(if (i32.gt_u (global.get $n) (i32.const {calls})) (then {what}))"


def allocator(body: str) -> str:
    return f'(func (export "malloc") (param $n i32) (result i32) {body})'


def _large_body() -> str:
    """Many locals, alive across many branches: what makes compilers slow."""
    locals_ = "(local " + "i64 " * 4000 + ")"
    block = "".join(
        f"(if (i32.eqz (global.get $n)) (then (local.set {a} (i64.add (local.get {a}) (local.get {b})))))"
        for a, b in ((number % 4000, (number * 7) % 4000) for number in range(24_000))
    )
    return f"(func {locals_} {block})"


_EVIL_HEADERS_TYPE = '(func (export "proxy_on_response_headers") (param i32 i32) (result i32) (i32.const 0))'
_SCHEMA = b'{"type": "object", "properties": {"a": {"$ref": "http://127.0.0.1:1/x"}}}'
_PATTERN = b'{"properties": {"a": {"pattern": "(a+)+$"}}}'
_DEEP = b'{"not": ' * 200 + b"{}" + b"}" * 200

BANK = (
    # No module, or not one of ours.
    Hostile("nothing at all", b"", "is not a Wasm module"),
    Hostile("a program", b"\x7fELF" + bytes(100), "is not a Wasm module"),
    Hostile("a section that is cut off", module()[:-20], "not a valid Wasm module"),
    Hostile("sizes out of range", b"\0asm\x01\0\0\0\x01\xff\xff\xff\xff\xff", "larger than 32 bits"),
    Hostile("a component", b"\0asm\x0d\0\x01\0", "a component?"),
    Hostile("an empty module", b"\0asm\x01\0\0\0", "no Proxy-Wasm filter"),
    Hostile("code that is not valid", module().replace(b"\x41\x01\x0b", b"\x42\x01\x0b", 1), "not valid"),
    Hostile("a thousand sections", module() + bytes((0, 2, 1, 65)) * 1000, "custom sections"),
    Hostile(
        "functions that there are not",
        b"\0asm\x01\0\0\0\x03\x05\xff\xff\xff\xff\x07",
        "2,147,483,647 functions",
    ),
    # Imports and exports.
    Hostile(
        "a system call", module(imports='(import "env" "system" (func (param i32) (result i32)))'), "system"
    ),
    Hostile(
        "a made-up host function",
        module(imports='(import "env" "proxy_run_command" (func (param i32 i32) (result i32)))'),
        "imports env.proxy_run_command, which Envoy does not offer",
    ),
    Hostile(
        "a WASI function that is none",
        module(imports='(import "wasi_snapshot_preview1" "path_exec" (func))'),
        "imports wasi_snapshot_preview1.path_exec",
    ),
    Hostile(
        "a host function with another signature",
        module(imports='(import "env" "proxy_get_status" (func (param i64) (result i32)))'),
        "imports env.proxy_get_status as (i64) -> i32; Envoy offers (i32, i32, i32) -> i32",
    ),
    Hostile(
        "a host function of a later version",
        module(
            imports='(import "env" "proxy_get_log_level" (func (param i32) (result i32)))',
            marker="proxy_abi_version_0_2_0",
        ),
        "which is not part of Proxy-Wasm 0.2.0",
    ),
    Hostile("an imported memory", module(memory='(import "env" "memory" (memory 2))'), "imports env.memory"),
    Hostile("no memory", module(memory="(memory 2)"), "exports no memory"),
    Hostile("no allocator", module(allocator=""), "exports neither malloc nor"),
    Hostile(
        "a callback with another signature",
        module(_EVIL_HEADERS_TYPE),
        "exports proxy_on_response_headers as (i32, i32) -> i32; Proxy-Wasm 0.2.1 has (i32, i32, i32) -> i32",
    ),
    Hostile(
        "an allocator with another signature",
        module(allocator='(func (export "malloc") (param i64) (result i64) (local.get 0))'),
        "exports malloc as (i64) -> i64",
    ),
    Hostile(
        "a callback that is a number",
        module('(global (export "proxy_on_log") i32 (i32.const 0))'),
        "exports proxy_on_log as a global",
    ),
    Hostile(
        "a callback that is misspelt",
        module(f'(func (export "proxy_on_response_header") {HEADERS} (i32.const 0))'),
        "is proxy_on_response_headers meant?",
    ),
    # Too much of something.
    Hostile(
        "a large memory", module(memory='(memory (export "memory") 2000)'), "declares a memory of 131,072,000"
    ),
    Hostile("a large table", module("(table 5000000 funcref)"), "declares tables of 5,000,000 elements"),
    Hostile(
        "data outside of its memory",
        module('(data (i32.const 131070) "overrun")'),
        "out of bounds memory access",
    ),
    Hostile("a bomb for compilers", module(_large_body()), "processor time"),
    # Loops.
    Hostile("a loop at its start", module(f"(func $f {LOOP}) (start $f)"), "did not end within"),
    Hostile(
        "a loop in its initialisation",
        module(f'(func (export "_initialize") {LOOP})'),
        "_initialize: it did not end",
    ),
    Hostile("a loop in vm_start", module(vm_start=LOOP), "proxy_on_vm_start: it did not end"),
    Hostile("a loop in configure", module(configure=LOOP), "proxy_on_configure: it did not end"),
    Hostile("a loop in the first request", module(headers=LOOP), "proxy_on_request_headers: it did not end"),
    Hostile(
        "a loop after the hundredth request",
        module(headers=after(100, LOOP)),
        "proxy_on_request_headers: it did not end",
    ),
    Hostile(
        "a loop in the log",
        module(f'(func (export "proxy_on_log") (param i32) {LOOP})'),
        "proxy_on_log: it did not end",
    ),
    Hostile(
        "a loop of host calls",
        module(
            headers="(loop $l (drop (call $proxy_log (i32.const 2) (i32.const 0) (i32.const 9))) (br $l))"
        ),
        "asked too much of the host",
    ),
    Hostile(
        "a loop of large copies, each one instruction",
        module(
            memory='(memory (export "memory") 900)',
            headers="(loop $l (memory.fill (i32.const 65536) (i32.const 1) (i32.const 50000000)) (br $l))",
        ),
        "did not end within",
    ),
    Hostile(
        "long work in every request",
        module(
            headers="(global.set $next (i32.const 4096)) (call $spin)",
            body="""(func $spin (local i32) (loop $l
                (local.set 0 (i32.add (local.get 0) (i32.const 1)))
                (br_if $l (i32.lt_u (local.get 0) (i32.const 20000000)))))""",
        ),
        "all callbacks together have used",
    ),
    Hostile(
        "a loop in a tick, where no configuration was taken",
        module(
            imports='(import "env" "proxy_set_tick_period_milliseconds"'
            " (func $tick (param i32) (result i32)))",
            configure="(drop (call $tick (i32.const 100))) (return (i32.const 0))",
            body=f'(func (export "proxy_on_tick") (param i32) {after(100, LOOP)})',
        ),
        "proxy_on_tick: it did not end",
    ),
    Hostile(
        "an endless exchange of messages with itself",
        module(
            imports='(import "env" "proxy_register_shared_queue"'
            " (func $register (param i32 i32 i32) (result i32)))"
            '(import "env" "proxy_enqueue_shared_queue" (func $put (param i32 i32 i32) (result i32)))',
            configure="(drop (call $register (i32.const 0) (i32.const 4) (i32.const 64)))",
            headers="(drop (call $put (i32.load (i32.const 64)) (i32.const 0) (i32.const 4)))",
            body="""(func (export "proxy_on_queue_ready") (param i32 i32)
                (drop (call $put (local.get 1) (i32.const 0) (i32.const 4))))""",
        ),
        "all callbacks together have used",
    ),
    # Memory and stack.
    Hostile(
        "a memory bomb that takes what it gets",
        module(headers="(loop $l (br_if $l (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))"),
        "bytes of memory, more than 67,108,864",
    ),
    Hostile(
        "a memory bomb in one step",
        module(headers=after(50, "(drop (memory.grow (i32.const 60000)))")),
        "3,932,2",
    ),
    Hostile("a recursion at its start", module("(func $f (call $f)) (start $f)"), "a recursion without end"),
    Hostile(
        "a recursion in a request",
        module("(func $f (call $f))", headers=after(7, "(call $f)")),
        "proxy_on_request_headers: the stack of 984 KiB is full",
    ),
    # Traps.
    Hostile("a trap at its start", module(vm_start="unreachable"), "proxy_on_vm_start: wasm trap"),
    Hostile("a trap in configure", module(configure="unreachable"), "proxy_on_configure: wasm trap"),
    Hostile(
        "a trap in the two hundredth request",
        module(headers=after(200, "unreachable")),
        "proxy_on_request_headers: wasm trap: wasm `unreachable` instruction executed",
    ),
    Hostile(
        "a read outside of its memory",
        module(headers=after(20, "(drop (i32.load (i32.const 0x7fffffff)))")),
        "out of bounds memory access",
    ),
    Hostile(
        "an answer in the log, which crashes Envoy",
        module(
            imports='(import "env" "proxy_send_local_response" (func $answer'
            " (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)))",
            body="""(func (export "proxy_on_log") (param i32)
                (local $zero i32)
                (drop (call $answer (i32.const 200) (local.get $zero) (local.get $zero) (local.get $zero)
                  (local.get $zero) (local.get $zero) (local.get $zero) (i32.const -1))))""",
        ),
        "crashes Envoy",
    ),
    # Allocators.
    Hostile("an allocator that has nothing", module(allocator=allocator("(i32.const 0)")), "(address 0)"),
    Hostile(
        "an allocator outside of its memory",
        module(allocator=allocator("(i32.const 131071)")),
        "outside of its memory",
    ),
    Hostile("an allocator of one place", module(allocator=allocator("(i32.const 1024)")), "overlap the"),
    Hostile(
        "an allocator that loops",
        module(allocator=allocator(f"{LOOP} (i32.const 0)")),
        "malloc: it did not end",
    ),
    Hostile("an allocator that traps", module(allocator=allocator("unreachable")), "malloc: wasm trap"),
    Hostile(
        "an allocator that breaks later",
        module(
            allocator=allocator(
                "(if (i32.gt_u (global.get $n) (i32.const 90)) (then (return (i32.const 0)))) "
                "(global.set $next (i32.add (global.get $next) (i32.const 8192))) (global.get $next)"
            )
        ),
        "its allocator is broken",
    ),
    # Custom sections.
    Hostile(
        "a schema that is none", with_section(module(), "sluice.config_schema", b'{"type": 1}'), "schema"
    ),
    Hostile(
        "a schema from elsewhere",
        with_section(module(), "sluice.config_schema", _SCHEMA),
        "outside of itself",
    ),
    Hostile(
        "a slow pattern", with_section(module(), "sluice.config_schema", _PATTERN), "which is not evaluated"
    ),
    Hostile("a second memory", module("(memory 1)"), "at most 1 are taken"),
    Hostile(
        "a schema without bottom", with_section(module(), "sluice.config_schema", _DEEP), "nested 50 deep"
    ),
    Hostile("a schema that is no JSON", with_section(module(), "sluice.config_schema", b"{"), "is not JSON"),
    Hostile("metadata that is none", with_section(module(), "sluice.meta", b"[]"), "is not a JSON dict"),
)
