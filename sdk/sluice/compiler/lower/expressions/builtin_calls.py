"""Calls of built-in functions and classes, and of what `typing` offers to running code."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from sluice.compiler.diagnostics import Code
from sluice.compiler.frontend.descriptor_objects import OBJECTS
from sluice.compiler.ir.ops import (
    BoolConstant,
    ClassConstant,
    FunctionConstant,
    IntConstant,
    Operand,
    StrConstant,
)
from sluice.compiler.ir.primitive import Primitive, Raises
from sluice.compiler.ir.types import BOOL, BYTES, DICT, FLOAT, INT, INT64, LIST, STR, TUPLE, VALUE, Instance
from sluice.compiler.lower import tables
from sluice.compiler.lower.arguments import Argument, Arguments, has_stars, lower_arguments, lower_unpacked
from sluice.compiler.lower.exceptions import is_plain_exception
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.abstract_collections import ClassTest, abstract_tests
from sluice.compiler.lower.expressions.asked_attributes import ask_for_attribute
from sluice.compiler.lower.expressions.attributes import refuse_class_dict
from sluice.compiler.lower.expressions.extremes import extreme_of_two
from sluice.compiler.lower.expressions.method_calls import names_to_dict
from sluice.compiler.lower.expressions.module_members import find_by_name, without_module
from sluice.compiler.lower.expressions.names import REFUSED_BUILTINS, refuse_builtin, static_symbol
from sluice.compiler.lower.expressions.protocol_checks import check_protocol
from sluice.compiler.lower.expressions.strings import to_repr, to_text
from sluice.compiler.lower.expressions.table_calls import call_entry
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import BuiltinClass, ClassSymbol, Symbol, TypingSymbol
from sluice.compiler.lower.written import place_like
from sluice.compiler.primitives.bytes_ops import BYTES_LENGTH
from sluice.compiler.primitives.dict_ops import DICT_LENGTH
from sluice.compiler.primitives.int_ops import INT_POSITIVE
from sluice.compiler.primitives.language_ops import (
    CALL_UNPACKED,
    DICT_OF,
    DICT_UPDATE,
    LIST_LENGTH,
    NEW_EXCEPTION,
    TUPLE_LENGTH,
)
from sluice.compiler.primitives.object_ops import HAS_TYPE, KEPT_VARS
from sluice.compiler.primitives.str_ops import STR_LENGTH

LOOKED_UP_BY_NAME = (
    "getattr",
    "setattr",
    "hasattr",
    "delattr",
    "vars",
    "dir",
    "__setattr__",
    "__getattribute__",
)
"""Built-ins through which any attribute may be reached."""

_WITHOUT_INSTANCES = frozenset(("complex", "memoryview", "ExceptionGroup", "BaseExceptionGroup"))
"""What can be refused as a value, and asked for."""
DICT_FROM = Primitive("slu_dict_from", (VALUE,), DICT, Raises.RESULT)


def call_builtin(frame: Frame, name: str, node: ast.Call) -> Operand:
    """A function of `builtins` or of a standard module written in C."""
    refuse_builtin(frame, name, node.func)
    if name == "print" and frame.program.replaces_stdout:
        node = _print_to_stdout(frame, node)
    if name not in tables.BUILTINS:
        raise frame.refuse(Code.BUILTIN, node.func, f"`{name}` is not compiled")
    if has_stars(node):
        return _call_unpacked(frame, FunctionConstant(qualified(name)), node)
    if name == "issubclass" and len(node.args) == 2:
        symbol = static_symbol(frame, node.args[1])
        if isinstance(symbol, ClassSymbol) and symbol.is_protocol:
            raise frame.refuse(Code.MODULE_VALUE, node, "`issubclass` of a protocol is not compiled")
    if name == "isinstance":
        found = _call_isinstance(frame, node)
        if found is not None:
            return found
    found = find_by_name(frame, name, node)
    if found is not None:
        return found
    node = without_module(frame, name, node)
    asks_for_dict = name == "vars" and not frame.module.trusted
    if asks_for_dict and len(node.args) == 1:
        refuse_class_dict(frame, node, node.args[0])
    arguments = lower_arguments(frame, node)
    frame.at(node)
    if asks_for_dict and len(arguments.operands) == 1 and id(node) not in frame.read_dicts:
        return frame.builder.call(KEPT_VARS, arguments.operands[0])
    note_lookups(frame, name, arguments)
    found = ask_for_attribute(frame, name, arguments, node) or _call_simple(frame, name, arguments)
    if found is not None:
        return found
    return _call_table(frame, name, arguments, FunctionConstant(qualified(name)))


def _print_to_stdout(frame: Frame, node: ast.Call) -> ast.Call:
    """`print(…, file=sys.stdout)`: the program may have put something else there."""
    if any(each.arg is None for each in node.keywords):
        message = "`print(**…)` is not compiled where `sys.stdout` is replaced; name the arguments"
        raise frame.refuse(Code.BUILTIN, node, message)
    if any(each.arg == "file" for each in node.keywords):
        return node
    stream = ast.Attribute(ast.Name("$sys", ast.Load()), "stdout", ast.Load())
    call = ast.Call(node.func, node.args, [*node.keywords, ast.keyword("file", stream)])
    ast.copy_location(call, node)
    place_like(stream, node)
    return call


def qualified(name: str) -> str:
    return name if "." in name else f"builtins.{name}"


def _call_table(frame: Frame, name: str, arguments: Arguments, callee: Operand) -> Operand:
    entries = tables.BUILTINS[name]
    found = call_entry(frame, entries, arguments.operands, arguments.keyword_operands)
    if found is not None:
        return found
    return frame.builder.call_value(callee, arguments.all_operands, arguments.names)


def _call_unpacked(frame: Frame, callee: Operand, node: ast.Call) -> Operand:
    unpacked = lower_unpacked(frame, node, callee)
    frame.at(node)
    return frame.builder.call(CALL_UNPACKED, callee, unpacked.positional, unpacked.keywords)


def note_lookups(frame: Frame, name: str, arguments: Arguments) -> None:
    """`getattr(x, "name")` looks `name` up; with a name that is computed, anything may be."""
    if name == "print" and arguments.names:
        frame.program.note_dynamic("write")
    if name.rpartition(".")[2] not in LOOKED_UP_BY_NAME:
        return
    operands = arguments.operands
    attribute = operands[1].value if len(operands) > 1 and isinstance(operands[1], StrConstant) else "*"
    frame.program.note_dynamic(attribute)
    if name in ("setattr", "object.__setattr__", "delattr", "object.__delattr__"):
        frame.program.note_dynamic_store(attribute)


def _call_simple(frame: Frame, name: str, arguments: Arguments) -> Operand | None:
    """Built-ins that are one instruction on operands of a known type."""
    if arguments.keywords:
        return None
    if len(arguments.operands) != 1:
        return extreme_of_two(frame, name, arguments.operands)
    operand = arguments.operands[0]
    builder = frame.builder
    match name:
        case "len":
            return _length(frame, operand)
        case "repr":
            return to_repr(frame, operand)
        case "iter" | "next" | "hash" | "id" | "callable":
            return None
        case "abs" if operand.type == BOOL:
            return builder.call(INT_POSITIVE, operand)
        case _:
            return None


def _length(frame: Frame, operand: Operand) -> Operand | None:
    from sluice.compiler.lower.expressions.calls import call_method_or_none

    builder = frame.builder
    if isinstance(operand.type, Instance):
        found = call_method_or_none(frame, operand, "__len__", ())
        return frame.coerce(found, INT) if found is not None and found.type in (INT, INT64) else None
    if frame.program.overrides_builtin(str(operand.type), "__len__"):
        return None
    if isinstance(operand, StrConstant):
        return IntConstant(len(operand.value), INT64)
    for kind, primitive in (
        (STR, STR_LENGTH),
        (BYTES, BYTES_LENGTH),
        (LIST, LIST_LENGTH),
        (TUPLE, TUPLE_LENGTH),
        (DICT, DICT_LENGTH),
    ):
        if operand.type == kind:
            return builder.call(primitive, operand)
    return None


def _call_isinstance(frame: Frame, node: ast.Call) -> Operand | None:
    """`isinstance(x, C)` with classes that are known: no look at a tuple, nothing raised."""
    if len(node.args) != 2 or node.keywords:
        return None
    classes = _known_classes(frame, node.args[1])
    if classes is None:
        return check_protocol(frame, node)
    operand = frame.builder.copy(lower_expression(frame, node.args[0]))
    frame.at(node)
    return is_of_classes(frame, operand, classes)


def _known_classes(frame: Frame, node: ast.expr) -> list[ClassTest] | None:
    match node:
        case ast.Tuple(elts=items):
            found = [_known_classes(frame, each) for each in items]
            if any(each is None for each in found):
                return None
            return [constant for each in found if each is not None for constant in each]
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            first, second = _known_alternative(frame, left), _known_alternative(frame, right)
            return None if first is None or second is None else first + second
    symbol = static_symbol(frame, node)
    if isinstance(node, ast.Subscript) and not isinstance(symbol, ClassSymbol):
        return None
    parts = symbol.alternatives if isinstance(symbol, TypingSymbol) else ()
    tests = [_known_class(frame, each) for each in parts or (symbol,)]
    return None if None in tests else [test for each in tests for test in each or ()]


def _known_alternative(frame: Frame, node: ast.expr) -> list[ClassTest] | None:
    if isinstance(node, ast.Constant) and node.value is None:
        return [ClassConstant("builtins.NoneType")]
    return _known_classes(frame, node)


def _known_class(frame: Frame, symbol: Symbol | None) -> Sequence[ClassTest] | None:
    match symbol:
        case ClassSymbol(is_protocol=False, name=name):
            return [ClassConstant(name)]
        case BuiltinClass(name=name):
            title = name.removeprefix("builtins.")
            if title in _WITHOUT_INSTANCES:
                return []
            return None if title in OBJECTS or title in REFUSED_BUILTINS else [ClassConstant(name)]
        case TypingSymbol(name=name):
            return abstract_tests(frame, name) or None
    return None


def _is_of_class(frame: Frame, operand: Operand, test: ClassTest) -> Operand:
    if isinstance(test, Primitive):
        return frame.builder.call(test, operand)
    return frame.builder.call(HAS_TYPE, operand, test)


def is_of_classes(frame: Frame, operand: Operand, classes: Sequence[ClassTest]) -> Operand:
    """Whether the operand is an instance of one of these."""
    builder = frame.builder
    if not classes:
        return BoolConstant(False)
    if len(classes) == 1:
        return _is_of_class(frame, operand, classes[0])
    result = builder.register(BOOL)
    end = builder.label("tested")
    for position, each in enumerate(classes):
        builder.assign(result, _is_of_class(frame, operand, each))
        if position < len(classes) - 1:
            following = builder.label("or")
            builder.branch(result, end, following)
            builder.start(following)
    builder.start(end)
    return result


def call_builtin_class(frame: Frame, full_name: str, node: ast.Call) -> Operand:
    """`int(…)`, `list(…)`, `KeyError(…)`."""
    name = full_name.removeprefix("builtins.")
    refuse_builtin(frame, name, node.func)
    callee = ClassConstant(full_name)
    if has_stars(node):
        return _call_unpacked(frame, callee, node)
    if name in ("property", "classmethod", "staticmethod", "super"):
        raise frame.refuse(
            Code.DECORATOR,
            node,
            f"`{name}` is only compiled as a decorator or, for super, called as `super().x`",
        )
    if name == "type" and len(node.args) == 3:
        raise frame.refuse(
            Code.METACLASS,
            node,
            "`type` with three arguments makes a class while the program runs; write a class statement",
        )
    if name == "type" and id(node) not in frame.named_classes:
        frame.program.note_unknown_class()
    arguments = lower_arguments(frame, node)
    frame.at(node)
    simple = _construct_simple(frame, name, arguments)
    if simple is not None:
        return simple
    if name in tables.BUILTINS:
        return _call_table(frame, name, arguments, callee)
    if is_plain_exception(full_name) and not arguments.keywords:
        return frame.builder.call(NEW_EXCEPTION, callee, variadic=arguments.operands)
    return frame.builder.call_value(callee, arguments.all_operands, arguments.names)


def _construct_simple(frame: Frame, name: str, arguments: Arguments) -> Operand | None:
    operands = arguments.operands
    builder = frame.builder
    if name == "dict" and arguments.keywords and len(operands) <= 1:
        result = builder.call(DICT_FROM, *operands) if operands else builder.call(DICT_OF)
        builder.call(DICT_UPDATE, result, names_to_dict(frame, arguments))
        return result
    if arguments.keywords:
        return None
    if len(operands) == 1:
        operand = operands[0]
        match name:
            case "str" if operand.type not in (STR,):
                return to_text(frame, operand)
            case "bool":
                return builder.truth(operand)
            case "float" if operand.type in (INT, INT64, BOOL):
                return builder.convert(builder.convert(operand, INT), FLOAT)
            case "float" if _is_certain_float(frame, arguments.positional[0]):
                return builder.convert(operand, FLOAT)
            case "int" if operand.type == INT64:
                return operand
            case _:
                return None
    if not operands:
        match name:
            case "str":
                return StrConstant("")
            case "int":
                return IntConstant(0)
            case "bool":
                return BoolConstant(False)
            case "dict":
                return builder.call(DICT_OF)
            case _:
                return None
    return None


def _is_certain_float(frame: Frame, argument: Argument) -> bool:
    """Whether `isinstance` has found a parameter to be a float, and no class makes something else of it.

    What only mypy says is not enough: a text in a `dict[str, float]` is read as a number by float().
    """
    node = argument.node
    if not isinstance(node, ast.Name) or id(node) not in frame.certain_floats:
        return False
    scope = frame.scope
    is_kept = (
        scope.bound.get(node.id) == 1 and node.id not in scope.cells and node.id in _parameters(scope.node)
    )
    known = argument.operand.type == VALUE and frame.known_type(node) == FLOAT
    return is_kept and known and not frame.program.has_subclasses_of("float")


def _parameters(node: ast.AST) -> set[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    return {each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}


def call_typing(frame: Frame, symbol: TypingSymbol, node: ast.Call) -> Operand:
    """`cast(T, x)` is x, unchecked as in CPython; a NewType gives its argument back."""
    match symbol.name.rpartition(".")[2]:
        case "cast" if len(node.args) == 2:
            return frame.builder.box(lower_expression(frame, node.args[1]))
        case "NewType" if len(node.args) == 1:
            return lower_expression(frame, node.args[0])
        case "assert_type" if len(node.args) == 2:
            return lower_expression(frame, node.args[0])
        case "reveal_type" if len(node.args) == 1:
            return lower_expression(frame, node.args[0])
        case _:
            raise frame.refuse(
                Code.MODULE_MEMBER,
                node,
                f"`{symbol.name}` is not compiled outside of annotations and decorators",
            )


__all__ = ["LOOKED_UP_BY_NAME", "VALUE", "call_builtin", "call_builtin_class", "call_typing"]
