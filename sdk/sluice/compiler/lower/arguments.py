"""Arguments of a call: evaluated from left to right, then brought to the callee's parameters."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from msgspec import Struct

from sluice.compiler.ir.ops import NothingConstant, Operand, StrConstant
from sluice.compiler.ir.program import ParameterKind
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import FunctionSymbol, ParameterSymbol
from sluice.compiler.primitives.language_ops import (
    ARGUMENTS_FROM,
    DICT_MERGE_KEYWORDS,
    DICT_OF,
    DICT_SET,
    LIST_APPEND,
    LIST_EXTEND_ARGUMENTS,
    LIST_OF,
    TUPLE_OF,
)


class Argument(Struct, frozen=True):
    """A value and the expression that it came from (None: made by the compiler)."""

    operand: Operand
    node: ast.expr | None = None


class Arguments(Struct, frozen=True):
    """Evaluated arguments without stars."""

    positional: tuple[Argument, ...]
    keywords: tuple[tuple[str, Argument], ...] = ()

    @property
    def operands(self) -> tuple[Operand, ...]:
        return tuple(each.operand for each in self.positional)

    @property
    def keyword_operands(self) -> tuple[tuple[str, Operand], ...]:
        return tuple((name, each.operand) for name, each in self.keywords)

    @property
    def all_operands(self) -> tuple[Operand, ...]:
        return (*self.operands, *(operand for _, operand in self.keyword_operands))

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for name, _ in self.keywords)

    def after(self, receiver: Operand) -> Arguments:
        """The same with one more argument in front."""
        return Arguments((Argument(receiver), *self.positional), self.keywords)


class UnpackedArguments(Struct, frozen=True):
    """`f(*a, **k)`: a list and a dict (or nothing)."""

    positional: Operand
    keywords: Operand


def has_stars(node: ast.Call) -> bool:
    return any(isinstance(each, ast.Starred) for each in node.args) or any(
        each.arg is None for each in node.keywords
    )


def lower_arguments(frame: Frame, node: ast.Call) -> Arguments:
    positional = tuple(_argument(frame, each) for each in node.args)
    keywords = tuple((each.arg or "", _argument(frame, each.value)) for each in node.keywords)
    return Arguments(positional, keywords)


def _argument(frame: Frame, node: ast.expr) -> Argument:
    return Argument(frame.refine(node, lower_expression(frame, node)), node)


def lower_unpacked(
    frame: Frame, node: ast.Call, callee: Operand, first: Operand | None = None
) -> UnpackedArguments:
    """The arguments of a call with stars; `first` goes in front (a receiver)."""
    builder = frame.builder
    if len(node.args) == 1 and isinstance(node.args[0], ast.Starred) and first is None:
        positional = builder.call(ARGUMENTS_FROM, lower_expression(frame, node.args[0].value), callee)
        rest: list[ast.expr] = []
    else:
        positional = builder.call(LIST_OF, variadic=() if first is None else (first,))
        rest = node.args
    for each in rest:
        if isinstance(each, ast.Starred):
            builder.call(LIST_EXTEND_ARGUMENTS, positional, lower_expression(frame, each.value))
        else:
            builder.call(LIST_APPEND, positional, lower_expression(frame, each))
    if not node.keywords:
        return UnpackedArguments(positional, NothingConstant())
    keywords = builder.call(DICT_OF)
    for keyword in node.keywords:
        value = lower_expression(frame, keyword.value)
        if keyword.arg is None:
            builder.call(DICT_MERGE_KEYWORDS, keywords, value, callee)
        else:
            builder.call(DICT_SET, keywords, StrConstant(keyword.arg), value)
    return UnpackedArguments(positional, keywords)


def bind(frame: Frame, function: FunctionSymbol, arguments: Arguments) -> list[Argument] | None:
    """The arguments in the order of the function's parameters; None where the call is wrong, so that the run
    raises CPython's TypeError."""
    by_position = [each for each in function.parameters if _takes_position(each)]
    extra = arguments.positional[len(by_position) :]
    has_rest = any(each.kind is ParameterKind.VAR_POSITIONAL for each in function.parameters)
    has_names = any(each.kind is ParameterKind.VAR_KEYWORD for each in function.parameters)
    if extra and not has_rest:
        return None
    given = {
        parameter.name: argument
        for parameter, argument in zip(by_position, arguments.positional, strict=False)
    }
    named = {each.name for each in function.parameters if _takes_name(each)}
    others: list[tuple[str, Argument]] = []
    for name, argument in arguments.keywords:
        if name in named and name not in given:
            given[name] = argument
        elif has_names and name not in named and name not in dict(others):
            others.append((name, argument))
        else:
            return None
    found = [_value_for(frame, function, each, given, extra, others) for each in function.parameters]
    return None if any(each is None for each in found) else [each for each in found if each is not None]


def _takes_position(parameter: ParameterSymbol) -> bool:
    return parameter.kind in (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)


def _takes_name(parameter: ParameterSymbol) -> bool:
    return parameter.kind in (ParameterKind.KEYWORD_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)


def _value_for(
    frame: Frame,
    function: FunctionSymbol,
    parameter: ParameterSymbol,
    given: dict[str, Argument],
    extra: Sequence[Argument],
    others: list[tuple[str, Argument]],
) -> Argument | None:
    builder = frame.builder
    if parameter.kind is ParameterKind.VAR_POSITIONAL:
        return Argument(builder.call(TUPLE_OF, variadic=tuple(each.operand for each in extra)))
    if parameter.kind is ParameterKind.VAR_KEYWORD:
        pairs: list[Operand] = []
        for name, argument in others:
            pairs += [StrConstant(name), argument.operand]
        return Argument(builder.call(DICT_OF, variadic=tuple(pairs)))
    if parameter.name in given:
        return given[parameter.name]
    if parameter.constant is not None:
        return Argument(parameter.constant, parameter.default)
    if parameter.default_global is not None:
        return Argument(frame.load_global(parameter.default_global, checked=False), parameter.default)
    return None
