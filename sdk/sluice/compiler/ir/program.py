"""What the lowering produces and the emitter consumes: blocks, functions, classes, the whole program."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from msgspec import Struct, field

from sluice.compiler.ir.ops import Constant, Instruction, Register, Terminator
from sluice.compiler.ir.shapes import ObjectShape
from sluice.compiler.ir.types import Type


class Block(Struct, frozen=True):
    """Straight-line code. What raises in it goes to the block named `handler`, or out when that is None."""

    label: str
    instructions: tuple[Instruction, ...]
    terminator: Terminator
    handler: str | None = None


class ParameterKind(Enum):
    """As `inspect.Parameter.kind`."""

    POSITIONAL_ONLY = "positional-only"
    POSITIONAL_OR_KEYWORD = "positional or keyword"
    VAR_POSITIONAL = "variadic positional"
    KEYWORD_ONLY = "keyword-only"
    VAR_KEYWORD = "variadic keyword"


class Parameter(Struct, frozen=True):
    """A parameter of a function of the program. A default is a constant, or evaluated once at definition
    and kept in a global named `default_global`."""

    register: Register
    kind: ParameterKind = ParameterKind.POSITIONAL_OR_KEYWORD
    default: Constant | None = None
    default_global: str | None = None
    default_in_closure: bool = False
    """The value travels in `NewClosure.defaults`, in the order of the parameters that have this flag."""

    @property
    def required(self) -> bool:
        return self.default is None and self.default_global is None and not self.default_in_closure


class FunctionKind(Enum):
    PLAIN = "plain"
    GENERATOR = "generator"
    COROUTINE = "coroutine"
    ASYNC_GENERATOR = "async generator"
    AWAITABLE_GENERATOR = "awaitable generator"
    """Of a function under `types.coroutine`."""


class Function(Struct, frozen=True):
    """One function of the program.

    `name` is its full name (`api_key.ApiKey.on_request_headers`), unique in the program; `title` is what a
    traceback shows (`co_name`). `cells` are captured variables that the caller's closure supplies, in order,
    as CELL registers. The first block is the entry. Parameters keep the registers' native types; the
    boxed entry for dynamic calls is generated when `needs_entry`.
    """

    name: str
    title: str
    file: str
    line: int
    parameters: tuple[Parameter, ...]
    result: Type
    blocks: tuple[Block, ...]
    cells: tuple[Register, ...] = ()
    kind: FunctionKind = FunctionKind.PLAIN
    may_raise: bool = True
    needs_entry: bool = False
    doc: str | None = None


class MemberKind(Enum):
    """What a name in a class body is."""

    METHOD = "method"
    STATIC_METHOD = "static method"
    CLASS_METHOD = "class method"
    PROPERTY = "property"
    VARIABLE = "variable"


class Member(Struct, frozen=True):
    """A name defined in a class: a function of the program, or a class variable kept in a global.

    For PROPERTY `function` is the getter, `setter` and `deleter` the others.
    """

    name: str
    kind: MemberKind
    function: str | None = None
    setter: str | None = None
    deleter: str | None = None
    variable: str | None = None


class Slot(Struct, frozen=True):
    """An instance attribute at a fixed place. FLOAT slots hold the bits of a double, all others a word."""

    name: str
    type: Type
    always_set: bool = False


class Class(Struct, frozen=True):
    """One class of the program.

    `bases` and `mro` name classes of the program or built-ins (`builtins.Exception`, `builtins.object`);
    `mro` begins with the class itself. `slots` begins with those of the first base that is a class of the
    program, so that a base's slots keep their places. `open_slots`: instances may get further attributes
    (kept in a dict made on demand). `virtuals`: methods that are overridden somewhere below.
    """

    name: str
    title: str
    module: str
    bases: tuple[str, ...]
    mro: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    members: tuple[Member, ...] = ()
    open_slots: bool = False
    virtuals: tuple[str, ...] = ()
    doc: str | None = None
    module_title: str = ""
    """What Python calls the module, where that is another name (`collections` for `collections._deque`)."""
    message_name: str = ""
    """What exceptions call the class, where that is not its title: `datetime.date`."""
    qualified: str = ""
    """`__qualname__`, where its body says another one."""
    abstract: tuple[str, ...] = ()
    """Methods that a class below has to define: until then there are no instances."""
    is_final: bool = False


class Global(Struct, frozen=True):
    """A variable of a module (or a class variable, or a default): a root of the collector."""

    name: str
    type: Type
    initial: Constant | None = None


class Filter(Struct, frozen=True):
    """A class that handles requests, by its full name, and what the proxy's callbacks must know of it.

    `changed_bodies`: "request" and "response", where its callback may replace the body. `is_logger`: it sees
    finished exchanges only. `config`: the shape of its configuration.
    """

    name: str
    title: str
    root_id: str
    on_error: str
    changed_bodies: frozenset[str]
    is_logger: bool
    config: ObjectShape


class Program(Struct, frozen=True):
    """Everything that becomes one module.

    `initialisers`: the functions that run each module's top level, in import order. `filters`: the classes
    that handle requests, by full name; a script has none, there the initialisers are the program.
    """

    functions: Mapping[str, Function]
    classes: Mapping[str, Class]
    globals: Mapping[str, Global]
    initialisers: tuple[str, ...]
    filters: tuple[Filter, ...] = ()
    metadata: Mapping[str, object] = field(default_factory=dict)
