"""Keep values as doubles that can be nothing but floats, among them the items of lists that hold only floats.

    result = [1.0] * n                 t1: value = slu_list_get(vector, i)
    result[i] = 2.0 * vector[i]        t1.float: float = slu_float_number(t1)
                                       t2.float: float = 2.0 * t1.float

A `float` of Python's typing may be an int, and so may what a `list[float]` holds. Where everything that is
put into a list is known (`list_flow`), it is assumed first that all of it are floats, and taken back wherever
that does not follow. What is left holds, since every list is empty at first. `unbox_numbers` does what it can
with the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    CallPrimitive,
    CheckSet,
    Compare,
    Convert,
    FloatConstant,
    InPlace,
    Instruction,
    IntConstant,
    Is,
    LoadFrame,
    Operand,
    Register,
    StoreFrame,
)
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import FLOAT, INT, INT64, VALUE
from sluice.compiler.passes.find_ranges import COMPARISONS
from sluice.compiler.passes.list_flow import TAKES, ListFlow, Place, copied, is_repetition, put_in
from sluice.compiler.primitives.float_ops import FLOAT_NUMBER
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH

_OPERATORS: Final = (Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY, Arithmetic.DIVIDE)
_WHOLE: Final = 1 << 53
"""Ints up to here are floats without loss."""

Known = set[tuple[str, Register]]
"""Registers of functions that hold floats and nothing else."""


def unbox_floats(program: Program) -> Program:
    if not any(map(_puts_floats, program.functions.values())):
        return program
    search = _Search(program)
    search.run()
    functions = {
        name: _Rewriting(function, search.known).rewritten() if search.is_reckoned(name) else function
        for name, function in program.functions.items()
    }
    return replace(program, functions=functions)


def _puts_floats(function: Function) -> bool:
    """Whether something that looks like a float is put into a list: else there is nothing to gain."""
    floats: set[Operand] = set()
    for op in _instructions(function):
        if isinstance(op, Assign | Convert) and (op.source.type == FLOAT or op.source in floats):
            floats.add(op.target)
    puts = (put_in(op) for op in _instructions(function)) if floats else ()
    return any(value in floats for put in puts if put is not None for value in put[1])


def _instructions(function: Function) -> Iterator[Instruction]:
    for block in function.blocks:
        yield from block.instructions


def _find_counts(program: Program) -> set[tuple[str, Operand]]:
    """The VALUE registers that hold nothing but ints, where no int has a `*` of its own."""
    if any("builtins.int" in each.mro for each in program.classes.values()):
        return set()
    found: set[tuple[str, Operand]] = set()
    others: set[tuple[str, Operand]] = set()
    for name, function in program.functions.items():
        others |= {(name, item.register) for item in function.parameters}
        for op in _instructions(function):
            is_count = isinstance(op, Convert) and op.source.type in (INT, INT64)
            (found if is_count else others).update((name, each) for each in targets(op))
    return found - others


class _Search:
    """What holds floats only: registers of functions, and places of containers by their items."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._flow = ListFlow(program)
        self._counts = _find_counts(program)
        self.known: Known = set()
        self._mixed: set[Place] = set()
        """Places whose items are not all floats."""

    def run(self) -> None:
        for name, function in self._program.functions.items():
            refused = {item.register for item in function.parameters} | set(function.cells)
            for op in _instructions(function):
                if isinstance(op, Is | CheckSet | LoadFrame | StoreFrame):
                    refused |= {*read_registers(op), *targets(op)}
                self.known |= {(name, each) for each in targets(op) if each.type == VALUE}
            self.known -= {(name, each) for each in refused}
        while self._take_back():
            pass

    def is_reckoned(self, name: str) -> bool:
        """Whether the function reckons with any of the values that are known to be floats."""
        return any(
            (name, register) in self.known
            for op in _instructions(self._program.functions[name])
            if isinstance(op, Binary | InPlace)
            for register in (op.target, *read_registers(op))
        )

    def _take_back(self) -> bool:
        """One look at everything; whether anything was believed that does not follow."""
        before = len(self.known), len(self._mixed)
        for name, function in self._program.functions.items():
            for op in _instructions(function):
                for target in targets(op):
                    if (name, target) in self.known and not self._makes_float(name, op):
                        self.known.discard((name, target))
                self._look_into(name, op)
        return before != (len(self.known), len(self._mixed))

    def _is_float(self, name: str, operand: Operand) -> bool:
        if isinstance(operand, Register):
            return operand.type == FLOAT or (name, operand) in self.known
        return isinstance(operand, FloatConstant)

    def _makes_float(self, name: str, op: Instruction) -> bool:
        match op:
            case Assign(source=source) | Convert(source=source):
                return self._is_float(name, source)
            case Binary(_, operator, left, right) | InPlace(_, operator, left, right):
                floats = self._is_float(name, left), self._is_float(name, right)
                return operator in _OPERATORS and (
                    all(floats) or (any(floats) and (_is_whole(left) or _is_whole(right)))
                )
            case CallPrimitive(primitive=primitive, arguments=arguments) if primitive.name in TAKES:
                return self._holds_floats(self._flow.find(name, arguments[0]))
        return False

    def _holds_floats(self, place: Place | None) -> bool:
        return place is not None and place not in self._mixed

    def _look_into(self, name: str, op: Instruction) -> None:
        """What is put into containers."""
        put = put_in(op)
        if put is not None and not all(self._is_float(name, value) for value in put[1]):
            self._mix(name, put[0])
        for target, source in copied(op):
            if not self._holds_floats(self._flow.find(name, source)):
                self._mix(name, target)
        if isinstance(op, CallPrimitive) and op.primitive.name == "slu_range_of":
            for target in targets(op):
                self._mix(name, target)
        if isinstance(op, Binary) and is_repetition(op) and (name, op.right) not in self._counts:
            for operand in (op.target, op.left, op.right):
                self._mix(name, operand)

    def _mix(self, name: str, container: Operand) -> None:
        place = self._flow.find(name, container)
        if place is not None:
            self._mixed.add(place)


def _is_whole(operand: Operand) -> bool:
    return isinstance(operand, IntConstant) and abs(operand.value) <= _WHOLE


class _Rewriting:
    """A function whose known registers are held as FLOAT; a VALUE is made where somebody wants one."""

    def __init__(self, function: Function, known: Known) -> None:
        self._function = function
        self._floats = {
            register: Register(f"{register.name}.float", FLOAT)
            for name, register in known
            if name == function.name
        }

    def rewritten(self) -> Function:
        return replace(self._function, blocks=tuple(map(self._block, self._function.blocks)))

    def _block(self, block: Block) -> Block:
        done = [new for op in block.instructions for new in self._rewrite(op)]
        for register in dict.fromkeys(terminator_registers(block.terminator)):
            done += self._box(register, block.terminator.line)
        return replace(block, instructions=tuple(done))

    def _rewrite(self, op: Instruction) -> Iterator[Instruction]:
        match op:
            case Assign(target, source) | Convert(target, source) if target in self._floats:
                yield Assign(self._floats[target], self._float(source), op.line)
            case Convert(target, source) if source in self._floats and target.type == FLOAT:
                yield Assign(target, self._float(source), op.line)
            case Binary(target, operator, left, right) | InPlace(target, operator, left, right) if (
                target in self._floats
            ):
                yield Binary(self._floats[target], operator, self._float(left), self._float(right), op.line)
            case CallPrimitive(Register() as target) if target in self._floats:
                yield op
                yield CallPrimitive(self._floats[target], FLOAT_NUMBER, (target,), (), op.line)
            case CallPrimitive(Register() as target, primitive, (left, right, IntConstant(place))) if (
                primitive == COMPARE_TRUTH and self._has(left) and self._has(right)
            ):
                yield Compare(target, COMPARISONS[place], self._float(left), self._float(right), op.line)
            case _:
                for register in dict.fromkeys(read_registers(op)):
                    yield from self._box(register, op.line)
                yield op

    def _has(self, operand: Operand) -> bool:
        return operand in self._floats or operand.type == FLOAT

    def _float(self, operand: Operand) -> Operand:
        if isinstance(operand, Register):
            return self._floats.get(operand, operand)
        return FloatConstant(float(operand.value)) if isinstance(operand, IntConstant) else operand

    def _box(self, register: Register, line: int) -> Iterator[Instruction]:
        if register in self._floats:
            yield Convert(register, self._floats[register], line)
