"""Calls of the C compiler and the linker that come with the `ziglang` package."""

from __future__ import annotations

import importlib.util
import os
import shlex
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Protocol, Self

from sluice.compiler.frontend.user_cache import cached_file, digest


class ToolchainError(Exception):
    """The C compiler or the linker refused: a fault of the toolchain, not of the author's program."""


@dataclass(frozen=True, slots=True)
class Flavour:
    """How C becomes Wasm.

    `optimised`: for release; else fast to build.
    `small`: optimised for size where nothing is known to be hot, as filters are: a proxy compiles every byte
    before the first request. Without it a release is optimised as a whole, all files together, which takes
    seconds and only pays where a program computes.
    `debug`: DWARF, so that wasmtime names lines of the Python file.
    `stress`: the collector runs whenever it may, moves everything and poisons what is free.
    """

    optimised: bool = True
    small: bool = False
    debug: bool = False
    stress: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether the linker optimises all files together."""
        return self.optimised and not self.small

    @property
    def name(self) -> str:
        parts = ["release" if self.optimised else "quick"]
        parts += ["small"] if self.small else []
        parts += ["debug"] if self.debug else []
        parts += ["stress"] if self.stress else []
        return "-".join(parts)


SMALL: Final = "-Oz"
FAST: Final = "-O2"
SOME: Final = "-O1"
_PLAIN_LOOPS: Final = ("-mllvm", "-disable-lsr", "-mllvm", "-disable-licm-promotion")
"""Without more variables for a loop's addresses, which Wasm adds up for nothing: 150 bytes of 30,000."""
NOT_OPTIMISED: Final = "-O0"
"""For the program's own C where it shall be fast to build: optimising takes three times as long."""
_TARGET: Final = (
    "--target=wasm32-unknown-unknown",
    "-mcpu=mvp",
    "-msimd128",
    "-mbulk-memory",
    "-msign-ext",
    "-mnontrapping-fptoint",
    "-nostdinc",
    "-DNDEBUG",
    "-std=c11",
    "-ffreestanding",
    "-fvisibility=hidden",
    "-fno-strict-aliasing",
    "-ffunction-sections",
    "-fdata-sections",
    "-fno-unwind-tables",
    "-fno-asynchronous-unwind-tables",
)
_FOLDERS: Final = ("-fdebug-compilation-dir=", "-fcoverage-compilation-dir=")
"""Options that name the folder in which the driver was asked."""
STACK_SIZE: Final = 1024 * 1024
"""Bytes. Recursion ends before (`slu_stack_is_low`). Data lies below, at addresses that are short in code."""
LINK_TIME: Final = ("-flto",)
_LINK: Final = (
    "--no-entry",
    "--gc-sections",
    "--unresolved-symbols=ignore-all",  # in dead code; `prune` has seen that live code has all it needs
    "--no-stack-first",
    "-z",
    f"stack-size={STACK_SIZE}",
)


@cache
def zig_version() -> str:
    """Part of every cache key: another compiler gives other code."""
    return run_zig("version").strip()


@cache
def zig_executable() -> Path:
    """Raises `ToolchainError` where it is not installed."""
    spec = importlib.util.find_spec("ziglang")
    if spec is None or spec.origin is None:
        raise ToolchainError("the package 'ziglang' is not installed; install it with: pip install ziglang")
    return Path(spec.origin).parent / "zig"


class AtWork(Protocol):
    """A compiler that works until the `with` block ends: what else is to be done can be done meanwhile."""

    def __enter__(self) -> Self: ...

    def result(self) -> str:
        """What it said, when it has ended; a failure is a `ToolchainError`."""

    def __exit__(self, *_: object) -> None: ...


class Started:
    """zig, at work (`AtWork`)."""

    def __init__(self, *arguments: str, cwd: Path | None = None) -> None:
        import subprocess

        self._action = arguments[0]
        self._process = subprocess.Popen(
            [str(zig_executable()), *arguments],
            cwd=cwd,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def result(self) -> str:
        """What it said, when it has ended; a failure is a `ToolchainError`."""
        said, _ = self._process.communicate()
        if self._process.returncode:
            raise ToolchainError(f"zig {self._action} failed ({self._process.returncode}):\n{said.strip()}")
        return said

    def __exit__(self, *_: object) -> None:
        with self._process:  # closes the pipe and waits
            if self._process.poll() is None:
                self._process.kill()


def run_zig(*arguments: str, cwd: Path | None = None) -> str:
    """Runs zig and gives what it said, of which a failure makes a `ToolchainError`."""
    with Started(*arguments, cwd=cwd) as zig:
        return zig.result()


def compile_flags(flavour: Flavour) -> tuple[str, ...]:
    """All but how much to optimise, which may differ from file to file."""
    flags = [*_TARGET, "-g" if flavour.debug else "-g0"]
    if flavour.small:
        flags += ["-DSLU_SMALL", "-mllvm", "-inline-threshold=-50"]
    return tuple(flags)


def start_c(source: Path, target: Path, flavour: Flavour, level: str, *extra: str) -> Started:
    """One C file to one object file.

    By clang itself: zig's own driver starts it a second time, keeps a cache of its own, and knows no `-Oz`.
    """
    if flavour.debug:  # its lines are found from the folder that the driver was started in
        flags = _clang_flags(flavour, level, extra)
        return Started("clang", *flags, "-c", str(source), "-o", str(target))
    flags = front_end_flags(flavour, level, *extra)
    return Started("clang", *flags, "-o", str(target), "-x", "c", str(source))


def compile_c(source: Path, target: Path, flavour: Flavour, level: str, *extra: str) -> None:
    """`start_c`, and waits for it."""
    with start_c(source, target, flavour, level, *extra) as clang:
        clang.result()


def precompile_header(header: Path, target: Path, flavour: Flavour, level: str, *extra: str) -> None:
    """A C header to what clang takes with `-include-pch`, without times: a file written anew is the same."""
    flags = (*extra, "-Xclang", "-fno-pch-timestamp", "-x", "c-header")
    run_zig("clang", *_clang_flags(flavour, level, flags), "-c", str(header), "-o", str(target))


def compile_each(sources: list[Path], flavour: Flavour, level: str, *extra: str) -> None:
    """C files of one folder to object files beside them, in one process.

    Only what the linker shall optimise gets another suffix.
    """
    folder, names = sources[0].parent, [source.name for source in sources]
    run_zig("clang", *front_end_flags(flavour, level, *extra), "-x", "c", *names, cwd=folder)
    for bitcode in (source.with_suffix(".bc") for source in sources):
        if bitcode.exists():
            bitcode.rename(bitcode.with_suffix(".o"))


def front_end_flags(flavour: Flavour, level: str, *extra: str) -> tuple[str, ...]:
    """What clang's driver starts itself with, without the names of files.

    It does so anew for every file, which takes 20 to 50 ms. So it is asked, once for these flags and this
    zig, what it would start.
    """
    zig, flags = zig_executable(), _clang_flags(flavour, level, extra)
    status = zig.stat()
    parts = (str(zig), str(status.st_size), str(status.st_mtime_ns), *flags)
    key = digest(each.encode(errors="surrogateescape") for each in parts)
    said = cached_file("clang", key, lambda: _ask_driver(flags)).decode(errors="surrogateescape")
    return tuple(shlex.split(said))


def _ask_driver(flags: tuple[str, ...]) -> bytes:
    command = shlex.split(run_zig("clang", "-###", *flags, "-c", "-x", "c", os.devnull).splitlines()[-1])
    own = command[command.index("-cc1") : command.index("-main-file-name")]
    own += command[command.index("-main-file-name") + 2 : command.index("-o")]
    kept = [each for each in own if not each.startswith(_FOLDERS)]
    return shlex.join(kept).encode(errors="surrogateescape")


def _clang_flags(flavour: Flavour, level: str, extra: tuple[str, ...]) -> tuple[str, ...]:
    headers = zig_executable().parent / "lib" / "include"
    plain = _PLAIN_LOOPS if flavour.small and level == SMALL else ()
    return (*compile_flags(flavour), level, *plain, "-isystem", str(headers), *extra)


def link(objects: list[Path], target: Path, flavour: Flavour) -> None:
    """Object files to a module; what it exports stands in the C itself."""
    strip = () if flavour.debug else ("--strip-debug", "--keep-section=name", "--compress-relocations")
    run_zig("wasm-ld", *_LINK, *strip, "-o", str(target), *map(str, objects))


def optimise_together(objects: list[Path], target: Path) -> Path:
    """Objects compiled with `LINK_TIME` to one object; `target` is left as a module that nobody needs."""
    run_zig("wasm-ld", *_LINK, "--lto-O2", "--save-temps", "-o", str(target), *map(str, objects))
    return target.with_name(f"{target.name}.lto.o")
