"""C functions of the runtime, compiled to Wasm and callable from a test.

    module = compile_entry_points("entry_points/decimals.c", "float_shortest.c", "limbs.c")
    module.call("shortest", 0.1)

`room` is a buffer in the module's memory for what does not fit a number.
"""

from __future__ import annotations

import hashlib
import tempfile
from functools import cache
from pathlib import Path

import wasmtime

import sluice
from sluice.toolchain.zig import run_zig

RUNTIME = Path(sluice.__file__).parent / "runtime"
HERE = Path(__file__).parent
FLAGS = (
    "-target wasm32-freestanding -O2 -nostdlib -std=c11 -fno-sanitize=all -ffunction-sections "
    "-mcpu=generic+bulk_memory+sign_ext+nontrapping_fptoint -Wall -Werror -Wno-bitwise-op-parentheses "
    "-Wno-shift-op-parentheses -Wno-parentheses"
).split()


class CompiledModule:
    """An instance of a module: its exported functions and its memory."""

    def __init__(self, wasm: bytes) -> None:
        self.store = wasmtime.Store()
        module = wasmtime.Module(self.store.engine, wasm)
        self.exports = wasmtime.Instance(self.store, module, []).exports(self.store)
        memory = self.exports["memory"]
        assert isinstance(memory, wasmtime.Memory)
        self.memory = memory
        self.room = int(self.call("room_address"))

    def call(self, name: str, *arguments: float) -> float:
        function = self.exports[name]
        assert isinstance(function, wasmtime.Func)
        result: float = function(self.store, *arguments)
        return result

    def integer(self, name: str, *arguments: float) -> int:
        return int(self.call(name, *arguments))

    def write(self, data: bytes, offset: int = 0) -> int:
        """Put bytes into the room; returns their address."""
        self.memory.write(self.store, data, self.room + offset)
        return self.room + offset

    def read(self, size: int, offset: int = 0) -> bytes:
        return bytes(self.memory.read(self.store, self.room + offset, self.room + offset + size))


@cache
def compile_entry_points(entry: str, *sources: str) -> CompiledModule:
    """Compile `entry` (in this folder) with files of the runtime; its exported functions become callable."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / f"{hashlib.sha256(entry.encode()).hexdigest()[:8]}.wasm"
        files = [str(HERE / entry), *(str(RUNTIME / source) for source in sources)]
        run_zig("cc", *FLAGS, "-I", str(RUNTIME), "-Wl,--no-entry", "-o", str(target), *files)
        return CompiledModule(target.read_bytes())
