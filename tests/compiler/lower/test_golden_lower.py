"""Golden cases of the lowering: `x.in.py` beside the IR that it becomes, `x.out.ir`.

`make golden` rewrites the outputs; a case whose first line is `# filter` is lowered as one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sluice.compiler.frontend.sources import read_tree
from sluice.compiler.ir.printer import print_program
from sluice.compiler.lower.program import lower_program

HERE = Path(__file__).parent
CASES = sorted(HERE.glob("*.in.py"))


def lowered(path: Path) -> str:
    strict = path.read_text().startswith("# filter")
    return print_program(lower_program(read_tree(path, strict=strict, display=path.name)))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name.removesuffix(".in.py"))
def test_lowering(path: Path, request: pytest.FixtureRequest) -> None:
    golden = path.with_name(path.name.replace(".in.py", ".out.ir"))
    text = lowered(path)
    if request.config.getoption("--golden-update"):
        golden.write_text(text)
    assert text == golden.read_text()


def test_no_orphans(request: pytest.FixtureRequest) -> None:
    inputs = {path.name.replace(".in.py", ".out.ir") for path in CASES}
    for golden in HERE.glob("*.out.ir"):
        if golden.name not in inputs:
            if request.config.getoption("--golden-update"):
                golden.unlink()
            else:
                pytest.fail(f"{golden.name} has no input")
