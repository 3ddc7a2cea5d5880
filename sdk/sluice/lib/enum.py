"""`enum`: Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique.

The compiler rewrites the body of an enumeration: `RED = 1` becomes a call of `add_member` with a fresh
instance. What Python does through the metaclass (`for c in Color`, `Color["RED"]`, `Color(1)`) are class
methods here that the compiler calls for it.
"""

from typing import Any


class auto:
    """A value that follows from those before it."""

    def __init__(self) -> None:
        self.value: Any = None


def add_member(cls: Any, members: Any, names: Any, instance: Any, name: str, value: Any) -> Any:
    """Register a member; a value that is there already makes the name an alias."""
    for present in names.values():
        if present._value_ == value:
            names[name] = present
            return present
    instance._name_ = name
    instance._value_ = value
    names[name] = instance
    members.append(instance)
    return instance


def resolve_auto(cls: Any, names: Any, name: str, value: Any) -> Any:
    """The value of a member, `auto()` replaced."""
    if isinstance(value, auto):
        values = [each._value_ for each in names.values()]
        return cls._generate_next_value_(name, 1, len(values), values)
    return value


class Enum:
    """A class of named constants, one instance for each."""

    _name_: Any
    _value_: Any

    @staticmethod
    def _generate_next_value_(name: Any, start: Any, count: Any, last_values: Any) -> Any:
        if not last_values:
            return start
        return max(last_values) + 1

    @classmethod
    def _missing_(cls, value: Any) -> Any:
        return None

    @classmethod
    def __class_call__(cls, value: Any) -> Any:
        for member in cls._members_:
            if member._value_ == value:
                return member
        found = cls._missing_(value)
        if found is None:
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        return found

    @classmethod
    def __class_iter__(cls) -> Any:
        return iter(cls._members_)

    @classmethod
    def __class_reversed__(cls) -> Any:
        return reversed(cls._members_)

    @classmethod
    def __class_len__(cls) -> Any:
        return len(cls._members_)

    @classmethod
    def __class_item__(cls, name: Any) -> Any:
        return cls._names_[name]

    @classmethod
    def __class_contains__(cls, value: Any) -> Any:
        return isinstance(value, cls)

    @property
    def name(self) -> Any:
        return self._name_

    @property
    def value(self) -> Any:
        return self._value_

    def __repr__(self) -> str:
        return f"<{self.__class__.__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self) -> str:
        return f"{self.__class__.__name__}.{self._name_}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __hash__(self) -> int:
        return hash(self._name_)

    def __eq__(self, other: object) -> bool:
        return self is other


class ReprEnum(Enum):
    """Only the repr is that of an enumeration."""


class IntEnum(int, ReprEnum):
    """Members are ints."""

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, spec: str) -> str:
        return format(self._value_, spec)

    def __hash__(self) -> int:
        return hash(self._value_)

    def __eq__(self, other: object) -> bool:
        return bool(self._value_ == other)


class StrEnum(str, ReprEnum):
    """Members are strs; `auto()` gives the name in lower case."""

    @staticmethod
    def _generate_next_value_(name: Any, start: Any, count: Any, last_values: Any) -> Any:
        return name.lower()

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, spec: str) -> str:
        return format(self._value_, spec)

    def __hash__(self) -> int:
        return hash(self._value_)

    def __eq__(self, other: object) -> bool:
        return bool(self._value_ == other)


def unique(cls: Any) -> Any:
    """Refuse an enumeration with aliases."""
    aliases = [f"{name} -> {member._name_}" for name, member in cls._names_.items() if name != member._name_]
    if aliases:
        raise ValueError(f"duplicate values found in {cls!r}: {', '.join(aliases)}")
    return cls
