"""From a Python file to a finished module: compile, link, add what the module says about itself.

What a module that has been built before does not need is imported when it is needed: the compiler takes three
times as long to import as such a module takes to find.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sluice.toolchain.remembered import Request, recall, remember
from sluice.toolchain.zig import Flavour

if TYPE_CHECKING:
    from sluice.compiler.ir.program import Program
    from sluice.toolchain.metadata import Sections


@dataclass(frozen=True, slots=True)
class BuildResult:
    """The module and what it took. `c` is the C text, for those who want to look."""

    wasm: bytes
    c: str
    seconds: float


def build_file(
    path: Path | str, *, release: bool = True, script: bool = False, stress: bool = False, debug: bool = False
) -> BuildResult:
    """Builds a filter, or a script that `sluice run` runs.

    `release`: optimised, filters for size. `stress`: the collector moves everything at every chance. `debug`:
    DWARF.
    Raises `CompileError` for the author's faults, `ToolchainError` when the C compiler is broken.
    """
    started = time.perf_counter()
    flavour = Flavour(optimised=release, small=release and not script, debug=debug, stress=stress)
    request = Request(Path(path), flavour, script)
    known = recall(request)
    if known is None:
        known = _build(request)
    return BuildResult(*known, time.perf_counter() - started)


def _build(request: Request) -> tuple[bytes, str]:
    """The module and its C text."""
    from concurrent.futures import ThreadPoolExecutor

    from sluice.compiler.pipeline import compile_file, verify
    from sluice.toolchain.archive import runtime_objects
    from sluice.toolchain.linking import to_wasm
    from sluice.toolchain.metadata import add_metadata, read_metadata

    with ThreadPoolExecutor(1) as pool:  # where the runtime is not there yet, it is compiled meanwhile
        pool.submit(runtime_objects, request.flavour)
        compiled = compile_file(request.path, strict=not request.script, verified=False)

    @cache
    def done_meanwhile() -> Sections:
        verify(compiled)
        return () if request.script else read_metadata(request.path, compiled.program)

    wasm = to_wasm(compiled, request.flavour, meanwhile=done_meanwhile)
    sections = done_meanwhile()
    if sections:
        wasm = add_metadata(wasm, sections)
    remember(request, compiled.paths, wasm, compiled.c.text)
    return wasm, compiled.c.text


def build_program(program: Program, flavour: Flavour | None = None) -> BuildResult:
    """Builds IR that a test made by hand."""
    from sluice.compiler import pipeline
    from sluice.toolchain.linking import to_wasm

    started = time.perf_counter()
    compiled = pipeline.compile_program(program)
    wasm = to_wasm(compiled, flavour or Flavour(optimised=False))
    return BuildResult(wasm, compiled.c.text, time.perf_counter() - started)
