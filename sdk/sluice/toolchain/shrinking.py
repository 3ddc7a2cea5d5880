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
    ("BinaryenModuleAllocateAndWrite", _Written, (c_void_p, c_char_p)),
    ("BinaryenModuleDispose", None, (c_void_p,)),
    ("free", None, (c_void_p,)),
)
"""The functions of `binaryen-c.h` that we call: result and parameters."""
_WHOLE_FIRST: Final = ("inlining", "gufa")
"""Passes over the whole module: functions are gone through once then, and what is known of values is used."""
_USUAL: Final = (
    *("ssa-nomerge", "rse", "code-folding"),  # a variable for each value, ends of branches that are alike
    *("memory-packing", "remove-unused-names", "remove-unused-brs", "optimize-instructions"),
    *("precompute-propagate", "optimize-added-constants-propagate", "code-pushing"),
    *("simplify-locals-nostructure", "vacuum", "reorder-locals", "remove-unused-brs", "coalesce-locals"),
    *("local-cse", "simplify-locals", "vacuum", "coalesce-locals", "code-folding", "merge-blocks"),
    *("remove-unused-brs", "precompute-propagate", "optimize-instructions", "vacuum"),
)
"""What Binaryen does for `-Os`, without the passes that find nothing more in what clang has made."""
_WHOLE_LAST: Final = (
    *("dae-optimizing", "inlining-optimizing", "simplify-globals", "vacuum"),
    *("duplicate-function-elimination", "remove-unused-module-elements", "directize"),
    "reorder-functions",  # those that are called most have the shortest numbers: 1 % of a large module
    *("generate-stack-ir", "optimize-stack-ir"),  # gone when another pass has run
)
_PASSES: Final = (*_WHOLE_FIRST, *_USUAL, *_WHOLE_LAST)
"""In their order. Binaryen's own choice takes a fifth longer and saves 20 bytes of 30,000 more."""
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
        lib.BinaryenModuleRunPasses(
            module, (c_char_p * len(_PASSES))(*map(str.encode, _PASSES)), len(_PASSES)
        )
        written = lib.BinaryenModuleAllocateAndWrite(module, None)
        try:
            return string_at(written.binary, written.size)
        finally:
            lib.free(written.binary)
    finally:
        lib.BinaryenModuleDispose(module)


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
