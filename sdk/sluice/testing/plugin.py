"""pytest plugin: the fixture `load`, which runs a filter under CPython and as Wasm.

    def test_unknown_key_is_refused(load: Loader) -> None:
        filter = load("api_key.py", config={"keys": {"k1": "ann"}})

Each test that uses it runs twice; `pytest --sluice-on cpython` (or `wasm`) chooses one, for a debugger or
coverage. `--sluice-on envoy` sends the same requests through a real Envoy, `all` runs on all three;
`@pytest.mark.sluice_on("wasm", "envoy")` chooses for one test. This module is imported by every pytest run on
the machine, so it imports what is heavy only when it is used.
"""

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from sluice.testing.loaded_filter import Platform
    from sluice.testing.loader import Loader

PLATFORMS = ("cpython", "wasm", "envoy")
CHOICES = {"both": PLATFORMS[:2], "all": PLATFORMS}
LOADER = pytest.StashKey["Loader"]()
TRACE = pytest.StashKey[list[str]]()

_COMPILED: dict[tuple[Path, bytes, bool], bytes] = {}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("sluice")
    group.addoption(
        "--sluice-on",
        choices=(*PLATFORMS, *CHOICES),
        default=None,
        help="where tests with the fixture `load` run their filters (default: both, cpython and wasm)",
    )
    group.addoption(
        "--sluice-trace",
        action="store_true",
        help="show what filter and proxy call of each other: of tests that fail, with -s as it happens",
    )
    group.addoption(
        "--sluice-stress",
        action="store_true",
        help="compile filters so that the collector moves everything at every chance",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "sluice_on(*platforms): run on these of cpython, wasm, envoy unless --sluice-on is given"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "sluice_platform" in metafunc.fixturenames:
        metafunc.parametrize("sluice_platform", _platforms(metafunc))


def _platforms(metafunc: pytest.Metafunc) -> tuple[str, ...]:
    marker = metafunc.definition.get_closest_marker("sluice_on")
    chosen = metafunc.config.getoption("--sluice-on")
    if chosen is not None:
        return CHOICES.get(chosen, (chosen,))
    if marker is None:
        return CHOICES["both"]
    for each in marker.args:
        if each not in PLATFORMS:
            raise pytest.UsageError(
                f"{metafunc.definition.nodeid}: sluice_on: {each!r} is none of {PLATFORMS}"
            )
    return marker.args


@pytest.fixture
def load(request: pytest.FixtureRequest, sluice_platform: "Platform") -> "Iterator[Loader]":
    """Start filters: `load("file.py", config={...})`."""
    from sluice.testing.loader import Loader

    stress = bool(request.config.getoption("--sluice-stress"))
    trace = _trace(request) if request.config.getoption("--sluice-trace") else None
    loader = Loader(sluice_platform, request.path.parent, lambda path: _compile(path, stress), trace)
    request.node.stash[LOADER] = loader
    yield loader
    loader.close()


def _trace(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """With -s lines are printed at once, else kept for the report of a test that fails."""
    if request.config.getoption("capture") == "no":
        return print
    kept: list[str] = []
    request.node.stash[TRACE] = kept
    return kept.append


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that fails is shown what its filters did."""
    report = yield
    loader = item.stash.get(LOADER, None)
    if report.when == "call" and report.failed and loader is not None:
        from sluice.testing.stories import tell_filter

        for loaded in loader.loaded:
            report.sections.append((f"what {loaded.name} did on {loaded.platform}", tell_filter(loaded)))
        if trace := item.stash.get(TRACE, []):
            report.sections.append(("calls between filter and proxy", "\n".join(trace)))
    return report


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Headers and messages differ by line, not as two long reprs."""
    if not any(type(each).__module__ == "sluice.testing.messages" for each in (left, right)):
        return None
    from sluice.testing.stories import explain_comparison

    return explain_comparison(op, left, right)


def _compile(path: Path, stress: bool) -> bytes:
    """The module of a filter's file as it would be shipped, built once for each state of its source.

    Raises `LoadError` with the compiler's message for what it refuses.
    """
    from sluice.compiler.diagnostics import CompileError
    from sluice.testing.vm import LoadError
    from sluice.toolchain.build import build_file
    from sluice.toolchain.metadata import MetadataError

    key = (path, path.read_bytes(), stress)
    if key not in _COMPILED:
        try:
            _COMPILED[key] = build_file(path, stress=stress).wasm
        except (CompileError, MetadataError) as error:
            raise LoadError(str(error)) from None
    return _COMPILED[key]
