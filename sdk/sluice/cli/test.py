"""`sluice test`: pytest, with what tests of filters need."""

import importlib.util
import sys
from pathlib import Path

import click

EXAMPLES = """\b
Examples:
  sluice test                                   # all tests from this folder on, on CPython and on Wasm
  sluice test tests/test_api_key.py -k unknown  # some of them; other options go to pytest
  sluice test --on cpython --pdb                # in the debugger
  sluice test --on envoy                        # the same requests through a real Envoy
  sluice test --trace -k unknown                # what filter and proxy called of each other
  sluice test --cov                             # which lines of the filters no test runs
"""

PLUGIN = "sluice.testing.plugin"


@click.command(epilog=EXAMPLES, context_settings={"ignore_unknown_options": True})
@click.option(
    "--on",
    "platform",
    type=click.Choice(["cpython", "wasm", "envoy", "both", "all"]),
    show_default="both: cpython and wasm",
    help="Where the filters run.",
)
@click.option("--trace", is_flag=True, help="Show the calls of tests that fail; with -s, all as they happen.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a test, for programs.")
@click.option("--cov", is_flag=True, help="Tell which lines of the filters no test runs (on CPython).")
@click.argument("arguments", metavar="[PATHS] [PYTEST OPTIONS]", nargs=-1, type=click.UNPROCESSED)
def test(platform: str | None, trace: bool, as_json: bool, cov: bool, arguments: tuple[str, ...]) -> None:
    """Run tests of filters with pytest.

    Each test that uses the fixture `load` runs its filter under CPython and compiled to Wasm, behind an
    emulated Envoy. Arguments that are not options of this command go to pytest as they are. Ends with
    pytest's status: 0 all passed, 1 some failed, 5 there were none.
    """
    for argument in arguments:
        path = argument.partition("::")[0]
        if not argument.startswith("-") and looks_like_a_path(path) and not Path(path).exists():
            raise click.ClickException(f"there is no {path} here; name a test file or a folder with tests")
    import pytest

    options = [f"--sluice-on={platform}"] if platform else []
    options += ["--sluice-trace"] if trace else []
    options += ["--cov=.", "--cov-report=term-missing"] if cov else []
    if not is_installed_plugin():
        options += ["-p", PLUGIN]
    if not as_json:
        sys.exit(int(pytest.main([*options, *arguments])))
    from sluice.cli.outcomes import OutcomeLines

    sys.exit(int(pytest.main([*options, "-p", "no:terminal", *arguments], plugins=[OutcomeLines()])))


def looks_like_a_path(argument: str) -> bool:
    """Whether this is a path that the user meant, and not the value of one of pytest's options."""
    return argument.endswith(".py") or argument.endswith("/")


def is_installed_plugin() -> bool:
    """Whether pytest finds the fixtures by itself, as it does once sluice is installed."""
    from importlib.metadata import entry_points

    assert importlib.util.find_spec(PLUGIN) is not None
    return any(each.value == PLUGIN for each in entry_points(group="pytest11"))
