"""C functions of the runtime, compiled to Wasm and callable from a test.

    module = compile_entry_points("entry_points/decimals.c", "float_shortest.c", "limbs.c")
    module.call("shortest", 0.1)

`room` is a buffer in the module's memory for what does not fit a number.
"""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import wasmtime
import ziglang

import sluice

RUNTIME = Path(sluice.__file__).parent / "runtime"
HERE = Path(__file__).parent
ZIG = Path(ziglang.__file__).parent / "zig"
FLAGS = (
    "-target wasm32-freestanding -O2 -nostdlib -std=c11 -fno-sanitize=all -ffunction-sections -fdata-sections "
    "-mcpu=generic+bulk_memory+sign_ext+nontrapping_fptoint -Wall -Werror -Wno-bitwise-op-parentheses "
    "-Wno-shift-op-parentheses -Wno-parentheses"
).split()


class CompiledModule:
    """An instance of a module: its exported functions and its memory."""

    def __init__(self, wasm: bytes) -> None:
        self.store = wasmtime.Store()
        module = wasmtime.Module(self.store.engine, wasm)
        instance = wasmtime.Instance(self.store, module, [])
        self.exports = instance.exports(self.store)
        self.memory = self.exports["memory"]
        self.room: int = self.exports["room_address"](self.store)

    def call(self, name: str, *arguments: float) -> float:
        result: float = self.exports[name](self.store, *arguments)
        return result

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
        command = [str(ZIG), "cc", *FLAGS, "-I", str(RUNTIME), "-Wl,--no-entry", "-o", str(target), *files]
        subprocess.run(command, check=True, capture_output=False)
        return CompiledModule(target.read_bytes())
