"""Every case runs on CPython and as Wasm, with and without collector stress: the outputs are the same.

Compared are stdout, the exit status and the traceback (without the `^^^^` lines, and without the frame that
CPython 3.11 shows for a comprehension).
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sluice.compiler.pipeline import compile_file
from sluice.toolchain.linking import to_wasm
from sluice.toolchain.scripts import Pace, Script, ScriptResult, run_script
from sluice.toolchain.zig import Flavour

HERE = Path(__file__).parent
CASES = sorted([*(HERE / "cases").glob("*.py"), *(HERE / "untyped").glob("*.py")])
COMPREHENSION_FRAME = re.compile(r'  File "[^\n]*, in <(?:list|dict|set)comp>\n(?:    [^\n]*\n)?')
MARKS = re.compile(r"^ +[~^]+\n", re.MULTILINE)


def on_cpython(path: Path) -> ScriptResult:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(path)], capture_output=True, timeout=60, check=False
    )
    stdout, stderr = (each.decode("utf-8", "surrogatepass") for each in (done.stdout, done.stderr))
    return ScriptResult(stdout, stderr, done.returncode)


def normalised(traceback: str) -> str:
    return COMPREHENSION_FRAME.sub("", MARKS.sub("", traceback))


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_same_as_cpython(path: Path) -> None:
    expected = on_cpython(path)
    compiled = compile_file(path, strict=False)
    script = Script(to_wasm(compiled, Flavour(optimised=False, stress=True)))
    for pace in Pace:
        found = script.collect(pace=pace)
        assert found.stdout == expected.stdout, pace
        assert normalised(found.stderr) == normalised(expected.stderr), pace
        assert found.status == expected.status, pace


@pytest.mark.thorough
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_same_as_cpython_when_optimised(path: Path) -> None:
    """Optimising everything together knows more: constants in inline functions, what cannot be."""
    expected, found = on_cpython(path), run_script(path, release=True)
    assert found.stdout == expected.stdout
    assert normalised(found.stderr) == normalised(expected.stderr)
    assert found.status == expected.status
