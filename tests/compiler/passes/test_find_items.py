"""Of which lists the items are known, and what that saves."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.ir.printer import print_instruction
from sluice.compiler.ir.program import Program
from sluice.compiler.pipeline import compile_file

USE = "    return (items[i & 3] >> 1) + 1\n"
"""Of a list of at least four items below 2 ** 62: no check is left."""


def compiled(tmp_path: Path, source: str) -> Program:
    path = tmp_path / "program.py"
    path.write_text(source)
    return compile_file(path, strict=False).program


def written(program: Program, name: str) -> str:
    function = program.functions[f"__main__.{name}"]
    return "\n".join(print_instruction(op) for block in function.blocks for op in block.instructions)


@pytest.mark.parametrize(
    "body",
    [
        "    items = [1, 2, 3, 4]\n    items[i & 3] = i & 255\n",
        "    items = [0] * 4\n    items.append(i & 255)\n",
        "    items = list(range(4))[:]\n    items.reverse()\n",
        "    items = sorted([4, 3, 2, 1])[:] if i else [1, 2, 3, 4]\n    items[0] = items[1] & 7\n",
        "    others = [1, 2, 3, 4]\n    items = [*others]\n    items = others\n",
        "    items = [1, 2, 3, 4]\n    items[0], items[1] = items[1], items[0]\n    print(items)\n",
        "    items = TABLE\n",
        "    items = [1, 2, 3, 4]\n    helped(items, i)\n",
    ],
)
def test_known_items_are_machine_numbers(tmp_path: Path, body: str) -> None:
    source = (
        "TABLE = [1, 2, 3, 4]\n"
        "def helped(items: list[int], value: int) -> None:\n    items[0] = value & 0xFFFF\n    len(items)\n"
        f"def f(i: int) -> int:\n{body}{USE}print(f(1), f(2 ** 70))\n"
    )
    text = written(compiled(tmp_path, source), "f")
    assert "slu_known_small_value" in text
    assert "slu_int_add" not in text


@pytest.mark.parametrize(
    "body",
    [
        "    items = [1, 2, 3, 4]\n    items[0] = i\n",
        "    items = [1, 2, 3, i]\n",
        "    items = [1, 2, 3, True]\n",
        "    items = [1, 2, 3, 2 ** 62]\n",
        "    items = [1, 2, 3, 4]\n    items.extend(given)\n",
        "    items = [1, 2, 3, 4]\n    KEPT.append(items)\n",
        "    items = [1, 2, 3, 4]\n    called(items)\n",
        "    items = [1, 2, 3, 4]\n    box = Box(items)\n    box.items[0] = i\n",
        "    items = [1, 2, 3, 4]\n    def change() -> None:\n        items[0] = i\n    change()\n",
        "    items = [1, 2, 3, 4]\n    items[0:1] = given\n",
        "    items = given\n",
        "    items = given if i else [1, 2, 3, 4]\n",
        "    items = [1, 2, 3, 4]\n    if i:\n        items = repeated(given, COUNTS[0])\n",
        "    items = [1, 2, 3, 4]\n    items.sort(key=called_with)\n",
        "    items = [1, 2, 3, 4]\n    other = items\n    other.append(i)\n",
        "    items = [given[0]] * 4\n",
    ],
)
def test_items_that_may_be_anything_are_asked(tmp_path: Path, body: str) -> None:
    source = (
        "from typing import Any\n"
        "KEPT: list[Any] = []\n"
        "class Box:\n    def __init__(self, items: list[int]) -> None:\n        self.items = items\n"
        "def put(items: list[int]) -> None:\n    items[0] = 2 ** 80\n"
        "def key(value: int) -> int:\n    return -value\n"
        "COUNTS: Any = [2]\ndef repeated(items: list[int], n) -> list[int]:\n    return items * n\n"
        "called: Any = put\ncalled_with: Any = key\n"
        f"def f(i: int, given: list[int]) -> int:\n{body}{USE}"
        "print(f(1, [1, 2, 3, 4]), f(2 ** 70, [2 ** 70, 1, 1, 1]))\nkeep = [f]\n"
    )
    text = written(compiled(tmp_path, source), "f")
    uses = [line for line in text.split("\n") if "slu_list_get" in line or "slu_list_at(items" in line]
    assert uses
    item = uses[-1].split(":")[0]
    assert f"slu_known_small_value({item})" not in text


@pytest.mark.parametrize(
    ("before", "is_certain"),
    [
        ("", True),
        ("    items.append(5)\n", True),
        ("    items.pop()\n", False),
        ("    items.clear()\n", False),
        ("    del items[0]\n", False),
        ("    items = items[:2]\n", False),
        ("    items = items[::2]\n", False),
        ("    items = [0] * n\n", False),
        ("    items = list(range(n))\n", False),
        ("    items = [0] * 4\n", True),
        ("    items[1:3] = [1]\n", False),
        ("    items.remove(1)\n", False),
    ],
)
def test_items_that_are_there_for_certain(tmp_path: Path, before: str, is_certain: bool) -> None:
    source = (
        f"def f(i: int, n: int) -> int:\n    items = [1, 2, 3, 4]\n{before}    return items[i & 3] + i\n"
        "keep = [f]\nprint(keep[0](0, 9))\n"
    )
    assert ("slu_list_at(items" in written(compiled(tmp_path, source), "f")) == is_certain


def test_a_word_that_is_no_longer_the_same_is_not_turned(tmp_path: Path) -> None:
    source = (
        "def f(word: int) -> int:\n    word = word & 0xFFFFFFFF\n    low = word >> 7\n    word = word ^ 1\n"
        "    return (low | (word << 25)) & 0xFFFFFFFF\n"
        "def g(word: int) -> int:\n    return ((word >> 7) | (word << 25)) & 0xFFFFFFFF\n"
        "def h(word: int) -> int:\n    word = word & 0xFFFFFFFF\n"
        "    return ((word >> 7) | (word << 24)) & 0xFFFFFFFF\n"
        "keep = [f, g, h]\nprint(keep)\n"
    )
    program = compiled(tmp_path, source)
    assert not any("slu_int64_rotate" in written(program, name) for name in ("f", "g", "h"))
