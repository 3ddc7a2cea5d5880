"""Binaryen's optimiser over a finished module: about a tenth smaller, in a fifth of a second.

It comes as a shared library with the package `icpp-binaryen`, which has wheels for Linux on x86-64 and macOS
on ARM. Elsewhere modules stay as the linker made them: they do the same.
"""

from __future__ import annotations

import importlib.util
from ctypes import (
    CDLL,
    POINTER,
    Structure,
    c_bool,
    c_char_p,
    c_int,
    c_size_t,
    c_uint32,
    c_void_p,
    string_at,
)
from functools import cache
from pathlib import Path
from typing import Final

from sluice.toolchain.zig import ToolchainError


class _Written(Structure):
    """`BinaryenModuleAllocateAndWriteResult`."""

    _fields_ = (("binary", c_void_p), ("size", c_size_t), ("source_map", c_void_p))


_INTERFACE: Final = (
    ("BinaryenModuleRead", c_void_p, (c_char_p, c_size_t)),
    ("BinaryenModuleSetFeatures", None, (c_void_p, c_uint32)),
    ("BinaryenModuleValidate", c_bool, (c_void_p,)),
    ("BinaryenFeatureMutableGlobals", c_uint32, ()),
    ("BinaryenFeatureNontrappingFPToInt", c_uint32, ()),
    ("BinaryenFeatureSIMD128", c_uint32, ()),
    ("BinaryenFeatureBulkMemory", c_uint32, ()),
    ("BinaryenFeatureSignExt", c_uint32, ()),
    ("BinaryenSetOptimizeLevel", None, (c_int,)),
    ("BinaryenSetShrinkLevel", None, (c_int,)),
    ("BinaryenSetDebugInfo", None, (c_bool,)),
    ("BinaryenSetLowMemoryUnused", None, (c_bool,)),
    ("BinaryenModuleRunPasses", None, (c_void_p, POINTER(c_char_p), c_uint32)),
    ("BinaryenModuleOptimize", None, (c_void_p,)),
    ("BinaryenModuleAllocateAndWrite", _Written, (c_void_p, c_char_p)),
    ("BinaryenModuleDispose", None, (c_void_p,)),
    ("free", None, (c_void_p,)),
)
"""The functions of `binaryen-c.h` that we call: result and parameters."""
_FIRST: Final = (b"inlining", b"gufa-optimizing", b"ssa-nomerge", b"rse", b"code-folding")
"""Passes before the usual ones: what is known of values in the whole module, a variable for each of them,
ends of branches that are alike. 300 bytes of 26,000. Inlining is a usual one, too, but there all others are
done again for each function that it has changed: done first, it saves a third of the time."""
_LAST: Final = (b"reorder-functions", b"generate-stack-ir", b"optimize-stack-ir")
"""Passes behind them: functions that are called most have the shortest numbers, 1 % of a large module. The
others are done once more because what they make is gone when another pass has run."""
_LIBRARY: Final = ("libbinaryen.so", "libbinaryen.dylib")


def shrink(wasm: bytes) -> bytes:
    """The same module with smaller code, function names kept; unchanged where Binaryen is not installed."""
    lib = load_library()
    if lib is None:
        return wasm
    module = lib.BinaryenModuleRead(wasm, len(wasm))
    try:
        lib.BinaryenModuleSetFeatures(module, _features(lib))
        if not lib.BinaryenModuleValidate(module):  # passes make traps of what is invalid
            raise ToolchainError("clang made an invalid module")
        lib.BinaryenSetOptimizeLevel(2)
        lib.BinaryenSetShrinkLevel(2)
        lib.BinaryenSetDebugInfo(True)  # the `name` section
        lib.BinaryenSetLowMemoryUnused(True)  # the linker puts nothing below address 1024
        _run(lib, module, _FIRST)
        lib.BinaryenModuleOptimize(module)
        _run(lib, module, _LAST)
        written = lib.BinaryenModuleAllocateAndWrite(module, None)
        try:
            return string_at(written.binary, written.size)
        finally:
            lib.free(written.binary)
    finally:
        lib.BinaryenModuleDispose(module)


def _run(lib: CDLL, module: int, names: tuple[bytes, ...]) -> None:
    lib.BinaryenModuleRunPasses(module, (c_char_p * len(names))(*names), len(names))


def _features(lib: CDLL) -> int:
    """What our C is compiled for (see `zig`)."""
    features: int = lib.BinaryenFeatureMutableGlobals() | lib.BinaryenFeatureNontrappingFPToInt()
    features |= lib.BinaryenFeatureSIMD128() | lib.BinaryenFeatureBulkMemory() | lib.BinaryenFeatureSignExt()
    return features


@cache
def load_library() -> CDLL | None:
    """None: the package is not installed, or is for another system."""
    spec = importlib.util.find_spec("icpp_binaryen")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "lib"
    file = next((folder / name for name in _LIBRARY if (folder / name).exists()), None)
    if file is None:
        return None
    lib = CDLL(str(file))
    for name, result, parameters in _INTERFACE:
        function = getattr(lib, name)
        function.restype, function.argtypes = result, parameters
    return lib
