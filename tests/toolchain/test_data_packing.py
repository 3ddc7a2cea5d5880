"""Data that are compressed in a module stand in memory after its start as if they had not been."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import wasmtime

from sluice.toolchain.data_packing import LARGEST, pack_data
from sluice.toolchain.headers import RUNTIME
from sluice.toolchain.packing import pack
from sluice.toolchain.sections import encode_unsigned, read_sections
from sluice.toolchain.zig import Flavour, compile_c, run_zig

BEGIN, PAGES = 1024, 32
SIZES = (1, 2, 3, 7, 8, 9, 255, 256, 257, 300, 5000)


@pytest.fixture(scope="module")
def unpacker(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A module of `runtime/unpack.c` alone."""
    folder = tmp_path_factory.mktemp("unpacker")
    flavour = Flavour(optimised=True, small=True)
    compile_c(RUNTIME / "unpack.c", folder / "unpack.o", flavour, "-Oz", f"-I{RUNTIME}")
    memory = f"--initial-memory={PAGES * 65536}"
    high = f"--global-base={1024 * 1024}"  # its own variables lie behind all data of these tests
    target = folder / "unpack.wasm"
    run_zig(
        "wasm-ld", "--no-entry", "--export=slu_unpack_data", "--no-stack-first", high, memory,
        "-o", str(target), str(folder / "unpack.o"),
    )  # fmt: skip
    return target.read_bytes()


def with_data(module: bytes, data: bytes) -> bytes:
    """The module with `data` from `BEGIN` on."""
    place = b"\0\x41\x80\x08\x0b"
    content = b"\1" + place + encode_unsigned(len(data)) + data
    assert all(section.id != 11 for section in read_sections(module))
    return module + b"\x0b" + encode_unsigned(len(content)) + content


def memory_after_start(module: bytes, size: int) -> bytes:
    store = wasmtime.Store()
    exports = wasmtime.Instance(store, wasmtime.Module(store.engine, module), []).exports(store)
    unpack, memory = exports["slu_unpack_data"], exports["memory"]
    assert isinstance(unpack, wasmtime.Func)
    assert isinstance(memory, wasmtime.Memory)
    unpack(store)
    return bytes(memory.read(store, BEGIN, BEGIN + size))


def samples() -> list[bytes]:
    dice = random.Random(5)
    mixed = [dice.randbytes(size) for size in SIZES]
    runs = [bytes(size - 1) + b"\1" for size in SIZES]
    words = [bytes(dice.choice(b"ab\0\0c") for _ in range(size)) + b"\1" for size in SIZES]
    far = [
        piece + bytes(70_000) + piece + b"\1" for piece in (b"a piece that comes again", dice.randbytes(99))
    ]
    return [b"", *mixed, *runs, *words, *far]


@pytest.mark.parametrize("data", samples(), ids=lambda data: str(len(data)))
def test_data_are_unpacked_where_they_stood(unpacker: bytes, data: bytes) -> None:
    packed = pack(with_data(unpacker, data), compressed=True)
    assert memory_after_start(packed, len(data) + 64) == data + bytes(64)


def test_a_module_that_is_not_compressed_starts_too(unpacker: bytes) -> None:
    plain = pack(with_data(unpacker, b"as it is"))
    assert b"as it is" in plain
    assert memory_after_start(plain, 16) == b"as it is" + bytes(8)


def test_what_is_much_alike_takes_little_room() -> None:
    table = b"".join(number.to_bytes(4, "little") + b"\x10\x20\0\0" * 8 for number in range(200))
    assert len(pack_data(table)) < len(table) / 6
    assert pack_data(table) == pack_data(table)


def test_too_much_data_stay_as_they_are(unpacker: bytes) -> None:
    data = b"x" * (LARGEST + 1)
    assert data in pack(with_data(unpacker, data), compressed=True)


def test_the_places_that_c_and_the_toolchain_agree_on() -> None:
    text = Path(RUNTIME / "unpack.c").read_text()
    assert "#define BELOW_END (512u * 1024)" in text
    assert "#define FIRST_ADDRESS 1024u" in text
