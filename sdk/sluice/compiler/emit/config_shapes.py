"""The shape of a filter's configuration as the static tables of `runtime/config.h`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import assert_never

from sluice.compiler.emit.config_makers import emit_maker
from sluice.compiler.emit.constants import quote
from sluice.compiler.emit.function_scope import ProgramScope
from sluice.compiler.ir.ops import BoolConstant, Constant, IntConstant, StrConstant
from sluice.compiler.ir.shapes import (
    ChoiceShape,
    DictShape,
    ListShape,
    ObjectShape,
    ScalarKind,
    ScalarShape,
    Shape,
    TupleShape,
    UnionShape,
)


def emit_shapes(shared: ProgramScope, shapes: Sequence[Shape]) -> tuple[list[str], list[str]]:
    """Declarations, inner ones first, and the address of each shape."""
    tables = _Tables(shared)
    places = [tables.add(shape) for shape in shapes]
    return tables.lines, places


def _expected(shape: Shape) -> str:
    """What an error calls the shape; `sluice.api.config` says the same."""
    match shape:
        case ScalarShape(kind):
            return "anything" if kind is ScalarKind.ANY else kind.value
        case ChoiceShape(values):
            return _joined([_choice(value) for value in values])
        case ListShape() | TupleShape():
            return "list"
        case DictShape() | ObjectShape():
            return "dict"
        case UnionShape(members):
            return _joined([_expected(member) for member in members])
        case _:
            assert_never(shape)


def _choice(constant: Constant) -> str:
    match constant:
        case StrConstant(value) | BoolConstant(value) | IntConstant(value):
            return json.dumps(value, ensure_ascii=False)
        case _:
            return "null"


def _joined(parts: list[str]) -> str:
    return " or ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


class _Tables:
    def __init__(self, shared: ProgramScope) -> None:
        self._shared = shared
        self._count = 0
        self.lines: list[str] = []

    def add(self, shape: Shape) -> str:
        match shape:
            case ScalarShape(kind):
                verb = "any" if kind is ScalarKind.ANY else kind.value.lower()
                return self._shape(shape, verb)
            case ChoiceShape(values, enum):
                words = ", ".join(self._shared.pool.initialiser(value) for value in values)
                label = self._table("const slu_word", "values", words)
                type_ = f", .type = &{self._shared.names.class_object(enum)}" if enum else ""
                return self._shape(shape, "choice", f".values = {label}, .count = {len(values)}{type_}")
            case ListShape(item, as_tuple):
                return self._members(shape, "list", (item,), f", .as_tuple = {str(as_tuple).lower()}")
            case TupleShape(items):
                return self._members(shape, "tuple", items)
            case DictShape(item):
                return self._members(shape, "dict", (item,))
            case UnionShape(members):
                return self._members(shape, "union", members)
            case ObjectShape():
                return self._object(shape)
            case _:
                assert_never(shape)

    def _object(self, shape: ObjectShape) -> str:
        if shape.class_name is None:
            return self._shape(shape, "object")
        names = ", ".join(f"(slu_str *)&{self._shared.pool.text(field.name)}" for field in shape.fields)
        required = ", ".join(str(field.required).lower() for field in shape.fields)
        more = f", .type = &{self._shared.names.class_object(shape.class_name)}"
        maker = self._label("make")
        made = emit_maker(self._shared, shape, maker)
        self.lines += made
        more += f", .make = {maker if made else 'slu_config_construct'}"
        if shape.fields:
            more += f", .names = {self._table('slu_str *const', 'names', names)}"
            more += f", .required = {self._table('const bool', 'required', required)}"
        return self._members(shape, "object", tuple(field.shape for field in shape.fields), more)

    def _members(self, shape: Shape, verb: str, members: tuple[Shape, ...], more: str = "") -> str:
        places = ", ".join(self.add(member) for member in members)
        field = f".members = {self._table('const slu_shape *const', 'members', places)}, " if members else ""
        return self._shape(shape, verb, f"{field}.count = {len(members)}{more}")

    def _shape(self, shape: Shape, verb: str, fields: str = "") -> str:
        expected = quote(_expected(shape).encode())
        content = f".decode = slu_decode_{verb}, .expected = {expected}" + (f", {fields}" if fields else "")
        return f"&{self._table_of_one('const slu_shape', 'shape', content)}"

    def _table(self, kind: str, name: str, items: str) -> str:
        label = self._label(name)
        self.lines.append(f"static {kind} {label}[] = {{{items}}};")
        return label

    def _table_of_one(self, kind: str, name: str, content: str) -> str:
        label = self._label(name)
        self.lines.append(f"static {kind} {label} = {{{content}}};")
        return label

    def _label(self, name: str) -> str:
        self._count += 1
        return f"config_{name}_{self._count}"
