"""Programs in, programs out: each case is built in Python, its printed result stands beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from sluice.compiler.ir.printer import print_program
from sluice.compiler.ir.program import Block, Function, FunctionKind, Parameter, Program
from sluice.compiler.ir.types import VALUE, Type
from sluice.compiler.ir.verify import verify_program

Pass = Callable[[Program], Program]


def function(
    name: str,
    *blocks: Block,
    parameters: tuple[Parameter, ...] = (),
    result: Type = VALUE,
    kind: FunctionKind = FunctionKind.PLAIN,
) -> Function:
    return Function(name, name.rpartition(".")[2], "demo.py", 1, parameters, result, blocks, kind=kind)


def program(*functions: Function) -> Program:
    return Program({each.name: each for each in functions}, {}, {}, ())


def compare_golden(
    request: pytest.FixtureRequest, folder: Path, title: str, subject: Program, transform: Pass
) -> None:
    """Verifies both sides; compares the printed ones with `<title>.in.ir` and `<title>.out.ir`."""
    verify_program(subject)
    result = transform(subject)
    verify_program(result)
    for kind, text in (("in", print_program(subject)), ("out", print_program(result))):
        golden = folder / f"{title}.{kind}.ir"
        if request.config.getoption("--golden-update"):
            golden.parent.mkdir(exist_ok=True)
            golden.write_text(text)
        assert golden.read_text() == text, f"{golden.name} differs; make golden rewrites it"


def remove_orphans(request: pytest.FixtureRequest, folder: Path, titles: Mapping[str, object]) -> None:
    """Every golden file belongs to a case."""
    for golden in sorted(folder.glob("*.ir")):
        if golden.name.partition(".")[0] not in titles:
            if request.config.getoption("--golden-update"):
                golden.unlink()
            else:
                raise AssertionError(f"{golden.name} belongs to no case; make golden removes it")
