"""References that make the linker keep what a type object names only weakly.

`int`, `str` and `float` are part of every program, their constructors (parsers, decoders) should not be: the
type objects refer to them weakly, and a program that uses such a class as a value, or derives from it,
refers to them here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sluice.compiler.ir.ops import CallPrimitive, ClassConstant, Return, TupleConstant
from sluice.compiler.ir.program import Program
from sluice.compiler.ir.registers import operands

_CONSTRUCTORS = {
    "builtins.int": "slu_int_construct",
    "builtins.bool": "slu_bool_construct",
    "builtins.str": "slu_str_construct",
    "builtins.float": "slu_float_construct",
}
_ONLY_COMPARED = frozenset({"slu_is_instance", "slu_is_subclass", "slu_exception_matches"})


def emit_anchors(program: Program) -> Iterator[str]:
    """One array of the constructors that somebody may call through the class."""
    named = {name for class_ in program.classes.values() for name in class_.mro}
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                if isinstance(op, CallPrimitive) and op.primitive.name in _ONLY_COMPARED:
                    continue
                for operand in operands(op):
                    named.update(_classes(operand))
            if isinstance(block.terminator, Return) and block.terminator.value is not None:
                named.update(_classes(block.terminator.value))
        for parameter in function.parameters:
            named.update(_classes(parameter.default))
    for variable in program.globals.values():
        named.update(_classes(variable.initial))
    wanted = [function for name, function in _CONSTRUCTORS.items() if name in named]
    if wanted:
        pointers = ", ".join(f"(void (*)(void)){each}" for each in wanted)
        yield f"__attribute__((used)) static void (*const anchors[])(void) = {{{pointers}}};"


def _classes(operand: object) -> Iterator[str]:
    match operand:
        case ClassConstant(name):
            yield name
        case TupleConstant(items):
            for item in items:
                yield from _classes(item)
