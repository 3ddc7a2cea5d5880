"""Trust what the first statements of a module set, and know what never changes.

    SIZE = 4                                  global m.SIZE = 4
    TABLE = [0] * SIZE                        t1: int = 4
                                        →     …
    def f() -> int:                           t1: list = global m.TABLE (not checked)
        return TABLE[SIZE]                    t2: int = 4

What stands before all else in a module is run before any function of that module can be: nobody sees its
globals unset, unless a module that ran earlier knows this one (an import in a circle). It ends with the first
instruction that mentions a function or a class of the module, or that is run only sometimes. A global that is
set only there, to a constant, is that constant everywhere. What a module sets of another one counts for
neither, and variables of classes, which can be set through the class, are left alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from sluice.compiler.ir.intervals import SMALL
from sluice.compiler.ir.ops import (
    Assign,
    BoolConstant,
    Call,
    CallPrimitive,
    CallVirtual,
    ClassConstant,
    Convert,
    FunctionConstant,
    Instruction,
    IntConstant,
    LoadGlobal,
    NewClosure,
    NewGenerator,
    NewInstance,
    NoneConstant,
    NothingConstant,
    Operand,
    Register,
    StoreGlobal,
    StrConstant,
)
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import operands, successors, targets
from sluice.compiler.ir.types import VALUE

_SUFFIX: Final = ".<module>"
_MOST_ITEMS: Final = 64
Plain = IntConstant | BoolConstant | StrConstant | NoneConstant
Value = Plain | tuple[IntConstant, ...]
"""What is known of a register: a constant, or the items of a range or a tuple."""


class _Start(Struct, frozen=True):
    """What the first statements of one module set: where each global's last store stands in the block."""

    function: str
    places: Mapping[str, int]
    constants: Mapping[str, Plain]


def know_globals(program: Program) -> Program:
    starts = list(_starts(program))
    if not any(start.places for start in starts):
        return program
    set_ = {name for start in starts for name in start.places}
    constants = {name: known for start in starts for name, known in start.constants.items()}
    known = _Known(frozenset(set_), constants)
    begun = {start.function: start for start in starts}
    functions = {name: known.told(each, begun.get(name)) for name, each in program.functions.items()}
    return replace(program, functions=functions)


class _Known(Struct, frozen=True):
    set_: frozenset[str]
    constants: Mapping[str, Plain]

    def told(self, function: Function, start: _Start | None) -> Function:
        first, *others = function.blocks
        blocks = (self._told(first, start), *(self._told(block, None) for block in others))
        changed = any(new is not old for new, old in zip(blocks, function.blocks, strict=True))
        return replace(function, blocks=blocks) if changed else function

    def _told(self, block: Block, start: _Start | None) -> Block:
        """`start`: of the block that begins the module; what stands before a store there is left alone."""
        if not any(isinstance(op, LoadGlobal) and op.name in self.set_ for op in block.instructions):
            return block
        places = start.places if start is not None else {}
        told = [
            self._load(op) if isinstance(op, LoadGlobal) and place > places.get(op.name, -1) else op
            for place, op in enumerate(block.instructions)
        ]
        return replace(block, instructions=tuple(told))

    def _load(self, op: LoadGlobal) -> Instruction:
        if op.name not in self.set_:
            return op
        constant = self.constants.get(op.name)
        if constant is not None and constant.type == op.target.type:
            return Assign(op.target, constant, op.line)
        if constant is not None and op.target.type == VALUE:
            return Convert(op.target, constant, op.line)
        return replace(op, checked=False)


def _starts(program: Program) -> Iterator[_Start]:
    """Of each module that nobody knows who ran before it."""
    modules = {program.functions[name].file: name.removesuffix(_SUFFIX) for name in program.initialisers}
    stores, deleted = _stores(program)
    open_ = _open(program)
    later = set(modules)
    mentioned: set[str] = set()  # functions, classes and globals, by what ran before
    waiting = dict(_by_file(program))
    for file in set(waiting) - later:
        mentioned |= _mentions(waiting.pop(file))
    for file, module in modules.items():
        later.discard(file)
        own = waiting.pop(file, [])
        if not any(each.startswith(f"{module}.") for each in mentioned):
            initialiser = program.functions[f"{module}{_SUFFIX}"]
            places, constants = _first_stores(initialiser, module)
            trusted = {name: place for name, place in places.items() if name not in open_ | deleted}
            known = {name: each for name, each in constants.items() if stores[name] == 1 and name in trusted}
            yield _Start(initialiser.name, trusted, known)
        mentioned |= _mentions(own)


def _by_file(program: Program) -> Mapping[str, list[Function]]:
    found: dict[str, list[Function]] = {}
    for function in program.functions.values():
        found.setdefault(function.file, []).append(function)
    return found


def _mentions(functions: list[Function]) -> set[str]:
    return {
        name
        for function in functions
        for block in function.blocks
        for op in block.instructions
        for name in _names(op)
    }


def _names(op: Instruction) -> Iterator[str]:
    """Functions, classes and globals that the instruction uses."""
    match op:
        case Call(function=name) | NewClosure(function=name) | NewGenerator(function=name):
            yield name
        case NewInstance(class_name=name) | CallVirtual(class_name=name):
            yield name
        case LoadGlobal(name=name):
            yield name
    for each in operands(op):
        match each:
            case FunctionConstant(name) | ClassConstant(name):
                yield name


def _stores(program: Program) -> tuple[Counter[str], set[str]]:
    """How often each global is set, and which are deleted somewhere."""
    stores: Counter[str] = Counter()
    deleted: set[str] = set()
    for function in program.functions.values():
        for block in function.blocks:
            for op in block.instructions:
                if isinstance(op, StoreGlobal):
                    stores[op.name] += 1
                    if isinstance(op.value, NothingConstant):
                        deleted.add(op.name)
    return stores, deleted


def _open(program: Program) -> set[str | None]:
    """What is also reached otherwise: variables of classes, defaults, and what is set before all else."""
    return {
        *(member.variable for each in program.classes.values() for member in each.members),
        *(each.default_global for item in program.functions.values() for each in item.parameters),
        *(name for name, each in program.globals.items() if each.initial is not None),
    }


def _first_stores(initialiser: Function, module: str) -> tuple[dict[str, int], dict[str, Plain]]:
    """Of each global set before any code of the module can run: where, and the last value if known."""
    places: dict[str, int] = {}
    constants: dict[str, Plain] = {}
    first = initialiser.blocks[0]
    if first.handler is not None or any(first.label in successors(each) for each in initialiser.blocks):
        return places, constants
    values: dict[Register, Value] = {}
    for place, op in enumerate(first.instructions):
        if any(name.startswith(f"{module}.") and not isinstance(op, LoadGlobal) for name in _names(op)):
            break
        if isinstance(op, StoreGlobal) and op.name.rpartition(".")[0] == module:
            value = _value(op.value, values)
            places[op.name] = place
            if value is not None and not isinstance(value, tuple):
                constants[op.name] = value
        for target in targets(op):
            values.pop(target, None)
            found = _result(op, values)
            if found is not None:
                values[target] = found
    return places, constants


def _value(operand: Operand, values: Mapping[Register, Value]) -> Value | None:
    match operand:
        case Register():
            return values.get(operand)
        case IntConstant(number):
            return operand if SMALL.low <= number <= SMALL.high else None
        case BoolConstant() | StrConstant() | NoneConstant():
            return operand
    return None


def _result(op: Instruction, values: Mapping[Register, Value]) -> Value | None:
    """`A, B, C = range(3)` gives constants, too."""
    match op:
        case Assign(source=source) | Convert(source=source):
            return _value(source, values)
        case CallPrimitive(primitive=primitive, variadic=bounds) if primitive.name == "slu_range_of":
            return _range([_value(each, values) for each in bounds])
        case CallPrimitive(primitive=primitive, arguments=(items, IntConstant(number))):
            known = _value(items, values)
            if isinstance(known, tuple) and primitive.name == "slu_unpack" and len(known) == number:
                return known
            if isinstance(known, tuple) and primitive.name == "slu_tuple_at":
                return known[number]
    return None


def _range(bounds: list[Value | None]) -> tuple[IntConstant, ...] | None:
    known = [each.value for each in bounds if isinstance(each, IntConstant)]
    if len(known) < len(bounds) or not 1 <= len(known) <= 3 or known[2:] == [0]:
        return None
    numbers = range(*known)
    return tuple(map(IntConstant, numbers)) if len(numbers) <= _MOST_ITEMS else None
