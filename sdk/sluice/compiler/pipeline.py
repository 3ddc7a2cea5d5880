"""From a Python file to C, stage by stage: read this from top to bottom.

sources → typed trees → IR → verified → passes → verified → C
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sluice.compiler.emit.module import EmittedModule, emit_program
from sluice.compiler.ir.program import Program
from sluice.compiler.ir.verify import verify_program
from sluice.compiler.passes.ordered import run_passes


@dataclass(frozen=True, slots=True)
class CompiledModule:
    """C text, what the linker exports, and the program it came from."""

    c: EmittedModule
    program: Program


def compile_file(path: Path, strict: bool) -> CompiledModule:
    """Compiles a filter (`strict`: type errors are errors) or a script; raises `CompileError`."""
    from sluice.compiler.frontend.sources import read_tree
    from sluice.compiler.lower.program import lower_program

    return compile_program(lower_program(read_tree(path, strict=strict)))


def compile_program(program: Program) -> CompiledModule:
    """The stages behind the lowering; tests hand in programs of their own."""
    verify_program(program)
    program = run_passes(program)
    verify_program(program)
    return CompiledModule(emit_program(program), program)
