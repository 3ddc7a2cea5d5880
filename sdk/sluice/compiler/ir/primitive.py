"""What a C function of the runtime looks like to the compiler.

`Primitive` is the C function itself; `Method` and `Builtin` say how Python reaches it: parameter names,
defaults and what may be left out. Typed code calls the C function directly; untyped code goes through a
wrapper that is generated from the same description, so that one table serves both.
"""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from sluice.compiler.ir.types import VALUE, Type


class Raises(Enum):
    """How a C function says that it raised.

    NEVER   it cannot raise.
    RESULT  by its result: 0 / NULL for VALUE, INT and pointers; VOID is a C `bool`, false when it raised;
            BOOL is an `int32_t`, negative when it raised.
    BELOW   by a result of INT64 below 0, where no other is.
    FLAG    the caller must look at `slu_error` (results that use all their bits: FLOAT, INT64).
    ALWAYS  it raises and returns nothing of use (`slu_raise_…`).
    """

    NEVER = "never"
    RESULT = "result"
    BELOW = "below"
    FLAG = "flag"
    ALWAYS = "always"


class Primitive(Struct, frozen=True):
    """One C function: `result name(parameters…)`.

    `variadic`: the last parameters arrive as `(const slu_value *items, uint32_t count)`.
    `pure`: no side effect and no allocation that can be observed; a pass may drop or reorder it.
    """

    name: str
    parameters: tuple[Type, ...]
    result: Type
    raises: Raises = Raises.NEVER
    variadic: bool = False
    pure: bool = False


class Missing(Struct, frozen=True):
    """The default of a parameter that has none: the argument is required."""


class Absent(Struct, frozen=True):
    """The default of a parameter that may be left out, where no Python value stands for that.

    The C function gets the word 0 (`SLU_NOTHING`): `int()` is 0 but `int(None)` raises. Only for VALUE.
    """


Default = None | bool | int | float | str | bytes | Missing | Absent
"""A constant that stands for an argument that was left out. `None` is Python's None."""

REQUIRED = Missing()
ABSENT = Absent()


class Parameter(Struct, frozen=True):
    """One parameter as Python sees it.

    `through`: what an operand of another type passes to become one of `type`, where a plain checked
    conversion would refuse too much: `math.sqrt(4)` takes an int, and whatever has `__float__`.
    """

    name: str
    type: Type = VALUE
    default: Default = REQUIRED
    positional_only: bool = True
    keyword_only: bool = False
    through: Primitive | None = None


class Method(Struct, frozen=True):
    """A method of a built-in type: `name` on `owner`; the receiver is the C function's first parameter.

    `rest`: all further positional arguments arrive variadically. Entries of one name go from the most
    specific to the most general: typed code takes the first whose parameters accept the operands' types
    without a checked conversion, untyped code the last.

    Example:
        Method("str", "split", (Parameter("sep", VALUE, None, positional_only=False),
                                Parameter("maxsplit", INT64, -1, positional_only=False)), SPLIT)
    """

    owner: str
    name: str
    parameters: tuple[Parameter, ...]
    primitive: Primitive
    rest: bool = False
    keywords: bool = False


class Builtin(Struct, frozen=True):
    """A function of `builtins` or of a standard module written in C: `math.sqrt`, `len`, `json.loads`.

    Class methods and constructors too: `int`, `int.from_bytes`, `bytes.fromhex`. Several entries of one
    name as for `Method`.
    """

    name: str
    parameters: tuple[Parameter, ...]
    primitive: Primitive
    rest: bool = False
