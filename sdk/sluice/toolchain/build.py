"""From a Python file to a finished module: compile, link, add what the module says about itself."""

from __future__ import annotations

import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sluice.compiler import pipeline
from sluice.compiler.frontend.user_cache import cached_file, digest
from sluice.compiler.ir.program import Program
from sluice.compiler.pipeline import CompiledModule, compile_file
from sluice.toolchain.archive import BLOCKS, GRAPH_NAME, WHOLE_FOLDER, compile_program, runtime_objects
from sluice.toolchain.function_names import name_functions
from sluice.toolchain.metadata import add_metadata
from sluice.toolchain.packing import pack
from sluice.toolchain.pruning import PROGRAM, Liveness, find_live, load_graph, prune, prune_whole
from sluice.toolchain.remembered import Request, recall, remember
from sluice.toolchain.shrinking import load_library, shrink
from sluice.toolchain.zig import LINK_TIME, Flavour, link, optimise_together


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
    if known is not None:
        return BuildResult(*known, time.perf_counter() - started)
    with ThreadPoolExecutor(1) as pool:  # where the runtime is not there yet, it is compiled meanwhile
        pool.submit(runtime_objects, flavour)
        compiled = compile_file(Path(path), strict=not script)
    wasm = to_wasm(compiled, flavour)
    if not script:
        wasm = add_metadata(wasm, Path(path), compiled.program)
    remember(request, compiled.paths, wasm, compiled.c.text)
    return BuildResult(wasm, compiled.c.text, time.perf_counter() - started)


def build_program(program: Program, flavour: Flavour | None = None) -> BuildResult:
    """Builds IR that a test made by hand."""
    started = time.perf_counter()
    compiled = pipeline.compile_program(program)
    wasm = to_wasm(compiled, flavour or Flavour(optimised=False))
    return BuildResult(wasm, compiled.c.text, time.perf_counter() - started)


def to_wasm(compiled: CompiledModule, flavour: Flavour) -> bytes:
    """The linked module without custom sections of ours. The same input gives the same bytes.

    What the same C became before is not made again: a filter in which only comments have changed, or that is
    built by one test after the other.
    """
    runtime = runtime_objects(flavour)
    names = repr(sorted(compiled.c.functions.items()))
    key = digest((runtime.name.encode(), compiled.c.text.encode(errors="surrogatepass"), names.encode()))
    return cached_file("modules", key, lambda: _made(compiled, flavour, runtime))


def _made(compiled: CompiledModule, flavour: Flavour, runtime: Path) -> bytes:
    with tempfile.TemporaryDirectory(prefix="sluice-") as name:
        folder = Path(name)
        source, program, target = folder / "program.c", folder / "program.o", folder / "module.wasm"
        source.write_text(compiled.c.text)
        with ThreadPoolExecutor(1) as pool:  # what is needed later is read while the C compiler runs
            graph = pool.submit(load_graph, runtime / GRAPH_NAME)
            if flavour.small:
                pool.submit(load_library)
            compile_program(source, program, flavour, runtime)
        liveness = find_live(graph.result(), program, compiled.c.text)
        if flavour.is_whole:
            objects = _optimised(liveness, runtime, source, flavour)
        else:
            objects = prune(liveness, runtime, program, folder)
        link(objects, target, flavour)
        wasm = target.read_bytes()
        named = name_functions(shrink(wasm) if flavour.small else wasm, compiled.c.functions)
        return pack(named, compressed=flavour.small)


def _optimised(liveness: Liveness, runtime: Path, source: Path, flavour: Flavour) -> list[Path]:
    """The object of everything that the program needs, optimised together, and what must stay apart."""
    folder, whole = source.parent, runtime / WHOLE_FOLDER
    program, pruned = folder / "whole.o", folder / "pruned.o"
    compile_program(source, program, flavour, runtime, *LINK_TIME)
    needed = [whole / f"{stem}.o" for stem in sorted(liveness.linked - {PROGRAM, BLOCKS})]
    blocks = whole / f"{BLOCKS}.o"
    merged = optimise_together([program, *needed, blocks], folder / "whole.wasm")
    pruned.write_bytes(prune_whole(liveness, merged.read_bytes()))
    return [pruned, blocks]
