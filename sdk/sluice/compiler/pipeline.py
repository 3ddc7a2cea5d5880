"""From a Python file to C, stage by stage: read this from top to bottom.

sources → typed trees → IR → verified → passes → verified → C
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from sluice.compiler.diagnostics import Code, Span, refusal
from sluice.compiler.emit.module import EmittedModule, emit_program
from sluice.compiler.ir.program import Program
from sluice.compiler.ir.verify import verify_program
from sluice.compiler.passes.ordered import run_passes

if TYPE_CHECKING:
    from sluice.compiler.frontend.sources import SourceModule


class CompiledModule(Struct, frozen=True):
    """C text, what the linker exports, the program it came from, and that program before the passes.

    `files`: the author's own, as messages name them; `paths`: where they are.
    """

    c: EmittedModule
    program: Program
    lowered: Program
    files: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()


def compile_file(path: Path, strict: bool, *, verified: bool = True) -> CompiledModule:
    """Compiles a filter (`strict`: type errors are errors) or a script; raises `CompileError`.

    `verified`: else `verify` is to be called, which can be done while something else works on the C.
    """
    from sluice.compiler.frontend.sources import read_tree
    from sluice.compiler.lower.program import lower_program

    try:
        tree = read_tree(path, strict=strict)
        lowered = lower_program(tree)
        program = _named_alike(lowered, tree.modules[tree.main]) if strict else lowered
        compiled = compile_program(program, verified=verified)
    except RecursionError:
        message = "an expression or a statement is nested too deeply; split it"
        raise refusal(Code.SYNTAX, Span(str(path), 1, 1), message) from None
    own = [each for each in tree.modules.values() if not each.trusted]
    return replace(
        compiled,
        files=tuple(each.display for each in own),
        paths=tuple(each.path.resolve() for each in own),
    )


def _named_alike(program: Program, main: SourceModule) -> Program:
    """A filter whose tracebacks name its file without folders: the same wherever it is built."""
    functions = {
        name: replace(each, file=main.path.name) if each.file == main.display else each
        for name, each in program.functions.items()
    }
    return replace(program, functions=functions)


def compile_program(program: Program, *, verified: bool = True) -> CompiledModule:
    """The stages behind the lowering; tests hand in programs of their own."""
    if verified:
        verify_program(program)
    passed = run_passes(program)
    if verified:
        verify_program(passed)
    return CompiledModule(emit_program(passed), passed, program)


def verify(compiled: CompiledModule) -> None:
    """Raises an error where a stage has broken a rule of the intermediate representation."""
    verify_program(compiled.lowered)
    verify_program(compiled.program)
