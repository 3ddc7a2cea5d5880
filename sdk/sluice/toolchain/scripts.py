"""Running a compiled script under wasmtime: what it prints, and how it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import wasmtime

from sluice.toolchain.build import build_file

STDOUT = 1
STDERR = 2
TRAPPED = 70
"""The status of a script whose module trapped, which no Python program should bring about."""

Write = Callable[[int, bytes], None]


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """Everything that a finished script left: text as UTF-8, lone surrogates kept."""

    stdout: str
    stderr: str
    status: int


def run_module(wasm: bytes, write: Write) -> int:
    """Run a script's module; `write(stream, data)` receives what it prints. Gives the exit status."""
    engine = wasmtime.Engine()
    store = wasmtime.Store(engine)
    linker = wasmtime.Linker(engine)
    memory: list[wasmtime.Memory] = []

    def print_(stream: int, pointer: int, size: int) -> None:
        write(stream, bytes(memory[0].read(store, pointer, pointer + size)))

    def clock(pointer: int) -> int:
        memory[0].write(store, time.time_ns().to_bytes(8, "little"), pointer)
        return 0

    def chance(pointer: int, size: int) -> int:
        memory[0].write(store, os.urandom(size), pointer)
        return 0

    i32 = wasmtime.ValType.i32()
    linker.define_func("env", "sluice_print", wasmtime.FuncType([i32, i32, i32], []), print_)
    ask = wasmtime.FuncType([i32], [i32])
    linker.define_func("env", "proxy_get_current_time_nanoseconds", ask, clock)
    fill = wasmtime.FuncType([i32, i32], [i32])
    linker.define_func("wasi_snapshot_preview1", "random_get", fill, chance)
    exports = linker.instantiate(store, wasmtime.Module(engine, wasm)).exports(store)
    found, main = exports["memory"], exports["sluice_main"]
    assert isinstance(found, wasmtime.Memory) and isinstance(main, wasmtime.Func)
    memory.append(found)
    try:
        return int(main(store))
    except (wasmtime.Trap, wasmtime.WasmtimeError) as trap:
        write(STDERR, f"sluice: the module trapped, please report it: {trap}\n".encode())
        return TRAPPED


def run_script(path: Path, *, release: bool = False, stress: bool = False) -> ScriptResult:
    """Compile a script, run it, collect what it prints. Raises CompileError."""
    return run_collecting(build_file(path, release=release, script=True, stress=stress).wasm)


def run_collecting(wasm: bytes) -> ScriptResult:
    """Run a script's module and collect what it prints."""
    streams = {STDOUT: bytearray(), STDERR: bytearray()}
    status = run_module(wasm, lambda stream, data: streams[stream].extend(data))
    stdout, stderr = (bytes(each).decode("utf-8", "surrogatepass") for each in streams.values())
    return ScriptResult(stdout, stderr, status)
