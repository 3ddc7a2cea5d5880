"""The runtime as one archive per flavour, built when it is first needed."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from sluice.toolchain.cache import cached_folder, digest
from sluice.toolchain.zig import Flavour, compile_c, compile_flags, run_zig, zig_version

RUNTIME: Final = Path(__file__).parent.parent / "runtime"
ARCHIVE_NAME: Final = "libsluice.a"
_SPECIAL_FLAGS: Final = {"blocks.c": ("-fno-builtin", "-fno-lto")}
"""`memcpy` must not be recognised inside itself, and must exist for calls that the linker's optimiser makes."""


def runtime_archive(flavour: Flavour) -> Path:
    """The archive; compiling all of the runtime takes some seconds, once per version of it and flavour."""
    sources = sorted(RUNTIME.glob("*.c"))
    key = digest(_key_parts(flavour))
    folder = cached_folder("runtime", f"{flavour.name}-{key}", lambda draft: _build(sources, draft, flavour))
    return folder / ARCHIVE_NAME


def _key_parts(flavour: Flavour) -> list[bytes]:
    parts = [zig_version().encode(), repr((compile_flags(flavour), _SPECIAL_FLAGS)).encode()]
    for file in sorted([*RUNTIME.rglob("*.c"), *RUNTIME.rglob("*.h"), *RUNTIME.rglob("*.inc")]):
        parts += [str(file.relative_to(RUNTIME)).encode(), file.read_bytes()]
    return parts


def _build(sources: list[Path], draft: Path, flavour: Flavour) -> None:
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        objects = list(pool.map(lambda source: _compile(source, draft, flavour), sources))
    run_zig("ar", "rcsD", str(draft / ARCHIVE_NAME), *map(str, objects))
    for file in objects:
        file.unlink()


def _compile(source: Path, draft: Path, flavour: Flavour) -> Path:
    target = draft / f"{source.stem}.o"
    compile_c(source, target, flavour, RUNTIME, ("-Wall", "-Wextra", *_SPECIAL_FLAGS.get(source.name, ())))
    return target
