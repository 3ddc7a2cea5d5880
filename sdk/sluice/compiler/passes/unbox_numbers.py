"""Keep a value that is mostly a float as a double beside a word, so that arithmetic makes no objects.

    total: value = 0.0                  total.number: number = 0.0
    t1: value = …                       t1: value = …
    t2: value = total + t1       →      number1.: number = t1
    total: value = t2                   t2.number: number = total.number + number1.
    return total                        total.number: number = t2.number
                                        total: value = total.number
                                        return total

A `float` of Python's typing may be an int, and nothing but the run tells which. A NUMBER holds either: its
word is nothing while the double counts. What is no float goes through the same functions as before. Elsewhere
a NUMBER stands as the VALUE that it is.
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
    Comparison,
    Convert,
    FloatConstant,
    InPlace,
    Instruction,
    IntConstant,
    Is,
    LoadFrame,
    NothingConstant,
    Operand,
    Register,
    StoreFrame,
)
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import FLOAT, NUMBER, VALUE
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH

_OPERATORS: Final = (Arithmetic.ADD, Arithmetic.SUBTRACT, Arithmetic.MULTIPLY, Arithmetic.DIVIDE)
_COMPARISONS: Final = (
    Comparison.LESS,
    Comparison.LESS_EQUAL,
    Comparison.EQUAL,
    Comparison.NOT_EQUAL,
    Comparison.GREATER,
    Comparison.GREATER_EQUAL,
)
"""By the number that `slu_comparison` gives them."""


def unbox_numbers(program: Program) -> Program:
    functions = {name: _unbox(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _unbox(function: Function) -> Function:
    numbers = _find_numbers(function)
    if not numbers:
        return function
    rewriting = _Rewriting(numbers)
    return replace(function, blocks=tuple(map(rewriting.rewrite_block, function.blocks)))


def _find_numbers(function: Function) -> frozenset[Register]:
    """Registers that only floats, arithmetic and copies of such reach, if any of them is reckoned with."""
    instructions = [op for block in function.blocks for op in block.instructions]
    refused = {item.register for item in function.parameters} | set(function.cells)
    for op in instructions:
        if isinstance(op, Is | CheckSet | LoadFrame | StoreFrame):
            refused |= {*read_registers(op), *targets(op)}
        elif not _makes_number(op):
            refused.update(targets(op))
    reckoned = {register for op in instructions if _is_arithmetic(op) for register in read_registers(op)}
    found: set[Register] = set()
    before = -1
    while len(found) != before:
        before = len(found)
        for op in instructions:
            for target in targets(op):
                if target.type == VALUE and target not in refused and _shows_float(op, found):
                    found.add(target)
    kept = frozenset(found)
    return kept if kept & reckoned else frozenset()


def _is_arithmetic(op: Instruction) -> bool:
    match op:
        case Binary(operator=operator) | InPlace(operator=operator):
            return operator in _OPERATORS
        case CallPrimitive(primitive=primitive):
            return primitive == COMPARE_TRUTH
    return False


def _makes_number(op: Instruction) -> bool:
    """Whether the target may become a NUMBER, if something shows that it is about floats."""
    match op:
        case Assign(source=source):
            return not isinstance(source, NothingConstant)
        case Convert(source=source):
            return source.type == FLOAT
        case Binary(operator=operator) | InPlace(operator=operator):
            return operator in _OPERATORS
    return False


def _shows_float(op: Instruction, found: set[Register]) -> bool:
    match op:
        case Assign(source=source):
            return source in found or isinstance(source, FloatConstant)
        case Convert(source=source):
            return source.type == FLOAT
        case (
            Binary(operator=operator, left=left, right=right)
            | InPlace(operator=operator, left=left, right=right)
        ) if operator in _OPERATORS:
            return operator is Arithmetic.DIVIDE or any(
                each in found or each.type == FLOAT for each in (left, right)
            )
    return False


class _Rewriting:
    """Blocks of one function with the registers in `numbers` held as NUMBERs.

    The register itself stays for those who want a VALUE: it is made of the NUMBER before each such use.
    """

    def __init__(self, numbers: frozenset[Register]) -> None:
        self._numbers = {register: Register(f"{register.name}.number", NUMBER) for register in numbers}
        self._temporaries = 0

    def rewrite_block(self, block: Block) -> Block:
        done = [new for op in block.instructions for new in self._rewrite(op)]
        for register in dict.fromkeys(terminator_registers(block.terminator)):
            done += self._box(register, block.terminator.line)
        return replace(block, instructions=tuple(done))

    def _rewrite(self, op: Instruction) -> Iterator[Instruction]:
        match op:
            case Assign(target, source) | Convert(target, source) if target in self._numbers:
                found = self._found(source)
                number = self._numbers[target]
                yield (
                    Assign(number, found, op.line)
                    if found.type == NUMBER
                    else Convert(number, found, op.line)
                )
            case Binary(target=target) | InPlace(target=target) if target in self._numbers:
                left, right = self._number(op.left), self._number(op.right)
                yield from self._fetch(op.left, left, op.line)
                yield from self._fetch(op.right, right, op.line)
                yield replace(op, target=self._numbers[target], left=left, right=right)
            case CallPrimitive(Register() as target, primitive, (first, second, IntConstant(place))) if (
                primitive == COMPARE_TRUTH and (first in self._numbers or second in self._numbers)
            ):
                left, right = self._number(first), self._number(second)
                yield from self._fetch(first, left, op.line)
                yield from self._fetch(second, right, op.line)
                yield Compare(target, _COMPARISONS[place], left, right, op.line)
            case _:
                for register in dict.fromkeys(read_registers(op)):
                    yield from self._box(register, op.line)
                yield op

    def _box(self, register: Register, line: int) -> Iterator[Instruction]:
        if register in self._numbers:
            yield Convert(register, self._numbers[register], line)

    def _found(self, operand: Operand) -> Operand:
        return self._numbers.get(operand, operand) if isinstance(operand, Register) else operand

    def _number(self, operand: Operand) -> Operand:
        """The operand as arithmetic takes it: of a VALUE a temporary that it has to be fetched into."""
        found = self._found(operand)
        if found.type in (NUMBER, FLOAT) or isinstance(found, IntConstant):
            return found
        self._temporaries += 1
        return Register(f"number{self._temporaries}.", NUMBER)

    def _fetch(self, operand: Operand, number: Operand, line: int) -> Iterator[Instruction]:
        if isinstance(number, Register) and number.type == NUMBER and number != self._found(operand):
            yield Convert(number, operand, line)
