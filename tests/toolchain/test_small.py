"""What is compiled as filters are, small: programs that use much of Python print what CPython prints."""

import subprocess
import sys
from pathlib import Path

import pytest

from sluice.compiler.pipeline import compile_file
from sluice.toolchain import finishing, linking
from sluice.toolchain.packing import pack
from sluice.toolchain.scripts import Script
from sluice.toolchain.zig import Flavour

CASES = Path(__file__).parents[1] / "behaviour" / "cases"
QUICK = ("dataclasses_full", "float_attributes_by_vars")
"""Much of Python, and so little that nothing hides what is missing."""
CHOSEN = (
    *("attribute_memory", "descriptor_objects", "exception_fields", "generators_full", "int_edges"),
    *("iterator_states", "lib_copy", "numbers_typed", "subclass_results"),
)


@pytest.mark.parametrize(
    "name", [*QUICK, *(pytest.param(each, marks=pytest.mark.thorough) for each in CHOSEN)]
)
def test_small_code_does_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = CASES / f"{name}.py"
    monkeypatch.setattr(finishing, "pack", lambda wasm, compressed: pack(wasm, compressed=False))
    monkeypatch.setattr(linking, "cached_file", lambda kind, key, make: make())
    compiled = compile_file(path, strict=False)
    result = Script(linking.to_wasm(compiled, Flavour(optimised=True, small=True))).collect()
    command = [sys.executable, "-X", "utf8", str(path)]
    expected = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout, result.status) == (expected.stdout, expected.returncode), result.stderr
