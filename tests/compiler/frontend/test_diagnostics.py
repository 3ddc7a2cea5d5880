"""Each refusal names the place, the construct and its code; each code has a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import Code, CompileError
from sluice.compiler.frontend.sources import read_tree
from sluice.compiler.lower.program import lower_program

PAGES = Path(__file__).parents[3] / "docs" / "errors"

RUNTIME_PROTOCOL = """from typing import Protocol, runtime_checkable
@runtime_checkable
class P(Protocol):
    x: int
"""
PROTOCOL = """from typing import Protocol
class P(Protocol):
    x: int
"""
REFUSED = {
    "print('a'\n": ("1:6", "SLU001"),
    "return 1\n": ("1:1", "SLU001"),
    "def f():\n    x = 1\n  y = 2\n": ("3:8", "SLU001"),
    "try:\n    x = 1\nexcept* ValueError:\n    pass\n": ("1:1", "SLU010"),
    "class P(int): ...\nfrom math import *\n": ("2:1", "SLU016"),
    "x = 1\nfrom sluice import *\nclass P(HttpFilter[None]): ...\n": ("2:1", "SLU016"),
    "x = __import__('math')\n": ("1:5", "SLU016"),
    "import math as m\nm = 3\n": ("1:1", "SLU018"),
    "x = eval('1')\n": ("1:5", "SLU011"),
    "f = exec\n": ("1:5", "SLU011"),
    "import numpy\n": ("1:1", "SLU012"),
    "from .other import x\n": ("1:1", "SLU012"),
    "import threading\n": ("1:1", "SLU013"),
    "import os.path\n": ("1:1", "SLU013"),
    "class M(type): ...\nclass A(metaclass=M): ...\n": ("1:9", "SLU014"),
    "x = 2j\n": ("1:5", "SLU015"),
    "import math\ndef f(x): return x\nf(math)\n": ("3:3", "SLU018"),
    "class D:\n    __class__ = str\n": ("1:1", "SLU019"),
    "def base(): return int\nclass A(base()): ...\n": ("2:9", "SLU019"),
    "class A: ...\nclass B(A): ...\nclass C(A, B): ...\n": ("3:1", "SLU019"),
    "x = open('f')\n": ("1:5", "SLU020"),
    "print(locals())\n": ("1:7", "SLU021"),
    "def f(x): return hasattr(x, '__code__')\nf(1)\n": ("1:18", "SLU021"),
    "def f(x): return getattr(x, '__annotations__', {})\nf(1)\n": ("1:18", "SLU021"),
    "from typing import TypeVar\nT = TypeVar('T')\nprint(T)\n": ("3:7", "SLU018"),
    "s = super\n": ("1:5", "SLU025"),
    "p = property\n": ("1:5", "SLU025"),
    "try:\n    x = 1\nexcept ExceptionGroup:\n    pass\n": ("3:8", "SLU010"),
    PROTOCOL + "def f(x):\n    return isinstance(x, P)\nf(1)\n": ("5:12", "SLU018"),
    PROTOCOL + "def f(x):\n    return issubclass(x, P)\nf(int)\n": ("5:12", "SLU018"),
    PROTOCOL + "def f():\n    return P()\nf()\n": ("5:1", "SLU019"),
    "from typing import TypedDict\nclass M(TypedDict):\n    x: int\nprint(isinstance({}, M))\n": (
        "4:7",
        "SLU018",
    ),
    "class C:\n    @property\n    def p(self): return 1\n    q = p\n": ("4:9", "SLU025"),
    "from typing import TypedDict\nM = TypedDict('M', {})\nprint(isinstance({}, M))\n": ("3:7", "SLU018"),
    "class A: ...\nA.__bases__ = (int,)\n": ("2:1", "SLU019"),
    "N = int | float\nprint(N)\n": ("2:7", "SLU018"),
    "def f(): return int | None\nf()\n": ("1:17", "SLU018"),
    "from typing import TypeVar\ndef f():\n    T = TypeVar('T')\n    return T\nf()\n": ("3:9", "SLU023"),
    RUNTIME_PROTOCOL + "def f():\n    return P\nf()\n": ("6:12", "SLU018"),
    RUNTIME_PROTOCOL + "def f(v):\n    each = (int, P)\n    return isinstance(v, each)\nf(1)\n": (
        "6:18",
        "SLU018",
    ),
    "import math\nmath.nothing(1)\n": ("2:1", "SLU023"),
    "class A: ...\nA.__dict__['a'] = 1\n": ("2:1", "SLU010"),
    "class A: ...\nx = sorted(vars(A))\n": ("2:12", "SLU010"),
    "class A: ...\nx = A.__subclasses__()\n": ("2:5", "SLU010"),
    "class A: ...\ndef f(c):\n    return c.__subclasses__\nf(A)\n": ("3:12", "SLU010"),
    "class A:\n    x = super(int)\n": ("2:9", "SLU025"),
}


def refuse(tmp_path: Path, source: str, *, strict: bool = False) -> CompileError:
    path = tmp_path / "program.py"
    path.write_text(source)
    with pytest.raises(CompileError) as caught:
        lower_program(read_tree(path, strict=strict, display="program.py"))
    return caught.value


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source.splitlines()[-1])
def test_refusal(tmp_path: Path, source: str) -> None:
    place, code = REFUSED[source]
    error = refuse(tmp_path, source)
    assert [each.code for each in error.diagnostics] == [code]
    assert str(error).startswith(f"program.py:{place}: error: ")
    assert str(error).endswith(f"[{code}]")


def test_every_code_has_a_page() -> None:
    assert {path.stem for path in PAGES.glob("SLU*.md")} == {code.value for code in Code}
    for code in Code:
        assert (PAGES / f"{code.value}.md").read_text().startswith(f"# {code.value}: ")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CompileError, match=r"no\.py: error: cannot read the file: No such file or directory"):
        read_tree(tmp_path / "no.py", strict=False, display="no.py")


def test_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "binary.py"
    path.write_bytes(b"x = 1\ny = '\xff'\n")
    with pytest.raises(CompileError, match=r"binary\.py:2:1: error: the file is not UTF-8"):
        read_tree(path, strict=False, display="binary.py")


FILTER = "from sluice import HttpFilter, Request\n"


def test_type_errors_of_a_filter_are_mypys(tmp_path: Path) -> None:
    source = FILTER + "class F(HttpFilter[None]):\n    def on_log(self, log: int) -> str:\n        return 1\n"
    error = refuse(tmp_path, source, strict=True)
    codes = {each.code for each in error.diagnostics}
    assert {"override", "return-value"} <= codes
    assert "program.py:4:16: error: Incompatible return value type" in str(error)


def test_untyped_functions_of_a_filter_are_not_type_errors(tmp_path: Path) -> None:
    source = FILTER + "def helper(x):\n    return 1 + ''\nclass F(HttpFilter[None]): ...\n"
    path = tmp_path / "program.py"
    path.write_text(source)
    (found,) = lower_program(read_tree(path, strict=True)).filters
    assert found.name == "program.F"


@pytest.mark.parametrize("start", ["async def", "def"])
def test_callbacks_that_nobody_would_resume(tmp_path: Path, start: str) -> None:
    body = "return None" if start == "async def" else "yield 1"
    source = FILTER + f"class F(HttpFilter[None]):\n    {start} on_log(self, log):\n        {body}\n"
    error = refuse(tmp_path, source, strict=True)
    assert [each.code for each in error.diagnostics] == ["SLU017"]
    assert str(error).startswith("program.py:3:5: error: the callback `on_log` ")


def test_file_without_a_filter(tmp_path: Path) -> None:
    error = refuse(tmp_path, "x = 1\n", strict=True)
    assert "there is no filter in this file" in str(error)


def test_configuration_that_json_cannot_fill(tmp_path: Path) -> None:
    source = (
        "from dataclasses import dataclass\n"
        + FILTER
        + "@dataclass\nclass C:\n    ports: set[int]\nclass F(HttpFilter[C]): ...\n"
    )
    error = refuse(tmp_path, source, strict=True)
    assert [each.code for each in error.diagnostics] == ["SLU024"]
    assert "`ports` of C" in str(error)


def test_expected_import_error_is_no_refusal(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("try:\n    import numpy\nexcept ImportError:\n    numpy = None\nprint(numpy)\n")
    assert lower_program(read_tree(path, strict=False)).initialisers == ("__main__.<module>",)
