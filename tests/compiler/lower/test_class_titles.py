"""`__qualname__` and `__module__` in class bodies that are not one text are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file

REFUSED = {
    "computed": 'class A:\n    __qualname__ = "a" + str(1)',
    "a computed module": 'class A:\n    __module__ = "a" + str(1)',
    "under a condition": 'class A:\n    if len("x"):\n        __qualname__ = "B"',
    "twice": 'class A:\n    __module__ = "b"\n    __module__ = "c"',
    "a module that is no text": "class A:\n    __module__ = 5",
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "script.py"
    path.write_text(REFUSED[name])
    with pytest.raises(CompileError) as caught:
        compile_file(path, strict=False)
    (found,) = caught.value.diagnostics
    assert found.code == "SLU019"
    assert "set it behind the statement" in found.message
