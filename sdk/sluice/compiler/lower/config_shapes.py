"""From a filter's `Config` dataclass to the shape of its JSON, with mypy's types of the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

import mypy.nodes as mypy_nodes
import mypy.types as mypy_types

from sluice.compiler.diagnostics import Code, CompileError, refusal
from sluice.compiler.ir.ops import Constant
from sluice.compiler.ir.shapes import (
    ChoiceShape,
    DictShape,
    FieldShape,
    ListShape,
    ObjectShape,
    ScalarKind,
    ScalarShape,
    Shape,
    TupleShape,
    UnionShape,
)
from sluice.compiler.lower.constants import to_constant
from sluice.compiler.lower.dataclasses import Field
from sluice.compiler.lower.symbols import ClassSymbol

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering

_SCALARS = {
    "builtins.str": ScalarKind.STR,
    "builtins.int": ScalarKind.INT,
    "builtins.float": ScalarKind.FLOAT,
    "builtins.bool": ScalarKind.BOOL,
    "builtins.object": ScalarKind.ANY,
}


def shape_of_config(program: ProgramLowering, symbol: ClassSymbol | None) -> ObjectShape:
    """The shape of `HttpFilter[Config]`'s configuration; refused where JSON cannot fill a field."""
    if symbol is None:
        return ObjectShape(None, ())
    return _Shapes(program).object(symbol)


class _Shapes:
    """One walk over a dataclass and those inside it. `_open` finds dataclasses that contain themselves."""

    def __init__(self, program: ProgramLowering) -> None:
        self._program = program
        self._open: list[ClassSymbol] = []

    def object(self, symbol: ClassSymbol) -> ObjectShape:
        fields = self._program.classes.fields.get(symbol)
        if fields is None:
            raise self._refusal(symbol, f"{symbol.title} is no dataclass; write @dataclass above it")
        if symbol in self._open:
            raise self._refusal(symbol, f"{symbol.title} contains itself, which a configuration cannot")
        self._open.append(symbol)
        shapes = tuple(self._field(each) for each in fields if each.init)
        self._open.pop()
        self._program.note_class_value(symbol)
        return ObjectShape(symbol.name, shapes)

    def _field(self, field: Field) -> FieldShape:
        info = self._program.oracle.class_info(field.owner.module.name, field.owner.node)
        found = info.names.get(field.name) if info is not None else None
        kind = found.node.type if found is not None and isinstance(found.node, mypy_nodes.Var) else None
        shape = self._shape(kind, field)
        return FieldShape(field.name, shape, field.default is None and field.factory is None)

    def _shape(self, kind: mypy_types.Type | None, field: Field) -> Shape:
        proper = mypy_types.get_proper_type(kind) if kind is not None else None
        match proper:
            case mypy_types.AnyType():
                return ScalarShape(ScalarKind.ANY)
            case mypy_types.NoneType():
                return ScalarShape(ScalarKind.NONE)
            case mypy_types.UnionType():
                return self._union(proper, field)
            case mypy_types.LiteralType():
                return ChoiceShape((self._literal(proper, field),))
            case mypy_types.TupleType():
                return TupleShape(tuple(self._shape(each, field) for each in proper.items))
            case mypy_types.Instance():
                return self._instance(proper, field)
            case _:
                raise self._unfit(field)

    def _union(self, kind: mypy_types.UnionType, field: Field) -> Shape:
        items = [mypy_types.get_proper_type(each) for each in kind.items]
        literals = [each for each in items if isinstance(each, mypy_types.LiteralType)]
        members: list[Shape] = []
        if literals:
            members.append(ChoiceShape(tuple(self._literal(each, field) for each in literals)))
        members += [
            self._shape(each, field) for each in items if not isinstance(each, mypy_types.LiteralType)
        ]
        return members[0] if len(members) == 1 else UnionShape(tuple(members))

    def _literal(self, kind: mypy_types.LiteralType, field: Field) -> Constant:
        constant = to_constant(kind.value)
        if constant is None:
            raise self._unfit(field)
        return constant

    def _instance(self, kind: mypy_types.Instance, field: Field) -> Shape:
        name = kind.type.fullname
        if name in _SCALARS:
            return ScalarShape(_SCALARS[name])
        match name, kind.args:
            case "builtins.list", (item,):
                return ListShape(self._shape(item, field))
            case "builtins.tuple", (item,):
                return ListShape(self._shape(item, field), as_tuple=True)
            case "builtins.dict", (key, item):
                proper = mypy_types.get_proper_type(key)
                if isinstance(proper, mypy_types.Instance) and proper.type.fullname == "builtins.str":
                    return DictShape(self._shape(item, field))
            case _:
                found = self._program.classes.find(name)
                if found is not None and found in self._program.classes.fields:
                    self._program.decoded.add(found.name)
                    return self.object(found)
        raise self._unfit(field)

    def _unfit(self, field: Field) -> CompileError:
        return self._refusal(
            field.owner,
            f"no JSON fits the type of field `{field.name}` of {field.owner.title}; "
            "use str, int, float, bool, None, list, dict[str, …], tuple, Literal or a dataclass",
        )

    def _refusal(self, symbol: ClassSymbol, message: str) -> CompileError:
        return refusal(Code.CONFIGURATION, symbol.module.span(symbol.node), message)
