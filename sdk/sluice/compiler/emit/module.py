"""The whole program as one C file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from sluice.compiler.emit.builtin_members import emit_builtin_functions, emit_builtin_methods, names_looked_up
from sluice.compiler.emit.classes import emit_class, emit_struct
from sluice.compiler.emit.constants import encode_text, float_literal, quote
from sluice.compiler.emit.entry_points import emit_entry_points
from sluice.compiler.emit.function_scope import ProgramScope
from sluice.compiler.emit.functions import ENTRY_PARAMETERS, emit_entry, emit_function, prototype
from sluice.compiler.emit.signatures import emit_info, emit_object
from sluice.compiler.ir.ops import CallPrimitive, FloatConstant
from sluice.compiler.ir.program import Function, Global, Program
from sluice.compiler.ir.types import FLOAT


class EmittedModule(Struct, frozen=True):
    """C text, what the module exports, and the author's names of its C functions."""

    text: str
    exports: tuple[str, ...]
    functions: Mapping[str, str]


def emit_program(program: Program) -> EmittedModule:
    """C text of a verified program from which all passes have removed what C has no word for."""
    shared = ProgramScope(program)
    shared.keeps_docs = "__doc__" in names_looked_up(program)
    structs = [line for class_ in program.classes.values() for line in emit_struct(shared, class_)]
    forward = list(_forward_declarations(shared))
    bodies = list(_definitions(shared))
    entry_points = emit_entry_points(shared)
    methods = list(emit_builtin_methods(shared))
    functions = list(emit_builtin_functions(shared))
    initials = list(_initial_globals(shared))
    lines = [
        '#include "program.h"',
        *(['#include "abi_exports.h"'] if program.filters else []),
        *structs,
        *forward,
        *_builtin_forwards(shared),
        *shared.pool.declarations,
        *initials,
        *bodies,
        *functions,
        *methods,
        *_float_slots(program),
        *_sources(program),
        f"static void slu_program_prepare(void) {{ {_preparations(shared)} }}",
        *entry_points.lines,
    ]
    titles = {
        shared.names.function(name): name
        for name in program.functions
        if not program.filters or not name.startswith("sluice.")
    }
    return EmittedModule("\n".join(lines) + "\n", entry_points.exports, titles)


def _float_slots(program: Program) -> Iterator[str]:
    """What attribute access by name needs when some class keeps bare doubles."""
    if any(slot.type == FLOAT for class_ in program.classes.values() for slot in class_.slots):
        yield "slu_value slu_slot_float_box(double number) { return slu_float_box(number); }"


def _sources(program: Program) -> Iterator[str]:
    """The texts whose lines tracebacks show; filters carry none."""
    rows = []
    sources = program.metadata.get("sources")
    if isinstance(sources, Mapping) and not program.filters:
        for file, text in sources.items():
            data = encode_text(text)
            rows.append(f"{{{quote(file.encode())}, {quote(data)}, {len(data)}}}")
    yield f"const slu_source slu_sources[] = {{{', '.join(rows) or '{NULL, NULL, 0}'}}};"
    yield f"const uint32_t slu_source_count = {len(rows)};"


def _builtin_forwards(shared: ProgramScope) -> Iterator[str]:
    for name in shared.names.builtin_functions:
        yield f"static slu_function {shared.names.function_object(name)};"


def _preparations(shared: ProgramScope) -> str:
    """What has to be said before the program's own code runs."""
    said = ["slu_int_prepare_big();"] if shared.pool.has_big_ints else []
    if _has_own_items(shared.program) and "slu_json_dumps" in _primitives(shared.program):
        said.append("slu_json_own_items = slu_json_items_of;")
    return " ".join(said)


def _has_own_items(program: Program) -> bool:
    """Whether json.dumps may have to ask a class on list, tuple or dict for what is in it."""
    known = program.classes
    on_dict = any("builtins.dict" in each.mro for each in known.values())
    on_items = [each for each in known.values() if {"builtins.list", "builtins.tuple"} & set(each.mro)]
    lines = {name for each in on_items for name in each.mro if name in known}
    asked = ("__iter__", "__len__", "__bool__")
    return on_dict or any(member.name in asked for name in lines for member in known[name].members)


def _primitives(program: Program) -> set[str]:
    """The C functions that a program calls; `slu_json_dumps` also where it is `slu_json_dumps_plain`."""
    ops = (op for each in program.functions.values() for block in each.blocks for op in block.instructions)
    names = {op.primitive.name for op in ops if isinstance(op, CallPrimitive)}
    return names | {name.removesuffix("_plain") for name in names}


def _forward_declarations(shared: ProgramScope) -> Iterator[str]:
    """Everything that static data may point to before it is defined."""
    names = shared.names
    for class_ in shared.program.classes.values():
        yield f"extern slu_type {names.class_object(class_.name)};"
    for function in shared.program.functions.values():
        yield f"{prototype(shared, function)};"
        if function.needs_entry:
            yield f"static slu_value {names.entry(function.name)}({ENTRY_PARAMETERS});"
            yield f"static const slu_function_info {names.function_info(function.name)};"
        if function.needs_entry and not function.cells:
            yield f"static slu_function {names.function_object(function.name)};"
    yield from _globals(shared)


def _definitions(shared: ProgramScope) -> Iterator[str]:
    functions = shared.program.functions.values()
    for function in functions:
        yield from _emit_parts(shared, function)
    for class_ in shared.program.classes.values():
        yield from emit_class(shared, class_)


def _emit_parts(shared: ProgramScope, function: Function) -> Iterator[str]:
    yield from emit_info(shared, function)
    if function.needs_entry and not function.cells:
        yield emit_object(shared, function)
    yield from emit_function(shared, function)
    if function.needs_entry:
        yield from emit_entry(shared, function)


def _words(shared: ProgramScope) -> list[Global]:
    return [variable for variable in shared.program.globals.values() if variable.type != FLOAT]


def _globals(shared: ProgramScope) -> Iterator[str]:
    """Words in one array, so that the collector walks them at once; doubles beside it."""
    words = _words(shared)
    yield f"static slu_word globals[{max(len(words), 1)}];"
    for index, variable in enumerate(words):
        yield f"#define {shared.names.global_(variable.name)} globals[{index}].value"
    for variable in shared.program.globals.values():
        if variable.type == FLOAT:
            yield f"static double {shared.names.global_(variable.name)};"


def _initial_globals(shared: ProgramScope) -> Iterator[str]:
    words = _words(shared)
    initials = [
        shared.pool.initialiser(item.initial) if item.initial is not None else "{.value = 0}"
        for item in words
    ]
    yield f"static slu_word globals[{max(len(words), 1)}] = {{{', '.join(initials) or '{.value = 0}'}}};"
    yield f"const slu_roots slu_program_roots = {{&globals[0].value, {len(words)}}};"
    for variable in shared.program.globals.values():
        if variable.type == FLOAT:
            initial = variable.initial
            value = float_literal(initial.value) if isinstance(initial, FloatConstant) else "SLU_UNSET_FLOAT"
            yield f"static double {shared.names.global_(variable.name)} = {value};"
