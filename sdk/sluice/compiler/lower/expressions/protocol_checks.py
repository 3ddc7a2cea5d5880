"""`isinstance(x, P)` of a protocol under `runtime_checkable`: whether x has all that P names, and no None
in the place of a method; or derives from P."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import BoolConstant, ClassConstant, NoneConstant, Operand, StrConstant
from sluice.compiler.ir.types import BOOL
from sluice.compiler.lower.expressions.asked_attributes import has_call
from sluice.compiler.lower.expressions.conditions import compare
from sluice.compiler.lower.expressions.names import static_symbol
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.primitives.builtins_ops import ATTRIBUTE_OR, HAS_ATTRIBUTE
from sluice.compiler.primitives.object_ops import HAS_TYPE


def check_protocol(frame: Frame, node: ast.Call) -> Operand | None:
    """None where the second argument is no such protocol."""
    from sluice.compiler.lower.expressions import lower_expression

    symbol = static_symbol(frame, node.args[1])
    if not isinstance(symbol, ClassSymbol) or not symbol.is_protocol:
        return None
    if not symbol.is_runtime_checkable:
        text = f"put `@typing.runtime_checkable` before the protocol {symbol.title} to ask for it"
        raise frame.refuse(Code.MODULE_VALUE, node, text)
    builder = frame.builder
    operand = builder.copy(builder.box(lower_expression(frame, node.args[0])))
    frame.at(node)
    result, ask, end = builder.register(BOOL), builder.label("ask"), builder.label("checked")
    builder.assign(result, builder.call(HAS_TYPE, operand, ClassConstant(symbol.name)))
    builder.branch(result, end, ask)
    builder.start(ask)
    builder.assign(result, BoolConstant(True))
    for name in symbol.protocol_members:
        following = builder.label("has")
        frame.program.note_dynamic(name)
        builder.assign(result, _has(frame, symbol, operand, name))
        builder.branch(result, following, end)
        builder.start(following)
    builder.start(end)
    return result


def _has(frame: Frame, protocol: ClassSymbol, operand: Operand, name: str) -> Operand:
    if name == "__call__":
        return has_call(frame, operand)
    builder = frame.builder
    if not any(name in each.methods for each in protocol.ancestors if each.is_protocol):
        return builder.call(HAS_ATTRIBUTE, operand, StrConstant(name))
    method = builder.call(ATTRIBUTE_OR, operand, StrConstant(name), NoneConstant())
    return compare(frame, ast.IsNot(), method, NoneConstant())
