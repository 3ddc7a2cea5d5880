"""Keep ints whose range is known to fit into 64 bits as machine numbers: no tag, no check, no big int.

    t1: int = word & 255              t1.int: int64 = low bits of word & 255
    t2: int = t1 + 1             →    t2.int: int64 = t1.int + 1
    items[t2] = …                     t2: int = convert t2.int
                                      items[t2] = …

`find_ranges` says what is known, `int_rewriting` what becomes of each instruction. Functions that only direct
calls reach know the range of their parameters, if all calls give one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from sluice.compiler.ir.intervals import SMALL, Interval, constant, contains, hull
from sluice.compiler.ir.liveness import Live, live_at_start
from sluice.compiler.ir.ops import (
    Binary,
    Call,
    CallPrimitive,
    InPlace,
    Instruction,
    IntConstant,
    Operand,
    Register,
    Return,
)
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.types import INT, INT64, VALUE
from sluice.compiler.passes.direct_calls import calls, reached_directly
from sluice.compiler.passes.fill_lists import fill_lists
from sluice.compiler.passes.find_counters import find_counters
from sluice.compiler.passes.find_items import Items, ListUses, find_items
from sluice.compiler.passes.find_ranges import Facts, Ranges, find_ranges
from sluice.compiler.passes.int_rewriting import rewrite_ints
from sluice.compiler.primitives.list_ops import LIST_GET, LIST_SET


def unbox_ints(program: Program) -> Program:
    reckoning = frozenset(name for name, function in program.functions.items() if _reckons(function))
    if not reckoning:
        return program
    search = _Search(program, reckoning)
    items, ranges = find_items(search.uses, search.find)
    functions = dict(program.functions)
    for name in reckoning:
        found = ranges[name]
        if found is not None:
            facts = replace(found.facts, least=items.least.get(name, {}))
            filled = fill_lists(program.functions[name], found)
            functions[name] = rewrite_ints(filled, replace(found, facts=facts))
    return replace(program, functions=functions)


class _Search:
    """The ranges of all functions where they count, when the items of lists are known."""

    def __init__(self, program: Program, reckoning: frozenset[str]) -> None:
        self.uses = ListUses(program)
        self._program = program
        self._private = _with_ints(program) & reckoning
        callers = {function.name for function, call in calls(program) if call.function in self._private}
        self._names = sorted({*reckoning, *callers, *self.uses.functions})
        self._found: dict[str, list[tuple[Facts, Ranges | None]]] = {}
        """What was found of each function before, and with which facts."""
        self._live: dict[str, Mapping[str, Live]] = {}
        self._counters = {name: find_counters(program.functions[name]) for name in self._names}

    def find(self, items: Items) -> dict[str, Ranges | None]:
        functions = self._program.functions
        alone = {
            name: Facts(items=items.ranges.get(name, {}), counters=self._counters[name])
            for name in self._names
        }
        ranges = {name: self._find_in(name, facts) for name, facts in alone.items()}
        parameters, results = _handed_over(self._program, self._private, ranges)
        for name in ranges:
            called = {each: results[each] for each in _called(functions[name]) & results.keys()}
            if called or parameters.get(name):
                facts = replace(alone[name], parameters=parameters.get(name, {}), results=called)
                ranges[name] = self._find_in(name, facts)
        return ranges

    def _find_in(self, name: str, facts: Facts) -> Ranges | None:
        before = self._found.setdefault(name, [])
        for known, found in before:
            if known == facts:
                return found
        function = self._program.functions[name]
        if name not in self._live:
            self._live[name] = live_at_start(function)
        found = find_ranges(function, facts, self._live[name])
        before.append((facts, found))
        return found


def _reckons(function: Function) -> bool:
    """Whether there is anything to gain."""
    return any(_gains(op) for block in function.blocks for op in block.instructions)


def _gains(op: Instruction) -> bool:
    match op:
        case Binary(target, _, left, right) | InPlace(target, _, left, right):
            return target.type == INT or (target.type == VALUE and _is_about_ints(left, right))
        case CallPrimitive(primitive=primitive):
            return primitive in (LIST_GET, LIST_SET) and isinstance(op.arguments[1], Register)
    return False


def _is_about_ints(*operands: Operand) -> bool:
    return any(each.type in (INT, INT64) for each in operands)


def _called(function: Function) -> set[str]:
    return {op.function for block in function.blocks for op in block.instructions if isinstance(op, Call)}


def _with_ints(program: Program) -> frozenset[str]:
    """Functions with INT parameters all of whose calls are known."""
    return frozenset(
        name
        for name in reached_directly(program)
        if any(each.register.type == INT for each in program.functions[name].parameters)
    )


def _handed_over(
    program: Program, private: frozenset[str], ranges: Mapping[str, Ranges | None]
) -> tuple[dict[str, dict[Register, Interval]], dict[str, Interval]]:
    """The ranges of parameters and of results, as far as all calls and all returns give one."""
    arguments: dict[str, list[list[Interval | None]]] = {name: [] for name in private}
    results: dict[str, Interval] = {}
    for name, function in program.functions.items():
        if name not in ranges and not _called(function) & private:
            continue
        found = ranges.get(name)
        returned: list[Interval | None] = []
        for block in function.blocks:
            walk = found.walk(block) if found is not None else None
            for op in block.instructions:
                if isinstance(op, Call) and op.function in private:
                    arguments[op.function].append(
                        [walk.of(each) if walk is not None else _constant(each) for each in op.arguments]
                    )
                if walk is not None:
                    walk.after(op)
            if isinstance(block.terminator, Return) and block.terminator.value is not None:
                value = block.terminator.value
                returned.append(walk.of(value) if walk is not None else _constant(value))
        joined = _joined(returned)
        if joined is not None and function.result == INT:
            results[name] = joined
    parameters = {
        name: dict(_known_parameters(program.functions[name], calls)) for name, calls in arguments.items()
    }
    return parameters, results


def _joined(found: list[Interval | None]) -> Interval | None:
    """What all of them lie in; None where one is not known, or where there are none."""
    if not found or found[0] is None:
        return None
    joined = found[0]
    for each in found[1:]:
        if each is None:
            return None
        joined = hull(joined, each)
    return joined


def _constant(operand: Operand) -> Interval | None:
    return constant(operand.value) if isinstance(operand, IntConstant) else None


def _known_parameters(
    function: Function, calls: list[list[Interval | None]]
) -> Iterator[tuple[Register, Interval]]:
    """Those that are tagged words at every call."""
    for place, parameter in enumerate(function.parameters):
        joined = _joined([arguments[place] for arguments in calls])
        if parameter.register.type == INT and joined is not None and joined.exact and contains(SMALL, joined):
            yield parameter.register, joined
