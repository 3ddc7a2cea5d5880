"""Calls of functions that are known: one operand for each parameter, in the form that it wants."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sluice.compiler.ir.ops import (
    Call,
    FunctionConstant,
    Operand,
    StrConstant,
)
from sluice.compiler.ir.program import MemberKind
from sluice.compiler.lower.arguments import (
    Arguments,
    bind,
)
from sluice.compiler.lower.expressions.log_calls import lower_log_call
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import (
    FunctionSymbol,
)


def call_symbol(frame: Frame, symbol: FunctionSymbol, arguments: Arguments) -> Operand:
    """A direct call; where the arguments do not fit, one that raises CPython's TypeError."""
    logged = lower_log_call(frame, symbol, arguments)
    if logged is not None:
        return logged
    symbol = _plain_variant(frame, symbol, arguments) or symbol
    symbol, arguments = _variant_by_name(frame, symbol, arguments) or (symbol, arguments)
    bound = bind(frame, symbol, arguments)
    if bound is None:
        callee = FunctionConstant(frame.program.want_value(symbol))
        return frame.builder.call_value(callee, arguments.all_operands, arguments.names)
    return call_function(
        frame, symbol, [each.operand for each in bound], (), nodes=[each.node for each in bound]
    )


def _plain_variant(frame: Frame, symbol: FunctionSymbol, arguments: Arguments) -> FunctionSymbol | None:
    """`_plain_dumps` beside the library's `dumps`, for a call that gives it nothing but one argument.

    Many calls of a function with many options use none of them, and should not carry what they need.
    """
    if not symbol.module.trusted or symbol.owner or arguments.names or len(arguments.operands) != 1:
        return None
    found = frame.program.names.member_of(symbol.module.name, f"_plain_{symbol.title}")
    return found if isinstance(found, FunctionSymbol) else None


def _variant_by_name(
    frame: Frame, symbol: FunctionSymbol, arguments: Arguments
) -> tuple[FunctionSymbol, Arguments] | None:
    """`hmac._new_sha256(key, text)` for `hmac.new(key, text, hashlib.sha256)` or `"sha256"`.

    A call that names its digest should not carry what the other names stand for.
    """
    if not symbol.module.trusted or symbol.module.name != "hmac" or symbol.owner:
        return None
    last = len(arguments.positional) == len(symbol.parameters) and not arguments.keywords
    by_keyword = arguments.names[-1:] == (symbol.parameters[-1].name,)
    if not last and not by_keyword:
        return None
    match arguments.all_operands[-1]:
        case FunctionConstant(name) if name.startswith("hashlib."):
            title = name.rpartition(".")[2]
        case StrConstant(title):
            pass
        case _:
            return None
    found = frame.program.names.member_of(symbol.module.name, f"_{symbol.title}_{title}")
    if not isinstance(found, FunctionSymbol):
        return None
    rest = Arguments(arguments.positional[: -1 if last else None], arguments.keywords[:-1])
    names = [each.name for each in found.parameters]
    given = [*names[: len(rest.positional)], *rest.names]
    fits = len(given) == len(set(given)) and set(names[:1]) <= set(given) <= set(names)
    return (found, rest) if fits else None


def call_function(
    frame: Frame,
    symbol: FunctionSymbol,
    operands: Sequence[Operand],
    _keywords: tuple[()] = (),
    *,
    nodes: Sequence[ast.expr | None] = (),
) -> Operand:
    """A direct call with one operand for each parameter."""
    name = frame.program.want(symbol)
    converted = convert_arguments(frame, symbol, operands, nodes)
    target = frame.builder.register(frame.program.families.result_type(symbol))
    frame.builder.emit(Call(target, name, converted, frame.builder.line))
    return frame.builder.loaded(target)


def convert_arguments(
    frame: Frame, symbol: FunctionSymbol, operands: Sequence[Operand], nodes: Sequence[ast.expr | None]
) -> tuple[Operand, ...]:
    families = frame.program.families
    converted = []
    for position, operand in enumerate(operands):
        kind = families.parameter_type(symbol, position)
        annotated = symbol.parameters[position].annotated
        node = nodes[position] if position < len(nodes) else None
        if position == 0 and symbol.member_kind is MemberKind.METHOD:
            converted.append(frame.coerce(operand, kind))
        else:
            key = families.parameter_key(symbol, position)
            converted.append(frame.fit(key, kind, operand, node, annotated=annotated))
    return tuple(converted)
