"""The runtime as object files, one folder per flavour, compiled when it is first needed."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from sluice.toolchain.cache import cached_folder, digest
from sluice.toolchain.headers import INCLUDE, RUNTIME, header_flags
from sluice.toolchain.pruning import RuntimeGraph, read_graph, save_graph
from sluice.toolchain.zig import (
    FAST,
    LINK_TIME,
    NOT_OPTIMISED,
    SMALL,
    SOME,
    Flavour,
    compile_c,
    compile_flags,
    zig_version,
)

GRAPH_NAME: Final = "graph"
WHOLE_FOLDER: Final = "whole"
"""Within the folder of an optimised flavour: the objects that the linker optimises together."""

BLOCKS: Final = "blocks"
_SPECIAL_FLAGS: Final = {f"{BLOCKS}.c": ("-fno-builtin",)}
"""`memcpy` must not be recognised inside itself."""

_HOT: Final = frozenset(
    f"{stem}.c"
    for stem in (
        "adapters compare dict generator int_bits int_multiply iterator limbs list list_sort memory object "
        "operators range set str str_builder str_find tuple blocks calls special sha"
    ).split()
)
"""Compiled for speed; the others for size, because Envoy compiles every byte before the first request."""
_LOOPS: Final = frozenset(("int_multiply.c", "limbs.c", "sha.c", "list_sort.c"))
"""Compiled for speed in every release: what spends its time in loops of its own."""


_COLLECTOR: Final = RUNTIME / "memory.c"
"""What differs under stress."""


def runtime_objects(flavour: Flavour) -> Path:
    """The folder with one object per C file and the graph of what they mention.

    Compiling all of the runtime takes some seconds, once per version of it and flavour.
    """
    key = f"{flavour.name}-{digest(_key_parts(flavour))}"
    return cached_folder("runtime", key, lambda draft: _build(draft, flavour, key))


def compile_program(source: Path, target: Path, flavour: Flavour, runtime: Path, *extra: str) -> None:
    """The program's C to an object. `runtime`: what `runtime_objects` gave."""
    level = SMALL if flavour.small else FAST if flavour.optimised else NOT_OPTIMISED
    compile_c(source, target, flavour, level, *header_flags(runtime.name, flavour, level), *extra)


def _key_parts(flavour: Flavour) -> list[bytes]:
    parts = [
        zig_version().encode(),
        repr((compile_flags(flavour), _SPECIAL_FLAGS, sorted(_HOT), sorted(_LOOPS))).encode(),
    ]
    parts += [repr(list(RuntimeGraph.__annotations__)).encode()]  # of a process that began before an update
    parts += [file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))]
    for file in sorted([*RUNTIME.rglob("*.c"), *RUNTIME.rglob("*.h"), *RUNTIME.rglob("*.inc")]):
        parts += [str(file.relative_to(RUNTIME)).encode(), file.read_bytes()]
    return parts


def _build(draft: Path, flavour: Flavour, key: str) -> None:
    if flavour.stress:
        _build_for_stress(draft, flavour, key)
        return
    sources = sorted(RUNTIME.glob("*.c"), key=lambda source: -source.stat().st_size)  # the longest first
    whole = draft / WHOLE_FOLDER
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        objects = list(pool.map(lambda source: _compile(source, draft, flavour, key), sources))
        if flavour.is_whole:
            whole.mkdir()
            list(
                pool.map(lambda source: _compile(source, whole, flavour, key, *_whole_flags(source)), sources)
            )
    save_graph(read_graph(RUNTIME, sorted(objects)), draft / GRAPH_NAME)


def _build_for_stress(draft: Path, flavour: Flavour, key: str) -> None:
    calm = runtime_objects(replace(flavour, stress=False))
    shutil.copytree(calm, draft, dirs_exist_ok=True)
    folders = [draft, draft / WHOLE_FOLDER] if flavour.is_whole else [draft]
    for folder in folders:
        extra = LINK_TIME if folder.name == WHOLE_FOLDER else ()
        _compile(_COLLECTOR, folder, flavour, key, "-DSLU_STRESS", *extra)
    save_graph(read_graph(RUNTIME, sorted(draft.glob("*.o"))), draft / GRAPH_NAME)


def _whole_flags(source: Path) -> tuple[str, ...]:
    """`memcpy` and its like must exist as functions when the optimiser asks for them."""
    return () if source.name in _SPECIAL_FLAGS else LINK_TIME


def _compile(source: Path, folder: Path, flavour: Flavour, key: str, *extra: str) -> Path:
    target = folder / f"{source.stem}.o"
    hot = _LOOPS if flavour.small else _HOT | _LOOPS
    level = SOME if not flavour.optimised else FAST if source.name in hot else SMALL
    special = _SPECIAL_FLAGS.get(source.name)
    headers = header_flags(key, flavour, level) if special is None else (*INCLUDE, *special)
    compile_c(source, target, flavour, level, "-Wall", "-Wextra", *headers, *extra)
    return target
