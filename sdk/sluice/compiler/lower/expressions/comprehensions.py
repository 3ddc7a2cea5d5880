"""List, set and dict comprehensions run in their function's frame, with variables of their own."""

from __future__ import annotations

import ast
from collections.abc import Callable

from sluice.compiler.ir.ops import Operand
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.conditions import lower_condition
from sluice.compiler.lower.expressions.displays import lower_iterable
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.iteration import Iteration, iterate, iterate_asynchronously
from sluice.compiler.primitives.coroutine_ops import ASYNC_ITERATE
from sluice.compiler.primitives.language_ops import (
    DICT_OF,
    DICT_SET,
    ITERATE,
    LIST_APPEND,
    LIST_OF,
    SET_ADD,
    SET_OF,
)

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp


def lower_comprehension(frame: Frame, node: Comprehension) -> Operand:
    builder = frame.builder
    makes = {ast.ListComp: LIST_OF, ast.SetComp: SET_OF, ast.DictComp: DICT_OF}
    first = _iteration_of(frame, node.generators[0])
    result = builder.call(makes[type(node)])
    scope = frame.module.scopes[node]

    def add() -> None:
        match node:
            case ast.ListComp(elt=element):
                builder.call(LIST_APPEND, result, lower_expression(frame, element))
            case ast.SetComp(elt=element):
                builder.call(SET_ADD, result, lower_expression(frame, element))
            case ast.DictComp(key=key, value=value):
                key_operand = builder.copy(lower_expression(frame, key))
                builder.call(DICT_SET, result, key_operand, lower_expression(frame, value))

    with frame.inside(scope):
        frame.open_cells(scope)
        lower_generators(frame, node.generators, first, add)
    return result


def _iteration_of(frame: Frame, generator: ast.comprehension) -> Iteration:
    if generator.is_async:
        return iterate_asynchronously(frame, generator.iter)
    return iterate(frame, generator.iter, generator.target)


def lower_generators(
    frame: Frame, generators: list[ast.comprehension], first: Iteration | None, add: Callable[[], None]
) -> None:
    """The nested loops; `first` walks over the first iterable, `add` is what the innermost one does."""
    from sluice.compiler.lower.statements.targets import store_round

    builder = frame.builder
    generator, *rest = generators
    iteration = first if first is not None else _iteration_of(frame, generator)
    step, body, end = builder.label("for"), builder.label("body"), builder.label("endfor")
    builder.start(step)
    item = iteration.next_item(frame, body, end)
    store_round(frame, iteration, generator.iter, generator.target, item)
    for condition in generator.ifs:
        passed = builder.label("if")
        lower_condition(frame, condition, passed, step)
        builder.start(passed)
    if rest:
        lower_generators(frame, rest, None, add)
    else:
        add()
    builder.goto(step)
    builder.start(end)


def lower_generator_object(frame: Frame, node: ast.GeneratorExp) -> Operand:
    """A generator expression: a generator function called with the first iterable's iterator."""
    from sluice.compiler.lower.statements.definitions import closure_of

    first = lower_iterable(frame, node.generators[0].iter)
    frame.at(node)
    is_async = node.generators[0].is_async
    if is_async:
        frame.program.note_dynamic("__aiter__")
    iterator = frame.builder.call(ASYNC_ITERATE if is_async else ITERATE, first)
    symbol = frame.program.names.function(frame.module, node, None)
    callee = closure_of(frame, symbol, ())
    return frame.builder.call_value(callee, (iterator,))
