"""The fastest way from a source to what it prints: no optimisation of the batch's own C unless asked for.

The compiler, the runtime and the linking are those of `sluice run`. Only the C compiler's level differs: half of
the time of a batch would go into optimising code that runs for a millisecond.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from sluice.compiler.pipeline import compile_file
from sluice.toolchain.archive import GRAPH_NAME, compile_program, runtime_objects
from sluice.toolchain.function_names import name_functions
from sluice.toolchain.headers import header_flags
from sluice.toolchain.pruning import find_live, prune, read_text
from sluice.toolchain.runtime_graph import load_graph
from sluice.toolchain.scripts import Script
from sluice.toolchain.zig import SOME, Flavour, compile_c, link

STDOUT = 1


def run_batch(
    source: str, *, stress: bool = False, optimised: bool = False, small: bool = False
) -> tuple[str, str, int]:
    """Compile and run; gives what was printed on both streams and the status. Raises `CompileError`.

    `small`: the runtime is that of filters.
    """
    flavour = Flavour(optimised=small, small=small, stress=stress)
    with tempfile.TemporaryDirectory(prefix="generated-") as name:
        folder = Path(name)
        script, text, program, target = (folder / each for each in ("case.py", "p.c", "p.o", "p.wasm"))
        script.write_text(source, encoding="utf-8", errors="surrogatepass")
        compiled = compile_file(script, strict=False)
        text.write_text(compiled.c.text)
        runtime = runtime_objects(flavour)
        if optimised:
            compile_c(text, program, flavour, SOME, *header_flags(runtime.name, flavour, SOME))
        else:
            compile_program(text, program, flavour, runtime)
        graph = load_graph(runtime / GRAPH_NAME)
        live = find_live(graph, program, read_text(graph, compiled.c.text))
        link(prune(live, runtime, program, folder), target, flavour)
        wasm = name_functions(target.read_bytes(), compiled.c.functions)
    streams = (bytearray(), bytearray())
    status = Script(wasm).run(lambda stream, data: streams[stream != STDOUT].extend(data))
    stdout, stderr = (bytes(each).decode("utf-8", "surrogatepass") for each in streams)
    return stdout, stderr, status
