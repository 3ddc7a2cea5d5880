"""A first run of a module, in a process of its own that can be killed: `python -m …filters.trial <
module.wasm`.

Hostile until shown otherwise: the module gets a budget of instructions for each callback, a limit of memory
and stack, no file and no network. It is started as Envoy starts it and gets one request with a few headers.
Prints one line of JSON: `{"ok": true}` or `{"ok": false, "reason": "…"}`. Imports nothing but wasmtime, so
it starts fast.
"""

import json
import resource
import struct
import sys
import time
from collections.abc import Callable
from typing import Any

from wasmtime import (
    Caller,
    Config,
    Engine,
    Func,
    FuncType,
    Instance,
    Memory,
    Module,
    Store,
    Trap,
    TrapCode,
    WasmtimeError,
)

MEMORY_BYTES = 64 * 1024 * 1024
STACK_BYTES = 1024 * 1024
FUEL = 300_000_000
"""Instructions for each callback; about 0.3 s."""
CPU_SECONDS = 20

_ROOT, _STREAM = 1, 2
_OK, _NOT_FOUND = 0, 1
_HEADERS = ((b":method", b"GET"), (b":path", b"/"), (b":authority", b"trial"), (b":scheme", b"http"))


class Refused(Exception):  # noqa: N818 - it becomes the answer, not an error
    """Why the module is not taken."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    data = sys.stdin.buffer.read()
    try:
        run(data)
        answer: dict[str, Any] = {"ok": True}
    except Refused as error:
        answer = {"ok": False, "reason": str(error)}
    print(json.dumps(answer), flush=True)


def run(data: bytes) -> None:
    """Load, start, configure, one request. Raises `Refused`."""
    config = Config()
    config.consume_fuel = True
    config.max_wasm_stack = STACK_BYTES
    config.wasm_threads = False
    config.wasm_memory64 = False
    config.wasm_multi_memory = False
    engine = Engine(config)
    store = Store(engine)
    store.set_limits(memory_size=MEMORY_BYTES, table_elements=100_000, instances=1, memories=1, tables=4)
    try:
        module = Module(engine, data)
    except WasmtimeError as error:
        raise Refused(f"does not load: {_first_line(error)}") from error
    trial = Trial(store, module)
    trial.start()
    trial.configure()
    trial.request()


class Trial:
    """One instance and the answers that its host calls get."""

    def __init__(self, store: Store, module: Module) -> None:
        self._store = store
        store.set_fuel(FUEL)
        imports = [
            _host_function(store, item.module, item.name or "", item.type)
            for item in module.imports
            if isinstance(item.type, FuncType)
        ]
        try:
            self._instance = Instance(store, module, imports)
        except (Trap, WasmtimeError) as error:
            raise Refused(_explain("its start", error, strict=True)) from error
        self._exports = self._instance.exports(store)

    def start(self) -> None:
        if self._has("_initialize"):
            self._call("_initialize")
            if self._has("main"):
                self._call("main", 0, 0)
            elif self._has("__main_void"):
                self._call("__main_void")
        elif self._has("_start"):
            self._call("_start")

    def configure(self) -> None:
        """Without a configuration: a filter that needs one says no, which is an answer."""
        self._call("proxy_on_context_create", _ROOT, 0)
        self._call("proxy_on_vm_start", _ROOT, 0)
        self._call("proxy_on_configure", _ROOT, 0)

    def request(self) -> None:
        """Traps are not held against it here: the answers of this host are too poor for that."""
        self._call("proxy_on_context_create", _STREAM, _ROOT, strict=False)
        self._call("proxy_on_request_headers", _STREAM, len(_HEADERS), 1, strict=False)

    def _has(self, name: str) -> bool:
        return isinstance(self._exports.get(name), Func)

    def _call(self, name: str, *arguments: int, strict: bool = True) -> None:
        function = self._exports.get(name)
        if not isinstance(function, Func):
            return
        wanted = len(function.type(self._store).params)
        self._store.set_fuel(FUEL)
        try:
            function(self._store, *arguments[:wanted])
        except (Trap, WasmtimeError, TypeError) as error:
            reason = _explain(name, error, strict)
            if reason:
                raise Refused(reason) from error


def _host_function(store: Store, module: str, name: str, type_: FuncType) -> Func:
    answer = _ANSWERS.get(name, _not_found)
    returns = bool(type_.results)

    def call(caller: Caller, *arguments: int) -> int | None:
        status = answer(Host(caller), *arguments)
        return status if returns else None

    return Func(store, type_, call, access_caller=True)


class Host:
    """The module's memory during a host call; writes outside of it are the module's own fault and are
    skipped.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        memory = caller.get("memory")
        self._memory = memory if isinstance(memory, Memory) else None

    def write(self, address: int, data: bytes) -> None:
        address &= 0xFFFFFFFF
        if self._memory is not None and address + len(data) <= self._memory.data_len(self._caller):
            self._memory.write(self._caller, data, address)

    def give(self, data: bytes, pointer: int, size: int) -> int:
        """Allocate in the module as Envoy does, and tell where."""
        function = self._caller.get("malloc") or self._caller.get("proxy_on_memory_allocate")
        if not isinstance(function, Func):
            return _NOT_FOUND
        address = int(function(self._caller, len(data)))
        self.write(address, data)
        self.write(pointer, struct.pack("<I", address & 0xFFFFFFFF))
        self.write(size, struct.pack("<I", len(data)))
        return _OK


def _not_found(_host: Host, *_arguments: int) -> int:
    return _NOT_FOUND


def _ok(_host: Host, *_arguments: int) -> int:
    return _OK


def _zero_at(*positions: int) -> Callable[..., int]:
    """OK, with a 32-bit zero in these out-parameters."""

    def answer(host: Host, *arguments: int) -> int:
        for position in positions:
            if position < len(arguments):
                host.write(arguments[position], bytes(4))
        return _OK

    return answer


def _now(host: Host, *arguments: int) -> int:
    host.write(arguments[-1], struct.pack("<Q", time.time_ns()))
    return _OK


def _random(host: Host, *arguments: int) -> int:
    host.write(arguments[0], bytes(range(256))[: arguments[1] & 0xFF])
    return _OK


def _written(host: Host, *arguments: int) -> int:
    """`fd_write`: everything was taken, though nobody reads it."""
    host.write(arguments[-1], struct.pack("<I", 0xFFFF))
    return _OK


def _header_pairs(host: Host, *arguments: int) -> int:
    lengths = b"".join(struct.pack("<II", len(name), len(value)) for name, value in _HEADERS)
    texts = b"".join(name + b"\0" + value + b"\0" for name, value in _HEADERS)
    return host.give(struct.pack("<I", len(_HEADERS)) + lengths + texts, arguments[1], arguments[2])


_ANSWERS: dict[str, Callable[..., int]] = {
    "proxy_log": _ok,
    "proxy_get_log_level": _zero_at(0),
    "proxy_get_buffer_bytes": _zero_at(3, 4),
    "proxy_get_buffer_status": _zero_at(1, 2),
    "proxy_get_header_map_pairs": _header_pairs,
    "proxy_get_header_map_size": _zero_at(1),
    "proxy_define_metric": _zero_at(3),
    "proxy_increment_metric": _ok,
    "proxy_record_metric": _ok,
    "proxy_set_tick_period_milliseconds": _ok,
    "proxy_set_effective_context": _ok,
    "proxy_send_local_response": _ok,
    "proxy_get_current_time_nanoseconds": _now,
    "proxy_register_shared_queue": _zero_at(2),
    "proxy_set_shared_data": _ok,
    "clock_time_get": _now,
    "clock_res_get": _now,
    "random_get": _random,
    "fd_write": _written,
    "environ_sizes_get": _zero_at(0, 1),
    "args_sizes_get": _zero_at(0, 1),
    "environ_get": _ok,
    "args_get": _ok,
    "pthread_equal": _ok,
    "emscripten_notify_memory_growth": _ok,
}


def _explain(where: str, error: Exception, strict: bool) -> str:
    """Why the module is refused; empty when it is not."""
    code = getattr(error, "trap_code", None)
    if code == TrapCode.OUT_OF_FUEL or "all fuel consumed" in str(error):
        return f"{where} does not come to an end within {FUEL:,} instructions"
    if code == TrapCode.STACK_OVERFLOW:
        return f"{where} calls itself without end: the stack of {STACK_BYTES // 1024:,} KiB is full"
    if not strict:
        return ""
    if isinstance(error, TypeError):
        return f"{where} has another signature than Proxy-Wasm gives it"
    return f"{where} traps: {_first_line(error)}"


def _first_line(error: Exception) -> str:
    """The cause, which wasmtime puts last, after the backtrace."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    causes = [line for line in lines if line.startswith("wasm trap") or "limit" in line]
    return (causes or lines or [type(error).__name__])[0][:300]


if __name__ == "__main__":
    main()
