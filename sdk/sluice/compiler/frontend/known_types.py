"""What mypy knows, as plain records: what the lowering asks for, and what can be kept in a file."""

from __future__ import annotations

import ast
from enum import StrEnum

from msgspec import Struct, field

from sluice.compiler.diagnostics import Diagnostic


class Kind(StrEnum):
    """What sort of type it is. OTHER: functions, type variables, classes as values, … ."""

    ANY = "any"
    NONE = "none"
    INSTANCE = "instance"
    LITERAL = "literal"
    TUPLE = "tuple"
    TYPED_DICT = "typed dict"
    UNION = "union"
    UNPACKED = "unpacked"
    OTHER = "other"


class KnownType(Struct, frozen=True):
    """A type. `name`: full, of the class of an instance, a literal, a tuple. `value`: of a literal.

    `items`: the arguments of an instance, the items of a tuple, the members of a union.
    """

    kind: Kind
    name: str = ""
    items: tuple[KnownType, ...] = ()
    value: int | str | bool | float | None = None


class Signature(Struct, frozen=True):
    """A function's parameters, in order, and what it returns."""

    names: tuple[str | None, ...]
    parameters: tuple[KnownType, ...]
    returned: KnownType


Place = tuple[str, int, int, int | None, int | None]
"""Of an expression: the kind of its syntax node, first line and column, last line and column."""

OPERATION = "BinOp"  # and "BoolOp"


class ModuleKnowledge(Struct):
    """`expressions`: None where mypy has several answers. `variables` by the place that binds them.

    `functions` by the line of `def` (of the first decorator) and name; None for unannotated ones and those
    checked in several variants. `classes`: the types of their attributes. `names`: of the module's variables.
    """

    expressions: dict[Place, KnownType | None] = field(default_factory=dict)
    variables: dict[tuple[int, int], KnownType | None] = field(default_factory=dict)
    functions: dict[tuple[int, str], Signature | None] = field(default_factory=dict)
    classes: dict[tuple[int, str], dict[str, KnownType]] = field(default_factory=dict)
    names: dict[str, KnownType] = field(default_factory=dict)
    error_lines: list[tuple[int, int]] = field(default_factory=list)


def place_of(node: ast.expr) -> Place:
    """Where `ModuleKnowledge.expressions` has an expression."""
    title = OPERATION if isinstance(node, ast.BoolOp) else type(node).__name__
    return title, node.lineno, node.col_offset, node.end_lineno, node.end_col_offset


class Answer(Struct, frozen=True):
    """Knowledge by the modules' names. `is_whole`: mypy did not give up; else the diagnostics say why."""

    modules: dict[str, ModuleKnowledge]
    diagnostics: tuple[Diagnostic, ...]
    is_whole: bool
