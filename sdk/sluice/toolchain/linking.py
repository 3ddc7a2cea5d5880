"""From the compiler's C to a module."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

from sluice.compiler.emit.module import EmittedModule
from sluice.compiler.frontend.user_cache import cached_file, digest
from sluice.compiler.pipeline import CompiledModule
from sluice.toolchain.archive import GRAPH_NAME, runtime_objects, start_program
from sluice.toolchain.runtime_graph import load_graph
from sluice.toolchain.zig import Flavour

Finish = Callable[[Path, Path], bytes]
"""From the C in a file and its object beside it to the module."""


def to_wasm(
    compiled: CompiledModule, flavour: Flavour, meanwhile: Callable[[], object] = lambda: None
) -> bytes:
    """The linked module without custom sections of ours. The same input gives the same bytes.

    `meanwhile` is called while the C compiler runs, if it does.

    What the same C became before is not made again: a filter in which only comments have changed, or that is
    built by one test after the other.
    """
    runtime = runtime_objects(flavour)
    names = repr(sorted(compiled.c.functions.items()))
    key = digest((runtime.name.encode(), compiled.c.text.encode(errors="surrogatepass"), names.encode()))
    return cached_file("modules", key, lambda: _made(compiled, flavour, runtime, meanwhile))


def _made(
    compiled: CompiledModule, flavour: Flavour, runtime: Path, meanwhile: Callable[[], object]
) -> bytes:
    with tempfile.TemporaryDirectory(prefix="sluice-") as name:
        source, program = Path(name, "program.c"), Path(name, "program.o")
        source.write_text(compiled.c.text)
        with start_program(source, program, flavour, runtime) as clang:
            finish = _prepare(compiled.c, runtime, flavour)
            meanwhile()
            clang.result()
        return finish(source, program)


def _prepare(c: EmittedModule, runtime: Path, flavour: Flavour) -> Finish:
    """The last stages; what they need is read here, while the C compiler runs."""
    from sluice.toolchain import finishing, shrinking
    from sluice.toolchain.pruning import read_text

    text = read_text(load_graph(runtime / GRAPH_NAME), c.text)
    if flavour.small:
        shrinking.load_library()
    return lambda source, program: finishing.finish(c, text, source, program, runtime, flavour)
