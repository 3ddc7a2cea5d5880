"""Binaryen's optimiser over a finished module: about a tenth smaller, in a third of a second.

It comes as a shared library with the package `icpp-binaryen`, which has wheels for Linux on x86-64 and macOS
on ARM. Elsewhere modules stay as the linker made them: they do the same.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from typing import Any, Final

from cffi import FFI

_DECLARATIONS: Final = """
    typedef struct BinaryenModule* BinaryenModuleRef;
    typedef struct {
        void* binary; size_t binaryBytes; char* sourceMap;
    } BinaryenModuleAllocateAndWriteResult;
    BinaryenModuleRef BinaryenModuleRead(char* input, size_t inputSize);
    void BinaryenModuleSetFeatures(BinaryenModuleRef module, uint32_t features);
    uint32_t BinaryenFeatureMutableGlobals(void);
    uint32_t BinaryenFeatureNontrappingFPToInt(void);
    uint32_t BinaryenFeatureSIMD128(void);
    uint32_t BinaryenFeatureBulkMemory(void);
    uint32_t BinaryenFeatureSignExt(void);
    void BinaryenSetOptimizeLevel(int level);
    void BinaryenSetShrinkLevel(int level);
    void BinaryenSetDebugInfo(bool on);
    void BinaryenSetLowMemoryUnused(bool on);
    void BinaryenModuleRunPasses(BinaryenModuleRef module, const char** passes, uint32_t count);
    void BinaryenModuleOptimize(BinaryenModuleRef module);
    BinaryenModuleAllocateAndWriteResult BinaryenModuleAllocateAndWrite(
        BinaryenModuleRef module, const char* sourceMapUrl);
    void BinaryenModuleDispose(BinaryenModuleRef module);
    void free(void* memory);
"""
_FIRST: Final = ("gufa-optimizing", "rse")
"""Passes before the usual ones: what is known of values in the whole module. 210 bytes of 26,000."""
_LIBRARY: Final = ("libbinaryen.so", "libbinaryen.dylib")


def shrink(wasm: bytes) -> bytes:
    """The same module with smaller code, function names kept; unchanged where Binaryen is not installed."""
    found = load_library()
    if found is None:
        return wasm
    ffi, lib = found
    content = ffi.new("char[]", wasm)
    module = lib.BinaryenModuleRead(content, len(wasm))
    try:
        lib.BinaryenModuleSetFeatures(module, _features(lib))
        lib.BinaryenSetOptimizeLevel(2)
        lib.BinaryenSetShrinkLevel(2)
        lib.BinaryenSetDebugInfo(True)  # the `name` section
        lib.BinaryenSetLowMemoryUnused(True)  # the linker puts nothing below address 1024
        passes = [ffi.new("char[]", name.encode()) for name in _FIRST]
        lib.BinaryenModuleRunPasses(module, ffi.new("const char*[]", passes), len(passes))
        lib.BinaryenModuleOptimize(module)
        written = lib.BinaryenModuleAllocateAndWrite(module, ffi.NULL)
        try:
            return bytes(ffi.buffer(written.binary, written.binaryBytes))
        finally:
            lib.free(written.binary)
    finally:
        lib.BinaryenModuleDispose(module)


def _features(lib: Any) -> int:
    """What our C is compiled for (see `zig`)."""
    features: int = lib.BinaryenFeatureMutableGlobals() | lib.BinaryenFeatureNontrappingFPToInt()
    features |= lib.BinaryenFeatureSIMD128() | lib.BinaryenFeatureBulkMemory() | lib.BinaryenFeatureSignExt()
    return features


@cache
def load_library() -> tuple[Any, Any] | None:
    """cffi's two halves; None: the package is not installed, or is for another system."""
    spec = importlib.util.find_spec("icpp_binaryen")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "lib"
    file = next((folder / name for name in _LIBRARY if (folder / name).exists()), None)
    if file is None:
        return None
    ffi = FFI()
    ffi.cdef(_DECLARATIONS)
    return ffi, ffi.dlopen(str(file))
