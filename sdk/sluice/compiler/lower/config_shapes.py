"""From a filter's `Config` dataclass to the shape of its JSON, with mypy's types of the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.compiler.diagnostics import Code, CompileError, refusal
from sluice.compiler.frontend.known_types import Kind, KnownType
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
        kind = self._program.oracle.attribute_type(field.owner.module.name, field.owner.node, field.name)
        shape = self._shape(kind, field)
        return FieldShape(field.name, shape, field.default is None and field.factory is None)

    def _shape(self, kind: KnownType | None, field: Field) -> Shape:
        match kind:
            case KnownType(kind=Kind.ANY):
                return ScalarShape(ScalarKind.ANY)
            case KnownType(kind=Kind.NONE):
                return ScalarShape(ScalarKind.NONE)
            case KnownType(kind=Kind.UNION):
                return self._union(kind, field)
            case KnownType(kind=Kind.LITERAL):
                return ChoiceShape((self._literal(kind, field),))
            case KnownType(kind=Kind.TUPLE):
                return TupleShape(tuple(self._shape(each, field) for each in kind.items))
            case KnownType(kind=Kind.INSTANCE):
                return self._instance(kind, field)
            case _:
                raise self._unfit(field)

    def _union(self, kind: KnownType, field: Field) -> Shape:
        literals = [each for each in kind.items if each.kind is Kind.LITERAL]
        members: list[Shape] = []
        if literals:
            members.append(ChoiceShape(tuple(self._literal(each, field) for each in literals)))
        members += [self._shape(each, field) for each in kind.items if each.kind is not Kind.LITERAL]
        return members[0] if len(members) == 1 else UnionShape(tuple(members))

    def _literal(self, kind: KnownType, field: Field) -> Constant:
        constant = to_constant(kind.value)
        if constant is None:
            raise self._unfit(field)
        return constant

    def _instance(self, kind: KnownType, field: Field) -> Shape:
        if kind.name in _SCALARS:
            return ScalarShape(_SCALARS[kind.name])
        match kind.name, kind.items:
            case "builtins.list", (item,):
                return ListShape(self._shape(item, field))
            case "builtins.tuple", (item,):
                return ListShape(self._shape(item, field), as_tuple=True)
            case "builtins.dict", (KnownType(kind=Kind.INSTANCE, name="builtins.str"), item):
                return DictShape(self._shape(item, field))
            case _:
                found = self._program.classes.find(kind.name)
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
