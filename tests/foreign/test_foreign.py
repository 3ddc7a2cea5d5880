"""Filters in other languages, by their own SDKs, do the same in the emulated host as in a real Envoy.

The same small filter in C, Rust, Go and AssemblyScript: it counts, logs, reads its configuration, adds to
the request, refuses one path, and rewrites the response. Where a toolchain is not at hand its language is
skipped; the module of AssemblyScript is kept beside its source, built with
`npx asc foreign.ts -O2 --noAssert --use abort= -o foreign.wasm` (assemblyscript 0.28.20).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest
from tests.conformance import emulated, real
from tests.conformance.scenario import Message, Piece, Scenario
from tests.support.c_module import compile_c

from sluice.testing import vet

HERE = Path(__file__).parent
BUILD = Path(tempfile.gettempdir()) / "sluice-foreign"
"""What the toolchains keep of a build."""
BUILD_SECONDS = 280
LANGUAGES = ("c", "rust", "go", "assemblyscript")
UNREACHABLE = ("Could not resolve host", "failed to download", "dial tcp", "403 Forbidden", "failed to get")


def build(language: str) -> bytes:
    match language:
        case "c":
            return compile_c((HERE / "c" / "foreign.c").read_text())
        case "rust":
            return build_rust()
        case "go":
            return build_go()
    return (HERE / "assemblyscript" / "foreign.wasm").read_bytes()


def build_rust() -> bytes:
    rustc = need("rustc")
    folder = capture([rustc, "--print", "target-libdir", "--target", "wasm32-wasip1"]).strip()
    if not Path(folder).is_dir():
        pytest.skip("Rust has no wasm32-wasip1 here: rustup target add wasm32-wasip1")
    command = [need("cargo"), "build", "--quiet", "--locked", "--release", "--target", "wasm32-wasip1"]
    run(command, HERE / "rust", CARGO_TARGET_DIR=str(BUILD / "rust"))
    return (BUILD / "rust" / "wasm32-wasip1" / "release" / "foreign.wasm").read_bytes()


def build_go() -> bytes:
    go = need("go")
    version = capture([go, "env", "GOVERSION"]).strip().removeprefix("go").split(".")
    if (int(version[0]), int(version[1])) < (1, 24):
        pytest.skip("Go makes reactors from 1.24 on")
    output = BUILD / "foreign-go.wasm"
    command = [go, "build", "-buildmode=c-shared", "-o", str(output), "."]
    run(command, HERE / "go", GOOS="wasip1", GOARCH="wasm")
    return output.read_bytes()


def need(tool: str) -> str:
    found = shutil.which(tool)
    if found is None:
        pytest.skip(f"{tool} is not here")
    return found


def capture(command: list[str]) -> str:
    """What a toolchain says of itself; skips where it only seems to be there: rustup without a default."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=HERE)
    if done.returncode:
        pytest.skip(f"{Path(command[0]).name} is not set up here: {done.stderr.strip()[:200]}")
    return done.stdout


def run(command: list[str], folder: Path, **environment: str) -> None:
    BUILD.mkdir(exist_ok=True)
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=BUILD_SECONDS,
        check=False,
    )
    if done.returncode and any(reason in done.stderr for reason in UNREACHABLE):
        pytest.skip(f"what {command[0]} needs cannot be fetched here")
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def module(language: str) -> bytes:
    return build(language)


def scenario(language: str) -> Scenario:
    return Scenario(
        f"foreign {language}",
        "foreign",
        requests=[Message("POST /x", pieces=[Piece(b"question", 0.0)]), Message("GET /deny")],
        reply=Message("200", pieces=[Piece(b"one ", 0.0), Piece(b"two", 0.03)], end_wait=0.03),
        options={"configuration": "hello"},
    )


EXPECTED = [
    "client:",
    "  200",
    "    x-answered: yes",
    "    body 9 b'<one two>'",
    "  403",
    "    x-why: foreign",
    "    content-type: text/plain",
    "    x-answered: yes",
    "    body 9 b'<denied\\n>'",
    "upstream:",
    "  POST example.com/x",
    "    content-length: 8",
    "    x-greeting: hello",
    "    body 8 b'question'",
]


@pytest.mark.envoy
def test_it_does_the_same_in_both(language: str, module: bytes) -> None:
    ours = emulated.run(scenario(language), module)
    theirs = asyncio.run(real.run_all([scenario(language)], module))[scenario(language).name]
    theirs.metrics = ours.metrics = []  # their names are the filter's own
    assert ours.lines() == theirs.lines()
    assert ours.lines()[: len(EXPECTED)] == EXPECTED
    assert [line for line in ours.log if "asked for /x" in line] != []


def test_vetting_accepts_it(module: bytes) -> None:
    vetting = vet(module, "hello")
    assert vetting.accepted, vetting.problem
    assert vetting.status == 200
