"""From the compiler's C to a module."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

from sluice.compiler.emit.module import EmittedModule
from sluice.compiler.frontend.user_cache import cached_file, digest
from sluice.compiler.pipeline import CompiledModule
from sluice.toolchain.archive import GRAPH_NAME, compile_program, runtime_objects
from sluice.toolchain.runtime_graph import load_graph
from sluice.toolchain.zig import Flavour

Finish = Callable[[EmittedModule, Path, Path, Path, Flavour], bytes]


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
        source, program = Path(name, "program.c"), Path(name, "program.o")
        source.write_text(compiled.c.text)
        with ThreadPoolExecutor(1) as pool:
            finish = pool.submit(_load, runtime, flavour)
            compile_program(source, program, flavour, runtime)
        return finish.result()(compiled.c, source, program, runtime, flavour)


def _load(runtime: Path, flavour: Flavour) -> Finish:
    """The last stages; what they and the metadata need is read here, while the C compiler runs."""
    from sluice.toolchain import finishing, shrinking

    import_module("sluice.toolchain.metadata")
    load_graph(runtime / GRAPH_NAME)
    if flavour.small:
        shrinking.load_library()
    return finishing.finish
