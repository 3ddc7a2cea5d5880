"""A plugin's JSON configuration → the filter's `Config` dataclass; and the dataclass → its JSON Schema.

The rules; the decoder that the compiler generates into a module follows them to the letter, messages
included:

* The configuration is one JSON document (RFC 8259; `NaN` and `Infinity` are refused), an empty one counts
  as `{}`. A filter without a `Config` (`HttpFilter[None]`) takes `{}` only.
* A dataclass is an object. Its fields are those with `init=True`. One without a default is required:
  `config.keys: required, but missing`. A key that is no field: `config: unknown field "kyes"`. Missing
  fields are looked for in the order of the class, before the values are checked; unknown ones before that.
* `str` accepts a string; `bool` accepts true and false; `int` accepts a number without fraction and
  exponent, of any size, and no bool; `float` accepts a number, no bool, and an integer becomes a float.
  `None` accepts null. Otherwise `config.keys["k1"]: expected str, got int`, where "got" is the Python name
  of the JSON value's type: None, bool, int, float, str, list, dict.
* `list[T]` and `tuple[T, ...]` accept an array; `tuple[A, B]` one of exactly that length: `config.pair:
  expected 2 items, got 3`. `dict[str, T]` accepts an object and keeps its order; of a key that comes twice
  the last value counts.
* `Literal` and `Enum` (by value) accept their values: `config.mode: expected "on" or "off", got "maybe"`. A
  value of another type, or a bool where an int is meant, does not match.
* A union (`T | None` too) takes the member that accepts this kind of JSON value: `expected str or None, got
  int`.
* `Any` and `object` accept everything.
* `__post_init__` may refuse with `ValueError`: its message follows the object's path.
* The first error is reported, in document order for lists and dicts, in the class's order for dataclasses.
  Paths: `config.field`, `[3]` for lists, `["key"]` for dicts, the key as JSON (not escaped to ASCII).
"""

import dataclasses
import inspect
import json
from collections.abc import Callable
from enum import Enum
from typing import Any, NoReturn, TypeVar, assert_never

from sluice.api.boundary import ConfigError
from sluice.api.config_shapes import (
    AnyShape,
    ChoiceShape,
    DictShape,
    ListShape,
    NoneShape,
    ObjectShape,
    ScalarShape,
    Shape,
    TupleShape,
    UnionShape,
    kind_of,
    kinds_of,
    shape_of,
)

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"

T = TypeVar("T")


def decode_config(cls: Callable[..., T] | None, json_text: str) -> T:
    """The configuration as an object of `cls`; raises `ConfigError` with the path of the first thing wrong.

    decode_config(Config, '{"keys": {"k1": 5}}')     # ConfigError: config.keys["k1"]: expected str, got int
    """
    shape = shape_of(cls)  # type: ignore[arg-type]
    try:
        document = json.loads(json_text or "{}", parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"config: not JSON: {error}") from None
    decoded: T = _decode(shape, document, "config")
    return decoded


def config_schema(cls: type | None) -> dict[str, Any]:
    """The JSON Schema of the configuration; raises `ConfigTypeError` for fields that JSON cannot fill.

    A field's title and description come from its metadata: `field(metadata={"description": "…"})`.
    """
    return {"$schema": SCHEMA_DIALECT, **_schema(shape_of(cls))}


def _refuse_constant(name: str) -> NoReturn:
    raise ConfigError(f"config: not JSON: {name} is not a number")


def _decode(shape: Shape, value: Any, path: str) -> Any:
    match shape:
        case AnyShape():
            return value
        case NoneShape():
            return None if value is None else _refuse("None", value, path)
        case ScalarShape(type=name):
            if name == "float" and kind_of(value) == "int":
                return float(value)
            return value if kind_of(value) == name else _refuse(name, value, path)
        case ChoiceShape(choices=choices):
            return _decode_choice(choices, value, path)
        case ListShape(item=item, as_tuple=as_tuple):
            if not isinstance(value, list):
                _refuse("list", value, path)
            items = [_decode(item, each, f"{path}[{index}]") for index, each in enumerate(value)]
            return tuple(items) if as_tuple else items
        case TupleShape(items=shapes):
            return _decode_tuple(shapes, value, path)
        case DictShape(value=inner):
            if not isinstance(value, dict):
                _refuse("dict", value, path)
            return {key: _decode(inner, each, f"{path}[{_quoted(key)}]") for key, each in value.items()}
        case UnionShape(members=members):
            for member in members:
                if kind_of(value) in kinds_of(member):
                    return _decode(member, value, path)
            _refuse(_joined([_expected(member) for member in members]), value, path)
        case ObjectShape():
            return _decode_object(shape, value, path)
    assert_never(shape)


def _decode_choice(choices: tuple[tuple[Any, Any], ...], value: Any, path: str) -> Any:
    for choice, meaning in choices:
        if kind_of(choice) == kind_of(value) and choice == value:
            return meaning
    expected = _joined([_quoted(choice) for choice, _ in choices])
    got = _quoted(value) if isinstance(value, str | int) else kind_of(value)
    raise ConfigError(f"{path}: expected {expected}, got {got}")


def _decode_tuple(shapes: tuple[Shape, ...], value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        _refuse("list", value, path)
    if len(value) != len(shapes):
        raise ConfigError(f"{path}: expected {len(shapes)} items, got {len(value)}")
    pairs = enumerate(zip(shapes, value, strict=True))
    return tuple(_decode(shape, each, f"{path}[{index}]") for index, (shape, each) in pairs)


def _decode_object(shape: ObjectShape, value: Any, path: str) -> Any:
    if not isinstance(value, dict):
        _refuse("dict", value, path)
    known = {field.name for field in shape.fields}
    for key in value:
        if key not in known:
            raise ConfigError(f"{path}: unknown field {_quoted(key)}")
    for field in shape.fields:
        if field.required and field.name not in value:
            raise ConfigError(f"{path}.{field.name}: required, but missing")
    if shape.type is type(None):
        return None
    arguments = {
        field.name: _decode(field.shape, value[field.name], f"{path}.{field.name}")
        for field in shape.fields
        if field.name in value
    }
    try:
        return shape.type(**arguments)
    except ValueError as error:
        raise ConfigError(f"{path}: {error}") from None


def _refuse(expected: str, value: Any, path: str) -> NoReturn:
    raise ConfigError(f"{path}: expected {expected}, got {kind_of(value)}")


def _expected(shape: Shape) -> str:
    match shape:
        case ScalarShape(type=name):
            return name
        case NoneShape():
            return "None"
        case ChoiceShape(choices=choices):
            return _joined([_quoted(choice) for choice, _ in choices])
        case ListShape() | TupleShape():
            return "list"
        case DictShape() | ObjectShape():
            return "dict"
        case UnionShape(members=members):
            return _joined([_expected(member) for member in members])
        case AnyShape():
            return "anything"
    assert_never(shape)


def _quoted(value: str | int) -> str:
    return json.dumps(value, ensure_ascii=False)


def _joined(words: list[str]) -> str:
    """ "a", "a or b", "a, b or c" """
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _schema(shape: Shape) -> dict[str, Any]:
    match shape:
        case AnyShape():
            return {}
        case NoneShape():
            return {"type": "null"}
        case ScalarShape(type=name):
            return {"type": {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}[name]}
        case ChoiceShape(choices=choices):
            return {"enum": [choice for choice, _ in choices]}
        case ListShape(item=item):
            return {"type": "array", "items": _schema(item)}
        case TupleShape(items=items):
            return {
                "type": "array",
                "prefixItems": [_schema(item) for item in items],
                "minItems": len(items),
                "maxItems": len(items),
            }
        case DictShape(value=value):
            return {"type": "object", "additionalProperties": _schema(value)}
        case UnionShape(members=members):
            return {"anyOf": [_schema(member) for member in members]}
        case ObjectShape():
            return _object_schema(shape)
    assert_never(shape)


def _object_schema(shape: ObjectShape) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    if shape.type is not type(None):
        schema["title"] = shape.type.__name__
        description = inspect.getdoc(shape.type) or ""
        if description and not description.startswith(f"{shape.type.__name__}("):  # dataclass's own
            schema["description"] = description
    schema["properties"] = {
        field.name: {
            **_schema(field.shape),
            **{
                key: field.source.metadata[key]
                for key in ("title", "description")
                if key in field.source.metadata
            },
            **({} if field.required else {"default": _as_json(field.default())}),
        }
        for field in shape.fields
    }
    schema["required"] = [field.name for field in shape.fields if field.required]
    schema["additionalProperties"] = False
    return schema


def _as_json(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _as_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [_as_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    return value
