"""Memory is used again while a script runs: what loops make and nobody keeps is gone at the next round."""

from __future__ import annotations

from pathlib import Path

import pytest
import wasmtime

from sluice.toolchain.build import build_file

MEGABYTE = 1024 * 1024

LISTS = """
def main() -> None:
    total = 0
    for i in range(10_000_000):
        total += len([i, i + 1])
    print(total)
main()
"""

OLDER = """
class Box:
    def __init__(self) -> None:
        self.text = ""
        self.table: dict[int, str] = {}

def fill(box: Box, rounds: int) -> None:
    for i in range(rounds):
        box.text = box.text[-20:] + str(i)
        box.table[i % 100] = box.text

box = Box()
fill(box, 500_000)
print(box.text, len(box.table))
"""

NESTED = """
def inner(words: list[str]) -> list[str]:
    made = []
    for word in words:
        made.append(word[1:] + word[0])
    return made

def outer(rounds: int) -> list[str]:
    words = [f"word {i}" for i in range(50)]
    for i in range(rounds):
        words = inner(words)
        try:
            if i % 7 == 0:
                raise ValueError(words[0])
        except ValueError as error:
            words[0] = str(error)
    return words

def untyped(rounds, start):
    value = start
    for i in range(rounds):
        value = value * 0.5 + i
    return value

print(outer(20_000)[:3], untyped(2_000_000, 1.0))
"""

SETTLED = """
def main() -> None:
    kept: list[list[str]] = []
    for i in range(3000):
        kept.append([f"kept {i}"])
    for i in range(300_000):
        text = f"garbage {i}" * 3
        if i % 100 == 0:
            kept[i // 100].append(text[:12])
    print(sum(len(text) for texts in kept for text in texts), kept[2999])

main()
"""


def run(wasm: bytes) -> tuple[str, int]:
    """What the script prints, and bytes of its memory in the end."""
    said = bytearray()
    engine = wasmtime.Engine()
    store, linker = wasmtime.Store(engine), wasmtime.Linker(engine)
    module = wasmtime.Module(engine, wasm)
    memory: list[wasmtime.Memory] = []
    i32 = wasmtime.ValType.i32()

    def print_(stream: int, pointer: int, size: int) -> None:
        said.extend(memory[0].read(store, pointer, pointer + size))

    linker.define_func("env", "sluice_print", wasmtime.FuncType([i32, i32, i32], []), print_)
    linker.define_unknown_imports_as_traps(module)
    exports = linker.instantiate(store, module).exports(store)
    found, main = exports["memory"], exports["sluice_main"]
    assert isinstance(found, wasmtime.Memory) and isinstance(main, wasmtime.Func)
    memory.append(found)
    assert main(store) == 0, said.decode()
    return said.decode(), found.data_len(store)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (LISTS, "20000000\n"),
        (OLDER, "95499996499997499998499999 100\n"),
        (SETTLED, "61890 ['kept 2999', 'garbage 2999']\n"),
        (NESTED, "['rd 0wo', 'rd 1wo', 'rd 2wo'] 3999996.0\n"),
    ],
    ids=["lists", "older", "settled", "nested"],
)
def test_loops_take_a_few_megabytes(tmp_path: Path, source: str, expected: str) -> None:
    path = tmp_path / "script.py"
    path.write_text(source)
    said, size = run(build_file(path, script=True).wasm)
    assert said == expected
    assert size < 8 * MEGABYTE
