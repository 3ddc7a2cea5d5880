"""pytest plugin: the fixture `load`, which runs a filter under CPython and as Wasm.

    def test_unknown_key_is_refused(load: Loader) -> None:
        filter = load("api_key.py", config={"keys": {"k1": "ann"}})

Each test that uses it runs twice; `pytest --sluice-on cpython` (or `wasm`) chooses one, for a debugger or
coverage. This module is imported by every pytest run on the machine, so it imports what is heavy only when
it is used.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sluice.testing.loader import Loader, Platform

_COMPILED: dict[tuple[Path, bytes, bool], bytes] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sluice")
    group.addoption(
        "--sluice-on",
        choices=("cpython", "wasm", "both"),
        default="both",
        help="where tests with the fixture `load` run their filters (default: both)",
    )
    group.addoption(
        "--sluice-stress",
        action="store_true",
        help="compile filters so that the collector moves everything at every chance",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sluice_platform" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--sluice-on")
        platforms = ("cpython", "wasm") if chosen == "both" else (chosen,)
        metafunc.parametrize("sluice_platform", platforms)


@pytest.fixture
def load(request: pytest.FixtureRequest, sluice_platform: "Platform") -> "Iterator[Loader]":
    """Start filters: `load("file.py", config={...})`."""
    from sluice.testing.loader import Loader

    stress = bool(request.config.getoption("--sluice-stress"))
    loader = Loader(sluice_platform, request.path.parent, lambda path: _compile(path, stress))
    yield loader
    loader.close()


def _compile(path: Path, stress: bool) -> bytes:
    """The module of a filter's file as it would be shipped, built once for each state of its source.

    Raises `LoadError` with the compiler's message for what it refuses.
    """
    from sluice.compiler.diagnostics import CompileError
    from sluice.testing.vm import LoadError
    from sluice.toolchain.build import build_file

    key = (path, path.read_bytes(), stress)
    if key not in _COMPILED:
        try:
            _COMPILED[key] = build_file(path, stress=stress).wasm
        except CompileError as error:
            raise LoadError(str(error)) from None
    return _COMPILED[key]
