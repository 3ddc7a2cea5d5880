"""Arithmetic, by the operands' representations.

int × int → INT          float with int → FLOAT, the int converted as float() does
str + str, str * int, str % x, list + list: the types' own functions
everything else: Python's dispatch on VALUE
"""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import (
    Arithmetic,
    ClassConstant,
    FloatConstant,
    InPlace,
    IntConstant,
    NoneConstant,
    Not,
    Operand,
)
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, LIST, STR, VALUE, Type
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.conditions import lower_truth
from sluice.compiler.lower.frame import Frame
from sluice.compiler.primitives.format_ops import PERCENT
from sluice.compiler.primitives.int_ops import INT_INVERT, INT_NEGATE, INT_POSITIVE
from sluice.compiler.primitives.language_ops import INVERT, LIST_EXTEND, NEGATE, POSITIVE
from sluice.compiler.primitives.list_ops import LIST_CONCAT, LIST_REPEAT
from sluice.compiler.primitives.str_ops import STR_CONCAT, STR_REPEAT

_INTS = (INT, INT64, BOOL)
_OPERATORS: dict[type[ast.operator], Arithmetic] = {
    ast.Add: Arithmetic.ADD,
    ast.Sub: Arithmetic.SUBTRACT,
    ast.Mult: Arithmetic.MULTIPLY,
    ast.Div: Arithmetic.DIVIDE,
    ast.FloorDiv: Arithmetic.FLOOR_DIVIDE,
    ast.Mod: Arithmetic.MODULO,
    ast.Pow: Arithmetic.POWER,
    ast.LShift: Arithmetic.LEFT_SHIFT,
    ast.RShift: Arithmetic.RIGHT_SHIFT,
    ast.BitAnd: Arithmetic.AND,
    ast.BitOr: Arithmetic.OR,
    ast.BitXor: Arithmetic.XOR,
    ast.MatMult: Arithmetic.MATRIX_MULTIPLY,
}
_BITS = (
    Arithmetic.LEFT_SHIFT,
    Arithmetic.RIGHT_SHIFT,
    Arithmetic.AND,
    Arithmetic.OR,
    Arithmetic.XOR,
)


def lower_binary(frame: Frame, node: ast.BinOp) -> Operand:
    operator = _OPERATORS[type(node.op)]
    left = frame.refine(node.left, lower_expression(frame, node.left))
    right = frame.refine(node.right, lower_expression(frame, node.right))
    frame.at(node)
    if operator is Arithmetic.OR and _is_union(left, right):
        text = "a union of classes only has a meaning in annotations and as what `isinstance` is asked for"
        text += "; name it where it is used, or at the file's top level"
        raise frame.refuse(Code.MODULE_VALUE, node, text)
    return combine(frame, operator, left, right)


def _is_union(left: Operand, right: Operand) -> bool:
    """`int | float`, `int | None`."""
    kinds = (left, right)
    return any(isinstance(each, ClassConstant) for each in kinds) and all(
        isinstance(each, ClassConstant | NoneConstant) for each in kinds
    )


def combine(frame: Frame, operator: Arithmetic, left: Operand, right: Operand) -> Operand:
    """`left operator right`."""
    if operator is Arithmetic.MATRIX_MULTIPLY:
        return frame.builder.binary(VALUE, operator, frame.builder.box(left), frame.builder.box(right))
    if left.type in _INTS and right.type in _INTS:
        return _combine_ints(frame, operator, left, right)
    if operator not in _BITS and _are_numbers(left, right):
        return _combine_floats(frame, operator, left, right)
    special = _combine_objects(frame, operator, left, right)
    if special is not None:
        return special
    builder = frame.builder
    return builder.binary(VALUE, operator, builder.box(left), builder.box(right))


def _are_numbers(left: Operand, right: Operand) -> bool:
    kinds = {left.type, right.type}
    return FLOAT in kinds and kinds <= {FLOAT, *_INTS}


def _combine_ints(frame: Frame, operator: Arithmetic, left: Operand, right: Operand) -> Operand:
    builder = frame.builder
    kind: Type = INT
    if operator is Arithmetic.DIVIDE:
        kind = FLOAT
    elif operator is Arithmetic.POWER:
        kind = VALUE
    result = builder.binary(kind, operator, builder.convert(left, INT), builder.convert(right, INT))
    if operator is Arithmetic.POWER and isinstance(right, IntConstant) and right.value >= 0:
        return builder.convert(result, INT)
    return result


def _combine_floats(frame: Frame, operator: Arithmetic, left: Operand, right: Operand) -> Operand:
    builder = frame.builder
    return builder.binary(FLOAT, operator, to_float(frame, left), to_float(frame, right))


def to_float(frame: Frame, operand: Operand) -> Operand:
    """An operand of float arithmetic: an int is converted as `float()` does (OverflowError)."""
    if isinstance(operand, IntConstant) and abs(operand.value) < 1 << 53:
        return FloatConstant(float(operand.value))
    if operand.type == FLOAT:
        return operand
    return frame.builder.convert(frame.builder.convert(operand, INT), FLOAT)


def _combine_objects(frame: Frame, operator: Arithmetic, left: Operand, right: Operand) -> Operand | None:
    """What str and list do themselves."""
    builder = frame.builder
    if any(_combines_itself(frame, kind, operator) for kind in (left.type, right.type)):
        return None
    match operator, left.type, right.type:
        case Arithmetic.ADD, kind, other if kind == other == STR:
            return builder.call(STR_CONCAT, left, right)
        case Arithmetic.ADD, kind, other if kind == other == LIST:
            return builder.call(LIST_CONCAT, left, right)
        case Arithmetic.MULTIPLY, kind, other if kind == STR and other in _INTS:
            return builder.call(STR_REPEAT, left, builder.convert(right, INT))
        case Arithmetic.MULTIPLY, kind, other if kind == LIST and other == INT64:
            return builder.call(LIST_REPEAT, left, right)
        case Arithmetic.MODULO, kind, _ if kind == STR:
            if frame.program.overrides_builtin("str", "__rmod__"):
                return None
            return builder.call(PERCENT, left, builder.box(right))
        case _:
            return None


_METHODS = {Arithmetic.ADD: ("__add__", "__radd__"), Arithmetic.MULTIPLY: ("__mul__", "__rmul__")}


def _combines_itself(frame: Frame, kind: Type, operator: Arithmetic) -> bool:
    """Whether a class below str or list may have a say in what is done with what is held as that."""
    return kind in (STR, LIST) and any(
        frame.program.overrides_builtin(str(kind), name) for name in _METHODS.get(operator, ())
    )


def lower_in_place(frame: Frame, operator: ast.operator, left: Operand, right: Operand) -> Operand:
    """`left operator= right`: the new value of the target."""
    arithmetic = _OPERATORS[type(operator)]
    builder = frame.builder
    if left.type == LIST and arithmetic is Arithmetic.ADD:
        builder.call(LIST_EXTEND, left, right)
        return left
    if left.type in (*_INTS, FLOAT, STR):
        return combine(frame, arithmetic, left, right)
    target = builder.register(VALUE)
    builder.emit(InPlace(target, arithmetic, builder.box(left), builder.box(right), builder.line))
    return target


def lower_unary(frame: Frame, node: ast.UnaryOp) -> Operand:
    builder = frame.builder
    if isinstance(node.op, ast.Not):
        condition = lower_truth(frame, node.operand)
        target = builder.register(BOOL)
        builder.emit(Not(target, condition, builder.line))
        return target
    literal = _negative_literal(node)
    if literal is not None:
        return literal
    operand = frame.refine(node.operand, lower_expression(frame, node.operand))
    frame.at(node)
    if operand.type in _INTS:
        primitive = {ast.USub: INT_NEGATE, ast.UAdd: INT_POSITIVE, ast.Invert: INT_INVERT}[type(node.op)]
        return builder.call(primitive, builder.convert(operand, INT))
    if operand.type == FLOAT and isinstance(node.op, ast.USub):
        return builder.binary(FLOAT, Arithmetic.MULTIPLY, operand, FloatConstant(-1.0))
    if operand.type == FLOAT and isinstance(node.op, ast.UAdd):
        return operand
    generic = {ast.USub: NEGATE, ast.UAdd: POSITIVE, ast.Invert: INVERT}[type(node.op)]
    return builder.call(generic, operand)


def _negative_literal(node: ast.UnaryOp) -> Operand | None:
    match node:
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)) if not isinstance(
            value, bool
        ):
            return IntConstant(-value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=float() as value)):
            return FloatConstant(-value)
    return None
