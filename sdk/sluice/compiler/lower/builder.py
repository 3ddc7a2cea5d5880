"""Making blocks and registers: what every lowering of a construct writes into."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec import Struct, field

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    Branch,
    CallMethod,
    CallPrimitive,
    CallValue,
    Compare,
    Comparison,
    Convert,
    Goto,
    Instruction,
    Is,
    LoadAttribute,
    NoneConstant,
    NothingConstant,
    Operand,
    Register,
    Terminator,
    Truth,
    Unreachable,
)
from sluice.compiler.ir.primitive import Primitive, Raises
from sluice.compiler.ir.program import Block
from sluice.compiler.ir.types import BOOL, VALUE, VOID, Maybe, Type


class OpenBlock(Struct):
    label: str
    handler: str | None
    live: bool
    instructions: list[Instruction] = field(default_factory=list)
    terminator: Terminator | None = None


class FunctionBuilder:
    """The blocks of one function. `line` is the author's line that what follows belongs to."""

    def __init__(self, has_own_truth: Callable[[Type], bool]) -> None:
        """`has_own_truth`: whether operands of a type may be instances of a class with a truth of its own."""
        self._has_own_truth = has_own_truth
        self.line = 0
        self.handler: str | None = None
        self._blocks: list[OpenBlock] = []
        self._labels = 0
        self._temporaries = 0
        self._names: dict[str, int] = {}
        self._targets: set[str] = set()
        self._current = self._open("entry", live=True)

    # --- blocks

    def label(self, hint: str) -> str:
        """A new label; the block is opened by `start`."""
        self._labels += 1
        return f"{hint}{self._labels}"

    def start(self, label: str) -> None:
        """Go on in a new block; the one before falls through to it unless it has ended."""
        falls_through = self._current.live and self._current.terminator is None
        if self._current.terminator is None:
            self._current.terminator = Goto(label, self.line)
        self._current = self._open(label, live=falls_through or label in self._targets)

    def _open(self, label: str, *, live: bool) -> OpenBlock:
        block = OpenBlock(label, self.handler, live)
        self._blocks.append(block)
        if live and self.handler is not None:
            self._targets.add(self.handler)
        return block

    @property
    def live(self) -> bool:
        """Whether what is written now can run at all."""
        return self._current.live

    def end(self, terminator: Terminator) -> None:
        """End the block. What is written after it can never run; it lands in a block that is dropped."""
        self._current.terminator = terminator
        if self._current.live:
            match terminator:
                case Goto(label=label):
                    self._targets.add(label)
                case Branch(then=then, otherwise=otherwise):
                    self._targets.update((then, otherwise))
                case _:
                    pass
        self._current = self._open(self.label("dead"), live=False)

    def goto(self, label: str) -> None:
        self.end(Goto(label, self.line))

    def branch(self, condition: Operand, then: str, otherwise: str) -> None:
        self.end(Branch(condition, then, otherwise, self.line))

    @contextmanager
    def handled_by(self, label: str | None) -> Iterator[None]:
        """What raises inside goes to `label`."""
        before = self.handler
        self.handler = label
        self.start(self.label("try"))
        yield
        self.handler = before
        self.start(self.label("after"))

    # --- registers and instructions

    def register(self, kind: Type, name: str | None = None) -> Register:
        """A fresh register: a temporary, or one named after the author's variable."""
        if name is None:
            self._temporaries += 1
            return Register(f"t{self._temporaries}", kind)
        if name.startswith("t") and name[1:].isdigit():
            name += ".v"  # not to be taken for a temporary
        count = self._names.get(name, 0) + 1
        self._names[name] = count
        return Register(name if count == 1 else f"{name}.{count}", kind)

    def emit(self, instruction: Instruction) -> None:
        self._current.instructions.append(instruction)

    def assign(self, target: Register, source: Operand) -> None:
        self.emit(Assign(target, source, self.line))

    def copy(self, source: Operand) -> Operand:
        """The operand's value as it is now, even if its register changes later."""
        if not isinstance(source, Register):
            return source
        target = self.register(source.type)
        self.assign(target, source)
        return target

    def convert(self, source: Operand, kind: Type) -> Operand:
        """The operand in another representation (see `ir.ops.Convert`)."""
        if source.type == kind:
            return source
        target = self.register(kind)
        self.emit(Convert(target, source, self.line))
        return target

    def box(self, source: Operand) -> Operand:
        return self.convert(source, VALUE)

    def loaded(self, operand: Operand) -> Operand:
        """What was read from a place, or handed back by a call, as code computes with it."""
        return self.box(operand) if isinstance(operand.type, Maybe) else operand

    def call(self, primitive: Primitive, *arguments: Operand, variadic: tuple[Operand, ...] = ()) -> Operand:
        """A call of a C function; its arguments are converted to what it takes."""
        converted = tuple(
            self.convert(argument, kind)
            for argument, kind in zip(arguments, primitive.parameters, strict=True)
        )
        boxed = tuple(self.box(each) for each in variadic)
        if primitive.result == VOID or primitive.raises is Raises.ALWAYS:
            self.emit(CallPrimitive(None, primitive, converted, boxed, self.line))
            return none_constant()
        target = self.register(primitive.result)
        self.emit(CallPrimitive(target, primitive, converted, boxed, self.line))
        return target

    def call_value(
        self, callee: Operand, arguments: tuple[Operand, ...], keywords: tuple[str, ...] = ()
    ) -> Operand:
        target = self.register(VALUE)
        boxed = tuple(self.box(each) for each in arguments)
        self.emit(CallValue(target, self.box(callee), boxed, keywords, self.line))
        return target

    def call_method(
        self, receiver: Operand, name: str, arguments: tuple[Operand, ...], keywords: tuple[str, ...] = ()
    ) -> Operand:
        target = self.register(VALUE)
        boxed = tuple(self.box(each) for each in arguments)
        self.emit(CallMethod(target, self.box(receiver), name, boxed, keywords, self.line))
        return target

    def load_attribute(self, receiver: Operand, name: str) -> Operand:
        target = self.register(VALUE)
        self.emit(LoadAttribute(target, self.box(receiver), name, self.line))
        return target

    def binary(self, kind: Type, operator: Arithmetic, left: Operand, right: Operand) -> Operand:
        target = self.register(kind)
        self.emit(Binary(target, operator, left, right, self.line))
        return target

    def compare(self, kind: Type, operator: Comparison, left: Operand, right: Operand) -> Operand:
        target = self.register(kind)
        self.emit(Compare(target, operator, left, right, self.line))
        return target

    def truth(self, source: Operand) -> Operand:
        """`bool(source)` as a BOOL."""
        if source.type == BOOL:
            return source
        if isinstance(source, Register) and self._has_own_truth(source.type):
            source = self.box(source)
        target = self.register(BOOL)
        self.emit(Truth(target, source, self.line))
        return target

    def is_same(self, left: Operand, right: Operand) -> Operand:
        target = self.register(BOOL)
        self.emit(Is(target, left, right, self.line))
        return target

    def is_nothing(self, source: Operand) -> Operand:
        return self.is_same(source, NothingConstant(source.type))

    # --- the result

    def blocks(self) -> tuple[Block, ...]:
        """All blocks that can run, each ended."""
        for block in self._blocks:
            if block.terminator is None:
                block.terminator = Unreachable(self.line)
        reachable = self._reachable()
        return tuple(
            Block(each.label, tuple(each.instructions), each.terminator, each.handler)
            for each in self._blocks
            if each.label in reachable and each.terminator is not None
        )

    def _reachable(self) -> set[str]:
        by_label = {block.label: block for block in self._blocks}
        seen: set[str] = set()
        pending = [self._blocks[0].label]
        while pending:
            label = pending.pop()
            if label in seen:
                continue
            seen.add(label)
            block = by_label[label]
            match block.terminator:
                case Goto(label=target):
                    pending.append(target)
                case Branch(then=then, otherwise=otherwise):
                    pending += [then, otherwise]
                case _:
                    pass
            if block.handler is not None:
                pending.append(block.handler)
        return seen


def none_constant() -> NoneConstant:

    return NoneConstant()
