"""The runtime's headers, read once: half the time of compiling a small C file goes into reading them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sluice.compiler.frontend.user_cache import cached_folder, digest
from sluice.toolchain.zig import Flavour, precompile_header

RUNTIME: Final = Path(__file__).parent.parent / "runtime"
"""Where the C sources of the runtime are."""

INCLUDE: Final = ("-I", str(RUNTIME))
_HEADER, _NAME = RUNTIME / "program.h", "program.pch"


def header_flags(key: str, flavour: Flavour, level: str) -> tuple[str, ...]:
    """What makes clang find the headers, read already.

    `key`: changes when the headers do. Clang takes them only for the same `level`, and from the same folder.
    """
    name = f"{key}{level}-{digest((str(RUNTIME).encode(),))}"
    folder = cached_folder(
        "headers", name, lambda draft: precompile_header(_HEADER, draft / _NAME, flavour, level, *INCLUDE)
    )
    return (*INCLUDE, "-include-pch", str(folder / _NAME))
