"""What values the ints of a function can have, at each of its instructions.

    for1: t1 = n < 10                         n: 0 … 10
          if t1 goto body2 else goto end3
    body2: t2 = n * 7                         n: 0 … 9, t2: 0 … 63
           t3 = items[n]
           n = n + 1
           goto for1

Blocks are gone through until nothing changes; bounds that keep growing are put at the next of a few steps,
and two more rounds take back what that gave away. A register that is not known may be anything that its type
allows. After a subscript that did not raise, the index is one that a sequence can have.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from sluice.compiler.ir.intervals import (
    BIT,
    FULL,
    SMALL,
    Interval,
    compared,
    constant,
    contains,
    hull,
    meet,
    modulo_of_any,
    reckon,
    widen,
)
from sluice.compiler.ir.liveness import Live, live_at_start
from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    BoolConstant,
    Branch,
    Call,
    CallPrimitive,
    Compare,
    Comparison,
    Convert,
    InPlace,
    Instruction,
    IntConstant,
    Not,
    Operand,
    Register,
    Truth,
)
from sluice.compiler.ir.program import Block, Function
from sluice.compiler.ir.registers import successors, targets
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, VALUE
from sluice.compiler.passes.find_counters import COUNTED
from sluice.compiler.passes.list_flow import TAKES
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH

State = dict[Register, Interval]
COMPARISONS: Final = (
    Comparison.LESS,
    Comparison.LESS_EQUAL,
    Comparison.EQUAL,
    Comparison.NOT_EQUAL,
    Comparison.GREATER,
    Comparison.GREATER_EQUAL,
)
"""By the number that `slu_comparison` gives them."""
_OPPOSITES: Final = {
    Comparison.LESS: Comparison.GREATER_EQUAL,
    Comparison.LESS_EQUAL: Comparison.GREATER,
    Comparison.EQUAL: Comparison.NOT_EQUAL,
    Comparison.NOT_EQUAL: Comparison.EQUAL,
    Comparison.GREATER: Comparison.LESS_EQUAL,
    Comparison.GREATER_EQUAL: Comparison.LESS,
}
_PATIENCE: Final = 2
"""Visits of a loop's start before bounds that another round of the loop moves are widened."""
_NEAR_VISITS: Final = 8
"""Visits before they are widened beyond the numbers that other registers are known to be."""
_MORE_ROUNDS: Final = 2
_MOST_VISITS: Final = 200
"""Of one block. A function that needs more is left as it is."""

MOST_ITEMS: Final = 1 << 29
"""A list or tuple of words in 32 bits of memory has fewer."""
_RESULTS: Final[Mapping[str, Interval]] = {
    "slu_list_length": Interval(0, MOST_ITEMS),
    "slu_tuple_length": Interval(0, MOST_ITEMS),
    "slu_dict_length": Interval(0, MOST_ITEMS),
    "slu_set_length": Interval(0, MOST_ITEMS),
    "slu_str_length": Interval(0, (1 << 32) - 1),
    "slu_bytes_length": Interval(0, (1 << 32) - 1),
    "slu_bytes_at": Interval(0, 255),
    "slu_bytes_get": Interval(0, 255),
    "slu_ord": Interval(0, 0x10FFFF),
    "slu_range_start": Interval(-(1 << 61), 1 << 61),
    "slu_int_clamp": SMALL,
}
_INDEXED: Final[Mapping[str, int]] = {
    "slu_list_get": MOST_ITEMS,
    "slu_list_set": MOST_ITEMS,
    "slu_tuple_get": MOST_ITEMS,
    "slu_bytes_at": 1 << 32,
    "slu_bytes_get": 1 << 32,
    "slu_str_get": 1 << 32,
}
"""Subscripts (container, index, …), and a number that no index that does not raise reaches."""


class Facts(Struct, frozen=True):
    """What is known from outside of the function: its parameters, the results of functions, items of lists.

    `items`: by the register of the list, `least`: how many of them there are at least. `counters`: registers
    of the function that only count.
    """

    parameters: Mapping[Register, Interval] = field(default_factory=dict)
    results: Mapping[str, Interval] = field(default_factory=dict)
    items: Mapping[Operand, Interval] = field(default_factory=dict)
    least: Mapping[Operand, int] = field(default_factory=dict)
    counters: frozenset[Register] = frozenset()


class Walk:
    """A block, instruction by instruction: what is known at the place where it stands."""

    def __init__(self, state: State, facts: Facts) -> None:
        self.state = state
        self._facts = facts
        self._copies: dict[Register, Register] = {}
        self._positions: dict[Register, Register] = {}
        self._conditions: dict[Register, tuple[Comparison, Operand, Operand]] = {}
        self._not_zero: set[Register] = set()
        self._linked: set[Operand] = set()

    def of(self, operand: Operand) -> Interval | None:
        """The range of a number, or None. A machine number always has one."""
        match operand:
            case Register(type=kind):
                found = self.state.get(operand)
                if found is not None or kind not in (INT64, BOOL):
                    return found
                return FULL if kind == INT64 else BIT
            case IntConstant(value):
                return constant(value)
            case BoolConstant():
                return BIT
            case _:
                return None

    def exists(self, container: Operand, index: Operand) -> bool:
        """Whether the container has an item there for certain, counted from its start."""
        known = self.of(index)
        return known is not None and known.low >= 0 and known.high < self._facts.least.get(container, 0)

    def is_not_zero(self, operand: Operand) -> bool:
        """Of a float: whether it is known to be something else, and finite."""
        return operand in self._not_zero

    def after(self, op: Instruction) -> list[tuple[Register, Register]]:
        """Goes behind the instruction.

        Gives the registers that nothing was known of, each with the INT64 one that it is now known to equal.
        """
        found = self.assigned(op)
        for target in targets(op):
            self._forget(target)
            if found is not None:
                self.state[target] = found
        self._note(op)
        return self._gain(op)

    def _forget(self, target: Register) -> None:
        self.state.pop(target, None)
        self._not_zero.discard(target)
        if target not in self._linked:
            return
        for links in (self._copies, self._positions):
            for copy in [copy for copy, source in links.items() if target in (copy, source)]:
                del links[copy]
        for condition in [key for key, found in self._conditions.items() if target in (key, *found[1:])]:
            del self._conditions[condition]

    def _note(self, op: Instruction) -> None:
        """What later instructions of the block may follow back to."""
        match op:
            case Assign(target, Register() as source) | Convert(target, Register() as source) if (
                target != source and {target.type, source.type} <= {INT, INT64, VALUE}
            ):
                self._copies[target] = source
                self._linked |= {target, source}
            case Convert(target, source) if target.type == FLOAT and self._differs_from_zero(source):
                self._not_zero.add(target)
            case CallPrimitive(Register() as target, primitive, (Register() as source,)) if (
                primitive.name == "slu_int_position"
            ):
                self._positions[target] = source
                self._linked |= {target, source}
            case Compare(target, operator, left, right) if target.type == BOOL:
                self._decide(target, operator, left, right)
            case CallPrimitive(Register() as target, primitive, (left, right, IntConstant(place))) if (
                primitive == COMPARE_TRUTH
            ):
                self._decide(target, COMPARISONS[place], left, right)
            case Truth(target, Register() as source) if source.type in (INT, INT64):
                self._decide(target, Comparison.NOT_EQUAL, source, IntConstant(0, INT64))
            case Not(target, Register() as source) if source in self._conditions:
                operator, left, right = self._conditions[source]
                self._decide(target, _OPPOSITES[operator], left, right)

    def _decide(self, target: Register, operator: Comparison, left: Operand, right: Operand) -> None:
        self._conditions[target] = (operator, left, right)
        self._linked |= {target, left, right}

    def _differs_from_zero(self, operand: Operand) -> bool:
        known = self.of(operand)
        return known is not None and not known.low <= 0 <= known.high

    def _gain(self, op: Instruction) -> list[tuple[Register, Register]]:
        if not isinstance(op, CallPrimitive) or op.primitive.name not in _INDEXED:
            return []
        index, beyond = op.arguments[1], _INDEXED[op.primitive.name]
        if not isinstance(index, Register):
            return []
        known = meet(self.of(index) or FULL, -beyond, beyond - 1)
        if known is None:
            return []
        self._narrow(index, known)
        gained = []
        source = self._positions.get(index)
        while source is not None and source.type == INT:
            if source in self.state:
                self._narrow(source, known)
                break
            self.state[source] = Interval(known.low, known.high, exact=False)
            gained.append((source, index))
            source = self._copies.get(source)
        return gained

    def _narrow(self, register: Register, known: Interval) -> None:
        """The register has a value within the range, and so has what it was copied from."""
        before = self.of(register)
        if before is None:
            return
        after = meet(before, known.low, known.high)
        if after is None:
            return
        self.state[register] = after
        source = self._copies.get(register)
        if source is not None:
            self._narrow(source, known)

    def assigned(self, op: Instruction) -> Interval | None:
        """The range of what the instruction, which has not run yet, assigns; None where it is not known.

        A VALUE that may be of a class that derives from int is not: it has operators of its own.
        """
        found = self._result(op)
        if any(target in self._facts.counters for target in targets(op)):
            found = meet(found, COUNTED.low, COUNTED.high) if found is not None else COUNTED
        if found is None:
            return None
        kinds = [target.type for target in targets(op)]
        return found if kinds in ([INT], [INT64]) or (kinds == [VALUE] and found.exact) else None

    def _result(self, op: Instruction) -> Interval | None:
        match op:
            case Assign(source=source):
                return self.of(source)
            case Convert(target, source):
                return self._converted(target, source)
            case Binary(_, operator, left, right) | InPlace(_, operator, left, right):
                return self._reckoned(operator, left, right)
            case Call(function=name):
                return self._facts.results.get(name)
            case CallPrimitive():
                return self._called(op)
            case _:
                return None

    def _converted(self, target: Register, source: Operand) -> Interval | None:
        known = self.of(source)
        if source.type == BOOL:
            return known if target.type == INT64 else None
        if target.type == INT64:
            return (meet(known, SMALL.low, SMALL.high) if known is not None else None) or SMALL
        if known is not None and source.type == INT64 and isinstance(source, Register):
            return meet(known, SMALL.low, SMALL.high) or SMALL
        return known

    def _reckoned(self, operator: Arithmetic, left: Operand, right: Operand) -> Interval | None:
        if left.type == right.type == BOOL:
            return None
        first, second = self.of(left), self.of(right)
        if first is not None and second is not None:
            found = reckon(operator, first, second)
            return found if found is not None and found.exact else None
        if VALUE in (left.type, right.type) or not {left.type, right.type} <= {INT, INT64}:
            return None
        if operator is Arithmetic.AND:
            masks = [each for each in (first, second) if each is not None and each.exact and each.low >= 0]
            return Interval(0, min(each.high for each in masks)) if masks else None
        if operator is Arithmetic.MODULO and second is not None:
            return modulo_of_any(second)
        return None

    def _called(self, op: CallPrimitive) -> Interval | None:
        name = op.primitive.name
        if name in ("slu_int_position", "slu_int_clamp"):
            known = self.of(op.arguments[0])
            if known is not None and contains(SMALL, known):
                return Interval(known.low, known.high)
            return _RESULTS.get(name)
        if name in _UNARY:
            known = self.of(op.arguments[0])
            return _UNARY[name](known) if known is not None else None
        if name in TAKES:
            return self._facts.items.get(op.arguments[0])
        return _RESULTS.get(name)

    def edge(self, block: Block, label: str) -> State | None:
        """What is known where the block's end leads to `label`; None: it never does."""
        end = block.terminator
        if not isinstance(end, Branch) or end.then == end.otherwise or end.condition not in self._conditions:
            return self.state
        assert isinstance(end.condition, Register)
        operator, left, right = self._conditions[end.condition]
        first, second = self.of(left), self.of(right)
        if first is None or second is None:
            return self.state
        operator = operator if label == end.then else _OPPOSITES[operator]
        narrowed = compared(operator, first, second)
        if narrowed[0] is None or narrowed[1] is None:
            return None
        branch = Walk(dict(self.state), self._facts)
        branch._copies = self._copies
        for operand, known in ((left, narrowed[0]), (right, narrowed[1])):
            if isinstance(operand, Register) and known is not None:
                branch._narrow(operand, known)
        return branch.state


def _inverted(known: Interval) -> Interval | None:
    return reckon(Arithmetic.SUBTRACT, Interval(-1, -1), known)


def _negated(known: Interval) -> Interval | None:
    return reckon(Arithmetic.SUBTRACT, Interval(0, 0), known)


def _positive(known: Interval) -> Interval | None:
    return Interval(known.low, known.high)


_UNARY: Final = {
    "slu_int_invert": _inverted,
    "slu_int_negate": _negated,
    "slu_int_positive": _positive,
}


class Ranges(Struct, frozen=True):
    """What is known at the start of each block that can be reached."""

    starts: Mapping[str, State]
    facts: Facts

    def walk(self, block: Block) -> Walk | None:
        """From the block's start; None: it never runs."""
        start = self.starts.get(block.label)
        return Walk(dict(start), self.facts) if start is not None else None


def find_ranges(function: Function, facts: Facts, live: Mapping[str, Live] | None = None) -> Ranges | None:
    """None: they are not worth knowing, because finding them takes too long. `live`: where blocks begin."""
    live = live if live is not None else live_at_start(function)
    blocks = {block.label: block for block in function.blocks}
    places = {label: place for place, label in enumerate(blocks)}
    entry = function.blocks[0].label
    starts: dict[str, State] = {entry: dict(facts.parameters)}
    visits = dict.fromkeys(blocks, 0)
    waiting = {0}
    order = list(blocks)
    while waiting:
        place = min(waiting)
        waiting.discard(place)
        block = blocks[order[place]]
        visits[block.label] += 1
        if visits[block.label] > _MOST_VISITS:
            return None
        for label, state in _leaving(block, Walk(dict(starts[block.label]), facts), live):
            patient = places[label] > place or visits[label] <= _PATIENCE
            joined = _join(starts.get(label), state, patient=patient, near=visits[label] <= _NEAR_VISITS)
            if joined is not None:
                starts[label] = joined
                waiting.add(places[label])
    if max(visits.values()) > 1:
        for _ in range(_MORE_ROUNDS):
            starts = _again(function, starts, facts, live)
    return Ranges(starts, facts) if _holds(function, starts, facts, live) else None


def _leaving(block: Block, walk: Walk, live: Mapping[str, Live]) -> list[tuple[str, State]]:
    """The blocks that may follow, with what is known then of what is still needed. Empties the walk."""
    thrown = dict(walk.state) if block.handler is not None else None
    for op in block.instructions:
        walk.after(op)
        if thrown is not None:
            _keep_both(thrown, walk.state, op)
    found = []
    for label in dict.fromkeys(successors(block)):
        state = thrown if label == block.handler and thrown is not None else walk.edge(block, label)
        if state is not None:
            needed = live[label]
            found.append((label, {each: known for each, known in state.items() if each in needed}))
    return found


def _keep_both(thrown: State, state: State, op: Instruction) -> None:
    """What holds whether the instruction raised or not. A call may leave anything in its target."""
    for target in targets(op):
        if target in thrown:
            known = state.get(target) if isinstance(op, Assign) else None
            if known is None:
                del thrown[target]
            else:
                thrown[target] = hull(thrown[target], known)


def _join(before: State | None, state: State, *, patient: bool, near: bool = False) -> State | None:
    """What holds on both ways; None: that is `before`."""
    if before is None:
        return dict(state)
    joined: State = {}
    changed = False
    rests = _numbers(before) if near and not patient else ()
    for register, known in before.items():
        other = state.get(register)
        if other is None:
            changed = True
            continue
        both = hull(known, other)
        if both != known:
            changed = True
            both = both if patient else widen(known, both, rests)
        joined[register] = both
    return joined if changed else None


def _numbers(state: State) -> tuple[int, ...]:
    """What registers are known to be, and what is next to that: where loops may well end."""
    found = {known.low for known in state.values() if known.low == known.high}
    return tuple(number + step for number in found for step in (-1, 0, 1))


def _again(
    function: Function, starts: Mapping[str, State], facts: Facts, live: Mapping[str, Live]
) -> dict[str, State]:
    """One round from what is known already; it can only become narrower."""
    found: dict[str, State] = {function.blocks[0].label: dict(facts.parameters)}
    for block in function.blocks:
        if block.label in starts:
            for label, state in _leaving(block, Walk(dict(starts[block.label]), facts), live):
                joined = _join(found.get(label), state, patient=True)
                if joined is not None:
                    found[label] = joined
    return found


def _holds(function: Function, starts: Mapping[str, State], facts: Facts, live: Mapping[str, Live]) -> bool:
    """Whether each block keeps what its successors are said to start with: a last look before it is used."""
    for block in function.blocks:
        if block.label in starts:
            for label, state in _leaving(block, Walk(dict(starts[block.label]), facts), live):
                if label not in starts:
                    return False
                for register, known in starts[label].items():
                    reached = state.get(register)
                    if reached is None or not contains(known, reached) or (known.exact and not reached.exact):
                        return False
    return True
