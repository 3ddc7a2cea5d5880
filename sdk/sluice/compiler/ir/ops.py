"""The instructions of the IR: a closed union of small frozen records.

Code is a list of basic blocks over typed registers (`function.py`). Registers may be assigned more than
once. An instruction that may raise needs no terminator of its own: when it raises, control goes to the
block's `handler` (or out of the function), with the exception pending in the runtime. The IR knows neither
C nor Wasm.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.ir.types import BOOL, BYTES, FLOAT, INT, STR, TUPLE, VALUE, Type


class Register(Struct, frozen=True):
    """A local place. `name` is unique in its function: the author's name, or `t1`, `t2`… for temporaries."""

    name: str
    type: Type

    def __str__(self) -> str:
        return self.name


class IntConstant(Struct, frozen=True):
    """An int of any size. As `INT64` it must fit 64 bits."""

    value: int
    type: Type = INT


class FloatConstant(Struct, frozen=True):
    value: float
    type: Type = FLOAT


class BoolConstant(Struct, frozen=True):
    value: bool
    type: Type = BOOL


class StrConstant(Struct, frozen=True):
    """Interned with its hash when the module is built. May hold lone surrogates."""

    value: str
    type: Type = STR


class BytesConstant(Struct, frozen=True):
    value: bytes
    type: Type = BYTES


class TupleConstant(Struct, frozen=True):
    """A tuple of constants, laid out at build time."""

    items: tuple[Constant, ...]
    type: Type = TUPLE


class NoneConstant(Struct, frozen=True):
    type: Type = VALUE


class EllipsisConstant(Struct, frozen=True):
    type: Type = VALUE


class NotImplementedConstant(Struct, frozen=True):
    type: Type = VALUE


class NothingConstant(Struct, frozen=True):
    """The word 0: no value at all. What an unset variable or slot holds; never seen by Python code."""

    type: Type = VALUE


class FunctionConstant(Struct, frozen=True):
    """A function of the program as a value (a static function object without closure)."""

    function: str
    type: Type = VALUE


class ClassConstant(Struct, frozen=True):
    """A class as a value: one of the program (its full name) or a built-in one (`builtins.KeyError`)."""

    class_name: str
    type: Type = VALUE


Constant = (
    IntConstant
    | FloatConstant
    | BoolConstant
    | StrConstant
    | BytesConstant
    | TupleConstant
    | NoneConstant
    | EllipsisConstant
    | NotImplementedConstant
    | NothingConstant
    | FunctionConstant
    | ClassConstant
)
Operand = Register | Constant


class Arithmetic(Enum):
    """Binary operators; the value is Python's spelling."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    FLOOR_DIVIDE = "//"
    MODULO = "%"
    POWER = "**"
    LEFT_SHIFT = "<<"
    RIGHT_SHIFT = ">>"
    AND = "&"
    OR = "|"
    XOR = "^"
    MATRIX_MULTIPLY = "@"


class Comparison(Enum):
    """Orderings and equality; `is` and `in` are other instructions."""

    EQUAL = "=="
    NOT_EQUAL = "!="
    LESS = "<"
    LESS_EQUAL = "<="
    GREATER = ">"
    GREATER_EQUAL = ">="


class Assign(Struct, frozen=True):
    """`target = source`, both of one type."""

    target: Register
    source: Operand
    line: int = 0


class Convert(Struct, frozen=True):
    """`target = source` in another representation.

    To VALUE: boxing, never raises. From VALUE: checked, raises TypeError. INT → FLOAT as `float(x)` does
    (OverflowError). INT64 ↔ INT: free one way; the other way only where the lowering knows that it fits,
    else OverflowError. `checked` is false where a pass has proved that an object is what it is converted to.
    """

    target: Register
    source: Operand
    line: int = 0
    checked: bool = True


class Binary(Struct, frozen=True):
    """`target = left operator right`; both operands and the operator decide what is emitted.

    VALUE × VALUE        Python's full dispatch (`__add__`, `__radd__`, …), may raise
    INT × INT            inline fast path on small ints, else big ints; may raise (÷ 0, memory)
    INT64 × INT64        wrapping machine arithmetic where a pass or the lowering has proved that it fits, or
                         that nothing but the low 64 bits counts;
                         `//` and `%` floor as Python's and raise ZeroDivisionError
    FLOAT × FLOAT        IEEE; `/`, `//`, `%` raise ZeroDivisionError
    """

    target: Register
    operator: Arithmetic
    left: Operand
    right: Operand
    line: int = 0


class InPlace(Struct, frozen=True):
    """`target = left operator= right` on VALUE: `__iadd__` first, as Python does. May raise."""

    target: Register
    operator: Arithmetic
    left: Operand
    right: Operand
    line: int = 0


class Compare(Struct, frozen=True):
    """`target = left operator right`; operands as in `Binary`, or two STR.

    The target is BOOL, except for VALUE × VALUE, where Python lets `__eq__` return anything: then VALUE.
    """

    target: Register
    operator: Comparison
    left: Operand
    right: Operand
    line: int = 0


class Is(Struct, frozen=True):
    """`target = left is right` on words; BOOL. Also tests for `NothingConstant`."""

    target: Register
    left: Operand
    right: Operand
    line: int = 0


class Not(Struct, frozen=True):
    """`target = not source`, both BOOL."""

    target: Register
    source: Operand
    line: int = 0


class Truth(Struct, frozen=True):
    """`target = bool(source)`, BOOL, for any type. May raise for VALUE and instances."""

    target: Register
    source: Operand
    line: int = 0


class Call(Struct, frozen=True):
    """A direct call of a function of the program, with its native signature. `target` None: result unused."""

    target: Register | None
    function: str
    arguments: tuple[Operand, ...]
    line: int = 0


class CallVirtual(Struct, frozen=True):
    """A method call on an Instance whose class has overrides: through the method table.

    All overrides of one method share one native signature (see `Program.classes[..].virtuals`).
    """

    target: Register | None
    class_name: str
    method: str
    arguments: tuple[Operand, ...]
    line: int = 0


class CallPrimitive(Struct, frozen=True):
    """A call of a C function of the runtime. `variadic` operands become one array of VALUEs."""

    target: Register | None
    primitive: Primitive
    arguments: tuple[Operand, ...]
    variadic: tuple[Operand, ...] = ()
    line: int = 0


class CallValue(Struct, frozen=True):
    """`target = callee(*arguments, **keywords)` on any callable; VALUE. `keywords` name the last ones."""

    target: Register
    callee: Operand
    arguments: tuple[Operand, ...]
    keywords: tuple[str, ...] = ()
    line: int = 0


class CallMethod(Struct, frozen=True):
    """`target = receiver.name(*arguments, **keywords)`, looked up at run time without a bound method."""

    target: Register
    receiver: Operand
    name: str
    arguments: tuple[Operand, ...]
    keywords: tuple[str, ...] = ()
    line: int = 0


class LoadAttribute(Struct, frozen=True):
    """`target = receiver.name` looked up at run time; VALUE. May raise AttributeError."""

    target: Register
    receiver: Operand
    name: str
    line: int = 0


class StoreAttribute(Struct, frozen=True):
    """`receiver.name = value` looked up at run time. `value` NothingConstant deletes."""

    receiver: Operand
    name: str
    value: Operand
    line: int = 0


class LoadSlot(Struct, frozen=True):
    """`target = instance.slot`, at a known place. Raises AttributeError when unset and `checked`."""

    target: Register
    instance: Operand
    class_name: str
    slot: str
    checked: bool = True
    line: int = 0


class StoreSlot(Struct, frozen=True):
    """`instance.slot = value`; the emitter adds the write barrier where the instance is not `fresh`."""

    instance: Operand
    class_name: str
    slot: str
    value: Operand
    line: int = 0
    fresh: bool = False


class LoadGlobal(Struct, frozen=True):
    """`target = module.name`. Raises NameError when unset and `checked`."""

    target: Register
    name: str
    checked: bool = True
    line: int = 0


class StoreGlobal(Struct, frozen=True):
    """`module.name = value`; a root of the collector."""

    name: str
    value: Operand
    line: int = 0


class CheckSet(Struct, frozen=True):
    """Raise UnboundLocalError (or NameError for a free variable) when `register` holds nothing."""

    register: Register
    name: str
    free: bool = False
    line: int = 0


class NewInstance(Struct, frozen=True):
    """`target` = a fresh instance with every slot unset; `__init__` is called separately."""

    target: Register
    class_name: str
    line: int = 0


class NewClosure(Struct, frozen=True):
    """`target` = a function object that captures `cells` (CELL operands) and default values."""

    target: Register
    function: str
    cells: tuple[Operand, ...]
    defaults: tuple[Operand, ...] = ()
    line: int = 0


class CatchException(Struct, frozen=True):
    """First instruction of a handler: take the pending exception into `target` (VALUE) and clear it."""

    target: Register
    line: int = 0


class Yield(Struct, frozen=True):
    """Suspend a generator or coroutine with `value`; `target` receives what is sent in.

    A pass (`split_generators`) turns it into states; the emitter never sees it.
    """

    target: Register
    value: Operand
    line: int = 0


class NewGenerator(Struct, frozen=True):
    """`target` (VALUE) = a generator that has not started: `words` are the first words of its frame.

    `function` is the full name of its resume function. Made by `split_generators`, as is all that follows.
    """

    target: Register
    function: str
    words: tuple[Operand, ...]
    size: int
    line: int = 0
    maker: str = "generator"
    """What is made, as a word of C: `generator`, `coroutine`, `async_generator`, `awaitable_generator`."""


class LoadFrame(Struct, frozen=True):
    """`target` = what a frame keeps from word `place` on (a FLOAT takes two words)."""

    target: Register
    frame: Register
    place: int
    line: int = 0


class StoreFrame(Struct, frozen=True):
    """Keep `value` in a frame from word `place` on."""

    frame: Register
    place: int
    value: Register
    line: int = 0


class CheckPending(Struct, frozen=True):
    """Go to the handler when an exception was thrown in while the frame was suspended."""

    line: int = 0


class CollectLoop(Struct, frozen=True):
    """At the head of a loop: what the function has made and nobody mentions any more may go, the rest move.

    `live`: the registers that hold such pointers and are needed; they get new ones. Made by
    `collect_in_loops`.
    """

    live: tuple[Register, ...]
    line: int = 0


Instruction = (
    Assign
    | Convert
    | Binary
    | InPlace
    | Compare
    | Is
    | Not
    | Truth
    | Call
    | CallVirtual
    | CallPrimitive
    | CallValue
    | CallMethod
    | LoadAttribute
    | StoreAttribute
    | LoadSlot
    | StoreSlot
    | LoadGlobal
    | StoreGlobal
    | CheckSet
    | NewInstance
    | NewClosure
    | CatchException
    | Yield
    | NewGenerator
    | LoadFrame
    | StoreFrame
    | CheckPending
    | CollectLoop
)


class Goto(Struct, frozen=True):
    label: str
    line: int = 0


class Branch(Struct, frozen=True):
    """Go to `then` when the BOOL `condition` holds, else to `otherwise`."""

    condition: Operand
    then: str
    otherwise: str
    line: int = 0


class Return(Struct, frozen=True):
    """Leave the function; `value` has the function's result type (None for VOID)."""

    value: Operand | None
    line: int = 0


class Reraise(Struct, frozen=True):
    """An exception is pending already (raised by the last instruction or put back): go to the handler."""

    line: int = 0


class Unreachable(Struct, frozen=True):
    """What the type checker proved cannot run. Emitted as an internal error that raises, never a trap."""

    line: int = 0


class ResumeAt(Struct, frozen=True):
    """Go on where the frame was suspended: state n continues at `labels[n]`."""

    frame: Register
    labels: tuple[str, ...]
    line: int = 0


class Suspend(Struct, frozen=True):
    """Leave a resume function with `value`; the next call continues in `state`."""

    frame: Register
    state: int
    value: Operand
    line: int = 0


class Finish(Struct, frozen=True):
    """The generator has returned `value` (None: Python's None)."""

    frame: Register
    value: Operand | None
    line: int = 0


Terminator = Goto | Branch | Return | Reraise | Unreachable | ResumeAt | Suspend | Finish
