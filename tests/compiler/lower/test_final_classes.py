"""Classes that CPython lets no class build on are refused with its words."""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file

FINAL = {
    "type(None)": "NoneType",
    "type(...)": "ellipsis",
    "bool": "bool",
    "types.NoneType": "NoneType",
    "types.FunctionType": "function",
    "re.Pattern": "re.Pattern",
    "re.Match": "re.Match",
    "datetime.timezone": "datetime.timezone",
    "time.struct_time": "time.struct_time",
}


@pytest.mark.parametrize("base", FINAL)
def test_refused(tmp_path: Path, base: str) -> None:
    source = f"import datetime, re, time, types\nclass C({base}): pass\n"
    text = f"type '{FINAL[base]}' is not an acceptable base type"
    with pytest.raises(TypeError, match=text):
        exec(source, {"__name__": "__main__"})
    path = tmp_path / "script.py"
    path.write_text(source)
    with pytest.raises(CompileError) as caught:
        compile_file(path, strict=False)
    (found,) = caught.value.diagnostics
    assert found.code == "SLU019"
    assert found.message.startswith(text)
