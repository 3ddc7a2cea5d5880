"""Truth, comparisons, `and`, `or`, `not`, `x if c else y`."""

from __future__ import annotations

import ast

from sluice.compiler.ir.ops import (
    BoolConstant,
    Comparison,
    FloatConstant,
    IntConstant,
    NoneConstant,
    Not,
    Operand,
)
from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.ir.types import (
    BOOL,
    BYTES,
    DICT,
    FLOAT,
    INT,
    INT64,
    LIST,
    STR,
    TUPLE,
    VALUE,
    Instance,
    Ref,
    Type,
)
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.expressions import lower_expression, lower_expression_as
from sluice.compiler.lower.expressions.class_dicts import find_in_class_dict
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.representation import join
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.primitives.bytes_ops import BYTES_EQUAL
from sluice.compiler.primitives.dict_ops import DICT_CONTAINS
from sluice.compiler.primitives.float_ops import FLOAT_IS
from sluice.compiler.primitives.language_ops import CONTAINS
from sluice.compiler.primitives.list_ops import LIST_CONTAINS
from sluice.compiler.primitives.str_ops import STR_CONTAINS
from sluice.compiler.primitives.tuple_ops import TUPLE_CONTAINS

_COMPARISONS: dict[type[ast.cmpop], Comparison] = {
    ast.Eq: Comparison.EQUAL,
    ast.NotEq: Comparison.NOT_EQUAL,
    ast.Lt: Comparison.LESS,
    ast.LtE: Comparison.LESS_EQUAL,
    ast.Gt: Comparison.GREATER,
    ast.GtE: Comparison.GREATER_EQUAL,
}
_METHODS = {
    Comparison.EQUAL: ("__eq__",),
    Comparison.NOT_EQUAL: ("__ne__", "__eq__"),
    Comparison.LESS: ("__lt__", "__gt__"),
    Comparison.LESS_EQUAL: ("__le__", "__ge__"),
    Comparison.GREATER: ("__gt__", "__lt__"),
    Comparison.GREATER_EQUAL: ("__ge__", "__le__"),
}
"""What each asks, of the left operand or of the right one."""
_INTS = (INT, INT64, BOOL)
_CONTAINS: dict[Type, Primitive] = {
    DICT: DICT_CONTAINS,
    LIST: LIST_CONTAINS,
    TUPLE: TUPLE_CONTAINS,
}


def lower_truth(frame: Frame, node: ast.expr) -> Operand:
    """`bool(node)` as a BOOL."""
    return to_truth(frame, node, lower_expression(frame, node))


def to_truth(frame: Frame, node: ast.expr, operand: Operand) -> Operand:
    if operand.type == VALUE:
        kind = frame.known_type(node)
        if isinstance(kind, Ref) or kind in (BOOL, INT):
            operand = frame.refine_local(node, operand)
    return frame.builder.truth(operand)


def lower_condition(frame: Frame, node: ast.expr, then: str, otherwise: str) -> None:
    """Branch on an expression; `and`, `or` and `not` become jumps."""
    builder = frame.builder
    match node:
        case ast.BoolOp(op=ast.And(), values=values):
            for value in values[:-1]:
                following = builder.label("and")
                lower_condition(frame, value, following, otherwise)
                builder.start(following)
            lower_condition(frame, values[-1], then, otherwise)
        case ast.BoolOp(op=ast.Or(), values=values):
            for value in values[:-1]:
                following = builder.label("or")
                lower_condition(frame, value, then, following)
                builder.start(following)
            lower_condition(frame, values[-1], then, otherwise)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            lower_condition(frame, operand, otherwise, then)
        case ast.Compare(ops=[_, _, *_]):
            _lower_chain_condition(frame, node, then, otherwise)
        case _:
            condition = lower_truth(frame, node)
            if isinstance(condition, BoolConstant):
                builder.goto(then if condition.value else otherwise)
            else:
                builder.branch(condition, then, otherwise)


def lower_bool_operation(frame: Frame, node: ast.BoolOp) -> Operand:
    """`a or b` as a value: the first operand that decides."""
    builder = frame.builder
    is_and = isinstance(node.op, ast.And)
    end = builder.label("decided")
    outcomes: list[tuple[str, Operand]] = []
    for value in node.values[:-1]:
        operand = builder.copy(frame.refine_local(value, lower_expression(frame, value)))
        decided, following = builder.label("value"), builder.label("next")
        condition = builder.truth(operand)
        builder.branch(condition, *((following, decided) if is_and else (decided, following)))
        outcomes.append((decided, operand))
        builder.start(following)
    last = node.values[-1]
    outcomes.append((builder.label("last"), frame.refine_local(last, lower_expression(frame, last))))
    return merge(frame, outcomes, end)


def merge(frame: Frame, outcomes: list[tuple[str, Operand]], end: str) -> Operand:
    """One register from several branches: each label's block assigns its operand and goes to `end`.

    The current block goes on as the last of them.
    """
    builder = frame.builder
    kind = common_type(*(operand.type for _, operand in outcomes))
    target = builder.register(kind)
    label, operand = outcomes[-1]
    builder.start(label)
    builder.assign(target, builder.convert(operand, kind))
    builder.goto(end)
    for label, operand in outcomes[:-1]:
        builder.start(label)
        builder.assign(target, builder.convert(operand, kind))
        builder.goto(end)
    builder.start(end)
    return target


def common_type(*kinds: Type) -> Type:
    first, *rest = kinds
    for kind in rest:
        first = join(first, kind)
    return first


def lower_conditional(frame: Frame, node: ast.IfExp, wanted: Type) -> Operand:
    builder = frame.builder
    then, otherwise, end = builder.label("then"), builder.label("else"), builder.label("chosen")
    lower_condition(frame, node.test, then, otherwise)
    builder.start(then)
    first = builder.copy(frame.refine_local(node.body, lower_expression_as(frame, node.body, wanted)))
    left = builder.label("left")
    builder.goto(left)
    builder.start(otherwise)
    second = frame.refine_local(node.orelse, lower_expression_as(frame, node.orelse, wanted))
    return merge(frame, [(left, first), (builder.label("right"), second)], end)


# --- comparisons


def lower_comparison(frame: Frame, node: ast.Compare) -> Operand:
    left = _compared(frame, node.ops[0], node.left)
    if len(node.ops) == 1:
        return _lower_one(frame, node, node.ops[0], left, node.comparators[0])[0]
    builder = frame.builder
    end = builder.label("compared")
    outcomes: list[tuple[str, Operand]] = []
    for operator, right in zip(node.ops[:-1], node.comparators[:-1], strict=True):
        result, left = _lower_one(frame, node, operator, left, right)
        result = builder.copy(result)
        failed, following = builder.label("false"), builder.label("next")
        builder.branch(builder.truth(result), following, failed)
        outcomes.append((failed, result))
        builder.start(following)
    result, _ = _lower_one(frame, node, node.ops[-1], left, node.comparators[-1])
    outcomes.append((builder.label("last"), result))
    return merge(frame, outcomes, end)


def _lower_chain_condition(frame: Frame, node: ast.Compare, then: str, otherwise: str) -> None:
    builder = frame.builder
    left = _compared(frame, node.ops[0], node.left)
    pairs = list(zip(node.ops, node.comparators, strict=True))
    for position, (operator, right) in enumerate(pairs):
        result, left = _lower_one(frame, node, operator, left, right)
        following = builder.label("chain") if position < len(pairs) - 1 else then
        builder.branch(builder.truth(result), following, otherwise)
        if following != then:
            builder.start(following)


def _compared(frame: Frame, operator: ast.cmpop, node: ast.expr) -> Operand:
    operand = lower_expression(frame, node)
    is_ordered = isinstance(operator, ast.Lt | ast.LtE | ast.Gt | ast.GtE)
    return frame.refine(node, operand) if is_ordered else frame.refine_local(node, operand)


def _lower_one(
    frame: Frame, node: ast.Compare, operator: ast.cmpop, left: Operand, right_node: ast.expr
) -> tuple[Operand, Operand]:
    """One comparison; gives its result and the right operand, which a chain compares next."""
    enumerated = _in_enumeration(frame, operator, left, right_node)
    if enumerated is not None:
        return enumerated, lower_expression(frame, right_node)
    own = find_in_class_dict(frame, left, right_node) if len(node.ops) == 1 else None
    if own is not None and isinstance(operator, ast.In | ast.NotIn):
        return negate(frame, own) if isinstance(operator, ast.NotIn) else own, own
    right = _compared(frame, operator, right_node)
    if len(node.ops) > 1:
        right = frame.builder.copy(right)
    frame.at(node)
    return compare(frame, operator, left, right), right


def _in_enumeration(frame: Frame, operator: ast.cmpop, left: Operand, right_node: ast.expr) -> Operand | None:
    """`value in Color`."""
    from sluice.compiler.lower.expressions.constructing import call_class_method
    from sluice.compiler.lower.expressions.names import static_symbol

    if not isinstance(operator, ast.In | ast.NotIn):
        return None
    symbol = static_symbol(frame, right_node)
    if not isinstance(symbol, ClassSymbol) or not is_enum(symbol):
        return None
    found = frame.builder.truth(call_class_method(frame, symbol, "__class_contains__", (left,)))
    return negate(frame, found) if isinstance(operator, ast.NotIn) else found


def compare(frame: Frame, operator: ast.cmpop, left: Operand, right: Operand) -> Operand:
    builder = frame.builder
    match operator:
        case ast.Is() | ast.IsNot():
            same = _is_same(frame, left, right)
            return negate(frame, same) if isinstance(operator, ast.IsNot) else same
        case ast.In() | ast.NotIn():
            contained = _contains(frame, right, left)
            return negate(frame, contained) if isinstance(operator, ast.NotIn) else contained
    comparison = _COMPARISONS[type(operator)]
    own = any(_compares_itself(frame, kind, comparison) for kind in (left.type, right.type))
    if (
        not own
        and left.type == right.type == BYTES
        and comparison in (Comparison.EQUAL, Comparison.NOT_EQUAL)
    ):
        same = builder.call(BYTES_EQUAL, left, right)
        return same if comparison is Comparison.EQUAL else negate(frame, same)
    fitted = None if own else _comparable(frame, left, right)
    if fitted is not None:
        return builder.compare(BOOL, comparison, *fitted)
    result = builder.compare(VALUE, comparison, builder.box(left), builder.box(right))
    if _is_builtin(left.type) and _is_builtin(right.type) and not own:
        return builder.truth(result)  # no built-in type's comparison gives anything but a bool
    return result


def _compares_itself(frame: Frame, kind: Type, comparison: Comparison) -> bool:
    """Whether a class below a built-in one may have a say in a comparison with what is held as that."""
    return kind in (STR, BYTES, INT) and any(
        frame.program.overrides_builtin(str(kind), name) for name in _METHODS[comparison]
    )


def _is_builtin(kind: Type) -> bool:
    return isinstance(kind, Ref) or kind in (*_INTS, FLOAT)


def _comparable(frame: Frame, left: Operand, right: Operand) -> tuple[Operand, Operand] | None:
    """Both operands as one type that machines or the runtime compare directly."""
    builder = frame.builder
    if left.type == right.type and left.type in (INT, INT64, FLOAT, STR):
        return left, right
    if left.type in _INTS and right.type in _INTS:
        small = _as_int64(left), _as_int64(right)
        if small[0] is not None and small[1] is not None:
            return small[0], small[1]
        return builder.convert(left, INT), builder.convert(right, INT)
    if left.type == FLOAT and isinstance(right, IntConstant) and abs(right.value) < 1 << 53:
        return left, FloatConstant(float(right.value))
    if right.type == FLOAT and isinstance(left, IntConstant) and abs(left.value) < 1 << 53:
        return FloatConstant(float(left.value)), right
    return None


def _as_int64(operand: Operand) -> Operand | None:
    if operand.type == INT64:
        return operand
    if isinstance(operand, IntConstant) and abs(operand.value) < 1 << 61:
        return IntConstant(operand.value, INT64)
    return None


def _is_same(frame: Frame, left: Operand, right: Operand) -> Operand:
    builder = frame.builder
    if isinstance(right, NoneConstant) and left.type != VALUE:
        return BoolConstant(False)
    if FLOAT in (left.type, right.type):
        number, other = (left, right) if left.type == FLOAT else (right, left)
        return builder.call(FLOAT_IS, number, builder.box(other))
    return builder.is_same(builder.box(left), builder.box(right))


def negate(frame: Frame, condition: Operand) -> Operand:
    if isinstance(condition, BoolConstant):
        return BoolConstant(not condition.value)
    target = frame.builder.register(BOOL)
    frame.builder.emit(Not(target, condition, frame.builder.line))
    return target


def _contains(frame: Frame, container: Operand, item: Operand) -> Operand:
    from sluice.compiler.lower.expressions.calls import call_method_or_none

    own_contains = frame.program.overrides_builtin("str", "__contains__")
    if container.type == STR and item.type == STR and not own_contains:
        return frame.builder.call(STR_CONTAINS, container, item)
    own = _CONTAINS.get(container.type)
    if own is not None and not frame.program.has_subclasses_of(str(container.type)):
        return frame.builder.call(own, container, item)
    if isinstance(container.type, Ref | Instance):
        found = call_method_or_none(frame, container, "__contains__", (item,))
        if found is not None:
            return frame.builder.truth(found)
    return frame.builder.call(CONTAINS, container, item)
