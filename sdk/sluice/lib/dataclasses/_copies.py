"""Dataclasses as other objects, and others of the same class."""

from copy import deepcopy
from dataclasses._fields import is_instance
from typing import Any


def asdict(obj: Any, *, dict_factory: Any = dict) -> Any:
    """A dict of the fields, dataclasses inside lists, tuples and dicts too."""
    if not is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _asdict(obj, dict_factory)


def _asdict(obj: Any, dict_factory: Any) -> Any:
    if is_instance(obj):
        pairs = [(name, _asdict(getattr(obj, name), dict_factory)) for name in obj.__dataclass_fields__]
        return dict_factory(pairs)
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_asdict(each, dict_factory) for each in obj])
    if isinstance(obj, list | tuple):
        return type(obj)([_asdict(each, dict_factory) for each in obj])
    if isinstance(obj, dict):
        return type(obj)(
            [(_asdict(key, dict_factory), _asdict(value, dict_factory)) for key, value in obj.items()]
        )
    return deepcopy(obj)


def astuple(obj: Any, *, tuple_factory: Any = tuple) -> Any:
    """A tuple of the fields' values, dataclasses inside lists, tuples and dicts too."""
    if not is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _astuple(obj, tuple_factory)


def _astuple(obj: Any, tuple_factory: Any) -> Any:
    if is_instance(obj):
        values = [_astuple(getattr(obj, name), tuple_factory) for name in obj.__dataclass_fields__]
        return tuple_factory(values)
    if isinstance(obj, tuple) and hasattr(obj, "_fields"):
        return type(obj)(*[_astuple(each, tuple_factory) for each in obj])
    if isinstance(obj, list | tuple):
        return type(obj)([_astuple(each, tuple_factory) for each in obj])
    if isinstance(obj, dict):
        return type(obj)(
            [(_astuple(key, tuple_factory), _astuple(value, tuple_factory)) for key, value in obj.items()]
        )
    return deepcopy(obj)


def replace(obj: Any, /, **changes: Any) -> Any:
    """A new object of the same class with some fields changed."""
    if not is_instance(obj):
        raise TypeError("replace() should be called on dataclass instances")
    for field in obj.__dataclass_fields__.values():
        if not field.init:
            if field.name in changes:
                raise ValueError(
                    f"field {field.name} is declared with init=False, it cannot be specified with replace()"
                )
        elif field.name not in changes:
            changes[field.name] = getattr(obj, field.name)
    return obj.__class__(**changes)
