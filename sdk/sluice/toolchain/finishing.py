"""From the program's object file to the module: what nobody needs goes, the rest is linked and shrunk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sluice.compiler.emit.module import EmittedModule
from sluice.toolchain.archive import BLOCKS, GRAPH_NAME, WHOLE_FOLDER, compile_program
from sluice.toolchain.function_names import name_functions
from sluice.toolchain.packing import pack
from sluice.toolchain.pruning import PROGRAM, Liveness, ProgramText, find_live, prune, prune_whole
from sluice.toolchain.runtime_graph import load_graph
from sluice.toolchain.shrinking import shrink
from sluice.toolchain.zig import LINK_TIME, Flavour, link, optimise_together


def finish(
    c: EmittedModule, text: ProgramText, source: Path, program: Path, runtime: Path, flavour: Flavour
) -> bytes:
    """`text`: what was read from the C; `source`: the C in a file; `program`: its object beside it.

    `runtime`: see `runtime_objects`.
    """
    target = program.with_name("module.wasm")
    liveness = find_live(load_graph(runtime / GRAPH_NAME), program, text)
    if flavour.is_whole:
        objects = _optimised(liveness, runtime, source, flavour)
    else:
        objects = prune(liveness, runtime, program, target.parent)
    link(objects, target, flavour)
    wasm = target.read_bytes()
    if flavour.small:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(pack, wasm, compressed=True)  # its data, which stay what they are
            wasm = shrink(wasm)
    return pack(name_functions(wasm, c.functions), compressed=flavour.small)


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
