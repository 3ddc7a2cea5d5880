"""One run of one variant: what it printed, and the CPU seconds from its first statement to its last.

Starting an interpreter, compiling to bytecode and compiling a module to machine code are not part of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass

import wasmtime

CPYTHON_HARNESS = """
import contextlib, io, json, sys, time
code = compile(sys.stdin.read(), "program.py", "exec")
printed = io.StringIO()
with contextlib.redirect_stdout(printed):
    began = time.process_time()
    exec(code, {"__name__": "__main__"})
    seconds = time.process_time() - began
json.dump({"seconds": seconds, "output": printed.getvalue()}, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """`output` as printed; of a peer in C the values that it shows, one a line."""

    seconds: float
    output: str


def run_cpython(source: str) -> Run:
    """A fresh process; raises CalledProcessError when the program fails."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", CPYTHON_HARNESS],
        input=source,
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    return Run(report["seconds"], report["output"])


class Machine:
    """One wasmtime for all modules; each run gets an instance of its own."""

    def __init__(self) -> None:
        self.engine = wasmtime.Engine()

    def load(self, wasm: bytes) -> wasmtime.Module:
        return wasmtime.Module(self.engine, wasm)

    def run(self, module: wasmtime.Module, export: str) -> Run:
        """Calls `sluice_main` of ours or `run` of a peer's. Raises RuntimeError for another status than 0."""
        store = wasmtime.Store(self.engine)
        linker = wasmtime.Linker(self.engine)
        output = _Output(store)
        output.define(linker)
        exports = linker.instantiate(store, module).exports(store)
        memory, entry = exports["memory"], exports[export]
        assert isinstance(memory, wasmtime.Memory) and isinstance(entry, wasmtime.Func)
        output.memory = memory
        began = time.process_time()
        status = entry(store)
        seconds = time.process_time() - began
        if status:
            raise RuntimeError(f"the program ended with status {status}: {output.text}")
        return Run(seconds, output.text)


class _Output:
    """What a module prints or shows."""

    def __init__(self, store: wasmtime.Store) -> None:
        self.store = store
        self.memory: wasmtime.Memory | None = None
        self.text = ""

    def define(self, linker: wasmtime.Linker) -> None:
        i32, i64, f64 = wasmtime.ValType.i32(), wasmtime.ValType.i64(), wasmtime.ValType.f64()
        for name, parameters, call in (
            ("sluice_print", [i32, i32, i32], self.print),
            ("show_text", [i32, i32], self.show_text),
            ("show_int", [i64], self.show_int),
            ("show_float", [f64], self.show_float),
        ):
            linker.define_func("env", name, wasmtime.FuncType(parameters, []), call)

    def print(self, stream: int, pointer: int, size: int) -> None:
        assert self.memory is not None
        start = pointer & 0xFFFFFFFF  # wasmtime gives it with a sign
        self.text += self.memory.read(self.store, start, start + size).decode()

    def show_text(self, pointer: int, size: int) -> None:
        self.print(1, pointer, size)
        self.text += "\n"

    def show_int(self, value: int) -> None:
        self.text += f"{value}\n"

    def show_float(self, value: float) -> None:
        self.text += f"{value:.9f}\n"


def shows_the_same(python: str, c: str) -> bool:
    """Whether every value that the peer in C shows stands in Python's output, in the same order."""
    place = 0
    for value in c.splitlines():
        place = python.find(value, place)
        if place < 0:
            return False
        place += len(value)
    return True
