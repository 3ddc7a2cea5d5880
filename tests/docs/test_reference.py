"""The reference names the modules that the compiler takes: all of them, and no other."""

import re
import sys
from pathlib import Path

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "sdk" / "sluice" / "lib"


def documented() -> set[str]:
    """The names in the list under the heading `Modules`."""
    section = (ROOT / "docs" / "reference" / "python.md").read_text().partition("## Modules")[2]
    paragraph = section.split("\n\n")[2]
    return set(re.findall(r"`([\w.]+)`", paragraph))


def test_every_documented_module_can_be_imported(tmp_path: Path) -> None:
    script = tmp_path / "imports.py"
    script.write_text("".join(f"import {name}\n" for name in sorted(documented())))
    compile_file(script, strict=False)


def test_every_module_of_the_library_is_documented() -> None:
    files = {path.stem for path in LIBRARY.glob("[a-z]*.py")} | {
        path.parent.name for path in LIBRARY.glob("*/__init__.py")
    }
    named = {name.partition(".")[0] for name in documented()}
    missing = (files & set(sys.stdlib_module_names)) - named
    assert not missing, "add them to docs/reference/python.md"


def test_a_module_that_is_not_in_the_list_is_refused(tmp_path: Path) -> None:
    assert "socket" not in documented()
    script = tmp_path / "imports.py"
    script.write_text("import socket\n")
    try:
        compile_file(script, strict=False)
    except CompileError as error:
        assert "SLU013" in str(error.diagnostics[0])
    else:
        raise AssertionError("socket was taken")
