"""What an `Enum` statement raises in CPython is refused when the program is built."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file

HEAD = "import enum\nfrom dataclasses import dataclass\nfrom enum import Enum, Flag, auto\n"
RAISING = {
    "a name twice": "class A(Enum):\n r = 1\n r = 2",
    "a method of that name": "class A(Enum):\n r = 1\n def r(self): pass",
    "reserved": "class A(Enum):\n _bad_ = 1",
    "extended": "class A(Enum):\n r = 1\nclass B(A):\n s = 2",
    "the order of bases": "class A(Enum, str):\n r = 'a'",
    "late": "class A(Enum):\n r = auto()\n def _generate_next_value_(name, start, count, last): return 1",
}
NOT_COMPILED = {
    "computed": "class A(Enum):\n a, b = range(2)",
    "a loop": "class A(Enum):\n for x in (1, 2): pass",
    "a condition": "class A(Enum):\n if True:\n  a = 1",
    "a class": "class A(Enum):\n class B: pass",
    "a flag of ints": "class A(int, Flag):\n a = 1",
    "a dataclass": "@dataclass\nclass F:\n x: int\nclass A(F, Enum):\n a = 1",
    "flags": "class A(Flag):\n def __new__(cls, v): return object.__new__(cls)\n a = 1",
}


@pytest.mark.parametrize("name", RAISING)
def test_as_in_cpython(tmp_path: Path, name: str) -> None:
    with pytest.raises((TypeError, ValueError)):
        exec(HEAD + RAISING[name], {"__name__": "__main__"})
    _refused(tmp_path, RAISING[name])


@pytest.mark.parametrize("name", NOT_COMPILED)
def test_not_compiled(tmp_path: Path, name: str) -> None:
    _refused(tmp_path, NOT_COMPILED[name])


def test_what_stands_beside_members(tmp_path: Path) -> None:
    assert not _codes(tmp_path, "class A(Enum):\n r: int = 1\n _x = 2\n __y = 3\n s = t = auto()")


def _refused(tmp_path: Path, source: str) -> None:
    assert _codes(tmp_path, source) == ["SLU019"]


def _codes(tmp_path: Path, source: str) -> list[str]:
    path = tmp_path / "program.py"
    path.write_text(f"{HEAD}{source}\n", encoding="utf-8")
    try:
        compile_file(path, strict=False)
    except CompileError as error:
        return [each.code for each in error.diagnostics]
    return []
