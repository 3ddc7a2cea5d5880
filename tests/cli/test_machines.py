"""`--json` of build, check, inspect and test for programs; colours and excerpts on a terminal only."""

import hashlib
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sluice.cli.excerpts import to_terminal
from sluice.cli.main import main
from sluice.compiler.diagnostics import Diagnostic, Severity, Span

GOOD = "from sluice import HttpFilter\n\nclass Sample(HttpFilter[None]):\n    pass\n"
WRONG = 'limit: int = "many"\n'
TEST = """
import pytest
from sluice.testing import Loader

def test_good(load: Loader) -> None:
    assert load("good.py").request().response.status == 200

def test_bad(load: Loader) -> None:
    assert load("good.py").request("GET", "/x").response.status == 404

def test_skipped() -> None:
    pytest.skip("not today")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.py").write_text(GOOD)
    (tmp_path / "wrong.py").write_text(WRONG)
    return tmp_path


def run(*arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, list(arguments))
    return done.exit_code, done.stdout


def test_build_tells_what_it_built_or_what_is_wrong(folder: Path) -> None:
    status, told = run("build", "good.py", "--json")
    built = json.loads(told)
    wasm = (folder / "good.wasm").read_bytes()
    assert status == 0
    assert (built["file"], built["size"]) == ("good.wasm", len(wasm))
    assert built["sha256"] == hashlib.sha256(wasm).hexdigest()
    status, told = run("build", "wrong.py", "--json")
    (error,) = json.loads(told)["errors"]
    assert (status, error["file"], error["line"], error["code"]) == (2, "wrong.py", 1, "assignment")
    status, told = run("inspect", "good.wasm", "--sizes", "--json")
    sizes = json.loads(told)
    assert status == 0
    assert sum(each["size"] for each in sizes["sections"]) <= len(wasm)


def test_check_has_json_as_the_others(folder: Path) -> None:
    assert run("check", "wrong.py", "--json") == run("check", "wrong.py", "--format", "json")
    assert run("check", "good.py", "--json") == (0, "[]\n")


def test_tests_are_told_one_a_line(folder: Path) -> None:
    (folder / "test_good.py").write_text(TEST)
    command = [sys.executable, "-m", "sluice.cli", "test", "--json", "--on", "cpython"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    *tests, end = map(json.loads, done.stdout.splitlines())
    assert done.returncode == 1
    assert {each["id"]: each["outcome"] for each in tests} == {
        "test_good.py::test_good[cpython]": "passed",
        "test_good.py::test_bad[cpython]": "failed",
        "test_good.py::test_skipped": "skipped",
    }
    failed = next(each for each in tests if each["outcome"] == "failed")
    assert "assert 200 == 404" in failed["message"]
    assert failed["sections"]["what good did on cpython"].startswith("GET /x\n")
    assert next(each for each in tests if each["outcome"] == "skipped")["message"] == "not today"
    assert end == {"event": "end", "passed": 1, "failed": 1, "skipped": 1, "status": 1}


def test_on_a_terminal_the_line_is_shown_with_what_is_meant(folder: Path) -> None:
    (folder / "tabs.py").write_text("if x:\n\tprint(eval)\n")
    shown = click.unstyle(to_terminal(Diagnostic(Span("tabs.py", 2, 8, 2, 12), "no `eval`", "SLU011")))
    assert shown.splitlines() == [
        "tabs.py:2:8: error: no `eval` [SLU011]",
        "  2 | \tprint(eval)",
        "    | \t      ^^^^",
    ]
    gone = to_terminal(Diagnostic(Span("gone.py"), "cannot read it", "SLU002", Severity.NOTE))
    assert click.unstyle(gone) == "gone.py: note: cannot read it [SLU002]"


def test_colours_are_for_terminals_only(folder: Path) -> None:
    command = [sys.executable, "-m", "sluice.cli", "check", "wrong.py"]
    piped = subprocess.run(command, capture_output=True, text=True, check=False)
    assert piped.stderr.splitlines()[0].startswith("wrong.py:1:14: error: Incompatible types")
    assert "\x1b" not in piped.stderr
    outside, inside = pty.openpty()
    subprocess.run(command, stdout=inside, stderr=inside, check=False)
    os.close(inside)
    shown = os.read(outside, 65536).decode()
    os.close(outside)
    assert "\x1b[31m" in shown
    assert 'limit: int = "many"' in shown
