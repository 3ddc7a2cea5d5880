"""Running a compiled script under wasmtime: what it prints, and how it ends."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from typing import Final

import wasmtime

from sluice.toolchain.build import build_file

STDOUT = 1
STDERR = 2
TRAPPED = 70
"""The status of a script whose module trapped, which no Python program should bring about."""

Write = Callable[[int, bytes], None]

_ADDRESSES: Final = 0xFFFFFFFF
"""wasmtime gives numbers of 32 bits with a sign."""
_IMPORTED = ("sluice_print", "proxy_get_current_time_nanoseconds", "random_get")
"""All that a script's module may ask of us."""


class Pace(IntEnum):
    """How often a collector that was built for stress works: as usual, at every loop's head and at the end of
    every callback, or in loops that make a kilobyte as it usually does in those that make much.
    """

    USUAL = 0
    ALWAYS = 1
    OFTEN = 2


class NeedsProxyError(Exception):
    """A script calls what only a proxy has, such as `log.info`."""

    def __init__(self, functions: list[str]) -> None:
        super().__init__(
            f"this script uses what only a proxy has ({', '.join(functions)}), and `sluice run` runs it "
            "without one: print instead of logging, or make it a filter and run that with `sluice test` or "
            "`sluice dev`"
        )


@dataclass(frozen=True, slots=True)
class ScriptResult:
    """Everything that a finished script left: text as UTF-8, lone surrogates kept."""

    stdout: str
    stderr: str
    status: int


class Script:
    """A script's module, compiled for this machine once, and run as often as wanted.

    `Script(wasm).run(write)`: `write(stream, data)` receives what it prints. Raises NeedsProxyError.
    """

    def __init__(self, wasm: bytes) -> None:
        self._engine = wasmtime.Engine()
        self._module = wasmtime.Module(self._engine, wasm)
        unknown = {each.name or "" for each in self._module.imports}.difference(_IMPORTED)
        if unknown:
            raise NeedsProxyError(sorted(unknown))

    def run(self, write: Write, *, pace: Pace | None = None) -> int:
        """Gives the exit status. `pace`: of a collector that was built for stress."""
        store = wasmtime.Store(self._engine)
        try:
            return self._run(store, write, pace)
        finally:
            store.close()  # its functions and ours refer to each other where Python's collector sees nothing

    def collect(self, *, pace: Pace | None = None) -> ScriptResult:
        """Run it and collect what it prints."""
        streams = {STDOUT: bytearray(), STDERR: bytearray()}
        status = self.run(lambda stream, data: streams[stream].extend(data), pace=pace)
        stdout, stderr = (bytes(each).decode("utf-8", "surrogatepass") for each in streams.values())
        return ScriptResult(stdout, stderr, status)

    def _run(self, store: wasmtime.Store, write: Write, pace: Pace | None) -> int:
        memory: list[wasmtime.Memory] = []
        exports = self._instantiate(store, memory, write).exports(store)
        found, main = exports["memory"], exports["sluice_main"]
        assert isinstance(found, wasmtime.Memory) and isinstance(main, wasmtime.Func)
        memory.append(found)
        if pace is not None:
            stress = exports["sluice_stress"]
            assert isinstance(stress, wasmtime.Func)
            stress(store, pace)
        try:
            return int(main(store))
        except (wasmtime.Trap, wasmtime.WasmtimeError) as trap:
            write(STDERR, f"sluice: the module trapped, please report it: {trap}\n".encode())
            return TRAPPED

    def _instantiate(
        self, store: wasmtime.Store, memory: list[wasmtime.Memory], write: Write
    ) -> wasmtime.Instance:
        """`memory`: filled afterwards with the instance's own, which the host's functions read and write."""

        def print_(stream: int, pointer: int, size: int) -> None:
            start = pointer & _ADDRESSES
            write(stream, bytes(memory[0].read(store, start, start + size)))

        def clock(pointer: int) -> int:
            memory[0].write(store, time.time_ns().to_bytes(8, "little"), pointer & _ADDRESSES)
            return 0

        def chance(pointer: int, size: int) -> int:
            memory[0].write(store, os.urandom(size), pointer & _ADDRESSES)
            return 0

        linker = wasmtime.Linker(self._engine)
        i32 = wasmtime.ValType.i32()
        linker.define_func("env", "sluice_print", wasmtime.FuncType([i32, i32, i32], []), print_)
        ask = wasmtime.FuncType([i32], [i32])
        linker.define_func("env", "proxy_get_current_time_nanoseconds", ask, clock)
        fill = wasmtime.FuncType([i32, i32], [i32])
        linker.define_func("wasi_snapshot_preview1", "random_get", fill, chance)
        return linker.instantiate(store, self._module)


def run_script(path: Path, *, release: bool = False, stress: bool = False) -> ScriptResult:
    """Compile a script, run it, collect what it prints. Raises CompileError."""
    return Script(build_file(path, release=release, script=True, stress=stress).wasm).collect()
