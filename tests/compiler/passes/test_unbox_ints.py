"""What is known of ints, and what becomes of them where it is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sluice.compiler.ir.intervals import Interval
from sluice.compiler.ir.ops import Binary, CallPrimitive, CheckSet, Instruction, Register
from sluice.compiler.ir.printer import print_instruction
from sluice.compiler.ir.program import Function
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import INT, INT64
from sluice.compiler.passes.find_ranges import Facts, find_ranges
from sluice.compiler.pipeline import compile_file
from sluice.toolchain.linking import to_wasm
from sluice.toolchain.scripts import Script
from sluice.toolchain.zig import Flavour

CALLED: Final = "keep = [f]\nprint(keep)\n"
"""By anybody, with anything."""
NUMBERS: Final = "numbers: list[int] = [1, 2**70]\nfor number in numbers:\n    print({call})\n"
"""Directly, with any int."""


def compiled(tmp_path: Path, source: str, calls: str = CALLED) -> Function:
    """The function `f` of the source, after all passes."""
    path = tmp_path / "program.py"
    path.write_text(source + calls)
    return compile_file(path, strict=False).program.functions["__main__.f"]


def instructions(function: Function) -> list[Instruction]:
    return [op for block in function.blocks for op in block.instructions]


def binaries(function: Function) -> list[Binary]:
    return [op for op in instructions(function) if isinstance(op, Binary)]


def written(function: Function) -> str:
    return "\n".join(map(print_instruction, instructions(function)))


def test_masked_sums_of_anything_are_machine_numbers(tmp_path: Path) -> None:
    source = "def f(a: int, b: int) -> int:\n    return (a * 31 + (b << 3) ^ ~a) & 0xFFFF\n"
    function = compiled(tmp_path, source, NUMBERS.format(call="f(number, -number)"))
    assert {op.target.type for op in binaries(function)} == {INT64}
    assert not function.may_raise


def test_sums_of_anything_stay_words(tmp_path: Path) -> None:
    function = compiled(tmp_path, "def f(a: int, b: int) -> int:\n    return a * 31 + b\n")
    assert {op.target.type for op in binaries(function)} == {INT}


def test_shifts_by_what_may_be_negative_stay_words(tmp_path: Path) -> None:
    function = compiled(tmp_path, "def f(a: int, b: int) -> int:\n    return (a << b) & 255\n")
    assert [op.target.type for op in binaries(function)] == [INT, INT64]
    assert function.may_raise


def test_what_grows_without_end_stays_a_word(tmp_path: Path) -> None:
    source = (
        "def f(n: int) -> int:\n    total = 1\n    while total < n:\n        total = total * 3\n"
        "    return total\n"
    )
    assert {op.target.type for op in binaries(compiled(tmp_path, source))} == {INT}


def test_a_loop_that_is_bounded_counts_in_machine_numbers(tmp_path: Path) -> None:
    source = (
        "def f(items: list[int]) -> int:\n    low, high = 0, len(items) - 1\n    while low < high:\n"
        "        items[low] = items[high]\n        low += 1\n        high -= 1\n    return low\n"
    )
    function = compiled(tmp_path, source)
    assert {op.target.type for op in binaries(function)} == {INT64}
    assert "slu_int_position" not in written(function)


def test_an_index_that_did_not_raise_is_known_and_may_still_be_a_bool(tmp_path: Path) -> None:
    source = "def f(items: list[int], i: int) -> tuple[int, int]:\n    items[i]\n    return i + 1, i\n"
    function = compiled(tmp_path, source, NUMBERS.format(call="f([1], number)"))
    assert [op.target.type for op in binaries(function)] == [INT64]
    assert "i.int: int64 = t1" in written(function)
    assert "i: int = convert" not in written(function)


def test_what_direct_calls_hand_over_is_known(tmp_path: Path) -> None:
    source = (
        "def f(word: int, by: int) -> int:\n    if word == 5:\n        word = 6\n"
        "    return ((word >> by) | (word << (32 - by))) & 0xFFFFFFFF\n"
    )
    calls = "for i in range(1, 9):\n    print(f(i * 2**70, 7), f(-i, 31))\n"
    function = compiled(tmp_path, source, calls)
    assert not function.may_raise
    assert {op.target.type for op in binaries(function)} == {INT64}


def test_what_may_be_called_as_a_value_knows_nothing_of_its_parameters(tmp_path: Path) -> None:
    source = (
        "def f(word: int, by: int) -> int:\n    if word == 5:\n        word = 6\n"
        "    return (word << (32 - by)) & 0xFFFFFFFF\n"
    )
    assert not compiled(tmp_path, source, "print(f(1, 7), f(1, 9))\n").may_raise
    assert compiled(tmp_path, source, "print(f(1, 7), max([f], key=str)(1, 70))\n").may_raise


def test_a_variable_that_may_be_unset_is_still_asked_for(tmp_path: Path) -> None:
    source = (
        "def f(n: int) -> int:\n    small = n & 7\n    if small > 3:\n        del small\n"
        "    return small + 1\n"
    )
    assert any(isinstance(op, CheckSet) for op in instructions(compiled(tmp_path, source)))


def test_handlers_know_what_holds_before_and_after(tmp_path: Path) -> None:
    source = (
        "def f(n: int) -> int:\n    place = 1\n    try:\n        print(n)\n        place = 5\n"
        "        print(n)\n    except ValueError:\n        place = place + 1\n    return place\n"
    )
    path = tmp_path / "program.py"
    path.write_text(source + CALLED)
    function = compile_file(path, strict=False).lowered.functions["__main__.f"]
    ranges = find_ranges(function, Facts())
    assert ranges is not None
    handler = next(block.handler for block in function.blocks if block.handler is not None)
    place = next(register for register in ranges.starts[handler] if register.name == "place")
    assert ranges.starts[handler][place] == Interval(1, 5)


def test_64_bits_without_sign_make_a_word_once(tmp_path: Path) -> None:
    source = "def f(h: int) -> int:\n    return (h * 0x100000001B3 ^ 7) & 0xFFFFFFFFFFFFFFFF\n"
    function = compiled(tmp_path, source)
    made = [op for op in instructions(function) if isinstance(op, CallPrimitive)]
    assert [op.primitive.name for op in made] == ["slu_int_low_bits", "slu_int_from_bits"]
    assert all(op.target.type == INT64 for op in binaries(function))


def test_division_by_what_is_never_zero_cannot_raise(tmp_path: Path) -> None:
    source = "def f(n: int) -> float:\n    return (n & 255) / ((n & 7) + 1) + (n & 63) // 7 + (n & 63) % 8\n"
    assert not compiled(tmp_path, source, NUMBERS.format(call="f(number)")).may_raise


def test_words_are_kept_where_a_number_is_not_always_known(tmp_path: Path) -> None:
    source = (
        "def f(n: int, items: list[object]) -> None:\n    x = n\n    if n > 5:\n        x = n & 7\n"
        "    items.append(x)\n"
    )
    function = compiled(tmp_path, source)
    stores = [op for op in instructions(function) if Register("x", INT) in targets(op)]
    assert len(stores) == 2


def test_an_index_beyond_31_bits_becomes_no_address(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    tried = 'try:\n    print(b"xyz"[2**31 + 5])\nexcept IndexError as error:\n    print(error)\n'
    path.write_text(tried + 'print(b"xyz"[-1])\n')
    wasm = to_wasm(compile_file(path, strict=False), Flavour(optimised=True))
    assert Script(wasm).collect().stdout == "index out of range\n122\n"


def test_what_is_shifted_right_below_64_bits_is_a_machine_number(tmp_path: Path) -> None:
    source = (
        "def f(items: list[int]) -> int:\n    word = items[0] + items[1]\n"
        "    return ((word >> 7) | (word << 25)) & 0xFFFFFFFF\n"
    )
    function = compiled(tmp_path, source)
    assert {op.target.type for op in binaries(function)} == {INT64}
    assert "slu_int_shifted_bits" not in written(function)


def test_what_is_shifted_from_beyond_64_bits_stays_a_word(tmp_path: Path) -> None:
    source = (
        "def f(items: list[int]) -> int:\n    word = items[0] + items[1]\n"
        "    return (word >> 33) & 0xFFFFFFFF\n"
    )
    function = compiled(tmp_path, source)
    assert [op.target.type for op in binaries(function)] == [INT, INT64]
    assert "slu_int_shifted_bits" in written(function)


def test_an_index_that_is_not_negative_needs_no_look_at_the_end(tmp_path: Path) -> None:
    source = (
        "def f(items: list[int], place: int) -> None:\n    for i in range(1, 9):\n"
        "        items[i] = items[i - 1]\n        items[i - 2] = items[place]\n"
    )
    called = [
        op.primitive.name for op in instructions(compiled(tmp_path, source)) if isinstance(op, CallPrimitive)
    ]
    subscripts = [name for name in called if name.startswith(("slu_list_get", "slu_list_set"))]
    assert subscripts == ["slu_list_get_natural", "slu_list_set_natural", "slu_list_get", "slu_list_set"]
