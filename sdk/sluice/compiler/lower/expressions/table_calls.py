"""Calls of what the runtime's tables describe: which entry fits, and where each argument goes."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from sluice.compiler.ir.ops import NothingConstant, Operand
from sluice.compiler.ir.primitive import Absent, Builtin, Method, Missing, Parameter
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, VALUE, Type
from sluice.compiler.lower.constants import to_constant
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.representation import holds

Keywords = Sequence[tuple[str, Operand]]


class BoundEntry(Struct, frozen=True):
    """An entry of a table with its arguments in the order of the C function."""

    entry: Method | Builtin
    arguments: tuple[Operand, ...]
    rest: tuple[Operand, ...]


def call_entry(
    frame: Frame,
    entries: Sequence[Method | Builtin],
    positional: Sequence[Operand],
    keywords: Keywords,
    receiver: Operand | None = None,
) -> Operand | None:
    """Call the best entry; None where none takes these arguments (the run says so in CPython's words)."""
    bound = choose_entry(entries, positional, keywords)
    if bound is None:
        return None
    primitive = bound.entry.primitive
    converted = [
        _convert(frame, parameter, each)
        for parameter, each in zip(bound.entry.parameters, bound.arguments, strict=True)
    ]
    if receiver is not None:
        converted.insert(0, frame.coerce(receiver, primitive.parameters[0]))
    return frame.builder.call(primitive, *converted, variadic=bound.rest)


def _convert(frame: Frame, parameter: Parameter, operand: Operand) -> Operand:
    """The operand as the parameter takes it; some take more than their type (`math.sqrt(4)`)."""
    if parameter.through is None or operand.type == parameter.type:
        return frame.coerce(operand, parameter.type)
    if parameter.type == FLOAT and operand.type in (INT, INT64, BOOL):
        return frame.builder.convert(frame.builder.convert(operand, INT), FLOAT)
    return frame.builder.call(parameter.through, operand)


def choose_entry(
    entries: Sequence[Method | Builtin], positional: Sequence[Operand], keywords: Keywords
) -> BoundEntry | None:
    """The first entry that takes the operands as they are, else the last that takes them with a check."""
    checked: BoundEntry | None = None
    for entry in entries:
        bound = _bind(entry, positional, keywords)
        if bound is None:
            continue
        if all(
            _fits(parameter.type, operand.type)
            for parameter, operand in zip(entry.parameters, bound.arguments, strict=True)
        ):
            return bound
        checked = bound
    return checked


def _fits(parameter: Type, operand: Type) -> bool:
    return holds(parameter, operand) or (parameter == INT64 and operand in (INT, BOOL))


def _bind(entry: Method | Builtin, positional: Sequence[Operand], keywords: Keywords) -> BoundEntry | None:
    by_position = [each for each in entry.parameters if not each.keyword_only]
    if len(positional) > len(by_position) and not entry.rest:
        return None
    given: dict[str, Operand] = {
        parameter.name: operand for parameter, operand in zip(by_position, positional, strict=False)
    }
    named = {each.name for each in entry.parameters if not each.positional_only or each.keyword_only}
    for name, operand in keywords:
        if name not in named or name in given:
            return None
        given[name] = operand
    arguments: list[Operand] = []
    for parameter in entry.parameters:
        operand_or_none = given.get(parameter.name)
        if operand_or_none is None:
            operand_or_none = default_operand(parameter)
        if operand_or_none is None:
            return None
        arguments.append(operand_or_none)
    return BoundEntry(entry, tuple(arguments), tuple(positional[len(by_position) :]))


def default_operand(parameter: Parameter) -> Operand | None:
    """What stands for an argument that was left out; None: it may not be."""
    default = parameter.default
    if isinstance(default, Missing):
        return None
    if isinstance(default, Absent):
        return NothingConstant()
    constant = to_constant(default)
    if constant is not None and parameter.type == INT64 and isinstance(default, int):
        from sluice.compiler.ir.ops import IntConstant

        return IntConstant(int(default), INT64)
    return constant


__all__ = ["VALUE", "BoundEntry", "call_entry", "choose_entry"]
