"""`dataclasses`: what running code needs; the decorator itself is the compiler's business.

A dataclass that a program looks into (`asdict`, `fields`…) has `__dataclass_fields__`: a dict from the name
of each field to its `Field`.
"""

from copy import deepcopy
from typing import Any

from _mappings import mappingproxy


class FrozenInstanceError(AttributeError):
    """A field of a frozen dataclass was assigned or deleted."""


class _MISSING_TYPE:
    """The class of MISSING."""


MISSING: Any = _MISSING_TYPE()
"""Stands for a default that there is not."""


being_shown: set[int] = set()
"""The ids of objects whose `repr` is being made: inside of itself one is shown as `...`."""


_NO_METADATA = mappingproxy({})


class Field:
    """What is known of one field when the program runs. `type` is there where it is a class or a str."""

    def __init__(
        self,
        name: str,
        init: bool,
        repr: bool,
        hash: Any,
        compare: bool,
        kw_only: bool,
        default: Any = MISSING,
        default_factory: Any = MISSING,
        metadata: Any = None,
        type: Any = MISSING,
    ) -> None:
        self.default = default
        self.default_factory = default_factory
        self.name = name
        self.init = init
        self.repr = repr
        self.hash = hash
        self.compare = compare
        self.metadata = _NO_METADATA if metadata is None else mappingproxy(metadata)
        self.kw_only = kw_only
        if type is not MISSING:
            self.type = type

    def __repr__(self) -> str:
        return (
            f"Field(name={self.name!r},type={self.type!r},default={self.default!r},"
            f"default_factory={self.default_factory!r},init={self.init!r},repr={self.repr!r},"
            f"hash={self.hash!r},compare={self.compare!r},metadata={self.metadata!r},"
            f"kw_only={self.kw_only!r},_field_type=_FIELD)"
        )


def inherited_field(cls: Any, name: str) -> Any:
    """The field of that name of the nearest base that has one."""
    for base in cls.__mro__[1:]:
        if hasattr(base, "__dataclass_fields__") and name in base.__dataclass_fields__:
            return base.__dataclass_fields__[name]
    raise KeyError(name)


def fields(class_or_instance: Any) -> Any:
    """The fields of a dataclass or of an instance of one, in order."""
    try:
        found = class_or_instance.__dataclass_fields__
    except AttributeError:
        raise TypeError("must be called with a dataclass type or instance") from None
    return tuple(found.values())


def is_dataclass(obj: Any) -> bool:
    """Whether it is a dataclass or an instance of one."""
    return hasattr(obj if isinstance(obj, type) else type(obj), "__dataclass_fields__")


def _is_instance(obj: Any) -> bool:
    return hasattr(type(obj), "__dataclass_fields__")


def asdict(obj: Any, *, dict_factory: Any = dict) -> Any:
    """A dict of the fields, dataclasses inside lists, tuples and dicts too."""
    if not _is_instance(obj):
        raise TypeError("asdict() should be called on dataclass instances")
    return _asdict(obj, dict_factory)


def _asdict(obj: Any, dict_factory: Any) -> Any:
    if _is_instance(obj):
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
    if not _is_instance(obj):
        raise TypeError("astuple() should be called on dataclass instances")
    return _astuple(obj, tuple_factory)


def _astuple(obj: Any, tuple_factory: Any) -> Any:
    if _is_instance(obj):
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
    if not _is_instance(obj):
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
