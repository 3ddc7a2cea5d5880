"""A module that Envoy would load: compiled, with its imports and exports checked as Envoy checks them."""

import functools
import os

import wasmtime

from sluice.testing.signatures import ABI_MARKERS, WASI_FUNCTIONS, WASI_MODULES, callbacks, host_functions
from sluice.testing.vm import LoadError


class WasmModule:
    """A compiled module whose imports and exports Envoy would take; raises `LoadError` otherwise."""

    def __init__(self, wasm: bytes, engine: wasmtime.Engine | None = None) -> None:
        """`engine`: another than that of tests."""
        self.engine = engine or shared_engine()
        try:
            self.compiled = wasmtime.Module(self.engine, wasm)
        except wasmtime.WasmtimeError as error:
            raise LoadError(f"the module is not valid: {error}") from None
        self.abi = _abi(self.compiled)
        self.host_functions = host_functions(self.abi)
        self.callbacks = _checked_exports(self.compiled, callbacks(self.abi))
        _check_imports(self.compiled, self.host_functions)


@functools.lru_cache(maxsize=8)
def compiled(wasm: bytes) -> WasmModule:
    """The module, compiled for this machine: once for all tests of a file, which load it again and again."""
    return WasmModule(wasm)


V8_STACK = 984 * 1024
"""Bytes that a thread's calls may take in Envoy."""


@functools.cache
def shared_engine() -> wasmtime.Engine:
    """One engine for all tests of the process."""
    return wasmtime.Engine(engine_config())


LITTLE_SPACE = "SLUICE_LITTLE_ADDRESS_SPACE"
"""A variable of the environment, for processes whose address space is limited."""


def engine_config() -> wasmtime.Config:
    """Fuel ends endless loops, backtraces name files and lines where known."""
    os.environ.setdefault("WASMTIME_BACKTRACE_DETAILS", "1")
    config = wasmtime.Config()
    config.consume_fuel = True
    config.max_wasm_stack = V8_STACK
    if LITTLE_SPACE in os.environ:  # else each memory reserves 4 GiB, so that fewer accesses are checked
        config.memory_reservation = config.memory_reservation_for_growth = config.memory_guard_size = 0
        config.memory_init_cow = False
    return config


def _abi(module: wasmtime.Module) -> str:
    names = {item.name for item in module.exports}
    for marker, abi in ABI_MARKERS.items():
        if marker in names:
            return abi
    marker = next(iter(ABI_MARKERS))
    raise LoadError(f"Missing or unknown Proxy-Wasm ABI version: the module does not export {marker}")


def _checked_exports(module: wasmtime.Module, known: dict[str, str]) -> list[str]:
    """The callbacks that the module exports; raises `LoadError` for what Envoy does not load."""
    exports = {item.name: item.type for item in module.exports}
    if not isinstance(exports.get("memory"), wasmtime.MemoryType):
        raise LoadError("the module does not export its memory as 'memory'")
    found = []
    for name, signature in known.items():
        type_ = exports.get(name)
        if isinstance(type_, wasmtime.FuncType):
            if _signature(type_) != signature:
                raise LoadError(
                    f"Bad function signature for: {name}: {_signature(type_)}, but {signature} is expected"
                )
            found.append(name)
    if "malloc" not in found and "proxy_on_memory_allocate" not in found:
        raise LoadError("Wasm module is missing malloc function.")
    return found


def _check_imports(module: wasmtime.Module, offered: dict[str, str]) -> None:
    for item in module.imports:
        known = offered if item.module == "env" else WASI_FUNCTIONS
        full_name = f"{item.module}.{item.name}"
        is_known_module = item.module == "env" or item.module in WASI_MODULES
        if not is_known_module or item.name not in known or not isinstance(item.type, wasmtime.FuncType):
            raise LoadError(f"Failed to load Wasm module due to a missing import: {full_name}")
        signature = known[item.name]
        if _signature(item.type) != signature:
            raise LoadError(
                "Failed to load Wasm module due to an import type mismatch: "
                f"{full_name}: {_signature(item.type)}, but {signature} is offered"
            )


def _signature(type_: wasmtime.FuncType) -> str:
    letters = {"i32": "i", "i64": "I"}

    def written(types: list[wasmtime.ValType]) -> str:
        return "".join(letters.get(str(each), f"<{each}>") for each in types)

    return f"{written(type_.params)}>{written(type_.results)}"
