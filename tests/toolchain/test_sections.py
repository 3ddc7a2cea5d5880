import pytest
import wasmtime

from sluice.toolchain import sections
from sluice.toolchain.sections import ModuleError

EMPTY = b"\0asm\x01\0\0\0"
MODULE = bytes(wasmtime.wat2wasm('(module (func (export "f") (param i32) (result i64) i64.const 1))'))


def test_a_written_section_reads_back_and_the_module_still_validates() -> None:
    written = sections.write_custom_section(MODULE, "sluice.meta", b'{"name": "x"}')
    assert sections.read_custom_sections(written) == {"sluice.meta": b'{"name": "x"}'}
    wasmtime.Module.validate(wasmtime.Engine(), written)


def test_writing_replaces_a_section_of_the_same_name() -> None:
    once = sections.write_custom_section(MODULE, "sluice.meta", b"1")
    assert sections.write_custom_section(once, "sluice.meta", b"1") == once
    assert sections.read_custom_sections(sections.write_custom_section(once, "sluice.meta", b"2")) == {
        "sluice.meta": b"2"
    }


def test_dropping_gives_the_module_as_it_was() -> None:
    written = sections.write_custom_section(MODULE, "sluice.source", b"x" * 1000)
    assert sections.drop_custom_sections(written, ["sluice.source"]) == MODULE


def test_rewriting_keeps_every_byte() -> None:
    assert sections.write_sections(sections.read_sections(MODULE)) == MODULE


@pytest.mark.parametrize("value", [0, 1, 127, 128, 300, 2**32 - 1])
def test_numbers_survive(value: int) -> None:
    assert sections.Cursor(sections.encode_unsigned(value)).unsigned("n") == value


@pytest.mark.parametrize(
    ("module", "offset", "problem"),
    [
        (b"", 0, "does not start with the Wasm magic"),
        (b"\x7fELF....", 0, "does not start with the Wasm magic"),
        (b"\0asm\x0d\0\1\0", 4, "not a core module of version 1"),
        (EMPTY + b"\x01", 9, "a section size needs 1 bytes, 0 are left"),
        (EMPTY + b"\x01\x05abc", 10, "section 1 needs 5 bytes, 3 are left"),
        (EMPTY + b"\x7f\x00", 8, "unknown section id 127"),
        (EMPTY + b"\x01\xff\xff\xff\xff\xff", 14, "a section size is larger than 32 bits"),
        (EMPTY + b"\x00\x02\x01\xff", 12, "the name of a custom section is not UTF-8"),
    ],
)
def test_malformed_modules_name_the_byte(module: bytes, offset: int, problem: str) -> None:
    with pytest.raises(ModuleError, match=problem) as caught:
        sections.read_sections(module)
    assert caught.value.offset == offset
    assert f"(at byte {offset})" in str(caught.value)


def test_every_cut_of_a_module_is_refused_or_read() -> None:
    module = sections.write_custom_section(MODULE, "sluice.meta", b"{}")
    for length in range(len(module)):
        try:
            sections.read_sections(module[:length])
        except ModuleError as error:
            assert error.offset <= length
