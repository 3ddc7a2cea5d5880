"""The fields of dataclasses as objects."""

from typing import Any

from _mappings import mappingproxy


class _MISSING_TYPE:
    """The class of MISSING."""


MISSING: Any = _MISSING_TYPE()
"""Stands for a default that there is not."""

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


def is_instance(obj: Any) -> bool:
    """Whether it is an instance of a dataclass."""
    return hasattr(type(obj), "__dataclass_fields__")
