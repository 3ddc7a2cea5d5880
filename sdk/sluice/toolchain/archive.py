"""The runtime as object files, one folder per flavour: brought along, or compiled when it is first needed."""

from __future__ import annotations

import logging
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Final

from sluice.compiler.frontend.user_cache import cached_file, cached_folder, digest
from sluice.toolchain.headers import INCLUDE, RUNTIME, header_flags
from sluice.toolchain.runtime_graph import RuntimeGraph, save_graph
from sluice.toolchain.stamp import sdk_stamp
from sluice.toolchain.waiting import Task, waiting_for
from sluice.toolchain.zig import (
    FAST,
    LINK_TIME,
    NOT_OPTIMISED,
    SMALL,
    SOME,
    AtWork,
    Flavour,
    compile_each,
    compile_flags,
    start_c,
    zig_version,
)

_LOG = logging.getLogger("sluice")
GRAPH_NAME: Final = "graph"
WHOLE_FOLDER: Final = "whole"
"""Within the folder of an optimised flavour: the objects that the linker optimises together."""

SHIPPED: Final = Path(__file__).parent.parent / "compiled_runtime"
"""What an installation brings along (`shipping`), a folder for each flavour, named as in the cache.

The name holds a digest of all that decides the content: another zig or a changed runtime makes it a stranger,
and the runtime is compiled as if nothing had been brought.
"""

BLOCKS: Final = "blocks"
_SPECIAL_FLAGS: Final = {f"{BLOCKS}.c": ("-fno-builtin",)}
"""`memcpy` must not be recognised inside itself."""

_HOT: Final = frozenset(
    f"{stem}.c"
    for stem in (
        "adapters attributes blocks calls compare dict float generator int_bits int_multiply iterator limbs "
        "list list_sort memory number_power object operators range set sha special str str_builder str_find "
        "tuple type"
    ).split()
)
"""Compiled for speed; the others for size, because Envoy compiles every byte before the first request."""
_LOOPS: Final = frozenset(("int_multiply.c", "limbs.c", "sha.c", "list_sort.c"))
"""Compiled for speed in every release: what spends its time in loops of its own."""


_WARNINGS: Final = ("-Wall", "-Wextra")
_COLLECTOR: Final = RUNTIME / "memory.c"
"""What differs under stress."""


def runtime_objects(flavour: Flavour) -> Path:
    """The folder with one object per C file and the graph of what they mention.

    Compiling all of the runtime takes some seconds, once per version of it and flavour.
    """
    key = runtime_key(flavour)
    shipped = SHIPPED / key
    if shipped.is_dir():
        return shipped
    return cached_folder("runtime", key, lambda draft: compile_runtime(draft, flavour, key))


def runtime_key(flavour: Flavour) -> str:
    """The name of the folder that holds this version of the runtime in this flavour.

    It comes from the contents of files, so that another installation finds the same; where none of them has
    been touched since, from what that was.
    """
    stamp = digest([sdk_stamp(), *_decisions(flavour)])
    return cached_file("runtime-keys", stamp, lambda: _key_from_contents(flavour).encode()).decode()


def _key_from_contents(flavour: Flavour) -> str:
    return f"{flavour.name}-{digest([*_decisions(flavour), *_contents()])}"


def start_program(source: Path, target: Path, flavour: Flavour, runtime: Path, *extra: str) -> AtWork:
    """The program's C to an object. `runtime`: what `runtime_objects` gave."""
    task = program_task(flavour, runtime, *extra)
    waiting = waiting_for(task)
    if waiting is not None and waiting.start(source, target):
        return waiting
    return start_c(source, target, flavour, task.level, *task.extra)


def program_task(flavour: Flavour, runtime: Path, *extra: str) -> Task:
    """How a program's C is compiled."""
    level = SMALL if flavour.small else FAST if flavour.optimised else NOT_OPTIMISED
    return Task(flavour, level, (*header_flags(runtime.name, flavour, level), *extra))


def compile_program(source: Path, target: Path, flavour: Flavour, runtime: Path, *extra: str) -> None:
    """`start_program`, and waits for it."""
    with start_program(source, target, flavour, runtime, *extra) as clang:
        clang.result()


def _decisions(flavour: Flavour) -> list[bytes]:
    """What this process does to the files; it may have begun before they were changed."""
    flags = repr((flavour.name, compile_flags(flavour), _SPECIAL_FLAGS, sorted(_HOT), sorted(_LOOPS)))
    return [flags.encode(), repr(list(RuntimeGraph.__annotations__)).encode()]


def _contents() -> list[bytes]:
    parts = [zig_version().encode()]
    parts += [file.read_bytes() for file in sorted(Path(__file__).parent.glob("*.py"))]
    for file in sorted([*RUNTIME.rglob("*.c"), *RUNTIME.rglob("*.h"), *RUNTIME.rglob("*.inc")]):
        parts += [str(file.relative_to(RUNTIME)).encode(), file.read_bytes()]
    return parts


def compile_runtime(draft: Path, flavour: Flavour, key: str) -> None:
    """Objects and graph into `draft`. `key`: of the headers that are read once for all of them."""
    if flavour.stress:
        _build_for_stress(draft, flavour, key)
        return
    _LOG.info("compiling the runtime, once for this version of it: some seconds")
    _compile(_sources(), draft, flavour, key)
    if flavour.is_whole:
        _compile(_sources(), draft / WHOLE_FOLDER, flavour, key, *LINK_TIME)
    _save_graph(draft)


def _build_for_stress(draft: Path, flavour: Flavour, key: str) -> None:
    calm = runtime_objects(replace(flavour, stress=False))
    shutil.copytree(calm, draft, dirs_exist_ok=True)
    _compile([_COLLECTOR], draft, flavour, key, "-DSLU_STRESS")
    if flavour.is_whole:
        _compile([_COLLECTOR], draft / WHOLE_FOLDER, flavour, key, "-DSLU_STRESS", *LINK_TIME)
    _save_graph(draft)


def _save_graph(folder: Path) -> None:
    from sluice.toolchain.pruning import read_graph

    save_graph(read_graph(RUNTIME, sorted(folder.glob("*.o"))), folder / GRAPH_NAME)


def _sources() -> list[Path]:
    return sorted(RUNTIME.glob("*.c"), key=lambda source: (-source.stat().st_size, source.name))


def _compile(sources: list[Path], folder: Path, flavour: Flavour, key: str, *extra: str) -> None:
    """C files to objects in `folder`, several in each process and a process for each processor."""
    folder.mkdir(exist_ok=True)
    groups: dict[tuple[str, ...], list[Path]] = {}
    for source in sources:
        flags = _flags(source, flavour, key, extra)
        groups.setdefault(flags, []).append(Path(shutil.copy(source, folder)))
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        jobs = [
            pool.submit(compile_each, part, flavour, *flags)
            for flags, group in groups.items()
            for part in _parts(group)
        ]
    for job in jobs:
        job.result()
    for copies in groups.values():
        for copy in copies:
            copy.unlink()


def _parts(group: list[Path]) -> list[list[Path]]:
    """Of about the same length, if the longest come first, and enough of them to keep all processors busy."""
    count = min(len(group), 3 * (os.cpu_count() or 1))
    return [group[start::count] for start in range(count)]


def _flags(source: Path, flavour: Flavour, key: str, extra: tuple[str, ...]) -> tuple[str, ...]:
    hot = _LOOPS if flavour.small else _HOT | _LOOPS
    level = SOME if not flavour.optimised else FAST if source.name in hot else SMALL
    special = _SPECIAL_FLAGS.get(source.name)
    if special is None:
        return (level, *_WARNINGS, *header_flags(key, flavour, level), *extra)
    without = set(LINK_TIME)  # `memcpy` and its like must exist as functions when the optimiser asks for them
    return (level, *_WARNINGS, *INCLUDE, *special, *(flag for flag in extra if flag not in without))
