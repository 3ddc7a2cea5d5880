"""Arithmetic on NUMBERs: on the doubles where both sides are floats, else as on VALUEs.

t = a + b    →    if (!(a.other | b.other)) t = float of a.number + b.number; else t = number of slu_add(…)
"""

from __future__ import annotations

from sluice.compiler.emit.function_scope import FunctionScope
from sluice.compiler.ir.ops import Arithmetic, Binary, Compare, InPlace, IntConstant, Operand
from sluice.compiler.ir.types import FLOAT, NUMBER, VALUE

_SIGNS = {
    Arithmetic.ADD: "+",
    Arithmetic.SUBTRACT: "-",
    Arithmetic.MULTIPLY: "*",
    Arithmetic.DIVIDE: "/",
}


def concerns_numbers(left: Operand, right: Operand) -> bool:
    return NUMBER in (left.type, right.type)


def emit_number_arithmetic(scope: FunctionScope, op: Binary | InPlace) -> None:
    """The target is a NUMBER."""
    target = scope.register(op.target)
    left, right = _double(scope, op.left), _double(scope, op.right)
    others = _others(scope, op.left, op.right)
    if op.operator is Arithmetic.DIVIDE:
        others += [f"({right} == 0)"]
    verb = f"{'in_place_' if isinstance(op, InPlace) else ''}{op.operator.name.lower()}"
    call = f"slu_{verb}({scope.operand(op.left, VALUE)}, {scope.operand(op.right, VALUE)})"
    scope.add(
        f"if (SLU_LIKELY(!({' | '.join(others)}))) "
        f"{target} = slu_number_of_float({left} {_SIGNS[op.operator]} {right});"
    )
    scope.add(f"else {{ slu_value word = {call};")
    scope.fail_if("!word", op.line)
    scope.add(f"{target} = slu_number_of(word); }}")


def emit_number_comparison(scope: FunctionScope, op: Compare) -> None:
    """The target is a BOOL."""
    target = scope.register(op.target)
    left, right = _double(scope, op.left), _double(scope, op.right)
    words = f"{scope.operand(op.left, VALUE)}, {scope.operand(op.right, VALUE)}"
    scope.add(
        f"if (SLU_LIKELY(!({' | '.join(_others(scope, op.left, op.right))}))) "
        f"{target} = {left} {op.operator.value} {right};"
    )
    scope.add(f"else {target} = slu_compare_truth({words}, SLU_{op.operator.name});")
    scope.fail_if(f"{target} < 0", op.line)


def _double(scope: FunctionScope, operand: Operand) -> str:
    """The double, meaningless where the operand's word says so."""
    if isinstance(operand, IntConstant) and not _is_exact(operand):
        return "0"
    code = scope.operand(operand, operand.type if operand.type == NUMBER else FLOAT)
    return f"{code}.number" if operand.type == NUMBER else code


def _others(scope: FunctionScope, *operands: Operand) -> list[str]:
    """What must be nothing for the doubles to count."""
    found = [f"{scope.operand(each, NUMBER)}.other" for each in operands if each.type == NUMBER]
    return found + ["1" for each in operands if isinstance(each, IntConstant) and not _is_exact(each)]


def _is_exact(constant: IntConstant) -> bool:
    return abs(constant.value) < 1 << 53
