"""Tells when IR is ill-formed: a fault of the lowering or of a pass, found before it becomes wrong C."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sluice.compiler.ir.ops import (
    Assign,
    Branch,
    Call,
    CallPrimitive,
    CheckSet,
    Compare,
    Convert,
    FloatConstant,
    Goto,
    Instruction,
    IntConstant,
    Is,
    LoadGlobal,
    LoadSlot,
    NewInstance,
    NoneConstant,
    Not,
    NothingConstant,
    Operand,
    Register,
    ResumeAt,
    Return,
    StoreGlobal,
    StoreSlot,
    Terminator,
    Truth,
)
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.printer import print_instruction, print_operand, print_terminator
from sluice.compiler.ir.program import Function, Program
from sluice.compiler.ir.registers import operands, targets, terminator_registers
from sluice.compiler.ir.types import (
    BOOL,
    CELL,
    FLOAT,
    INT,
    INT64,
    VALUE,
    VOID,
    Instance,
    Maybe,
    Type,
    is_pointer,
)


class VerifyError(Exception):
    """The IR breaks a rule; the message names function, block and instruction."""


def verify_program(program: Program) -> None:
    """Raises `VerifyError` for the first broken rule."""
    for name, function in program.functions.items():
        if name != function.name:
            raise VerifyError(f"{function.name}: stands under the name {name}")
        for problem in _problems(program, function):
            raise VerifyError(f"{function.name}: {problem}")


def _problems(program: Program, function: Function) -> Iterator[str]:
    labels = [block.label for block in function.blocks]
    if not labels:
        yield "has no blocks"
    for label in labels:
        if labels.count(label) > 1:
            yield f"two blocks are called {label}"
    yield from _register_types(function)
    for block in function.blocks:
        if block.handler is not None and block.handler not in labels:
            yield f"{block.label}: there is no handler {block.handler}"
        for op in block.instructions:
            for problem in _instruction_problems(program, op):
                yield f"{block.label}: {print_instruction(op)}: {problem}"
        for problem in _terminator_problems(function, block.terminator, labels):
            yield f"{block.label}: {print_terminator(block.terminator)}: {problem}"


def _register_types(function: Function) -> Iterator[str]:
    """A name stands for one type, and what is read is assigned somewhere."""
    known: dict[str, Type] = {}
    own = [*function.cells, *(item.register for item in function.parameters)]
    assigned = {register.name for register in own}
    for register in (*own, *_all_registers(function)):
        if known.setdefault(register.name, register.type) != register.type:
            yield f"{register.name} is {known[register.name]} and {register.type}"
    for block in function.blocks:
        assigned |= {register.name for op in block.instructions for register in targets(op)}
    for name in known:
        if name not in assigned:
            yield f"{name} is read but never assigned"


def _all_registers(function: Function) -> Iterator[Register]:
    for block in function.blocks:
        for op in block.instructions:
            yield from targets(op)
            yield from (item for item in operands(op) if isinstance(item, Register))
        yield from terminator_registers(block.terminator)


def fits(operand: Operand, wanted: Type) -> bool:
    """Whether an operand can stand where the type is wanted without a check: see `emit.c_types`."""
    kind = operand.type
    if kind == wanted or wanted == VALUE or isinstance(operand, NothingConstant):
        return kind != VOID
    if isinstance(operand, IntConstant):
        return wanted in (INT, INT64) or (wanted == FLOAT and abs(operand.value) < 1 << 53)
    if isinstance(operand, FloatConstant):
        return wanted == FLOAT
    if kind == BOOL:
        return wanted in (INT, INT64, FLOAT)
    if kind == INT64:
        return wanted in (INT, FLOAT)
    if isinstance(wanted, Maybe):
        return isinstance(operand, NoneConstant) or isinstance(kind, Instance | Maybe)
    return isinstance(kind, Instance) and isinstance(wanted, Instance)


def _misfits(arguments: Sequence[Operand], wanted: Sequence[Type]) -> Iterator[str]:
    if len(arguments) != len(wanted):
        yield f"takes {len(wanted)} operands, not {len(arguments)}"
        return
    for operand, kind in zip(arguments, wanted, strict=True):
        if not fits(operand, kind):
            yield f"{print_operand(operand)} is {operand.type}, not {kind}"


def _instruction_problems(program: Program, op: Instruction) -> Iterator[str]:
    match op:
        case Assign(target, source):
            yield from _misfits((source,), (target.type,))
        case Convert(target, source):
            if not _convertible(source.type, target.type):
                yield f"there is no way from {source.type} to {target.type}"
        case Not(target, source):
            yield from _misfits((source, target), (BOOL, BOOL))
        case Truth(target) | Is(target):
            yield from _misfits((target,), (BOOL,))
        case Compare(target, _, left, right):
            wanted = VALUE if VALUE in (left.type, right.type) else BOOL
            if target.type not in (BOOL, VALUE) or (wanted == VALUE and target.type != VALUE):
                yield f"the result is {wanted}, not {target.type}"
        case Call(_, name, arguments):
            yield from _call_problems(program, name, arguments)
        case CallPrimitive(target, primitive, arguments, variadic):
            yield from _misfits(arguments, primitive.parameters)
            if variadic and not primitive.variadic:
                yield "takes no further operands"
            if target is not None and primitive.raises is not Raises.ALWAYS and primitive.result == VOID:
                yield "gives no result"
        case LoadGlobal(name=name) | StoreGlobal(name=name):
            if name not in program.globals:
                yield f"there is no global {name}"
        case LoadSlot(class_name=name, slot=slot) | StoreSlot(class_name=name, slot=slot):
            yield from _slot_problems(program, name, slot)
        case NewInstance(class_name=name):
            if name not in program.classes:
                yield f"there is no class {name}"
        case CheckSet(register):
            if register.type in (FLOAT, BOOL, INT64):
                yield f"{register.type} has no unset state"


def _call_problems(program: Program, name: str, arguments: tuple[Operand, ...]) -> Iterator[str]:
    function = program.functions.get(name)
    if function is None:
        yield f"there is no function {name}"
        return
    wanted = [*(CELL for _ in function.cells), *(item.register.type for item in function.parameters)]
    yield from _misfits(arguments, wanted)


def _slot_problems(program: Program, class_name: str, slot: str) -> Iterator[str]:
    class_ = program.classes.get(class_name)
    if class_ is None:
        yield f"there is no class {class_name}"
    elif all(each.name != slot for each in class_.slots):
        yield f"{class_name} has no slot {slot}"


def _convertible(source: Type, target: Type) -> bool:
    if VALUE in (source, target) or source == target:
        return VOID not in (source, target)
    if is_pointer(source) and is_pointer(target):
        return True
    if is_pointer(source) or is_pointer(target):
        return False
    return target != BOOL and not (source == FLOAT and target in (INT, INT64))


def _terminator_problems(function: Function, end: Terminator, labels: list[str]) -> Iterator[str]:
    match end:
        case Goto(label):
            yield from _missing((label,), labels)
        case Branch(condition, then, otherwise):
            yield from _missing((then, otherwise), labels)
            yield from _misfits((condition,), (BOOL,))
        case ResumeAt(_, targets_):
            yield from _missing(targets_, labels)
        case Return(value):
            if function.result != VOID and value is not None:
                yield from _misfits((value,), (function.result,))
            elif function.result != VOID:
                yield f"returns nothing, not {function.result}"


def _missing(wanted: tuple[str, ...], labels: list[str]) -> Iterator[str]:
    for label in wanted:
        if label not in labels:
            yield f"there is no block {label}"
