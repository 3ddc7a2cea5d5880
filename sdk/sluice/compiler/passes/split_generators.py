"""Turn a generator or coroutine into a function that makes it and one that resumes it, state by state.

    def f(n):               f(n):        t = NewGenerator f.<resume>, n
    entry:                               return t
        x = …               f.<resume>(frame, sent):
        y = Yield x    →    start:       resume at entry, after1
        return y            entry:       n = frame[0]; x = …
                                         suspend 1 with x
                            after1:      n = frame[0]; check pending; y = sent
                                         finish y

Registers that are needed after a `Yield` are kept in the frame: cells and parameters first, then the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from sluice.compiler.ir.liveness import live_at_start, live_before
from sluice.compiler.ir.ops import (
    Assign,
    CallPrimitive,
    CheckPending,
    Finish,
    Goto,
    Instruction,
    LoadFrame,
    NewGenerator,
    Register,
    ResumeAt,
    Return,
    StoreFrame,
    Suspend,
    Terminator,
    Yield,
)
from sluice.compiler.ir.program import Block, Function, FunctionKind, Parameter, Program
from sluice.compiler.ir.types import FLOAT, VALUE, Ref
from sluice.compiler.primitives.language_ops import (
    HANDLED_GET,
    HANDLED_GET_INSIDE,
    HANDLED_SET,
    HANDLED_SET_INSIDE,
)

_INSIDE = {HANDLED_GET: HANDLED_GET_INSIDE, HANDLED_SET: HANDLED_SET_INSIDE}

FRAME = Register("frame.", Ref("generator"))
SENT = Register("sent.", VALUE)
START = "start."


def split_generators(program: Program) -> Program:
    functions: dict[str, Function] = {}
    for name, function in program.functions.items():
        if function.kind is not FunctionKind.PLAIN:
            functions[name] = _maker(function)
            resume = _resume(function)
            functions[resume.name] = resume
        else:
            functions[name] = function
    return replace(program, functions=functions)


def _resume_name(function: Function) -> str:
    return f"{function.name}.<resume>"


def _own(function: Function) -> tuple[Register, ...]:
    """What the caller supplies: the first words of the frame."""
    return (*function.cells, *(item.register for item in function.parameters))


def _maker(function: Function) -> Function:
    made = Register("made.", VALUE)
    size = sum(_words(register) for register in _kept(function))
    maker = function.kind.value.replace(" ", "_")
    new = NewGenerator(made, _resume_name(function), _own(function), size, function.line, maker)
    block = Block("entry", (new,), Return(made, function.line))
    return replace(function, blocks=(block,), result=VALUE, kind=FunctionKind.PLAIN, may_raise=False)


def _words(register: Register) -> int:
    return 2 if register.type == FLOAT else 1


def _kept(function: Function) -> tuple[Register, ...]:
    """Every register that some `Yield` has to keep, in the order of its place in the frame."""
    own = _own(function)
    starts = live_at_start(function)
    needed: set[Register] = set()
    for block in function.blocks:
        for place, op in enumerate(block.instructions):
            if isinstance(op, Yield):
                needed |= live_before(block, place + 1, starts) - {op.target}
    others = sorted(needed - set(own), key=lambda register: register.name)
    return (*own, *others)


def _resume(function: Function) -> Function:
    places = _places(_kept(function))
    starts = live_at_start(function)
    splitter = _Splitter(places)
    entry = function.blocks[0].label
    load = tuple(LoadFrame(register, FRAME, places[register], function.line) for register in _own(function))
    blocks = [block for each in function.blocks for block in splitter.split(each, starts)]
    first = f"{entry}.begin"
    blocks.insert(0, Block(first, load, Goto(entry)))
    start = Block(START, (), ResumeAt(FRAME, (first, *splitter.resumed), function.line))
    return replace(
        function,
        name=_resume_name(function),
        parameters=(Parameter(FRAME), Parameter(SENT)),
        cells=(),
        result=VALUE,
        blocks=(start, *blocks),
        kind=FunctionKind.PLAIN,
        may_raise=True,
        needs_entry=False,
    )


def _places(kept: tuple[Register, ...]) -> dict[Register, int]:
    places: dict[Register, int] = {}
    next_place = 0
    for register in kept:
        places[register] = next_place
        next_place += _words(register)
    return places


class _Splitter:
    """Cuts blocks at each `Yield`; collects the labels behind them, which are the states from 1 on."""

    def __init__(self, places: Mapping[Register, int]) -> None:
        self._places = places
        self.resumed: list[str] = []

    def split(self, block: Block, starts: Mapping[str, frozenset[Register]]) -> Iterator[Block]:
        label, pending = block.label, list[Instruction]()
        for place, op in enumerate(block.instructions):
            if not isinstance(op, Yield):
                pending.append(_inside(op))
                continue
            live = live_before(block, place + 1, starts) - {op.target}
            kept = sorted(live & self._places.keys(), key=self._places.__getitem__)
            pending += [StoreFrame(FRAME, self._places[each], each, op.line) for each in kept]
            state = len(self.resumed) + 1
            yield Block(label, tuple(pending), Suspend(FRAME, state, op.value, op.line), block.handler)
            label = f"{block.label}.resumed{state}"
            self.resumed.append(label)
            pending = [LoadFrame(each, FRAME, self._places[each], op.line) for each in kept]
            pending += [CheckPending(op.line), Assign(op.target, SENT, op.line)]
        yield Block(label, tuple(pending), _finished(block.terminator), block.handler)


def _inside(op: Instruction) -> Instruction:
    """What is being handled outside is asked for anew whenever the generator goes on."""
    match op:
        case CallPrimitive(primitive=primitive) if primitive in _INSIDE:
            return replace(op, primitive=_INSIDE[primitive])
        case _:
            return op


def _finished(terminator: Terminator) -> Terminator:
    match terminator:
        case Return(value, line):
            return Finish(FRAME, value, line)
        case _:
            return terminator
