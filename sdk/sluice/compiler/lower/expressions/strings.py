"""f-strings: one allocation for all parts."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import IntConstant, Operand, StrConstant
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, STR, Instance
from sluice.compiler.lower.exceptions import is_plain_exception
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.primitives.bool_ops import BOOL_TO_STR
from sluice.compiler.primitives.float_ops import FLOAT_TO_STR
from sluice.compiler.primitives.format_ops import (
    ASCII,
    FORMAT,
    FORMAT_FLOAT,
    FORMAT_INT64,
    FORMAT_PLAIN,
    FORMAT_STR,
)
from sluice.compiler.primitives.int_ops import INT64_TO_STR, INT_TO_STR
from sluice.compiler.primitives.object_ops import EXCEPTION_STR, REPR, STR_OF
from sluice.compiler.primitives.str_ops import STR_CONCAT_MANY, STR_CONCAT_TWO, STR_REPR


def lower_joined(frame: Frame, node: ast.JoinedStr) -> Operand:
    parts = [_part(frame, each) for each in node.values]
    parts = [each for each in parts if each != StrConstant("")]
    if not parts:
        return StrConstant("")
    if len(parts) == 1:
        return parts[0]
    if len(parts) == 2 and all(each.type == STR for each in parts):
        return frame.builder.call(STR_CONCAT_TWO, *parts)
    return frame.builder.call(STR_CONCAT_MANY, variadic=tuple(parts))


def _part(frame: Frame, node: ast.expr) -> Operand:
    match node:
        case ast.Constant(value=str() as text):
            return StrConstant(text)
        case ast.FormattedValue(value=value, conversion=conversion, format_spec=spec):
            return _formatted(frame, value, conversion, spec)
        case ast.JoinedStr():
            return lower_joined(frame, node)
    raise AssertionError(f"no part of an f-string: {ast.dump(node)}")


def _formatted(frame: Frame, node: ast.expr, conversion: int, spec: ast.expr | None) -> Operand:
    operand = frame.refine_local(node, lower_expression(frame, node))
    if spec is not None:
        operand = frame.builder.copy(operand)
    match conversion:
        case 115:
            operand = to_text(frame, operand)
        case 114:
            operand = to_repr(frame, operand)
        case 97:
            operand = frame.builder.call(ASCII, operand)
        case _:
            pass
    if spec is None:
        return to_plain_format(frame, operand)
    return _with_spec(frame, operand, _part(frame, spec))


def _with_spec(frame: Frame, operand: Operand, spec: Operand) -> Operand:
    builder = frame.builder
    if spec == StrConstant(""):
        return to_plain_format(frame, operand)
    if operand.type == FLOAT:
        return builder.call(FORMAT_FLOAT, operand, spec)
    if operand.type == INT64:
        return builder.call(FORMAT_INT64, operand, spec)
    if operand.type == STR and not _may_be_derived(frame, operand):
        return builder.call(FORMAT_STR, operand, spec)
    return builder.call(FORMAT, operand, spec)


def to_plain_format(frame: Frame, operand: Operand) -> Operand:
    """`format(x, "")`, which for the built-in types is `str(x)`."""
    if operand.type in (STR, INT, INT64, FLOAT, BOOL) and not _may_be_derived(frame, operand):
        return to_text(frame, operand)
    return frame.builder.call(FORMAT_PLAIN, operand)


def to_text(frame: Frame, operand: Operand) -> Operand:
    """`str(x)` as a STR."""
    builder = frame.builder
    if _may_be_derived(frame, operand):
        return builder.call(STR_OF, operand)
    if operand.type == STR:
        return operand
    if operand.type == INT:
        return builder.call(INT_TO_STR, operand)
    if operand.type == INT64:
        return builder.call(INT64_TO_STR, operand)
    if operand.type == FLOAT:
        return builder.call(FLOAT_TO_STR, operand)
    if operand.type == BOOL:
        return builder.call(BOOL_TO_STR, operand)
    if isinstance(operand.type, Instance) and _shows_arguments(frame, operand.type):
        return builder.call(EXCEPTION_STR, operand)
    return builder.call(STR_OF, operand)


def _may_be_derived(frame: Frame, operand: Operand) -> bool:
    """Whether a str or an int may be an instance of a subclass, which shows itself as it likes."""
    if operand.type not in (STR, INT) or isinstance(operand, StrConstant | IntConstant):
        return False
    return frame.program.has_subclasses_of(str(operand.type))


def _shows_arguments(frame: Frame, kind: Instance) -> bool:
    """Whether this is an exception whose text is certainly that of its arguments."""
    symbol = frame.program.classes.classes[kind.class_name]
    if not symbol.is_exception or frame.program.may_intercept(symbol, "__str__"):
        return False
    built_in = {base for each in (symbol, *symbol.descendants) for base in each.mro if isinstance(base, str)}
    return (
        all(map(is_plain_exception, built_in - {"builtins.object"})) and "builtins.KeyError" not in built_in
    )


def to_repr(frame: Frame, operand: Operand) -> Operand:
    builder = frame.builder
    if operand.type == STR and not _may_be_derived(frame, operand):
        return builder.call(STR_REPR, operand)
    if operand.type in (INT64, FLOAT, BOOL):
        return to_text(frame, operand)
    return builder.call(REPR, operand)
