"""Which globals are known, which are only known to be set, and which are asked for each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.ir.ops import LoadGlobal
from sluice.compiler.ir.program import Program
from sluice.compiler.pipeline import compile_file

ANY = "from typing import Any\n"
USE = "def f() -> Any:\n    return X\nprint(f())\n"


def compiled(folder: Path, **sources: str) -> Program:
    for name, source in sources.items():
        (folder / f"{name}.py").write_text(source)
    return compile_file(folder / "main.py", strict=False).program


def loads(program: Program, name: str = "main.X") -> list[LoadGlobal]:
    """How the function `f` loads it."""
    return [
        op
        for title, function in program.functions.items()
        if title.endswith(".f")
        for block in function.blocks
        for op in block.instructions
        if isinstance(op, LoadGlobal) and op.name.endswith(name.removeprefix("main"))
    ]


@pytest.mark.parametrize(
    "first",
    [
        "X = 4\n",
        "X = True\n",
        "X = 'text'\n",
        "X = None\n",
        "X, Y = 1, 2\n",
        "Y, X = range(2)\n",
        "Y = X = 1\n",
    ],
)
def test_a_constant_that_is_set_once_stands_where_it_is_loaded(tmp_path: Path, first: str) -> None:
    assert not loads(compiled(tmp_path, main=ANY + first + USE))


@pytest.mark.parametrize(
    "first",
    [
        "X = [1]\n",
        "X = 1\nX = 2\n",
        "X = 1\ndef set_it() -> None:\n    global X\n    X = 2\n",
        "X = 2 ** 100\n",
        "X, Y = 'ab'\n",
        "X: Any = 1.5\n",
    ],
)
def test_what_the_first_statements_set_is_not_asked_for(tmp_path: Path, first: str) -> None:
    program = compiled(tmp_path, main=ANY + first + USE + ("set_it()\n" if "set_it" in first else ""))
    assert [op.checked for op in loads(program)] == [False]


@pytest.mark.parametrize(
    "first",
    [
        "if len(ANY):\n    X = 1\n",
        "def g() -> int:\n    return 1\nX = g()\n",
        "class C:\n    pass\nc = C()\nX = 1\n",
        "def g() -> int:\n    return 1\nkept = g\nX = 1\n",
        "X = 1\ndel X\nX = 1\n",
        "try:\n    Y = int('a')\n    X = 1\nexcept ValueError:\n    pass\n",
        "for X in (1, 2):\n    pass\n",
    ],
)
def test_what_may_be_seen_before_it_is_set_is_asked_for(tmp_path: Path, first: str) -> None:
    program = compiled(tmp_path, main=ANY + "ANY = 'a'\n" + first + USE)
    assert [op.checked for op in loads(program)] == [True]


def test_a_module_that_an_earlier_one_knows_is_asked(tmp_path: Path) -> None:
    main = "import other\nX = 1\ndef f() -> int:\n    return X\nprint(other.call())\n"
    other = "import main\ndef call() -> int:\n    return main.f()\n"
    assert [op.checked for op in loads(compiled(tmp_path, main=main, other=other))] == [True]


def test_a_global_of_another_module_is_known_there(tmp_path: Path) -> None:
    main = "import other\ndef f() -> int:\n    return other.X\nprint(f())\n"
    assert not loads(compiled(tmp_path, main=main, other="X = 3\n"), "other.X")


def test_a_global_that_another_module_sets_is_not_constant(tmp_path: Path) -> None:
    main = "import other\ndef f() -> int:\n    return other.X\nother.X = 5\nprint(f())\n"
    assert [op.checked for op in loads(compiled(tmp_path, main=main, other="X = 3\n"), "other.X")] == [False]
