"""Objects that clang writes: variables beside memory are read as such, or the build says which is not."""

from __future__ import annotations

from pathlib import Path

import pytest
import wasmtime

from sluice.toolchain.archive import runtime_objects
from sluice.toolchain.headers import INCLUDE
from sluice.toolchain.objects import WasmObject, read_object
from sluice.toolchain.sections import ModuleError
from sluice.toolchain.shrinking import shrink
from sluice.toolchain.zig import SMALL, Flavour, ToolchainError, compile_c

FINE = """
#include "value.h"
extern uint32_t SLU_REGISTER count;
extern slu_value SLU_REGISTER word;
uint32_t add(uint32_t more) { return count += more; }
bool is_set(void) { return word != 0; }
"""
FLAG = """
#include "value.h"
bool SLU_REGISTER flag;
void set(void) { flag = true; }
"""
PART = """
#include "value.h"
extern slu_value SLU_REGISTER word;
uint8_t part(void) { return (uint8_t)word; }
"""


def compiled(folder: Path, text: str) -> WasmObject:
    source, target = folder / "sample.c", folder / "sample.o"
    source.write_text(text)
    compile_c(source, target, Flavour(optimised=True, small=True), SMALL, *INCLUDE)
    return read_object(target.read_bytes())


def test_a_function_mentions_the_variables_it_uses_by_name(tmp_path: Path) -> None:
    found = compiled(tmp_path, FINE)
    names = [symbol.name for symbol in found.symbols]
    mentions = {(names[each.source], names[each.target]) for each in found.mentions}
    assert mentions == {("add", "count"), ("is_set", "word")}
    assert not any(symbol.is_defined for symbol in found.symbols if symbol.name in ("count", "word"))


@pytest.mark.parametrize(("text", "name"), [(FLAG, "flag"), (PART, "word")], ids=["flag", "part"])
def test_what_clang_would_read_from_memory_is_refused(tmp_path: Path, text: str, name: str) -> None:
    with pytest.raises(ModuleError, match=f"{name} is read from memory; SLU_REGISTER"):
        compiled(tmp_path, text)


POINTER = """
#include "value.h"
extern slu_value SLU_REGISTER word;
slu_object *pointer(void) { return slu_object_of(word); }
"""


def test_the_whole_runtime_of_filters_is_valid_wasm() -> None:
    """Of a register that is cast where it is read, clang takes half: what comes after makes a trap of it."""
    engine, runtime = wasmtime.Engine(), runtime_objects(Flavour(optimised=True, small=True))
    for file in sorted(runtime.glob("*.o")):
        wasmtime.Module.validate(engine, file.read_bytes())


def test_half_a_register_is_what_the_build_refuses(tmp_path: Path) -> None:
    source, target = tmp_path / "pointer.c", tmp_path / "pointer.o"
    source.write_text(POINTER)
    compile_c(source, target, Flavour(optimised=True, small=True), SMALL, *INCLUDE)
    with pytest.raises(wasmtime.WasmtimeError, match="type mismatch"):
        wasmtime.Module.validate(wasmtime.Engine(), target.read_bytes())
    invalid = bytearray(target.read_bytes())
    with pytest.raises(ToolchainError, match="invalid module"):
        shrink(bytes(invalid))
