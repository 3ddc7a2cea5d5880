"""What is at hand while one function is emitted: its registers' names, its lines, its way out on errors."""

from __future__ import annotations

from typing import Final

from sluice.compiler.emit.c_types import convert_freely
from sluice.compiler.emit.constants import ConstantPool, quote
from sluice.compiler.emit.names import Names
from sluice.compiler.emit.program_names import ProgramNames
from sluice.compiler.ir.entering import Counted, find_counted
from sluice.compiler.ir.families import find_families
from sluice.compiler.ir.ops import Assign, CollectLoop, Convert, FloatConstant, Instruction, Operand, Register
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.recursion import find_recursive
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import BOOL, FLOAT, INT64, VALUE, VOID, Type

_NOTHING_COUNTED: Final = Counted(frozenset(), frozenset())
REGISTERS_OF_A_CALL: Final = 100
"""So many need no more of the engine's stack than the way through the runtime does; most are soon dead."""


class EmitError(Exception):
    """The IR asks for something that has no C: a fault of the compiler (the verifier should have seen it)."""


class ProgramScope:
    """What the emission of all functions shares."""

    __slots__ = ("families", "keeps_docs", "names", "pool", "program", "recursive")

    def __init__(self, program: Program) -> None:
        self.program = program
        self.recursive = find_recursive(program)
        self.families = find_families(program.classes)
        self.names = ProgramNames(program)
        self.keeps_docs = False
        self.pool = ConstantPool(self.names)


class FunctionScope:
    """The lines of one C function while it grows. `blocks`: what it has of the function, where not all."""

    __slots__ = (
        "_failing",
        "_line",
        "_old",
        "_registers",
        "blocks",
        "counted",
        "counts_here",
        "function",
        "handler",
        "lines",
        "shared",
    )

    def __init__(
        self, shared: ProgramScope, function: Function, blocks: tuple[Block, ...] | None = None
    ) -> None:
        self.shared = shared
        self.function = function
        self.blocks = function.blocks if blocks is None else blocks
        self.lines: list[str] = []
        self.handler: str | None = None
        self.counted = _NOTHING_COUNTED
        if self.blocks and function.name in shared.recursive:
            self.counted = find_counted(function, shared.recursive)
        self.counts_here = False
        self._registers = Names("r_")
        self._failing: dict[tuple[str, str | None, bool], str] = {}
        self._line = 0
        self._old: set[Register] | None = None

    # Names and operands.

    def enter_block(self, block: Block) -> None:
        self.handler = block.handler
        self.counts_here = block.label in self.counted.inside

    def register(self, register: Register) -> str:
        return self._registers[register.name]

    def holds_nothing_young(self, register: Register) -> bool:
        """Whether nothing but constants, bools and small ints is ever put into it."""
        if self._old is None:
            ops = [op for block in self.function.blocks for op in block.instructions]
            old = {each for op in ops if _gives_nothing_young(op) for each in targets(op)}
            old.difference_update(each for op in ops if not _gives_nothing_young(op) for each in targets(op))
            self._old = old.difference(item.register for item in self.function.parameters)
        return register in self._old

    def label(self, block: str) -> str:
        return f"b_{self._registers[f'block {block}'].removeprefix('r_')}"

    def operand(self, operand: Operand, wanted: Type) -> str:
        """A C expression of the operand in the wanted representation; only conversions that cannot raise."""
        if isinstance(operand, Register):
            code = convert_freely(self.register(operand), operand.type, wanted)
        else:
            code = self.shared.pool.expression(operand, wanted)
        if code is None:
            raise EmitError(f"{self.function.name}: {operand} ({operand.type}) is no {wanted}")
        return code

    def array(self, operands: tuple[Operand, ...]) -> str:
        """`(const slu_value[]){…}, count` or `NULL, 0`."""
        if not operands:
            return "NULL, 0"
        words = ", ".join(self.operand(operand, VALUE) for operand in operands)
        return f"(const slu_value[]){{{words}}}, {len(operands)}"

    # Lines.

    def add(self, code: str) -> None:
        self.lines.append(f"    {code}")

    def at(self, line: int) -> None:
        """What follows belongs to this line of the author's file."""
        if line and line != self._line:
            self._line = line
            self.lines.append(f"#line {line} {quote(self.function.file.encode())}")

    # Errors.

    def fail(self, line: int) -> str:
        """The statement that leaves with the pending exception, having noted the line."""
        return f"{{ line = {line}; goto {self._fail_label('fail')}; }}"

    def leave(self) -> str:
        """The statement that goes to the handler without a new traceback entry: a re-raise in this frame."""
        return f"goto {self._fail_label('leave')};"

    def fail_if(self, condition: str, line: int) -> None:
        self.add(f"if (SLU_UNLIKELY({condition})) {self.fail(line)}")

    def _fail_label(self, kind: str) -> str:
        counts = self.counts_here and self.handler is None
        key = (kind, self.handler, counts)
        label = self._failing.get(key)
        if label is None:
            out = "out" if counts or not self.counted.starts else "early"
            label = f"{kind}_{self.label(self.handler) if self.handler is not None else out}"
            self._failing[key] = label
        return label

    @property
    def notes_lines(self) -> bool:
        return any(kind == "fail" for kind, _, _ in self._failing)

    def error_exits(self) -> list[str]:
        """The code behind the blocks where failing instructions jump to."""
        exits: list[str] = []
        place = f"&{self.shared.names.function_info(self.function.name)}.place"
        for (kind, handler, counts), label in self._failing.items():
            self.counts_here = counts
            exits.append(f"{label}:;")
            if kind == "fail":
                exits.append(f"    slu_trace({place}, line);")
            if handler is not None:
                exits.append(f"    goto {self.label(handler)};")
            else:
                exits.append(f"    {self.leave_depth()}{self.return_failure()}")
        return exits

    @property
    def collects(self) -> bool:
        """Whether its loops collect what it makes."""
        return any(isinstance(op, CollectLoop) for block in self.blocks for op in block.instructions)

    def leave_depth(self) -> str:
        """What stands before each return of a function that can call itself, or collects in its loops."""
        return f"slu_leave(depth); {self.end_loops()}" if self.counts_here else self.end_loops()

    def end_loops(self) -> str:
        return "SLU_LOOPS_END " if self.collects else ""

    @property
    def weight(self) -> int:
        """What one call takes of the engine's stack, in calls of a small function.

        A word and the machine number beside it count as one: hardly ever are both alive.
        """
        instructions = [op for block in self.function.blocks for op in block.instructions]
        names = {each.name.removesuffix(".int") for op in instructions for each in targets(op)}
        return 1 + len(names) // REGISTERS_OF_A_CALL

    def return_failure(self) -> str:
        match self.function.result:
            case kind if kind == VOID:
                return "return false;" if self.function.may_raise else "return;"
            case kind if kind == BOOL:
                return "return -1;"
            case _:
                return "return 0;"

    def store_checked(
        self, target: Register | None, result: Type, call: str, raises: Raises, line: int
    ) -> None:
        """Assigns the result of a C call to `target` and leaves when it raised."""
        if raises is Raises.ALWAYS:
            self.add(f"{call};")
            self.add(self.fail(line))
            return
        if raises is Raises.RESULT and result == VOID:
            self.fail_if(f"!{call}", line)
            return
        if target is None:
            self._discard(result, call, raises, line)
            return
        place = self.register(target)
        self.add(f"{place} = {_fitted(call, result, target.type)};")
        self._check(place, result, raises, line)

    def _discard(self, result: Type, call: str, raises: Raises, line: int) -> None:
        if raises is Raises.RESULT:
            self.fail_if(f"{call} < 0" if result == BOOL else f"!{call}", line)
            return
        self.add(f"{call};" if result == VOID else f"(void){call};")
        if raises in (Raises.FLAG, Raises.BELOW):
            self.fail_if("slu_error", line)

    def _check(self, place: str, result: Type, raises: Raises, line: int) -> None:
        if raises is Raises.RESULT:
            self.fail_if(f"{place} < 0" if result == BOOL else f"!{place}", line)
        elif raises is Raises.BELOW:
            self.fail_if(f"(int64_t){place} < 0", line)
        elif raises is Raises.FLAG:
            self.fail_if(
                f"!{place} && slu_error" if result not in (FLOAT, INT64, BOOL) else "slu_error", line
            )


def _gives_nothing_young(op: Instruction) -> bool:
    """What stands in the module never is; a float is made when it is boxed."""
    match op:
        case Assign(source=source):
            return not isinstance(source, Register | FloatConstant)
        case Convert(source=source):
            return source.type in (BOOL, INT64) or not isinstance(source, Register | FloatConstant)
    return False


def _fitted(call: str, result: Type, target: Type) -> str:
    """The call's result in the target's representation (the verifier has seen that it fits)."""
    if result == target:
        return call
    code = convert_freely(call, result, target)
    if code is None:
        raise EmitError(f"{call}: {result} is no {target}")
    return code
