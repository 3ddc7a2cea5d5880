"""What is wrong with a file is told once, with its place and a remedy, and leaves nothing behind."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sluice.cli.main import main

FILTER = """from sluice import HttpFilter, Request, Response
{head}
class Guard(HttpFilter[{config}]):
    def {callback}(self, request: Request) -> Response | None:
        return None
"""
CASES = {
    "import": (
        {"head": "import requests"},
        "guard.py:2:1: error: there is no module `requests` beside this file or in Sluice; "
        "packages from PyPI cannot be compiled [SLU012]\n",
    ),
    "print": (
        {"head": "print(1)"},
        "guard.py:2:1: error: `print` needs a terminal, which a filter has not; use `sluice.log` [SLU020]\n",
    ),
    "callback": (
        {"callback": "on_request_header"},
        "guard.py:4:5: error: `on_request_header` is no callback of HttpFilter; write `on_request_headers`, "
        "or give your method another name [SLU022]\n",
    ),
    "configuration": (
        {"config": "dict[str, str]"},
        "guard.py:3:24: error: the configuration of a filter is a dataclass of your own, or None [SLU024]\n",
    ),
}


@pytest.mark.parametrize("command", ["check", "build"])
@pytest.mark.parametrize("case", CASES)
def test_one_message_with_place_and_remedy(
    case: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts, message = CASES[case]
    monkeypatch.chdir(tmp_path)
    source = FILTER.format(**{"head": "", "config": "None", "callback": "on_request_headers"} | parts)
    Path("guard.py").write_text(source)
    done = CliRunner().invoke(main, [command, "guard.py"])
    assert (done.exit_code, done.output) == (2, message)
    assert [path.name for path in tmp_path.iterdir()] == ["guard.py"]


def test_all_refusals_are_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("script.py").write_text(
        "def first(x):\n    y = eval(x)\n    for each in y:\n        exec(each)\n    return complex(1)\n"
        "class Box:\n    def open(self):\n        return memoryview(b'')\n"
        "first('1')\nBox().open()\n"
    )
    done = CliRunner().invoke(main, ["run", "script.py"])
    assert done.exit_code == 2
    lines = [line.split(": ")[0] for line in done.output.splitlines()]
    assert lines == ["script.py:2:9", "script.py:4:9", "script.py:5:12", "script.py:8:16"]


def test_a_broken_c_compiler_is_one_message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sluice.toolchain import zig

    broken = tmp_path / "zig"
    broken.write_text("#!/bin/sh\necho no space left >&2; exit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(zig, "zig_executable", lambda: broken)
    script = tmp_path / "script.py"
    script.write_text("print(1)\n")
    done = CliRunner().invoke(main, ["run", str(script)])
    assert done.exit_code == 1
    assert done.output.startswith("Error: the C compiler failed, please report it: zig ")
    assert "no space left" in done.output


def test_an_uncaught_exception_shows_each_line_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("def f() -> int:\n    return 1 // 0\n\n\nf()\n")
    done = CliRunner().invoke(main, ["run", str(script)])
    assert done.exit_code == 1
    assert done.stderr == (
        "Traceback (most recent call last):\n"
        f'  File "{script}", line 5, in <module>\n    f()\n'
        f'  File "{script}", line 2, in f\n    return 1 // 0\n'
        "ZeroDivisionError: integer division or modulo by zero\n"
    )


@pytest.mark.parametrize("closed", [">&-", ">&- 2>&-"])
def test_who_listens_to_nothing_gets_the_status(tmp_path: Path, closed: str) -> None:
    file, script = tmp_path / "guard.py", 'exec "$0" -m sluice.cli check "$1" '
    file.write_text("import requests\n")
    done = subprocess.run(
        ["sh", "-c", script + closed, sys.executable, str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


RECURSIVE = """\
def down(n: int) -> int:
    if n < 0:
        raise ValueError(f"from {n}")
    if n == 0:
        return 10 // n
    return down(n - 1) + 1


try:
    down(2)
except ZeroDivisionError:
    down(-3)
"""


def test_each_call_of_a_function_that_calls_itself_is_shown_once(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(RECURSIVE)
    done = CliRunner().invoke(main, ["run", str(script)])
    told = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False).stderr
    marks = re.compile(r"^ +[\^~]+\n", re.MULTILINE)
    assert done.stderr == marks.sub("", told)
    assert done.stderr.count("in down\n") == 4


def test_a_script_that_logs_is_told_that_it_has_no_proxy(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("from sluice import log\n\nlog.info('started')\n")
    done = CliRunner().invoke(main, ["run", str(script)])
    assert done.exit_code == 2
    assert done.stderr.startswith(f"{script}: error: this script uses what only a proxy has (proxy_")
    assert "`sluice test`" in done.stderr and "Traceback" not in done.stderr
