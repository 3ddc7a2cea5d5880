"""Checks, builds and tests a filter that somebody has just written, in a process that can be killed:
`python -m sluice.testing.authoring_process CPU_SECONDS FOLDER CACHE`.

Reads one line of JSON:

    {"main": "gate.py", "files": {"gate.py": "…", "test_gate.py": "…"}, "build": true, "test": true,
     "unconfined": false}

and prints lines of JSON: `{"at": "checking types"}` for what comes next, and at the end

    {"diagnostics": [{"file": "gate.py", "line": 3, …}], "wasm": "AGFzbQ…", "tests": [{"name": …}]}

or `{"cold": true}` where CACHE has nothing for this version of Sluice; `{"warm": true}` in its place as input
fills it, from a filter of ours. `{"refused": "…"}`: this machine cannot confine the process.

Checking and compiling run nothing of the source. Building reads the configuration's schema and the metrics
from the file by importing it, and tests are Python anyway: before either, the process gives up everything
but FOLDER, for good (`sluice.testing.confinement`). CACHE may be read and is never written by such a process.
"""

import base64
import contextlib
import json
import os
import resource
import sys
import sysconfig
import traceback
from collections.abc import Iterator, Mapping
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

from sluice.testing.confinement import Unconfinable, confine, confine_further, find_obstacle

ADDRESS_SPACE = 3 * 1024**3  # bytes; type checker and C compiler together take half of it
FILE_SIZE = 64 * 1024**2
OPEN_FILES = 256
WARMING = '''\
"""What filters import most, so that mypy need not read it again for each of them."""

import base64, collections, datetime, enum, functools, hashlib, hmac, itertools, json, math, random, re
import struct, time, urllib.parse
from dataclasses import dataclass, field
from typing import Any, Protocol

from sluice import Counter, HttpFilter, Request, Response


@dataclass(frozen=True)
class Config:
    header: str = "x-warm"


class Warm(HttpFilter[Config]):
    def on_request_headers(self, request: Request) -> Response | None:
        return None
'''
_SHARED = ("mypy", "knowledge", "headers", "runtime", "sdk")
"""What a cache holds that is the same for every filter."""


class Speaker:
    """Tells the console; what the filter's own code prints goes nowhere."""

    def __init__(self) -> None:
        self._out = os.dup(1)
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)

    def say(self, line: Mapping[str, Any]) -> None:
        os.write(self._out, json.dumps(line).encode() + b"\n")


def main() -> None:
    seconds, folder, cache = int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3])
    speaker = Speaker()
    asked = json.loads(sys.stdin.buffer.readline())
    limit_process(seconds)
    os.environ["TMPDIR"] = str(folder)
    home = cache / _stamp()
    if asked.get("warm"):
        warm(folder, home)
        speaker.say({"warm": True})
    elif not home.is_dir():
        speaker.say({"cold": True})
    else:
        speaker.say(_work(asked, folder, home, speaker))


def limit_process(cpu_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_SIZE, FILE_SIZE))
    if sys.platform == "linux":  # elsewhere the system does not heed it
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        with contextlib.suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000")


def warm(folder: Path, home: Path) -> None:
    """Fills a cache; whoever uses it sees all of it or nothing."""
    draft = home.with_name(f".{home.name}-{os.getpid()}")
    os.environ["SLUICE_CACHE_DIR"] = str(draft)
    from sluice.toolchain.build import build_file

    file = folder / "warm.py"
    file.write_text(WARMING)
    build_file(file)
    with contextlib.suppress(OSError):  # somebody was faster
        draft.rename(home)


def _stamp() -> str:
    from sluice.toolchain.stamp import sdk_stamp

    return sha256(sdk_stamp()).hexdigest()[:32]


def _work(asked: Mapping[str, Any], folder: Path, home: Path, speaker: Speaker) -> dict[str, Any]:
    builds = bool(asked["build"])
    obstacle = find_obstacle()
    if obstacle and builds and not asked["unconfined"]:
        return {"refused": obstacle}
    source = folder / "source"
    source.mkdir()
    for name, text in asked["files"].items():
        (source / name).write_text(text, encoding="utf-8", newline="")
    _share(home, folder / "cache")
    os.chdir(source)
    if not obstacle:
        confine([*_installation(), home], folder)
    try:
        return _Job(Path(asked["main"]), bool(asked["test"]), not obstacle, speaker).run(builds)
    except MemoryError:
        return {"problem": f"it takes more than {ADDRESS_SPACE // 1024**2:,} MiB of memory"}


def _share(home: Path, own: Path) -> None:
    """A cache of its own, with what is the same for everybody behind links."""
    own.mkdir()
    for kind in _SHARED:
        if (home / kind).is_dir():
            (own / kind).symlink_to(home / kind, target_is_directory=True)
    os.environ["SLUICE_CACHE_DIR"] = str(own)


def _installation() -> Iterator[Path]:
    """What Python, the compiler and the tools read."""
    paths = sysconfig.get_paths()
    yield from (Path(paths[name]) for name in ("stdlib", "platstdlib", "purelib", "platlib"))
    yield from (Path(prefix) for prefix in {sys.prefix, sys.base_prefix})
    yield from map(Path, ("/usr", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime"))
    for package in ("sluice", "ziglang"):
        file = import_module(package).__file__
        if file is not None:  # mypy looks for packages beside each other
            yield Path(file).parents[1]


class _Job:
    def __init__(self, main: Path, tests: bool, confined: bool, speaker: Speaker) -> None:
        self._main = main
        self._tests = tests
        self._confined = confined
        self._speaker = speaker

    def run(self, builds: bool) -> dict[str, Any]:
        from sluice.compiler.diagnostics import CompileError
        from sluice.compiler.pipeline import compile_file
        from sluice.toolchain.zig import ToolchainError

        self._tell("checking syntax and types")
        try:
            compiled = compile_file(self._main, strict=True)
        except CompileError as error:
            return {"diagnostics": [_to_object(each) for each in error.diagnostics]}
        if not builds:
            return {"diagnostics": []}
        try:
            return self._build(compiled)
        except ToolchainError as error:
            return {"problem": f"the C compiler does not take it, which is a fault of Sluice: {error}"[:2000]}
        except Unconfinable as error:
            return {"refused": str(error)}

    def _build(self, compiled: Any) -> dict[str, Any]:
        from sluice.toolchain.linking import to_wasm
        from sluice.toolchain.metadata import MetadataError, add_metadata, read_metadata
        from sluice.toolchain.remembered import Request, remember
        from sluice.toolchain.zig import Flavour

        self._tell("compiling")
        flavour = Flavour(optimised=True, small=True)
        wasm = to_wasm(compiled, flavour)
        self._tell("reading its configuration and metrics")
        if self._confined:
            confine_further()
        try:
            wasm = add_metadata(wasm, read_metadata(self._main, compiled.program))
        except MetadataError as error:
            return {"diagnostics": [_of_import(error, self._main)]}
        built = {"diagnostics": [], "wasm": base64.b64encode(wasm).decode()}
        if not self._tests:
            return built
        self._tell("running the tests")
        remember(Request(self._main.resolve(), flavour, script=False), compiled.paths, wasm, compiled.c.text)
        return {**built, "tests": run_tests(self._main.resolve().parent)}

    def _tell(self, what: str) -> None:
        self._speaker.say({"at": what})


def run_tests(folder: Path) -> list[dict[str, Any]]:
    """Each test as `{"name": …, "outcome": "passed", "detail": ""}`; so is a file that cannot be read."""
    import pytest

    from sluice.testing.outcomes import Outcomes
    from sluice.testing.wasm_module import LITTLE_SPACE

    outcomes = Outcomes()
    options = ["-p", "no:cacheprovider", "-p", "no:terminal", "-c", os.devnull, "--rootdir", str(folder)]
    options += ["--confcutdir", str(folder), "-W", "ignore"]
    sys.dont_write_bytecode = True
    os.environ[LITTLE_SPACE] = "1"
    pytest.main([*options, str(folder)], plugins=[outcomes])
    return outcomes.found


def _of_import(error: Exception, main: Path) -> dict[str, Any]:
    """What went wrong when the file was imported, at its own line."""
    cause = error.__cause__
    frames = traceback.extract_tb(cause.__traceback__) if cause is not None else []
    line = next((each.lineno for each in reversed(frames) if Path(each.filename).name == main.name), None)
    message = str(error).removeprefix(f"{main}: ")[:2000]
    return {
        "file": main.name,
        "line": line or 1,
        "column": 1,
        "severity": "error",
        "code": "import",
        "message": message,
    }


def _to_object(diagnostic: Any) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message[:2000],
    }


if __name__ == "__main__":
    main()
