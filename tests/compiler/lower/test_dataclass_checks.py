"""What `@dataclass` raises in CPython is refused at build time, with the same words; the rest compiles."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file

HEAD = "from dataclasses import KW_ONLY, InitVar, dataclass, field\nfrom typing import Any, ClassVar\n"
FACTORY = "field(default_factory=list)"
SOURCES = {
    "default and factory": "@dataclass\nclass A:\n x: int = field(default=3, default_factory=int)",
    "a dict": "@dataclass\nclass A:\n x: Any = {}",
    "a call of list": "@dataclass\nclass A:\n x: Any = list()",
    "a dataclass": "@dataclass\nclass I:\n x: int = 1\n@dataclass\nclass A:\n x: I = I()",
    "no hash": "class U:\n def __eq__(self, o): return True\n@dataclass\nclass A:\n x: Any = U()",
    "hash is None": "class U:\n __hash__ = None\n@dataclass\nclass A:\n x: Any = U()",
    "order": "@dataclass(order=True)\nclass A:\n x: int\n def __lt__(self, o): return True",
    "order without eq": "@dataclass(order=True, eq=False)\nclass A:\n x: int",
    "not frozen": "@dataclass(frozen=True)\nclass A: ...\n@dataclass\nclass B(A):\n y: int",
    "frozen": "@dataclass\nclass A:\n x: int\n@dataclass(frozen=True)\nclass B(A):\n y: int",
    "setattr": "@dataclass(frozen=True)\nclass A:\n x: int\n def __setattr__(self, a, b): pass",
    "hash": "@dataclass(unsafe_hash=True)\nclass A:\n x: int\n def __hash__(self): return 1",
    "slots": "@dataclass(slots=True)\nclass A:\n __slots__ = ('x',)\n x: int",
    "weak": "@dataclass(weakref_slot=True)\nclass A:\n x: int",
    "twice": "@dataclass\nclass A:\n x: int\n X: KW_ONLY\n y: int\n Y: KW_ONLY\n z: int",
    "init": "@dataclass\nclass A:\n x: InitVar[int] = field(default_factory=int)",
    "ok: hashed": "@dataclass(frozen=True)\nclass I:\n x: int = 1\n@dataclass\nclass A:\n x: I = I()",
    "ok: class variable": "@dataclass\nclass A:\n c: ClassVar[list] = []\n y: tuple = ()",
    "ok: both frozen": "@dataclass(frozen=True)\nclass A: ...\n@dataclass(frozen=True)\nclass B(A):\n y: int",
    "ok: one KW_ONLY": f"@dataclass(kw_only=True)\nclass C:\n x: int\n _: KW_ONLY\n y: list = {FACTORY}",
    "ok: order and slots": f"@dataclass(order=True, slots=True)\nclass A:\n x: int\n y: list = {FACTORY}",
}


@pytest.mark.parametrize("name", SOURCES)
def test_as_in_cpython(tmp_path: Path, name: str) -> None:
    source = HEAD + SOURCES[name] + "\n"
    assert _compile(tmp_path, source) == _run(source)


def _run(source: str) -> str:
    try:
        exec(compile(source, "program.py", "exec", dont_inherit=True), {"__name__": "__main__"})
    except (TypeError, ValueError) as error:
        return str(error)
    return "compiled"


def _compile(folder: Path, source: str) -> str:
    path = folder / "program.py"
    path.write_text(source)
    try:
        compile_file(path, strict=False)
    except CompileError as error:
        (found,) = error.diagnostics
        return found.message
    return "compiled"
