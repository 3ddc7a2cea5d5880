"""The command line as a whole: help that is quick and complete, one version, clear refusals."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from sluice.cli.main import SUMMARIES, load_command, main


def test_help_lists_every_command_without_importing_one() -> None:
    script = (
        "import sys; from click.testing import CliRunner; from sluice.cli.main import main;"
        "print(CliRunner().invoke(main, ['--help']).output);"
        "print('imported:', [name for name in ('mypy', 'wasmtime', 'httpx', 'grpc') if name in sys.modules])"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert all(f"  {name} " in output for name in SUMMARIES)
    assert "imported: []" in output


@pytest.mark.parametrize("name", list(SUMMARIES))
def test_every_command_is_there_and_shows_examples(name: str) -> None:
    command = load_command(name)
    assert isinstance(command, click.Command)
    assert command.name == name
    result = CliRunner().invoke(main, [name, "--help"])
    assert result.exit_code == 0
    assert f"sluice {name}" in result.output.partition("Examples:")[2]


def test_version_is_the_distribution_s() -> None:
    result = CliRunner().invoke(main, ["--version"])
    assert result.output == "sluice 0.1.0\n"


def test_unknown_command_is_refused() -> None:
    result = CliRunner().invoke(main, ["deploy"])
    assert result.exit_code == 2
    assert "No such command 'deploy'" in result.output


def test_the_process_ends_with_the_status_of_the_command() -> None:
    nonsense = subprocess.run(
        [sys.executable, "-m", "sluice.cli", "nonsense"], capture_output=True, text=True, check=False
    )
    assert nonsense.returncode == 2
    assert "No such command 'nonsense'" in nonsense.stderr
    version = subprocess.run(
        [sys.executable, "-m", "sluice.cli", "--version"], capture_output=True, text=True, check=True
    )
    assert version.stdout.startswith("sluice ")
