"""The reference names the modules that the compiler takes: all of them, and no other."""

import re
import sys
from pathlib import Path

from sluice.compiler.diagnostics import CompileError
from sluice.compiler.pipeline import compile_file
from sluice.testing.signatures import CALLBACKS, HOST_FUNCTIONS

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


ROW = re.compile(r"^\| (`proxy_[^|]*) \| [^|]+ \| (?:`(tests/[\w/.]+)`|—) \|$", re.MULTILINE)


def test_every_callback_and_host_function_is_named_with_a_test_in_envoy() -> None:
    text = (ROOT / "docs" / "reference" / "proxy-wasm.md").read_text()
    rows = ROW.findall(text)
    named = {name for names, _ in rows for name in re.findall(r"`(proxy_\w+)`", names)}
    older = {
        name for name in HOST_FUNCTIONS if name.startswith(("proxy_get_configuration", "proxy_clear_route"))
    }
    older |= {"proxy_continue_request", "proxy_continue_response"}
    assert {name for name in (*HOST_FUNCTIONS, *CALLBACKS) if name.startswith("proxy_")} - named <= older
    for names, test in rows:
        if test:
            files = [ROOT / test] if test.endswith(".py") else sorted((ROOT / test).glob("test_*.py"))
            assert any("mark.envoy" in file.read_text() for file in files), (names, test)
