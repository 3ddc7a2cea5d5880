"""`sluice push` against a console that runs as a process of its own."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result
from tests.console.modules import marking_module
from tests.console.test_start import read_token, serving

from sluice.cli.push import push

LOOP = "(loop $again (br $again))"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """URL and token."""
    data = tmp_path_factory.mktemp("push") / "data"
    with serving(data) as (_, listening):
        yield listening["http"], read_token(data)


def run(console: tuple[str, str], *arguments: str | Path, **environment: str | None) -> Result:
    options = ["--console", console[0], "--token", console[1]]
    return CliRunner(env={"SLUICE_CONSOLE": None, "SLUICE_TOKEN": None, **environment}).invoke(
        push, [*map(str, arguments), *options]
    )


def test_a_module_is_new_once(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "mark_once.wasm"
    file.write_bytes(marking_module("once"))
    first = run(console, file)
    assert first.exit_code == 0, first.output
    assert first.output.startswith("mark_once 1 is new: ")
    second = run(console, file)
    assert second.exit_code == 0
    assert second.output.startswith("mark_once 1 was there already: ")
    headers = {"authorization": f"Bearer {console[1]}"}
    found = httpx.get(f"{console[0]}/api/filters/mark_once", headers=headers).json()
    assert [item["version"] for item in found["versions"]] == ["1"]


def test_name_and_version(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "any.wasm"
    file.write_bytes(marking_module("named"))
    result = run(console, file, "--name", "named", "--version", "1.3.0")
    assert result.output.startswith("named 1.3.0 is new")
    file.write_bytes(marking_module("other"))
    refused = run(console, file, "--name", "named", "--version", "1.3.0")
    assert refused.exit_code == 1
    assert "choose the next one" in refused.output


def test_one_of_several_filters(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "edge.py"
    file.write_text(
        "from sluice import AccessLogger, HttpFilter\n\n\n"
        "class Key(HttpFilter[None]): ...\n\n\nclass Audit(AccessLogger[None]): ...\n"
    )
    refused = run(console, file)
    assert refused.exit_code == 1
    assert "say which filter of the module it is: Key, Audit" in refused.output
    taken = run(console, file, "--root-id", "Audit", "--name", "audit")
    assert taken.output.startswith("audit 1 is new"), taken.output


def test_a_refused_module(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "loop.wasm"
    file.write_bytes(marking_module("x", start=LOOP))
    result = run(console, file)
    assert result.exit_code == 1
    assert result.output.startswith(
        "Error: the console refused the module: proxy_on_vm_start: it did not end within"
    )


def test_a_file_that_is_neither(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    result = run(console, file)
    assert result.exit_code == 2
    assert "neither Python source" in result.output


def test_a_source_that_does_not_compile(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "broken.py"
    file.write_text("def broken(:\n")
    result = run(console, file)
    assert result.exit_code == 2
    assert "broken.py:1:" in result.output
    assert "Traceback" not in result.output


def test_a_wrong_token(console: tuple[str, str], tmp_path: Path) -> None:
    file = tmp_path / "mark.wasm"
    file.write_bytes(marking_module("token"))
    result = run((console[0], "slu_wrong"), file)
    assert result.exit_code == 1
    assert "does not know this token" in result.output
    assert "slu_wrong" not in result.output


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "nonsense", "http://", "ftp://x"])
def test_a_console_that_does_not_answer(url: str, tmp_path: Path) -> None:
    file = tmp_path / "mark.wasm"
    file.write_bytes(marking_module("away"))
    result = run((url, "slu_x"), file)
    assert result.exit_code == 1
    assert result.output.startswith("Error: the console")
    assert "does not answer" in result.output


def test_without_a_console(tmp_path: Path) -> None:
    file = tmp_path / "mark.wasm"
    file.write_bytes(marking_module("nowhere"))
    runner = CliRunner(env={"SLUICE_CONSOLE": None, "SLUICE_TOKEN": None, "SLUICE_HOME": str(tmp_path)})
    result = runner.invoke(push, [str(file)])
    assert result.exit_code == 2
    assert "sluice up" in result.output
    result = runner.invoke(push, [str(file), "--console", "http://127.0.0.1:1"])
    assert result.exit_code == 2
    assert "SLUICE_TOKEN" in result.output
