"""The runtime's headers, read once: half the time of compiling a small C file goes into reading them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sluice.toolchain.cache import cached_folder, digest
from sluice.toolchain.zig import Flavour, compile_c

RUNTIME: Final = Path(__file__).parent.parent / "runtime"
"""Where the C sources of the runtime are."""

INCLUDE: Final = ("-I", str(RUNTIME))
_HEADER, _NAME = RUNTIME / "program.h", "program.pch"


def header_flags(key: str, flavour: Flavour, level: str) -> tuple[str, ...]:
    """What makes clang find the headers, read already.

    `key`: changes when the headers do. Clang takes them only for the same `level`, and from the same folder.
    """
    name = f"{key}{level}-{digest((str(RUNTIME).encode(),))}"
    folder = cached_folder("headers", name, lambda draft: _precompile(draft, flavour, level))
    return (*INCLUDE, "-include-pch", str(folder / _NAME))


def _precompile(draft: Path, flavour: Flavour, level: str) -> None:
    """Without times: sources that were unpacked anew are still the same."""
    flags = (*INCLUDE, "-Xclang", "-fno-pch-timestamp", "-x", "c-header")
    compile_c(_HEADER, draft / _NAME, flavour, level, *flags)
