"""`Binary`, `InPlace`, `Compare`, `Truth`, `Convert`: what the operands' representations make of them."""

from __future__ import annotations

from typing import Final

from sluice.compiler.emit.c_types import FLAGS, convert_freely, to_c_type
from sluice.compiler.emit.constants import quote
from sluice.compiler.emit.function_scope import EmitError, FunctionScope
from sluice.compiler.emit.numbers import (
    concerns_numbers,
    emit_number_arithmetic,
    emit_number_comparison,
)
from sluice.compiler.ir.ops import (
    Arithmetic,
    Binary,
    Compare,
    Comparison,
    Convert,
    FloatConstant,
    InPlace,
    NoneConstant,
    NothingConstant,
    Operand,
    Register,
    Truth,
)
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.types import (
    BOOL,
    FLOAT,
    INT,
    INT64,
    STR,
    VALUE,
    Instance,
    Maybe,
    Ref,
    Type,
    is_pointer,
)

_INT64_OPERATORS: Final = {
    Arithmetic.ADD: "+",
    Arithmetic.SUBTRACT: "-",
    Arithmetic.MULTIPLY: "*",
    Arithmetic.AND: "&",
    Arithmetic.OR: "|",
    Arithmetic.XOR: "^",
}
_FEW_CLASSES: Final = 2
"""So many comparisons of a class cost less than to load its number."""
_MORE_CLASSES: Final = 6
"""So many cost less than to look into its line."""
_FLOAT_OPERATORS: Final = {Arithmetic.ADD: "+", Arithmetic.SUBTRACT: "-", Arithmetic.MULTIPLY: "*"}
_SHORT_POWERS: Final[dict[Operand, str]] = {
    FloatConstant(0.5): "slu_float_root",
    FloatConstant(2.0): "slu_float_square",
}


def emit_binary(scope: FunctionScope, op: Binary) -> None:
    if concerns_numbers(op.left, op.right):
        emit_number_arithmetic(scope, op)
        return
    kind = operand_kind(op.left.type, op.right.type)
    left, right = scope.operand(op.left, kind), scope.operand(op.right, kind)
    verb = op.operator.name.lower()
    if kind == INT64:
        _emit_int64(scope, op, left, right)
    elif kind == FLOAT:
        if op.operator in _FLOAT_OPERATORS:
            scope.add(f"{scope.register(op.target)} = {left} {_FLOAT_OPERATORS[op.operator]} {right};")
        elif op.operator is Arithmetic.POWER and op.right in _SHORT_POWERS:
            call = f"{_SHORT_POWERS[op.right]}({left})"
            scope.store_checked(op.target, FLOAT, call, Raises.FLAG, op.line)
        else:
            scope.store_checked(op.target, FLOAT, f"slu_float_{verb}({left}, {right})", Raises.FLAG, op.line)
    elif kind == INT:
        result, raises = INT, Raises.RESULT
        if op.operator is Arithmetic.DIVIDE:
            result, raises = FLOAT, Raises.FLAG
        elif op.operator is Arithmetic.POWER:
            result = VALUE
        scope.store_checked(op.target, result, f"slu_int_{verb}({left}, {right})", raises, op.line)
    else:
        scope.store_checked(op.target, VALUE, f"slu_{verb}({left}, {right})", Raises.RESULT, op.line)


def _emit_int64(scope: FunctionScope, op: Binary, left: str, right: str) -> None:
    target = scope.register(op.target)
    sign = _INT64_OPERATORS.get(op.operator)
    if sign in ("&", "|", "^"):
        scope.add(f"{target} = {left} {sign} {right};")
    elif sign is not None:
        scope.add(f"{target} = (int64_t)((uint64_t){left} {sign} (uint64_t){right});")
    elif op.operator is Arithmetic.LEFT_SHIFT:
        scope.add(f"{target} = (int64_t)((uint64_t){left} << {right});")
    elif op.operator is Arithmetic.RIGHT_SHIFT:
        scope.add(f"{target} = {left} >> {right};")
    else:
        result = FLOAT if op.operator is Arithmetic.DIVIDE else INT64
        call = f"slu_int64_{op.operator.name.lower()}({left}, {right})"
        scope.store_checked(op.target, result, call, Raises.FLAG, op.line)


def emit_in_place(scope: FunctionScope, op: InPlace) -> None:
    if concerns_numbers(op.left, op.right):
        emit_number_arithmetic(scope, op)
        return
    left, right = scope.operand(op.left, VALUE), scope.operand(op.right, VALUE)
    call = f"slu_in_place_{op.operator.name.lower()}({left}, {right})"
    scope.store_checked(op.target, VALUE, call, Raises.RESULT, op.line)


def emit_compare(scope: FunctionScope, op: Compare) -> None:
    if concerns_numbers(op.left, op.right):
        emit_number_comparison(scope, op)
        return
    kind = operand_kind(op.left.type, op.right.type)
    left, right = scope.operand(op.left, kind), scope.operand(op.right, kind)
    target, sign = scope.register(op.target), op.operator.value
    if kind in (INT64, FLOAT, BOOL):
        scope.add(f"{target} = {left} {sign} {right};")
    elif kind == INT:
        scope.add(f"{target} = slu_int_{op.operator.name.lower()}({left}, {right});")
    elif kind == STR:
        scope.add(f"{target} = {_compare_str(op.operator, left, right)};")
    else:
        call = f"slu_compare({left}, {right}, SLU_{op.operator.name})"
        scope.store_checked(op.target, VALUE, call, Raises.RESULT, op.line)


def _compare_str(operator: Comparison, left: str, right: str) -> str:
    match operator:
        case Comparison.EQUAL:
            return f"slu_str_equal({left}, {right})"
        case Comparison.NOT_EQUAL:
            return f"!slu_str_equal({left}, {right})"
        case _:
            return f"slu_str_compare({left}, {right}) {operator.value} 0"


def operand_kind(left: Type, right: Type) -> Type:
    """The representation in which two operands meet: the same one, or the wider of two kinds of numbers."""
    if left == right:
        return left if left in (INT64, FLOAT, BOOL, INT, STR) else VALUE
    kinds = {left, right}
    if kinds <= {INT64, INT}:
        return INT
    if kinds <= {INT64, BOOL}:
        return INT64
    if kinds <= {INT, BOOL}:
        return INT
    if kinds <= {FLOAT, INT64}:
        return FLOAT
    return VALUE


def emit_truth(scope: FunctionScope, op: Truth) -> None:
    kind = op.source.type
    target = scope.register(op.target)
    match kind:
        case Ref("str" | "bytes"):
            scope.add(f"{target} = {scope.operand(op.source, kind)}->size != 0;")
        case Ref("list" | "tuple" | "dict" | "set" | "frozenset"):
            scope.add(f"{target} = {scope.operand(op.source, kind)}->length != 0;")
        case _ if kind == BOOL:
            scope.add(f"{target} = {scope.operand(op.source, BOOL)};")
        case _ if kind in (INT64, FLOAT):
            scope.add(f"{target} = {scope.operand(op.source, kind)} != 0;")
        case _ if kind == INT:
            scope.add(f"{target} = slu_int_truth({scope.operand(op.source, INT)});")
        case _:
            call = f"slu_truth({scope.operand(op.source, VALUE)})"
            scope.store_checked(op.target, BOOL, call, Raises.RESULT, op.line)


def emit_convert(scope: FunctionScope, op: Convert) -> None:
    source, wanted = op.source.type, op.target.type
    target = scope.register(op.target)
    if not isinstance(op.source, Register):
        code = scope.shared.pool.expression(op.source, wanted)
        if code is not None and not (is_pointer(wanted) and not isinstance(op.source, NothingConstant)):
            scope.add(f"{target} = {code};")
            return
    free = convert_freely(scope.operand(op.source, source), source, wanted)
    if free is not None:
        scope.add(f"{target} = {free};")
    elif wanted == BOOL:
        _emit_unbox_bool(scope, op)
    elif source == INT and wanted in (INT64, FLOAT):
        verb = "int64" if wanted == INT64 else "float"
        call = f"slu_int_to_{verb}({scope.operand(op.source, INT)})"
        scope.store_checked(op.target, wanted, call, Raises.FLAG, op.line)
    elif wanted == FLOAT and source == VALUE:
        word = scope.operand(op.source, VALUE)
        scope.fail_if(f'!slu_is_float({word}) && slu_expected({word}, "float")', op.line)
        scope.add(f"{target} = ((slu_float *)slu_object_of({word}))->number;")
    elif wanted in (INT, INT64):
        _emit_unbox_int(scope, op)
    elif not op.checked:
        scope.add(f"{target} = ({to_c_type(wanted)})slu_object_of({scope.operand(op.source, VALUE)});")
    elif isinstance(wanted, Maybe):
        _emit_maybe(scope, op, wanted)
    elif isinstance(source, Maybe):
        _emit_not_none(scope, op)
    elif is_pointer(wanted):
        _emit_unbox_pointer(scope, op, wanted)
    else:
        raise EmitError(f"{scope.function.name}: no way from {source} to {wanted}")


def _emit_unbox_bool(scope: FunctionScope, op: Convert) -> None:
    word, target = scope.operand(op.source, VALUE), scope.register(op.target)
    scope.fail_if(f'{word} != slu_bool(0) && {word} != slu_bool(1) && slu_expected({word}, "bool")', op.line)
    scope.add(f"{target} = {word} == slu_bool(1);")


def _emit_unbox_int(scope: FunctionScope, op: Convert) -> None:
    word, target = scope.operand(op.source, VALUE), scope.register(op.target)
    scope.fail_if(f'!slu_is_int({word}) && slu_expected({word}, "int")', op.line)
    if op.target.type == INT:
        scope.add(f"{target} = {word};")
    else:
        scope.store_checked(op.target, INT64, f"slu_int_to_int64({word})", Raises.FLAG, op.line)


def _emit_unbox_pointer(scope: FunctionScope, op: Convert, wanted: Type) -> None:
    word, target = scope.operand(op.source, VALUE), scope.register(op.target)
    match wanted:
        case Ref("object"):
            scope.fail_if(f'slu_is_small({word}) && slu_expected({word}, "object")', op.line)
        case Ref(name) if name in FLAGS:
            scope.fail_if(f"slu_is_no({word}, {FLAGS[name]}, {quote(name.encode())})", op.line)
        case Instance(class_name):
            scope.fail_if(_is_no_instance(scope, class_name, word, class_name.rpartition(".")[2]), op.line)
        case Ref(name):
            type_object = scope.shared.names.class_object(f"builtins.{name}")
            scope.fail_if(f"slu_is_no_instance({word}, &{type_object}, {quote(name.encode())})", op.line)
    scope.add(f"{target} = ({to_c_type(wanted)})slu_object_of({word});")


def _emit_maybe(scope: FunctionScope, op: Convert, wanted: Maybe) -> None:
    target, none = scope.register(op.target), f"({to_c_type(wanted)})&slu_none_object"
    if isinstance(op.source, NoneConstant):
        scope.add(f"{target} = {none};")
        return
    word, title = scope.operand(op.source, VALUE), wanted.class_name.rpartition(".")[2]
    is_other = _is_no_instance(scope, wanted.class_name, word, f"{title} or None")
    scope.fail_if(f"slu_object_of({word}) != (slu_object *)&slu_none_object && {is_other}", op.line)
    scope.add(f"{target} = ({to_c_type(wanted)})slu_object_of({word});")


def _emit_not_none(scope: FunctionScope, op: Convert) -> None:
    """`reuse_conversions` makes these, where the class is known and None is not excluded."""
    assert isinstance(op.target.type, Instance)
    source, title = scope.operand(op.source, op.source.type), op.target.type.class_name.rpartition(".")[2]
    scope.fail_if(
        f"slu_of({source}) == SLU_NONE && slu_expected(SLU_NONE, {quote(title.encode())})",
        op.line,
    )
    scope.add(f"{scope.register(op.target)} = {source};")


def _is_no_instance(scope: FunctionScope, class_name: str, word: str, expected: str) -> str:
    """Where speed counts, objects of classes below are told by their class, where those are more by its
    number, or, where that does not do, by the place of this one in their line.
    """
    names, program = scope.shared.names, scope.shared.program
    type_object = names.class_object(class_name)
    asked = f"slu_is_no_instance({word}, &{type_object}, {quote(expected.encode())})"
    classes = [each.name for each in program.classes.values() if class_name in each.mro]
    if program.filters or len(classes) == 1:
        return asked
    span = scope.shared.families.span(class_name)
    if span is not None and len(classes) > _FEW_CLASSES:
        return f"!slu_is_numbered({word}, {span[0]}, {span[1]}) && {asked}"
    if len(classes) <= _MORE_CLASSES:
        others = [f"slu_type_of({word}) != &{names.class_object(name)}" for name in classes]
        return f"{' && '.join(others)} && {asked}"
    place = len(program.classes[class_name].mro)
    return f"!slu_is_in_line({word}, &{type_object}, {place}) && {asked}"
