"""What the items of lists are, where everything that is put into them is known, and how many stay.

    words = [0] * 64                                 items: 0 … 0, at least 64 of them
    words[i] = (words[i - 16] + x) & 0xFFFFFFFF             0 … 4294967295

Ranges and items depend on each other. First it is assumed that lists hold what is known without looking at
any; ranges are found with that, and what they show to be put in as well is added, until nothing is. What was
assumed at last holds, since every list is empty at first, and what is put in when it holds keeps to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec import Struct

from sluice.compiler.ir.intervals import SMALL, Interval, contains, hull, widen
from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    CallPrimitive,
    Convert,
    InPlace,
    Instruction,
    IntConstant,
    NoneConstant,
    Operand,
    Register,
)
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import operands, targets
from sluice.compiler.ir.types import INT, INT64, LIST, VALUE
from sluice.compiler.passes.find_ranges import Ranges, Walk
from sluice.compiler.passes.list_flow import (
    MAKES,
    SHORTENS,
    TAKES,
    ListFlow,
    Place,
    copied,
    is_repetition,
    put_in,
)

_PATIENCE: Final = 2
"""Rounds before bounds that another one moves are widened."""
_MOST_ROUNDS: Final = 12
_MOST: Final = 1 << 20
"""Nobody asks whether there are more items than that."""


class Items(Struct, frozen=True):
    """By name of a function: the ranges of items, and how many there are at least, by the list's register."""

    ranges: Mapping[str, Mapping[Operand, Interval]]
    least: Mapping[str, Mapping[Operand, int]]


NO_ITEMS: Final = Items({}, {})

Found = Mapping[str, Ranges | None]
"""Of each function; None: they are not worth knowing."""


class ListUses:
    """The functions that have to do with lists all of whose uses are known, and that may hold only ints."""

    def __init__(self, program: Program) -> None:
        self.functions: dict[str, Function] = {}
        self.hopeless: set[Place] = set()
        if not any(_takes(op) for _, op in _instructions(program.functions)):
            return
        self.flow = ListFlow(program)
        self._find_hopeless(program)
        if self._places_of(program, _takes) and self._places_of(program, _makes_list):
            for name, op in _instructions(program.functions):
                if name not in self.functions and self._concerns(name, op):
                    self.functions[name] = program.functions[name]

    def _find_hopeless(self, program: Program) -> None:
        """Places that something is put into of which nobody will ever know that it is an int."""
        odd = {
            (name, target)
            for name, op in _instructions(program.functions)
            if not _may_give_an_int(op)
            for target in targets(op)
            if target.type == VALUE
        }
        for name, op in _instructions(program.functions):
            put = put_in(op)
            if put is not None and any(_is_odd(name, value, odd) for value in put[1]):
                place = self.flow.find(name, put[0])
                if place is not None:
                    self.hopeless.add(place)

    def _places_of(self, program: Program, is_meant: Callable[[Instruction], bool]) -> set[Place]:
        """The places, of those that may hold only ints, that such instructions make or take from."""
        return {
            place
            for name, op in _instructions(program.functions)
            if is_meant(op)
            for each in (*operands(op)[:1], *targets(op))
            if self._may_hold_ints(name, each) and (place := self.flow.find(name, each)) is not None
        }

    def _may_hold_ints(self, name: str, operand: Operand) -> bool:
        place = self.flow.find(name, operand)
        return place is not None and place not in self.hopeless

    def _concerns(self, name: str, op: Instruction) -> bool:
        if is_repetition(op):
            return any(self._may_hold_ints(name, each) for each in (*operands(op), *targets(op)))
        if not isinstance(op, CallPrimitive):
            return False
        known = op.primitive.name
        if known not in TAKES | SHORTENS | MAKES and put_in(op) is None and not any(copied(op)):
            return False
        return any(self._may_hold_ints(name, each) for each in (*op.arguments[:1], *targets(op)))

    def items(self, held: Mapping[Place, Interval], least: Mapping[Place, int]) -> Items:
        """What is known of places, by register."""
        ranges: dict[str, dict[Operand, Interval]] = {}
        lengths: dict[str, dict[Operand, int]] = {}
        for name, op in _instructions(self.functions):
            if not isinstance(op, CallPrimitive) or not op.arguments:
                continue
            first = op.arguments[0]
            place = self.flow.find(name, first)
            if place is None or not isinstance(first, Register):
                continue
            if place in held and op.primitive.name in TAKES:
                ranges.setdefault(name, {})[first] = held[place]
            if least.get(place):
                lengths.setdefault(name, {})[first] = least[place]
        return Items(ranges, lengths)


def _takes(op: Instruction) -> bool:
    return isinstance(op, CallPrimitive) and op.primitive.name in TAKES


def _makes_list(op: Instruction) -> bool:
    return isinstance(op, CallPrimitive) and op.primitive.name in MAKES and op.primitive.result == LIST


def _may_give_an_int(op: Instruction) -> bool:
    match op:
        case Assign(source=source) | Convert(source=source):
            return source.type in (INT, INT64, VALUE) and not isinstance(source, NoneConstant)
        case Binary() | InPlace():
            return True
    return _takes(op)


def _is_odd(name: str, value: Operand, odd: set[tuple[str, Register]]) -> bool:
    if isinstance(value, Register):
        return value.type not in (INT, INT64, VALUE) or (name, value) in odd
    return not isinstance(value, IntConstant)


def _instructions(functions: Mapping[str, Function]) -> Iterator[tuple[str, Instruction]]:
    for name, function in functions.items():
        for block in function.blocks:
            for op in block.instructions:
                yield name, op


def find_items(uses: ListUses, find: Callable[[Items], Found]) -> tuple[Items, Found]:
    """The items, and the ranges that `find` gives with them."""
    if not uses.functions:
        return NO_ITEMS, find(NO_ITEMS)
    held: dict[Place, Interval] = {}
    refused = set(uses.hopeless)
    items, found = NO_ITEMS, find(NO_ITEMS)
    for count in range(_MOST_ROUNDS):
        if (now := uses.items(held, {})) != items:
            items, found = now, find(now)
        look = _Look(uses, held, refused)
        look.over(found)
        grows = False
        for place, known in look.added.items():
            before = held.get(place)
            after = known if before is None else hull(before, known)
            if after != before and place not in refused:
                grows = True
                held[place] = widen(before, after) if before is not None and count > _PATIENCE else after
        refusing = look.unknown - refused
        refusing |= {place for place, known in held.items() if not contains(SMALL, known)}
        if not grows and not refusing:
            return uses.items(held, look.least()), found
        if not grows or count > _PATIENCE:
            refused |= refusing
            held = {place: known for place, known in held.items() if place not in refused}
    return NO_ITEMS, find(NO_ITEMS)


class _Made(Struct, frozen=True):
    """A container comes to be with at least so many items, or with `times` those of `source`."""

    place: Place
    least: int = 0
    source: Place | None = None
    times: int = 1


class _Look:
    """One look at all that is done with lists, where they hold what is `held`.

    `added`: what is put in, as far as it is known; `unknown`: where something else is.
    """

    def __init__(self, uses: ListUses, held: Mapping[Place, Interval], refused: set[Place]) -> None:
        self._uses = uses
        self._held = held
        self._refused = refused
        self._made: list[_Made] = []
        self.added: dict[Place, Interval] = {}
        self.unknown: set[Place] = set()

    def over(self, found: Found) -> None:
        for name, function in self._uses.functions.items():
            ranges = found.get(name)
            for block in function.blocks:
                walk = ranges.walk(block) if ranges is not None else None
                if ranges is not None and walk is None:
                    continue  # it never runs
                for op in block.instructions:
                    self._step(name, op, walk)
                    if walk is not None:
                        walk.after(op)

    def _step(self, name: str, op: Instruction, walk: Walk | None) -> None:
        put = put_in(op)
        if put is not None:
            for value in put[1]:
                self._add(self._find(name, put[0]), walk.of(value) if walk is not None else None)
        for target, source in copied(op):
            self._copy(self._find(name, target), name, source)
        if isinstance(op, CallPrimitive):
            self._measure(name, op, walk)
        elif isinstance(op, Binary) and is_repetition(op):
            self._repeat(name, op, walk)

    def _find(self, name: str, operand: Operand) -> Place | None:
        return self._uses.flow.find(name, operand)

    def _add(self, place: Place | None, known: Interval | None) -> None:
        if place is None:
            return
        if known is None or not known.exact:
            self.unknown.add(place)
        else:
            self.added[place] = hull(self.added[place], known) if place in self.added else known

    def _copy(self, place: Place | None, name: str, source: Operand) -> None:
        """All items of the source are put in."""
        if place is None or not isinstance(source, Register):
            self._add(place, None)
            return
        origin = self._find(name, source)
        if origin is None or origin in self._refused:
            self.unknown.add(place)
        elif origin in self._held:
            self._add(place, self._held[origin])

    def _measure(self, name: str, op: CallPrimitive, walk: Walk | None) -> None:
        """How many items there are when a container is made, or shortened."""
        known = op.primitive.name
        if known in SHORTENS:
            self._make(self._find(name, op.arguments[0]))
        place = self._find(name, op.target) if op.target is not None else None
        if place is None or known in TAKES:
            return
        if known in ("slu_list_of", "slu_tuple_of"):
            self._make(place, len(op.variadic))
        elif known == "slu_range_of":
            self._count(place, [walk.of(each) if walk is not None else None for each in op.variadic])
        elif known in _WHOLE_COPIES and all(isinstance(each, NoneConstant) for each in op.arguments[1:]):
            self._make(place, 0, self._find(name, op.arguments[0]))
        else:
            self._make(place)

    def _count(self, place: Place, bounds: list[Interval | None]) -> None:
        """`range(stop)`, `range(start, stop)`, `range(start, stop, step)`."""
        start = Interval(0, 0) if len(bounds) == 1 else bounds[0]
        stop = bounds[0] if len(bounds) == 1 else bounds[1]
        if start is None or stop is None or len(bounds) > 2:
            self._add(place, None)
            return
        if start.low < stop.high:
            self._add(place, Interval(start.low, stop.high - 1))
        self._make(place, max(stop.low - start.high, 0))

    def _repeat(self, name: str, op: Binary, walk: Walk | None) -> None:
        """`items * times`; of any other right side neither is known any more."""
        place, source = self._find(name, op.target), self._find(name, op.left)
        times = walk.of(op.right) if walk is not None else None
        if times is None or not times.exact:
            for each in (place, source, self._find(name, op.right)):
                self._add(each, None)
        if place is not None:
            self._make(place, 0, source, max(times.low, 0) if times is not None else 0)

    def _make(self, place: Place | None, least: int = 0, source: Place | None = None, times: int = 1) -> None:
        if place is not None:
            self._made.append(_Made(place, least, source, times))

    def least(self) -> dict[Place, int]:
        """How many items each container has at least, at any time."""
        found = {made.place: _MOST for made in self._made}
        for _ in range(_MOST_ROUNDS):
            before = dict(found)
            for made in self._made:
                of_source = found.get(made.source, 0) if made.source is not None else 0
                found[made.place] = min(found[made.place], max(made.least, of_source * made.times))
            if found == before:
                return {place: count for place, count in found.items() if place not in self.unknown}
        return {}


_WHOLE_COPIES: Final = frozenset(("slu_list_from", "slu_list_copy", "slu_list_slice"))
