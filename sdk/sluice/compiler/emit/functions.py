"""A function of the program as a C function, and its boxed entry for dynamic calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sluice.compiler.emit.arithmetic import emit_convert
from sluice.compiler.emit.brevity import is_brief
from sluice.compiler.emit.c_types import convert_freely, declare, to_c_type
from sluice.compiler.emit.calls import native_raises, native_result
from sluice.compiler.emit.function_parts import Part, split_function
from sluice.compiler.emit.function_scope import FunctionScope, ProgramScope
from sluice.compiler.emit.instructions import emit_instruction, emit_terminator
from sluice.compiler.emit.signatures import binding_order
from sluice.compiler.ir.ops import Branch, Convert, Goto, Register, ResumeAt
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Block, Function, ParameterKind
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import BOOL, VALUE, VOID

ENTRY_PARAMETERS: Final = (
    "slu_function *callee, const slu_value *arguments, uint32_t count, const slu_tuple *keywords"
)


def prototype(shared: ProgramScope, function: Function) -> str:
    """`static slu_value f_demo_add(slu_value r_a, slu_value r_b)`."""
    scope = FunctionScope(shared, function)
    return _signature(scope, split_function(scope))


def _signature(scope: FunctionScope, part: Part) -> str:
    function, attributes = scope.function, part.attributes
    if not attributes and is_brief(function) and not scope.counted.inside:
        attributes = "SLU_BRIEF "
    parameters = ", ".join(declare(each.type, scope.register(each)) for each in part.parameters)
    return f"static {attributes}{native_result(function)}{part.name}({parameters or 'void'})"


def emit_function(shared: ProgramScope, function: Function) -> Iterator[str]:
    """The C text of one function, line by line."""
    part = split_function(FunctionScope(shared, function))
    if part.rest is not None:
        yield from _emit_part(FunctionScope(shared, function, part.rest.blocks), part.rest)
    yield from _emit_part(FunctionScope(shared, function, part.blocks), part)


def _emit_part(scope: FunctionScope, part: Part) -> Iterator[str]:
    signature = _signature(scope, part)
    targeted = _jump_targets(part.blocks)
    scope.at(scope.function.line)
    for block in part.blocks:
        _emit_block(scope, block, labelled=block.label in targeted)
    if part.rest is not None and part.goes_on_at is not None:
        scope.lines.append(f"{scope.label(part.goes_on_at)}:;")
        scope.lines.extend(_go_on(scope, part.rest))
    exits = scope.error_exits()
    yield f"{signature} {{"
    yield from _declarations(scope, part)
    if scope.notes_lines:
        yield "    int32_t line;"
    if any(block.label in scope.counted.inside for block in part.blocks):
        yield "    int32_t depth;"
    if scope.collects:
        yield "    SLU_LOOPS_START"
    if scope.counted.inside and not scope.counted.starts:
        yield from _start_counting(scope)
    yield from scope.lines
    yield from exits
    yield "}"


def _emit_block(scope: FunctionScope, block: Block, labelled: bool) -> None:
    scope.enter_block(block)
    if labelled:
        scope.lines.append(f"{scope.label(block.label)}:;")
    if block.label in scope.counted.starts:
        scope.lines.extend(_start_counting(scope))
    for op in block.instructions:
        emit_instruction(scope, op)
    emit_terminator(scope, block.terminator)


def _go_on(scope: FunctionScope, rest: Part) -> Iterator[str]:
    call = f"{rest.name}({', '.join(map(scope.register, rest.parameters))})"
    yield f"    {call}; return;" if native_result(scope.function) == "void " else f"    return {call};"


def _start_counting(scope: FunctionScope) -> Iterator[str]:
    """The call is one more on a way to itself, and in a filter a step."""
    failed = f"{scope.end_loops()}{scope.return_failure()}"
    yield f"    depth = slu_depth; if (!slu_enter(depth, {scope.weight})) {{ {failed} }}"
    if scope.shared.program.filters:
        yield f"    if (!slu_count_step()) {{ slu_leave(depth); {failed} }}"


def _jump_targets(blocks: Sequence[Block]) -> set[str]:
    found = {block.handler for block in blocks if block.handler is not None}
    for block in blocks:
        match block.terminator:
            case Goto(label):
                found.add(label)
            case Branch(_, then, otherwise):
                found |= {then, otherwise}
            case ResumeAt(_, labels):
                found.update(labels)
    return found


def _declarations(scope: FunctionScope, part: Part) -> Iterator[str]:
    known = {each.name for each in part.parameters}
    start = " = {0}" if isinstance(part.blocks[0].terminator, ResumeAt) else ""
    if scope.collects:
        start = " SLU_LOOPS_ZERO"  # the collector looks at what is needed on some way only
    for block in part.blocks:
        for op in block.instructions:
            for register in targets(op):
                if register.name not in known:
                    known.add(register.name)
                    yield f"    {declare(register.type, scope.register(register))}{start};"


def emit_entry(shared: ProgramScope, function: Function) -> Iterator[str]:
    """The function that `slu_call` reaches: binds and checks the arguments, boxes the result.

    Arguments that are just the positional ones are taken where they lie.
    """
    names, parameters = shared.names, function.parameters
    entry = Function(
        function.name, function.title, function.file, function.line, parameters, VALUE, (), function.cells
    )
    scope = FunctionScope(shared, entry)
    scope.at(function.line)
    arguments = _bind(scope, function)
    call = f"{names.function(function.name)}({', '.join(arguments)})"
    _return_boxed(scope, function, call)
    yield f"static slu_value {names.entry(function.name)}({ENTRY_PARAMETERS}) {{"
    yield "    (void)callee, (void)arguments;"
    for item in parameters:
        yield f"    {declare(item.register.type, scope.register(item.register))};"
    if scope.notes_lines:
        yield "    int32_t line;"
    yield from scope.lines
    yield from scope.error_exits()
    yield "}"


def _bind(scope: FunctionScope, function: Function) -> list[str]:
    """Lines that convert the arguments; returns what is passed on."""
    names, parameters = scope.shared.names, function.parameters
    kinds = {item.kind for item in parameters}
    direct = kinds <= {ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD}
    if parameters:
        scope.add(f"slu_value bound[{len(parameters)}];")
        scope.add(f"if ({f'keywords || count != {len(parameters)}' if direct else 'true'}) {{")
    else:
        scope.add("if (keywords || count) {")
    place = "bound" if parameters else "NULL"
    signature = f"&signature_{names.function(function.name)}"
    scope.add(
        f"    if (!slu_bind_arguments({signature}, callee, arguments, count, keywords, {place})) return 0;"
    )
    if parameters:
        scope.add("    arguments = bound;")
    scope.add("}")
    order = binding_order(function)
    for index, item in enumerate(parameters):
        word = Register(f"argument {index}", VALUE)
        scope.add(f"slu_value {scope.register(word)} = arguments[{order.index(item)}];")
        emit_convert(scope, Convert(item.register, word, function.line))
    cells = [f"(slu_cell *)slu_object_of(callee->captured[{index}])" for index in range(len(function.cells))]
    return [*cells, *(scope.register(item.register) for item in parameters)]


def _return_boxed(scope: FunctionScope, function: Function, call: str) -> None:
    raises = native_raises(function)
    if function.result == VOID:
        scope.add(f"if (!{call}) return 0;" if raises is Raises.RESULT else f"{call};")
        scope.add("return SLU_NONE;")
        return
    scope.add(f"{to_c_type(function.result)} result = {call};")
    if raises is Raises.RESULT:
        scope.add(f"if ({'result < 0' if function.result == BOOL else '!result'}) return 0;")
    elif raises is Raises.FLAG:
        scope.add("if (slu_error) return 0;")
    scope.add(f"return {convert_freely('result', function.result, VALUE)};")
