"""A Wasm module as a VM, in wasmtime, whoever built the module."""

from collections.abc import Callable
from dataclasses import dataclass

import wasmtime

from sluice.testing.abi import Status, StatusError
from sluice.testing.host import Host
from sluice.testing.signatures import ABI_0_1_0, ALLOWED_IN_MALLOC, ALLOWED_IN_START, WASI_FUNCTIONS
from sluice.testing.vm import LimitError, LoadError, VmError
from sluice.testing.wasi import Wasi
from sluice.testing.wasm_boundary import Boundary, Export, LinearMemory
from sluice.testing.wasm_imports import ImportFunction, WasmImports
from sluice.testing.wasm_memory import Budget, WasmMemory
from sluice.testing.wasm_module import V8_STACK, WasmModule
from sluice.testing.watched_memory import WatchedMemories

FUEL = 50_000_000_000  # Wasm instructions for one callback: more than ten million steps of a filter of ours
MEMORY_LIMIT = 256 * 1024 * 1024  # bytes
_TYPES = {"i": wasmtime.ValType.i32, "I": wasmtime.ValType.i64}


@dataclass(slots=True)
class Limits:
    """`fuel` is in Wasm instructions for one callback, `total` for all of them, `memory` in bytes, `table` in
    elements. With `memories` it is a fault to ask for more memory than they have; without, it is not given.
    """

    fuel: int = FUEL
    memory: int = MEMORY_LIMIT
    total: int | None = None
    table: int = -1  # no limit
    memories: WatchedMemories | None = None


class WasmVm:
    """One instance of a module. Once it has trapped, it is dead."""

    def __init__(self, host: Host, module: WasmModule, limits: Limits | None = None) -> None:
        self._host = host
        self._module = module
        self._limits = limits or Limits()
        self._imports = WasmImports(host, absent_is_empty=module.abi == ABI_0_1_0)
        self._store = wasmtime.Store(module.engine)
        watched = self._limits.memories is not None
        self._store.set_limits(
            memory_size=-1 if watched else self._limits.memory, table_elements=self._limits.table
        )
        self._left = self._limits.total
        self._boundary = Boundary(self._store)
        self._functions: dict[str, Export] = {}
        self._handled: frozenset[str] = frozenset()
        self._memory: LinearMemory | None = None
        self._allowed: frozenset[str] | None = None  # None: every host function may be called
        self._failure: VmError | None = None
        self._budget = Budget()

    def start(self) -> None:
        self._refuel()
        self._allowed = ALLOWED_IN_START
        try:
            instance = self._linker().instantiate(self._store, self._module.compiled)
        except wasmtime.Trap as trap:
            self._boundary.raise_kept()
            raise LoadError(f"the module cannot be instantiated: {_explained(trap, self._limits)}") from None
        except wasmtime.WasmtimeError as error:
            self._boundary.raise_kept()
            raise LoadError(f"the module cannot be instantiated: {error}") from None
        exports = instance.exports(self._store)
        memory = exports["memory"]
        assert isinstance(memory, wasmtime.Memory)
        self._memory = self._boundary.memory(memory)
        self._imports.memory = WasmMemory(self._memory, self._allocate, self._budget)
        for name in self._module.callbacks:
            function = exports[name]
            assert isinstance(function, wasmtime.Func)
            self._functions[name] = self._boundary.export(function, self._store)
        self._handled = frozenset(name.removeprefix("proxy_") for name in self._functions)
        if "_initialize" in self._functions:
            self._call("_initialize")
            self._call("main", 0, 0)
        else:
            self._call("_start")
        self._allowed = None

    def handles(self, callback: str) -> bool:
        return callback in self._handled or self._failure is not None

    def on_vm_start(self, root: int, size: int) -> bool:
        return self._call("proxy_on_vm_start", root, size, default=1) != 0

    def on_configure(self, root: int, size: int) -> bool:
        if not self._call("proxy_validate_configuration", root, size, default=1):
            return False
        return self._call("proxy_on_configure", root, size, default=1) != 0

    def on_context_create(self, context: int, parent: int) -> None:
        self._call("proxy_on_context_create", context, parent)

    def on_request_headers(self, context: int, count: int, end_of_stream: bool) -> int:
        return self._call_headers("proxy_on_request_headers", context, count, end_of_stream)

    def on_request_body(self, context: int, size: int, end_of_stream: bool) -> int:
        return self._call("proxy_on_request_body", context, size, int(end_of_stream))

    def on_request_trailers(self, context: int, count: int) -> int:
        return self._call("proxy_on_request_trailers", context, count)

    def on_request_metadata(self, context: int, count: int) -> int:
        return self._call("proxy_on_request_metadata", context, count)

    def on_response_headers(self, context: int, count: int, end_of_stream: bool) -> int:
        return self._call_headers("proxy_on_response_headers", context, count, end_of_stream)

    def on_response_body(self, context: int, size: int, end_of_stream: bool) -> int:
        return self._call("proxy_on_response_body", context, size, int(end_of_stream))

    def on_response_trailers(self, context: int, count: int) -> int:
        return self._call("proxy_on_response_trailers", context, count)

    def on_response_metadata(self, context: int, count: int) -> int:
        return self._call("proxy_on_response_metadata", context, count)

    def on_new_connection(self, context: int) -> int:
        return self._call("proxy_on_new_connection", context)

    def on_downstream_data(self, context: int, size: int, end_of_stream: bool) -> int:
        return self._call("proxy_on_downstream_data", context, size, int(end_of_stream))

    def on_upstream_data(self, context: int, size: int, end_of_stream: bool) -> int:
        return self._call("proxy_on_upstream_data", context, size, int(end_of_stream))

    def on_downstream_close(self, context: int, kind: int) -> None:
        self._call("proxy_on_downstream_connection_close", context, kind)

    def on_upstream_close(self, context: int, kind: int) -> None:
        self._call("proxy_on_upstream_connection_close", context, kind)

    def on_tick(self, root: int) -> None:
        self._call("proxy_on_tick", root)

    def on_queue_ready(self, root: int, token: int) -> None:
        self._call("proxy_on_queue_ready", root, token)

    def on_http_call_response(
        self, root: int, token: int, headers: int, body_size: int, trailers: int
    ) -> None:
        self._call("proxy_on_http_call_response", root, token, headers, body_size, trailers)

    def on_grpc_receive_initial_metadata(self, root: int, token: int, headers: int) -> None:
        self._call("proxy_on_grpc_receive_initial_metadata", root, token, headers)

    def on_grpc_receive(self, root: int, token: int, size: int) -> None:
        self._call("proxy_on_grpc_receive", root, token, size)

    def on_grpc_receive_trailing_metadata(self, root: int, token: int, headers: int) -> None:
        self._call("proxy_on_grpc_receive_trailing_metadata", root, token, headers)

    def on_grpc_close(self, root: int, token: int, code: int) -> None:
        self._call("proxy_on_grpc_close", root, token, code)

    def on_log(self, context: int) -> None:
        self._call("proxy_on_log", context)

    def on_done(self, context: int) -> bool:
        return self._call("proxy_on_done", context, default=1) != 0

    def on_delete(self, context: int) -> None:
        self._call("proxy_on_delete", context)

    def memory_size(self) -> int:
        return 0 if self._memory is None else self._memory.size

    def close(self) -> None:
        self._functions.clear()
        self._memory = None
        self._store.close()

    def _call_headers(self, name: str, context: int, count: int, end_of_stream: bool) -> int:
        if self._module.abi == ABI_0_1_0:
            return self._call(name, context, count)
        return self._call(name, context, count, int(end_of_stream))

    def _call(self, name: str, *arguments: int, default: int = 0) -> int:
        """Call an export, with fresh fuel; `default` when the module has none of that name."""
        if self._failure is not None:
            raise VmError(f"the VM is dead: {self._failure}")
        function = self._functions.get(name)
        if function is None:
            return default
        self._refuel()
        try:
            result = function(*arguments) or 0
        except wasmtime.Trap as trap:
            self._settle(name)
            kind = LimitError if trap.trap_code in _OUT_OF_LIMITS else VmError
            raise self._died(name, _explained(trap, self._limits), kind) from None
        except VmError as error:
            raise self._died(name, str(error), type(error)) from None
        self._settle(name)
        return result

    def _refuel(self) -> None:
        fuel = self._limits.fuel if self._left is None else min(self._limits.fuel, self._left)
        self._boundary.refuel(fuel)
        self._budget.refill(self._limits.fuel)

    def _settle(self, name: str) -> None:
        """What the callback has used of the module's limits."""
        limits = self._limits
        if limits.memories is not None and limits.memories.wanted > limits.memory:
            wanted = limits.memories.wanted
            problem = f"it asks for {wanted:,} bytes of memory, more than {limits.memory:,}"
            raise self._died(name, problem, LimitError)
        if self._left is not None and limits.total is not None:
            own = min(limits.fuel, self._left) - self._boundary.fuel()
            self._left -= own + self._budget.spent + Budget.CALLBACK
            if self._left <= 0:
                problem = f"all callbacks together have used {limits.total:,} instructions with it"
                raise self._died(name, problem, LimitError)

    def _died(self, name: str, problem: str, kind: type[VmError]) -> VmError:
        self._failure = kind(f"Function: {name} failed: {problem}")
        return self._failure

    @property
    def failure(self) -> VmError | None:
        """What the VM died of."""
        return self._failure

    def allocate(self, size: int) -> int:
        """The address of so many bytes in the module, as the proxy asks for them outside of calls."""
        name = "malloc" if "malloc" in self._functions else "proxy_on_memory_allocate"
        self._allowed = ALLOWED_IN_MALLOC
        address = self._call(name, size)
        self._allowed = None
        self._look()
        return address

    def _allocate(self, size: int) -> int:
        """Memory in the module for what a host function gives back."""
        allocate = self._functions.get("malloc") or self._functions["proxy_on_memory_allocate"]
        before, self._allowed = self._allowed, ALLOWED_IN_MALLOC
        try:
            return allocate(size) or 0
        finally:
            self._allowed = before
            self._look()

    def _look(self) -> None:
        if self._memory is not None:
            self._memory.look()

    def _linker(self) -> wasmtime.Linker:
        linker = wasmtime.Linker(self._module.engine)
        linker.allow_shadowing = True
        wasi = Wasi(self._host, self._imports)
        host_functions, wasi_functions = self._imports.functions(), wasi.functions()
        for item in self._module.compiled.imports:
            name = item.name or ""
            if item.module == "env":
                signature = self._module.host_functions[name]
                function = host_functions.get(name) or _ENVIRONMENT[name]
            else:
                signature = WASI_FUNCTIONS[name]
                function = wasi_functions.get(name, wasi.unsupported)
            entry = self._entry(name, function)
            self._boundary.define(linker, item.module, name, _function_type(signature), entry)
        return linker

    def _entry(self, name: str, function: ImportFunction) -> ImportFunction:
        """A host function as the module calls it: statuses are returned, some calls forbidden."""
        in_wasi = name in WASI_FUNCTIONS
        spend = self._budget.spend

        def entry(*arguments: int) -> int | None:
            spend(Budget.CALL)
            self._look()
            if self._allowed is not None and name not in self._allowed:
                raise VmError(f"{name} must not be called while the module starts or allocates memory")
            try:
                return function(*arguments)
            except StatusError as error:
                if in_wasi and error.status is Status.INVALID_MEMORY_ACCESS:
                    return _EFAULT
                return int(error.status)

        return entry


_EFAULT = 21


def _pthread_equal(left: int, right: int) -> int:
    return int(left == right)


def _nothing(*_: int) -> None:
    return None


_ENVIRONMENT: dict[str, Callable[..., int | None]] = {
    "pthread_equal": _pthread_equal,
    "emscripten_notify_memory_growth": _nothing,
}


_OUT_OF_LIMITS = (wasmtime.TrapCode.OUT_OF_FUEL, wasmtime.TrapCode.STACK_OVERFLOW)


def _explained(trap: wasmtime.Trap, limits: Limits) -> str:
    match trap.trap_code:
        case wasmtime.TrapCode.OUT_OF_FUEL:
            return f"it did not end within {limits.fuel:,} instructions (an endless loop?)\n{trap.message}"
        case wasmtime.TrapCode.STACK_OVERFLOW:
            return f"the stack of {V8_STACK // 1024:,} KiB is full (a recursion without end?)\n{trap.message}"
    return trap.message


def _function_type(signature: str) -> wasmtime.FuncType:
    parameters, results = signature.split(">")
    return wasmtime.FuncType([_TYPES[each]() for each in parameters], [_TYPES[each]() for each in results])
