"""Which registers an instruction reads and writes: what every analysis asks first."""

from __future__ import annotations

from collections.abc import Iterator

from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    Branch,
    Call,
    CallMethod,
    CallPrimitive,
    CallValue,
    CallVirtual,
    CatchException,
    CheckPending,
    CheckSet,
    CollectLoop,
    Compare,
    Convert,
    Finish,
    Goto,
    InPlace,
    Instruction,
    Is,
    LoadAttribute,
    LoadFrame,
    LoadGlobal,
    LoadSlot,
    NewClosure,
    NewGenerator,
    NewInstance,
    Not,
    Operand,
    Register,
    ResumeAt,
    Return,
    StoreAttribute,
    StoreFrame,
    StoreGlobal,
    StoreSlot,
    Suspend,
    Terminator,
    Truth,
    Yield,
)
from sluice.compiler.ir.program import Block


def targets(op: Instruction) -> tuple[Register, ...]:
    """The registers that the instruction assigns."""
    match op:
        case StoreAttribute() | StoreSlot() | StoreGlobal() | CheckSet() | StoreFrame() | CheckPending():
            return ()
        case CollectLoop(live):
            return live
        case _:
            return (op.target,) if op.target is not None else ()


def operands(op: Instruction) -> tuple[Operand, ...]:
    """What the instruction reads, in order."""
    match op:
        case Assign() | Convert() | Not() | Truth():
            return (op.source,)
        case Binary() | InPlace() | Compare() | Is():
            return (op.left, op.right)
        case Call() | CallVirtual():
            return op.arguments
        case CallPrimitive():
            return (*op.arguments, *op.variadic)
        case CallValue():
            return (op.callee, *op.arguments)
        case CallMethod():
            return (op.receiver, *op.arguments)
        case LoadAttribute():
            return (op.receiver,)
        case StoreAttribute():
            return (op.receiver, op.value)
        case LoadSlot():
            return (op.instance,)
        case StoreSlot():
            return (op.instance, op.value)
        case StoreGlobal() | Yield():
            return (op.value,)
        case CheckSet():
            return (op.register,)
        case NewClosure():
            return (*op.cells, *op.defaults)
        case NewGenerator():
            return op.words
        case CollectLoop():
            return op.live
        case LoadFrame():
            return (op.frame,)
        case StoreFrame():
            return (op.frame, op.value)
        case LoadGlobal() | NewInstance() | CatchException() | CheckPending():
            return ()


def read_registers(op: Instruction) -> Iterator[Register]:
    """The registers among the operands."""
    return (item for item in operands(op) if isinstance(item, Register))


def terminator_registers(end: Terminator) -> Iterator[Register]:
    match end:
        case Branch(condition) if isinstance(condition, Register):
            yield condition
        case Return(value) if isinstance(value, Register):
            yield value
        case ResumeAt(frame):
            yield frame
        case Suspend(frame, _, value) | Finish(frame, value):
            yield frame
            if isinstance(value, Register):
                yield value


def successors(block: Block) -> Iterator[str]:
    """The labels of the blocks that may run next, the handler included."""
    match block.terminator:
        case Goto(label):
            yield label
        case Branch(_, then, otherwise):
            yield then
            yield otherwise
        case ResumeAt(_, labels):
            yield from labels
    if block.handler is not None:
        yield block.handler
