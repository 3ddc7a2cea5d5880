"""The shape of a configuration, taken from a dataclass: what may stand where in the JSON.

`config` checks values against a shape and makes the JSON Schema from it. Not compiled: a module carries a
decoder that the compiler generates from the same types.
"""

import dataclasses
import types
from dataclasses import dataclass
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

JsonKind = Literal["None", "bool", "int", "float", "str", "list", "dict"]


class ConfigTypeError(TypeError):
    """The `Config` class has a field of a type that JSON cannot fill."""


@dataclass(frozen=True, slots=True)
class AnyShape:
    """`Any` or `object`: whatever stands there."""


@dataclass(frozen=True, slots=True)
class NoneShape:
    """`None`."""


@dataclass(frozen=True, slots=True)
class ScalarShape:
    """`str`, `int`, `float` or `bool`."""

    type: Literal["str", "int", "float", "bool"]


@dataclass(frozen=True, slots=True)
class ChoiceShape:
    """A `Literal` or an `Enum`: each JSON value that may stand there, with what it becomes."""

    choices: tuple[tuple[str | int | bool, Any], ...]


@dataclass(frozen=True, slots=True)
class ListShape:
    """`list[T]`, or `tuple[T, ...]` when `as_tuple`."""

    item: "Shape"
    as_tuple: bool


@dataclass(frozen=True, slots=True)
class TupleShape:
    """`tuple[A, B]`: a list of exactly these."""

    items: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class DictShape:
    """`dict[str, T]`."""

    value: "Shape"


@dataclass(frozen=True, slots=True)
class UnionShape:
    """`A | B`: no two members accept the same kind of JSON value, so that the value tells which is meant."""

    members: tuple["Shape", ...]


@dataclass(frozen=True, slots=True)
class Field:
    """`default` gives a fresh default value; None: the field is required."""

    name: str
    shape: "Shape"
    required: bool
    source: dataclasses.Field[Any]

    def default(self) -> Any:
        if self.source.default_factory is not dataclasses.MISSING:
            return self.source.default_factory()
        return self.source.default


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """A dataclass."""

    type: type
    fields: tuple[Field, ...]


Shape = (
    AnyShape
    | NoneShape
    | ScalarShape
    | ChoiceShape
    | ListShape
    | TupleShape
    | DictShape
    | UnionShape
    | ObjectShape
)

_SCALARS: dict[type, ScalarShape] = {
    str: ScalarShape("str"),
    int: ScalarShape("int"),
    float: ScalarShape("float"),
    bool: ScalarShape("bool"),
}


def shape_of(cls: type | None) -> Shape:
    """The shape of a `Config` class; raises `ConfigTypeError` for a field that JSON cannot fill."""
    if cls is None or cls is type(None):
        return ObjectShape(type(None), ())
    if not dataclasses.is_dataclass(cls):
        raise ConfigTypeError(f"the configuration of a filter is a dataclass or None, not {cls.__name__}")
    return _object_shape(cls, "config", ())


def _object_shape(cls: type, path: str, outer: tuple[type, ...]) -> ObjectShape:
    if cls in outer:
        raise ConfigTypeError(f"{path}: {cls.__name__} contains itself; a configuration must have an end")
    hints = get_type_hints(cls)
    fields = []
    for field in dataclasses.fields(cls):
        if field.init:
            has_default = (
                field.default is not dataclasses.MISSING or field.default_factory is not dataclasses.MISSING
            )
            shape = _shape(hints[field.name], f"{path}.{field.name}", (*outer, cls))
            fields.append(Field(field.name, shape, not has_default, field))
    return ObjectShape(cls, tuple(fields))


def _shape(hint: Any, path: str, outer: tuple[type, ...]) -> Shape:
    if hint is Any or hint is object:
        return AnyShape()
    if hint is None or hint is type(None):
        return NoneShape()
    if isinstance(hint, type) and hint in _SCALARS:
        return _SCALARS[hint]
    if get_origin(hint) is not None:
        return _generic_shape(hint, path, outer)
    if isinstance(hint, type):
        if issubclass(hint, Enum):
            return ChoiceShape(tuple((_choice(member.value, path), member) for member in hint))
        if dataclasses.is_dataclass(hint):
            return _object_shape(hint, path, outer)
    raise _unsupported(hint, path)


def _generic_shape(hint: Any, path: str, outer: tuple[type, ...]) -> Shape:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return ChoiceShape(tuple((_choice(value, path), value) for value in arguments))
    if origin is Union or origin is types.UnionType:
        return _union_shape(arguments, path, outer)
    if origin is list:
        return ListShape(_shape(arguments[0], f"{path}[]", outer), as_tuple=False)
    if origin is dict:
        if arguments[0] is not str:
            raise ConfigTypeError(f"{path}: the keys of a JSON object are strings: write dict[str, …]")
        return DictShape(_shape(arguments[1], f"{path}[]", outer))
    if origin is tuple:
        if len(arguments) == 2 and arguments[1] is Ellipsis:
            return ListShape(_shape(arguments[0], f"{path}[]", outer), as_tuple=True)
        return TupleShape(
            tuple(_shape(argument, f"{path}[{index}]", outer) for index, argument in enumerate(arguments))
        )
    raise _unsupported(hint, path)


def _union_shape(arguments: tuple[Any, ...], path: str, outer: tuple[type, ...]) -> UnionShape:
    members = tuple(_shape(argument, path, outer) for argument in arguments)
    taken: set[JsonKind] = set()
    for argument, member in zip(arguments, members, strict=True):
        kinds = kinds_of(member)
        if taken & kinds:
            raise ConfigTypeError(
                f"{path}: JSON cannot tell {_written(argument)} from the other types of this union"
            )
        taken |= kinds
    return UnionShape(members)


def kinds_of(shape: Shape) -> frozenset[JsonKind]:
    """The kinds of JSON value that this shape can accept."""
    match shape:
        case AnyShape():
            return frozenset(("None", "bool", "int", "float", "str", "list", "dict"))
        case NoneShape():
            return frozenset(("None",))
        case ScalarShape(type="float"):
            return frozenset(("int", "float"))
        case ScalarShape(type=name):
            return frozenset((name,))
        case ChoiceShape(choices=choices):
            return frozenset(kind_of(value) for value, _ in choices)
        case ListShape() | TupleShape():
            return frozenset(("list",))
        case DictShape() | ObjectShape():
            return frozenset(("dict",))
        case UnionShape(members=members):
            return frozenset().union(*map(kinds_of, members))


def kind_of(value: Any) -> JsonKind:
    """The Python name of a JSON value's type, as messages use it."""
    match value:
        case None:
            return "None"
        case bool():
            return "bool"
        case int():
            return "int"
        case float():
            return "float"
        case str():
            return "str"
        case list():
            return "list"
    return "dict"


def _choice(value: object, path: str) -> str | int | bool:
    if isinstance(value, str | int):
        return value
    raise ConfigTypeError(f"{path}: a choice is a str, an int or a bool, not {value!r}")


def _unsupported(hint: Any, path: str) -> ConfigTypeError:
    return ConfigTypeError(
        f"{path}: a configuration cannot hold {_written(hint)}; it holds str, int, float, bool, None, "
        "list[T], tuple[…], dict[str, T], Literal, Enum, dataclasses and unions of these"
    )


def _written(hint: Any) -> str:
    return hint.__name__ if isinstance(hint, type) and get_origin(hint) is None else str(hint)
