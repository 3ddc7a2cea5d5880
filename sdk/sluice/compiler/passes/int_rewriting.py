"""What becomes of the instructions of a function whose ints have a known range: the work of `unbox_ints`.

A register that is known somewhere has a machine number beside it, `x.int`, set wherever it becomes known. Its
word is made of the number where somebody wants a word; when that is also asked for where the number is not
known, both are kept throughout.

Of what only ends in `& mask` nothing but low bits count: sums, products and shifts of any ints are then
reckoned in machine numbers that wrap around, and no words are made.

    t1: int = a + b                t1.int: int64 = low bits of a + low bits of b
    t2: int = t1 & 255        →    t2.int: int64 = t1.int & 255
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sluice.compiler.ir.intervals import INT64_MIN, MOST_BITS, SMALL, Interval, contains
from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    BoolConstant,
    CallPrimitive,
    CheckSet,
    Compare,
    Comparison,
    Convert,
    InPlace,
    Instruction,
    IntConstant,
    Operand,
    Register,
    Truth,
)
from sluice.compiler.ir.program import Block, Function
from sluice.compiler.ir.registers import read_registers, targets, terminator_registers
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, VALUE
from sluice.compiler.passes.find_ranges import COMPARISONS, Ranges, Walk
from sluice.compiler.passes.low_bits import MACHINE, UNARY, WRAPPING, find_low_bits
from sluice.compiler.passes.rotations import Rotations
from sluice.compiler.primitives.int_ops import (
    FLOAT_QUOTIENT,
    INT64_FLOOR_BY_POSITIVE,
    INT64_MODULO_BY_POSITIVE,
    INT64_QUOTIENT,
    INT64_REST,
    INT_BOX_INT64,
    INT_FROM_UINT64,
    INT_LOW_BITS,
    INT_SHIFTED_BITS,
    INT_SMALL_VALUE,
)
from sluice.compiler.primitives.list_ops import (
    LIST_AT,
    LIST_GET,
    LIST_GET_NATURAL,
    LIST_PUT,
    LIST_SET,
    LIST_SET_NATURAL,
)
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH

_SHIFTS: Final = (Arithmetic.LEFT_SHIFT, Arithmetic.RIGHT_SHIFT)
_WORDS: Final = (INT, VALUE)
"""What a register is held as that may get a machine number beside it."""
_NATURAL: Final = {LIST_GET.name: LIST_GET_NATURAL, LIST_SET.name: LIST_SET_NATURAL}
_CERTAIN: Final = {LIST_GET.name: LIST_AT, LIST_SET.name: LIST_PUT}
_WHOLE: Final = 1 << 53
"""Ints up to here are floats without loss."""


class _Choice(Struct, frozen=True):
    """How registers are held.

    `low`: by so many low bits alone; `lazy`: by the number, words are made at need; `shadowed`: by a word,
    with its low bits beside it all the time.
    """

    low: Mapping[Register, int]
    lazy: frozenset[Register] = frozenset()
    shadowed: frozenset[Register] = frozenset()


def rewrite_ints(function: Function, ranges: Ranges) -> Function:
    low = find_low_bits(function, ranges)
    while True:
        draft = _Rewriting(function, ranges, _Choice(low))
        draft.blocks()
        if not low.keys() & draft.refused:
            break
        low = {register: count for register, count in low.items() if register not in draft.refused}
    if not draft.gains:
        return function
    lazy = frozenset(draft.numbered - draft.refused)
    shadowed = _shadowed(function, draft.asked) - low.keys()
    final = _Rewriting(function, ranges, _Choice(low, lazy - shadowed, shadowed))
    return replace(function, blocks=final.blocks())


def _shadowed(function: Function, asked: set[Register]) -> frozenset[Register]:
    """Variables whose low bits are asked for where nothing is known of them, and what is assigned to such."""
    ops = [op for block in function.blocks for op in block.instructions]
    defined = Counter(target for op in ops for target in targets(op))
    found = {register for register in asked if defined[register] > 1}
    ints = {register for register in defined if register.type == INT}
    before = -1
    while len(found) != before:
        before = len(found)
        for op in ops:
            if isinstance(op, Assign) and op.target in found and isinstance(op.source, Register):
                found |= {op.source} & ints
    return frozenset(found)


class _Rewriting:
    """One way through all blocks, with what it asked for.

    `numbered`: registers that got a machine number; `refused`: those whose word was wanted where the number
    is not known to be the same object; `asked`: those whose low bits were wanted where nothing is known;
    `gains`: instructions that became cheaper.
    """

    def __init__(self, function: Function, ranges: Ranges, choice: _Choice) -> None:
        self._function = function
        self._ranges = ranges
        self._choice = choice
        self._walk: Walk | None = None
        self._result: Interval | None = None
        self._temporaries = 0
        self._rotations = Rotations()
        self.numbered: set[Register] = set()
        self.refused: set[Register] = set()
        self.asked: set[Register] = set()
        self.gains = 0

    def blocks(self) -> tuple[Block, ...]:
        return tuple(self._block(block) for block in self._function.blocks)

    def _block(self, block: Block) -> Block:
        self._walk = self._ranges.walk(block)
        self._rotations = Rotations()
        done: list[Instruction] = []
        if block is self._function.blocks[0]:
            done += self._parameters()
        for op in block.instructions:
            self._result = self._walk.assigned(op) if self._walk is not None else None
            for target in targets(op):
                self._rotations.forget(_number(target) if target.type in _WORDS else target)
            made = self._unboxed(op)
            done += self._as_it_is(op) if made is None else made
            for register, index in self._walk.after(op) if self._walk is not None else ():
                self.numbered.add(register)
                done.append(Assign(_number(register), index, op.line))
        for register in dict.fromkeys(terminator_registers(block.terminator)):
            done += self._word(register, block.terminator.line)
        return replace(block, instructions=tuple(done))

    def _parameters(self) -> Iterator[Instruction]:
        """The machine numbers of the parameters whose range is known, or whose low bits are wanted."""
        line = self._function.line
        for item in self._function.parameters:
            if item.register in self._ranges.facts.parameters:
                self.numbered.add(item.register)
                yield CallPrimitive(_number(item.register), INT_SMALL_VALUE, (item.register,), (), line)
            elif item.register in self._choice.shadowed:
                yield CallPrimitive(_number(item.register), INT_LOW_BITS, (item.register,), (), line)

    # Operands.

    def _known(self, operand: Operand) -> Interval | None:
        return self._walk.of(operand) if self._walk is not None else None

    def _word(self, register: Register, line: int) -> Iterator[Instruction]:
        """What makes the register's word right, if it is not so already."""
        if register.type not in _WORDS:
            return
        known = self._known(register)
        if known is None or not known.exact or register in self._choice.low:
            self.refused.add(register)
        elif register in self._choice.lazy:
            yield _boxed(register, known, line)

    def _low(self, operand: Operand, line: int) -> tuple[list[Instruction], Operand]:
        """A machine number with the operand's low bits, and what makes it."""
        if isinstance(operand, IntConstant):
            bits = operand.value & (1 << 64) - 1
            return [], IntConstant(bits - (bits >> 63 << 64), INT64)
        if (
            not isinstance(operand, Register)
            or self._known(operand) is not None
            or operand in self._choice.low
            or operand in self._choice.shadowed
        ):
            return [], _raw(operand)
        self.asked.add(operand)
        bits_of = self._temporary()
        made = [*self._word(operand, line), CallPrimitive(bits_of, INT_LOW_BITS, (operand,), (), line)]
        return made, bits_of

    def _temporary(self) -> Register:
        self._temporaries += 1
        return Register(f"bits{self._temporaries}.", INT64)

    # Instructions.

    def _as_it_is(self, op: Instruction) -> Iterator[Instruction]:
        """The instruction on words; the number beside its result comes from the word."""
        for register in dict.fromkeys(read_registers(op)):
            yield from self._word(register, op.line)
        yield self._indexed(op) if isinstance(op, CallPrimitive) else op
        for target in targets(op):
            if target in self._choice.low:
                self.refused.add(target)
            if target.type not in _WORDS:
                continue
            if self._result is not None:
                self.numbered.add(target)
                plain = self._result.exact and contains(SMALL, self._result)
                way = INT_SMALL_VALUE if plain else INT_LOW_BITS
                yield CallPrimitive(_number(target), way, (target,), (), op.line)
            elif target in self._choice.shadowed:
                yield CallPrimitive(_number(target), INT_LOW_BITS, (target,), (), op.line)

    def _indexed(self, op: CallPrimitive) -> CallPrimitive:
        """A subscript that does not look for what is known: the item is there, the index is not negative."""
        natural = _NATURAL.get(op.primitive.name)
        if natural is None or self._walk is None:
            return op
        if self._walk.exists(op.arguments[0], op.arguments[1]):
            self.gains += 1
            return replace(op, primitive=_CERTAIN[op.primitive.name])
        if not isinstance(op.arguments[1], Register):
            return op
        known = self._known(op.arguments[1])
        if known is None or known.low < 0:
            return op
        self.gains += 1
        return replace(op, primitive=natural)

    def _unboxed(self, op: Instruction) -> list[Instruction] | None:
        """The instruction on machine numbers; None where it needs words."""
        match op:
            case Assign(target, Register() | IntConstant() as source) | Convert(
                target, Register() | IntConstant() as source
            ) if target.type in _WORDS and source.type in (INT, INT64, VALUE):
                return self._copied(op, target, source)
            case Convert(target, source) if target in self._choice.low and source.type == BOOL:
                return [replace(op, target=_number(target))]
            case Convert(target, Register() as source) if source.type in _WORDS:
                return self._converted(op, target, source)
            case Binary() | InPlace() if op.target.type in _WORDS:
                return self._reckoned(op)
            case Binary(target, Arithmetic.DIVIDE, left, right) if target.type == FLOAT:
                return self._divided(op, left, right)
            case Compare(target, operator, left, right) if target.type == BOOL:
                return self._compared(target, operator, left, right, op.line)
            case CallPrimitive(Register() as target, primitive, (left, right, IntConstant(place))) if (
                primitive == COMPARE_TRUTH
            ):
                return self._compared(target, COMPARISONS[place], left, right, op.line)
            case Truth(target, Register() as source) if source.type in _WORDS and self._known(source):
                return [Truth(target, _number(source), op.line)]
            case CheckSet(register) if register.type in _WORDS and self._known(register):
                return []
            case CallPrimitive(Register() as target, primitive, (Register() as source,)):
                return self._called(op, target, primitive.name, source)
        return None

    def _number_set(self, target: Register, made: list[Instruction], op: Instruction) -> list[Instruction]:
        """`made` gives the number of `target`; its word follows where it is kept."""
        known = self._result
        if known is not None:
            self.numbered.add(target)
            if target not in self._choice.lazy and target not in self._choice.low:
                made.append(_boxed(target, known, op.line))
        return made

    def _copied(
        self, op: Assign | Convert, target: Register, source: Register | IntConstant
    ) -> list[Instruction] | None:
        number = _number(target)
        if target in self._choice.low and source.type != VALUE:
            made, bits = self._low(source, op.line)
            return [*made, Assign(number, bits, op.line)]
        if self._result is not None and self._result.exact:
            return self._number_set(target, [Assign(number, _raw(source), op.line)], op)
        if self._result is not None:
            self.numbered.add(target)
        elif target not in self._choice.shadowed or source.type == VALUE:
            return None
        words = list(self._word(source, op.line)) if isinstance(source, Register) else []
        made, bits = self._low(source, op.line)
        return [*words, op, *made, Assign(number, bits, op.line)]

    def _converted(self, op: Convert, target: Register, source: Register) -> list[Instruction] | None:
        known = self._known(source)
        if known is None:
            return None
        if target.type == INT64 and contains(SMALL, known):
            return [Assign(target, _number(source), op.line)]
        return [Convert(target, _number(source), op.line)] if target.type == FLOAT else None

    def _reckoned(self, op: Binary | InPlace) -> list[Instruction] | None:
        target, number = op.target, _number(op.target)
        left, right = self._known(op.left), self._known(op.right)
        if left is not None and right is not None and self._result is not None:
            exactly = _operation(number, op, left, right)
            if exactly is not None:
                self.gains += 1
                return self._number_set(target, [self._rotations.found(exactly, left, right)], op)
        if not {op.left.type, op.right.type} <= {INT, INT64, BOOL} or op.left.type == op.right.type == BOOL:
            return None
        if target in self._choice.low:
            return self._low_operation(op, number, right)
        if op.operator is Arithmetic.AND:
            return self._masked(op, number)
        return None

    def _low_operation(
        self, op: Binary | InPlace, number: Register, right: Interval | None
    ) -> list[Instruction] | None:
        """Only the low bits of the result count."""
        if op.operator in WRAPPING:
            first, left = self._low(op.left, op.line)
            second, other = self._low(op.right, op.line)
            return [*first, *second, Binary(number, op.operator, left, other, op.line)]
        if op.operator not in _SHIFTS or right is None or right.low < 0 or right.high > MOST_BITS:
            return None
        too_many = self._choice.low[op.target] + right.high > MACHINE
        if op.operator is Arithmetic.RIGHT_SHIFT and too_many and self._known(op.left) is None:
            words = list(self._word(op.left, op.line)) if isinstance(op.left, Register) else []
            shifted = CallPrimitive(number, INT_SHIFTED_BITS, (op.left, _raw(op.right)), (), op.line)
            return [*words, shifted]
        made, bits = self._low(op.left, op.line)
        return [*made, Binary(number, op.operator, bits, _raw(op.right), op.line)]

    def _masked(self, op: Binary | InPlace, number: Register) -> list[Instruction] | None:
        """`any & mask`, where the mask is known and not negative."""
        for other, mask in ((op.left, op.right), (op.right, op.left)):
            known = self._known(mask)
            if known is not None and known.exact and known.low >= 0 and self._result is not None:
                self.gains += 1
                made, bits = self._low(other, op.line)
                masked = Binary(number, Arithmetic.AND, bits, _raw(mask), op.line)
                return self._number_set(op.target, [*made, masked], op)
            if isinstance(mask, IntConstant) and 1 << 63 <= mask.value < 1 << 64:
                self.gains += 1
                made, bits = self._low(other, op.line)
                masked = Binary(number, Arithmetic.AND, bits, self._low(mask, op.line)[1], op.line)
                word = CallPrimitive(op.target, INT_FROM_UINT64, (number,), (), op.line)
                return [*made, masked, word]
        return None

    def _divided(self, op: Binary, left: Operand, right: Operand) -> list[Instruction] | None:
        """`/` where nothing can be zero or pass what a float holds."""
        if left.type == right.type == FLOAT and self._walk is not None and self._walk.is_not_zero(right):
            return [CallPrimitive(op.target, FLOAT_QUOTIENT, (left, right), (), op.line)]
        first, second = self._known(left), self._known(right)
        if first is None or second is None or second.low <= 0 <= second.high:
            return None
        if max(abs(bound) for each in (first, second) for bound in (each.low, each.high)) > _WHOLE:
            return None
        self.gains += 1
        return [CallPrimitive(op.target, FLOAT_QUOTIENT, (_raw(left), _raw(right)), (), op.line)]

    def _compared(
        self, target: Register, operator: Comparison, left: Operand, right: Operand, line: int
    ) -> list[Instruction] | None:
        if self._known(left) is None or self._known(right) is None:
            return None
        if not any(isinstance(each, Register) and each.type in _WORDS for each in (left, right)):
            return None
        self.gains += 1
        return [Compare(target, operator, _raw(left), _raw(right), line)]

    def _called(
        self, op: CallPrimitive, target: Register, name: str, source: Register
    ) -> list[Instruction] | None:
        known = self._known(source)
        if name == "slu_int_position" or name == "slu_int_clamp":
            fits = known is not None and contains(SMALL, known)  # beyond they give a bound instead
            return [Assign(target, _raw(source), op.line)] if fits else None
        if name not in UNARY or target.type != INT:
            return None
        if known is not None and self._result is not None:
            self.gains += 1
            return self._number_set(target, [_subtracted(UNARY[name], target, _raw(source), op.line)], op)
        if target not in self._choice.low:
            return None
        made, bits = self._low(source, op.line)
        return [*made, _subtracted(UNARY[name], target, bits, op.line)]


def _number(register: Register) -> Register:
    return Register(f"{register.name}.int", INT64)


def _raw(operand: Operand) -> Operand:
    """The machine number of what is known."""
    match operand:
        case IntConstant(value):
            return IntConstant(value, INT64)
        case BoolConstant(value):
            return IntConstant(int(value), INT64)
        case Register(type=kind) if kind in _WORDS:
            return _number(operand)
        case _:
            return operand


def _boxed(register: Register, known: Interval, line: int) -> Instruction:
    if contains(SMALL, known):
        return Convert(register, _number(register), line)
    return CallPrimitive(register, INT_BOX_INT64, (_number(register),), (), line)


def _subtracted(minuend: int | None, target: Register, bits: Operand, line: int) -> Instruction:
    if minuend is None:
        return Assign(_number(target), bits, line)
    return Binary(_number(target), Arithmetic.SUBTRACT, IntConstant(minuend, INT64), bits, line)


def _operation(number: Register, op: Binary | InPlace, left: Interval, right: Interval) -> Instruction | None:
    """On operands whose ranges are known, with a result that fits; None where it has to be done on words."""
    first, second, line = _raw(op.left), _raw(op.right), op.line
    if op.operator in WRAPPING or op.operator in _SHIFTS:
        return Binary(number, op.operator, first, second, line)
    if op.operator not in (Arithmetic.FLOOR_DIVIDE, Arithmetic.MODULO):
        return None
    is_rest = op.operator is Arithmetic.MODULO
    if right.low == right.high > 0 and right.low & right.low - 1 == 0:
        if is_rest:
            return Binary(number, Arithmetic.AND, first, IntConstant(right.low - 1, INT64), line)
        places = IntConstant(right.low.bit_length() - 1, INT64)
        return Binary(number, Arithmetic.RIGHT_SHIFT, first, places, line)
    if right.low > 0:
        natural = INT64_REST if is_rest else INT64_QUOTIENT
        floored = INT64_MODULO_BY_POSITIVE if is_rest else INT64_FLOOR_BY_POSITIVE
        return CallPrimitive(number, natural if left.low >= 0 else floored, (first, second), (), line)
    if left.low == INT64_MIN and right.low <= -1 <= right.high:
        return None
    return Binary(number, op.operator, first, second, line)
