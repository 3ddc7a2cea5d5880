"""Where the lists of a program go: which registers hold the same ones, what is put in, what is copied.

    words = [0] * 64          one list, with the items of another one
    mix(words)                the parameter of `mix` holds the same list
    words[i] = x & 255        x & 255 is put in
    keep(words.sort)          given up: somebody unknown may put anything in

Lists, tuples and ranges alike. Registers (of a function), results of functions and globals are joined where
one is assigned to another, whatever the order of things at run time. What reaches an instruction that is not
known here is given up, as are attributes, closures, items of containers, and the parameters of functions
that not only direct calls reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    BoolConstant,
    Call,
    CallPrimitive,
    CheckSet,
    Convert,
    FloatConstant,
    Instruction,
    IntConstant,
    Is,
    LoadGlobal,
    NoneConstant,
    NothingConstant,
    Operand,
    Register,
    Return,
    StoreGlobal,
    Truth,
)
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, LIST, RANGE, TUPLE, VALUE
from sluice.compiler.passes.direct_calls import reached_directly

Place = tuple[str, Register | str | None]
"""A register of a function, what a function returns (None), or a global (of no function)."""

_HOLDERS: Final = (LIST, TUPLE, RANGE, VALUE)
_NUMBERS: Final = (INT, INT64, FLOAT, BOOL)
_NO_CONTAINERS: Final = (IntConstant, FloatConstant, BoolConstant, NoneConstant, NothingConstant)

MAKES: Final = frozenset(("slu_list_of", "slu_tuple_of", "slu_list_new", "slu_range_of"))
TAKES: Final = frozenset(
    ("slu_list_get", "slu_list_get_natural", "slu_list_at", "slu_list_pop", "slu_tuple_get", "slu_tuple_at")
)
"""Each gives an item of its first argument."""
_PUTS: Final[Mapping[str, int]] = {
    "slu_list_append": 1,
    "slu_list_set": 2,
    "slu_list_set_natural": 2,
    "slu_list_put": 2,
    "slu_list_insert": 2,
}
"""Which argument becomes an item of the first one."""
_COPIES: Final[Mapping[str, int]] = {
    "slu_list_from": 1,
    "slu_list_copy": 1,
    "slu_list_slice": 1,
    "slu_list_repeat": 1,
    "slu_list_concat": 2,
    "slu_list_to_tuple": 1,
    "slu_unpack": 1,
    "slu_unpack_tuple": 1,
    "slu_sorted_plainly": 1,
}
"""The result has the items of so many of the first arguments."""
_EXTENDS: Final[Mapping[str, int]] = {"slu_list_extend": 1, "slu_list_set_slice": 4}
"""The items of that argument are put into the first one."""
SHORTENS: Final = frozenset(
    ("slu_list_pop", "slu_list_remove", "slu_list_clear", "slu_list_delete", "slu_list_set_slice")
)
_LOOKS: Final = frozenset(
    (
        "slu_list_length",
        "slu_list_has_so_many",
        "slu_tuple_length",
        "slu_list_reverse",
        "slu_list_clear",
        "slu_list_delete",
        "slu_list_contains",
        "slu_list_index",
        "slu_list_count",
        "slu_list_remove",
        "slu_iterate",
        "slu_print_items",
    )
)
"""They put nothing into their first argument, or what they print, and hand it to nobody who could."""


def put_in(op: Instruction) -> tuple[Register, tuple[Operand, ...]] | None:
    """The container that the instruction puts values into, and these."""
    match op:
        case CallPrimitive(target, primitive, arguments, variadic):
            if primitive.name in _PUTS and isinstance(arguments[0], Register):
                return arguments[0], (arguments[_PUTS[primitive.name]],)
            if primitive.name in ("slu_list_of", "slu_tuple_of") and target is not None:
                return target, variadic
    return None


def copied(op: Instruction) -> Iterator[tuple[Register, Operand]]:
    """Containers that get all items of another one, each with that."""
    match op:
        case CallPrimitive(target, primitive, arguments):
            if target is not None:
                for source in arguments[: _COPIES.get(primitive.name, 0)]:
                    yield target, source
            if primitive.name in _EXTENDS and isinstance(arguments[0], Register):
                yield arguments[0], arguments[_EXTENDS[primitive.name]]
        case Binary(target, Arithmetic.MULTIPLY, left) if is_repetition(op):
            yield target, left


def is_repetition(op: Instruction) -> bool:
    """`value * value`: where the left one is a list and the right one an int, a list that repeats it."""
    return isinstance(op, Binary) and op.operator is Arithmetic.MULTIPLY and op.target.type == VALUE


class ListFlow:
    """The containers of a program; `find` gives the same name to places that may hold the same one."""

    def __init__(self, program: Program) -> None:
        self._parents: dict[Place, Place] = {}
        self._given_up: set[Place] = set()
        self._direct = reached_directly(program)
        self._functions = program.functions
        self._open = {
            *(member.variable for each in program.classes.values() for member in each.members),
            *(each.default_global for item in program.functions.values() for each in item.parameters),
            *(name for name, each in program.globals.items() if each.initial is not None),
        }
        for function in program.functions.values():
            self._follow(function)

    def find(self, function: str, register: Operand) -> Place | None:
        """None: what it holds may be known to somebody else, or is no container."""
        if not isinstance(register, Register) or register.type not in _HOLDERS:
            return None
        root = self._root((function, register))
        return None if root in self._given_up else root

    def _root(self, place: Place) -> Place:
        parent = self._parents.get(place, place)
        while parent != place:
            grandparent = self._parents.get(parent, parent)
            self._parents[place] = grandparent
            place, parent = parent, grandparent
        return place

    def _join(self, first: Place, second: Place) -> None:
        first, second = self._root(first), self._root(second)
        if first != second:
            self._parents[first] = second
            if first in self._given_up:
                self._given_up.add(second)

    def _give_up(self, place: Place) -> None:
        self._given_up.add(self._root(place))

    def _follow(self, function: Function) -> None:
        name = function.name
        if name not in self._direct:
            for register in (*function.cells, *(item.register for item in function.parameters)):
                self._give_up((name, register))
            self._give_up((name, None))
        for block in function.blocks:
            for op in block.instructions:
                self._step(name, op)
            if isinstance(block.terminator, Return):
                if block.terminator.value is not None:
                    self._assign((name, None), name, block.terminator.value)
                continue
            for register in terminator_registers(block.terminator):
                self._give_up((name, register))

    def _assign(self, target: Place, function: str, source: Operand) -> None:
        """`target` holds what `source` of a function does."""
        if isinstance(source, Register):
            if source.type in _HOLDERS:
                self._join(target, (function, source))
            elif source.type not in _NUMBERS:
                self._give_up(target)
        elif not isinstance(source, _NO_CONTAINERS):
            self._give_up(target)

    def _step(self, name: str, op: Instruction) -> None:
        match op:
            case Assign(target, source) | Convert(target, source):
                if target.type in _HOLDERS:
                    self._assign((name, target), name, source)
                elif isinstance(source, Register) and target.type not in _NUMBERS:
                    self._give_up((name, source))
            case Call(target, called, arguments) if called in self._direct:
                self._call(name, called, arguments, target)
            case StoreGlobal(variable, value) if variable not in self._open:
                self._assign(("", variable), name, value)
            case LoadGlobal(target, variable) if variable not in self._open:
                if target.type in _HOLDERS:
                    self._join((name, target), ("", variable))
            case CheckSet() | Is() | Truth():
                pass
            case _ if not self._is_known(name, op):
                for register in (*read_registers(op), *targets(op)):
                    self._give_up((name, register))

    def _call(self, name: str, called: str, arguments: tuple[Operand, ...], target: Register | None) -> None:
        parameters = self._functions[called].parameters
        for item, argument in zip(parameters, arguments, strict=True):
            if item.register.type in _HOLDERS:
                self._assign((called, item.register), name, argument)
            elif isinstance(argument, Register):
                self._give_up((name, argument))
        if target is not None and target.type in _HOLDERS:
            self._join((name, target), (called, None))

    def _is_known(self, name: str, op: Instruction) -> bool:
        """What is done with containers; gives up those that become items of others."""
        if is_repetition(op):
            return True
        if not isinstance(op, CallPrimitive):
            return False
        known = op.primitive.name
        if known in TAKES:
            for target in targets(op):
                self._give_up((name, target))
            return True
        put = put_in(op)
        if put is not None:
            for value in put[1]:
                if isinstance(value, Register):
                    self._give_up((name, value))
            return True
        if known in _LOOKS:
            others = [each for each in op.arguments[1:] if isinstance(each, Register)]
            for register in (*others, *targets(op)):
                self._give_up((name, register))
            return True
        return known in MAKES or known in _COPIES or known in _EXTENDS
