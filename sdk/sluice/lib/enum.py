"""`enum`: Enum, IntEnum, StrEnum, Flag, IntFlag, auto, unique.

The compiler rewrites the body of an enumeration: `RED = 1` becomes a call of `add_member` with a fresh
instance. What Python does through the metaclass (`for c in Color`, `Color["RED"]`, `Color(1)`) are class
methods here that the compiler calls for it.
"""

from typing import Any, ClassVar

_UNKNOWN: Any = object()
"""The value of an `auto()` until a member asks for it."""


class auto:
    """A value that follows from those before it, unless it has one."""

    def __init__(self, value: Any = _UNKNOWN) -> None:
        self.value: Any = value
        self.start: Any = 1


def auto_from(start: Any) -> Any:
    """What stands for a name of `Enum("E", "A B", start=start)`."""
    made = auto()
    made.start = start
    return made


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


def add_initialised(cls: Any, members: Any, names: Any, instance: Any, name: str, value: Any) -> Any:
    """The same for an enumeration with `__init__`, which gets the value's items."""
    instance._value_ = value
    if isinstance(value, tuple):
        instance.__init__(*value)
    else:
        instance.__init__(value)
    return add_member(cls, members, names, instance, name, instance._value_)


def add_flag(cls: Any, members: Any, names: Any, instance: Any, name: str, value: Any) -> Any:
    """The same for a flag: what has not exactly one bit is a name, and no member that is iterated over."""
    for present in names.values():
        if present._value_ == value:
            names[name] = present
            return present
    instance._name_ = name
    instance._value_ = value
    names[name] = instance
    if value > 0 and value & (value - 1) == 0:
        members.append(instance)
    return instance


def add_new(cls: Any, members: Any, names: Any, name: str, value: Any, data_type: Any, has_init: bool) -> Any:
    """The same for an enumeration with `__new__`, which gets the value's items and may set `_value_`."""
    items = value if isinstance(value, tuple) and data_type is not tuple else (value,)
    cls._check_items_(items)
    instance = cls.__new__(cls, *items)
    if not hasattr(instance, "_value_"):
        instance._value_ = value if data_type is None else data_type(*items)
    if has_init:
        instance.__init__(*items)
    return add_member(cls, members, names, instance, name, instance._value_)


def check_order(members: Any, names: Any, order: str) -> None:
    """TypeError where `_order_` is not the order of the members, other names left out."""
    found = [each._name_ for each in members]
    wanted = [each for each in order.replace(",", " ").split() if each not in names or each in found]
    if wanted != found:
        raise TypeError(f"member order does not match _order_:\n  {found!r}\n  {wanted!r}")


def _is_dunder(name: str) -> bool:
    return len(name) > 4 and name[:2] == name[-2:] == "__" and name[2] != "_" and name[-3] != "_"


def _is_sunder(name: str) -> bool:
    return len(name) > 2 and name[0] == name[-1] == "_" and name[1] != "_" and name[-2] != "_"


def _is_private(cls_name: str, name: str) -> bool:
    """Whether the name is a mangled one of that class: `_Class__name`."""
    pattern = f"_{cls_name}__"
    return len(name) > len(pattern) and name.startswith(pattern) and name[-2:] != "__"


def _check_value(name: str, value: Any) -> None:
    """TypeError for a function: CPython makes a method of it, and no member, which is not compiled."""
    if type(value).__name__ in ("function", "method"):
        raise TypeError(f"{name} = a function makes a method of the enumeration; write `def {name}`")


def resolve_auto(cls: Any, names: Any, name: str, value: Any) -> Any:
    """The value of a member, `auto()` replaced."""
    _check_value(name, value)
    if isinstance(value, auto):
        if value.value is not _UNKNOWN:
            return value.value
        values = [each._value_ for each in names.values()]
        value.value = cls._generate_next_value_(name, value.start, len(values), values)
        return value.value
    return value


def found_missing(cls: Any, value: Any, is_eject: bool) -> Any:
    """What `_missing_` makes of a value that no member has. ValueError where it gives None."""
    try:
        found = cls._missing_(value)
    except Exception as error:
        if not isinstance(error, ValueError):
            error.__context__ = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        raise
    if isinstance(found, cls) or (is_eject and isinstance(found, int)):
        return found
    invalid = ValueError(f"{value!r} is not a valid {cls.__qualname__}")
    if found is None:
        raise invalid
    wrong = TypeError(
        f"error in {cls.__name__}._missing_: returned {found!r} instead of None or a valid member"
    )
    wrong.__context__ = invalid
    raise wrong


def _next_of_some(start: Any, last_values: Any) -> Any:
    """One more than the last value to which one can be added."""
    for value in reversed(last_values):
        try:
            return value + 1
        except TypeError:
            pass
    return start


def resolve_autos(cls: Any, names: Any, last_values: Any, name: str, value: Any) -> Any:
    """The same in a class where some `auto()` stands inside a tuple: each has a value of its own."""
    _check_value(name, value)
    parts = value if type(value) is tuple else (value,)
    if not any([isinstance(each, auto) for each in parts]):
        last_values.append(value)
        return value
    found = []
    for each in parts:
        if isinstance(each, auto):
            if each.value is _UNKNOWN:
                each.value = cls._generate_next_value_(name, each.start, len(names), last_values[:])
            each = each.value
            last_values.append(each)
        found.append(each)
    return tuple(found) if type(value) is tuple else found[0]


def member(value: Any) -> Any:
    """Says that the value of an assignment is a member's."""
    return value


def nonmember(value: Any) -> Any:
    """Says that an assignment is no member, but a plain attribute of the class."""
    return value


class Enum:
    """A class of named constants, one instance for each."""

    _name_: Any
    _value_: Any
    _members_: Any = ()
    _names_: ClassVar[Any] = {}
    _shown_as_: Any = object

    @staticmethod
    def _generate_next_value_(name: Any, start: Any, count: Any, last_values: Any) -> Any:
        if not last_values:
            return start
        try:
            return max(last_values) + 1
        except TypeError:
            return _next_of_some(start, last_values)

    @staticmethod
    def _check_items_(items: Any) -> None:
        """What a member is made of, where its data type makes it."""

    @classmethod
    def _missing_(cls, value: Any) -> Any:
        return None

    @classmethod
    def __class_call__(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        for member in cls._members_:
            if member._value_ == value:
                return member
        return found_missing(cls, value, False)

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
        if not isinstance(value, Enum):
            raise TypeError(
                f"unsupported operand type(s) for 'in': '{type(value).__qualname__}' and 'EnumType'"
            )
        return isinstance(value, cls)

    @property
    def name(self) -> Any:
        return self._name_

    @name.setter
    def name(self, name: Any) -> None:
        raise AttributeError("<enum 'Enum'> cannot set attribute 'name'")

    @property
    def value(self) -> Any:
        return self._value_

    @value.setter
    def value(self, value: Any) -> None:
        raise AttributeError("<enum 'Enum'> cannot set attribute 'value'")

    def __repr__(self) -> str:
        if not isinstance(self._value_, self._shown_as_):
            shown, given = self._shown_as_.__name__, type(self._value_).__name__
            raise TypeError(f"descriptor '__repr__' requires a '{shown}' object but received a '{given}'")
        return f"<{self.__class__.__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self) -> str:
        return f"{self.__class__.__name__}.{self._name_}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


class ReprEnum(Enum):
    """Only the repr is that of an enumeration; the data type shows the member elsewhere."""

    def __str__(self) -> str:
        return str(self._value_)

    def __format__(self, spec: str) -> str:
        return format(self._value_, spec) if spec else str(self)


class IntEnum(int, ReprEnum):
    """Members are ints."""

    def __str__(self) -> str:
        return int.__repr__(self)

    def __format__(self, spec: str) -> str:
        return int.__format__(self, spec) if spec else str(self)


class StrEnum(str, ReprEnum):
    """Members are strs; `auto()` gives the name in lower case."""

    @staticmethod
    def _generate_next_value_(name: Any, start: Any, count: Any, last_values: Any) -> Any:
        return name.lower()

    @staticmethod
    def _check_items_(items: Any) -> None:
        if len(items) > 3:
            raise TypeError(f"too many arguments for str(): {items!r}")
        if len(items) == 1 and not isinstance(items[0], str):
            raise TypeError(f"{items[0]!r} is not a string")
        for title, each in zip(("encoding", "errors"), items[1:], strict=False):
            if not isinstance(each, str):
                raise TypeError(f"{title} must be a string, not {each!r}")

    def __str__(self) -> str:
        return str.__str__(self)

    def __format__(self, spec: str) -> str:
        return str.__format__(self, spec) if spec else str(self)


STRICT = "strict"
CONFORM = "conform"
EJECT = "eject"
KEEP = "keep"


def show_bits(value: int, size: int) -> str:
    """`0b0 0101`: the sign's bit, then the others, as `enum.bin` writes them."""
    if value >= 0:
        return "0b0 " + f"{value:b}".rjust(size, "0")
    return "0b1 " + f"{(1 << size) + value:b}".rjust(size, "1")


class Flag(Enum):
    """Members are bits that can be combined."""

    _boundary_: Any = STRICT

    @staticmethod
    def _numeric_repr_(value: Any) -> Any:
        return repr(value)

    @staticmethod
    def _generate_next_value_(name: Any, start: Any, count: Any, last_values: Any) -> Any:
        if not last_values:
            return start
        return 1 << max(last_values).bit_length()

    @classmethod
    def __class_call__(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        for member in cls._names_.values():
            if member._value_ == value:
                return member
        found = cls._composites_.get(value) if isinstance(value, int) else None
        return found_missing(cls, value, cls._boundary_ == EJECT) if found is None else found

    @classmethod
    def _new_composite_(cls, value: Any) -> Any:
        return object.__new__(cls)

    @classmethod
    def _missing_(cls, value: Any) -> Any:
        if not isinstance(value, int):
            raise ValueError(f"{value!r} is not a valid {cls.__qualname__}")
        flags = singles = 0
        for member in cls._names_.values():
            flags |= member._value_
        for member in cls._members_:
            singles |= member._value_
        every = (1 << flags.bit_length()) - 1
        wanted = value
        if not ~every <= value <= every or value & (every ^ flags):
            match cls._boundary_:
                case "strict":
                    size = max(value.bit_length(), flags.bit_length())
                    raise ValueError(
                        f"{cls!r} invalid value {value!r}\n"
                        f"    given {show_bits(value, size)}\n  allowed {show_bits(flags, size)}"
                    )
                case "conform":
                    value &= flags
                case "eject":
                    return value
                case _:
                    if value < 0:
                        value += max(every + 1, 1 << value.bit_length())
        if value < 0:
            value += every + 1
        made = cls._composite_(value, flags, singles)
        cls._composites_[wanted] = made
        return made

    @classmethod
    def _composite_(cls, value: Any, flags: Any, singles: Any) -> Any:
        """The member of several bits (or of none), one object for each value."""
        for member in cls._names_.values():
            if member._value_ == value:
                return member
        if value in cls._composites_:
            return cls._composites_[value]
        made = cls._new_composite_(value)
        made._value_ = value
        parts = list(cls._iterate_bits_(value & singles))
        combined = 0
        for each in parts:
            combined |= each._value_
        if value & ~singles:
            for each in cls._names_.values():
                if each not in parts and each._value_ and each._value_ & value == each._value_:
                    parts.append(each)
                    combined |= each._value_
        unknown = value ^ combined
        if unknown and combined and cls._boundary_ == STRICT:
            raise ValueError(f"{cls!r}: no members with value {unknown!r}")
        made._name_ = "|".join([each._name_ for each in parts]) if combined else None
        if unknown and combined:
            made._name_ += f"|{cls._numeric_repr_(unknown)}"
        cls._composites_[value] = made
        return made

    @classmethod
    def _iterate_bits_(cls, value: Any) -> Any:
        """The members that a value is made of, in the order of their bits, or of their definition where the
        class does not define them in that order."""
        found = [each for each in cls._members_ if each._value_ & value]
        values = [each._value_ for each in cls._members_]
        if values == sorted(values):
            found.sort(key=lambda each: each._value_)
        return found

    def _other_(self, other: Any) -> Any:
        """The bits of an operand, None where it is none."""
        return other._value_ if isinstance(other, self.__class__) else None

    def __contains__(self, other: Any) -> bool:
        if not isinstance(other, self.__class__):
            raise TypeError(
                f"unsupported operand type(s) for 'in': {type(other).__qualname__!r} and "
                f"{self.__class__.__qualname__!r}"
            )
        return bool(other._value_ & self._value_ == other._value_)

    def __iter__(self) -> Any:
        return iter(self.__class__._iterate_bits_(self._value_))

    def __len__(self) -> int:
        count: int = self._value_.bit_count()
        return count

    def __bool__(self) -> bool:
        return bool(self._value_)

    def __repr__(self) -> str:
        if self._name_ is None:
            return f"<{self.__class__.__name__}: {self._value_!r}>"
        return f"<{self.__class__.__name__}.{self._name_}: {self._value_!r}>"

    def __str__(self) -> str:
        if self._name_ is None:
            return f"{self.__class__.__name__}({self._value_!r})"
        return f"{self.__class__.__name__}.{self._name_}"

    def __or__(self, other: Any) -> Any:
        bits = self._other_(other)
        return NotImplemented if bits is None else self.__class__(self._value_ | bits)

    def __and__(self, other: Any) -> Any:
        bits = self._other_(other)
        return NotImplemented if bits is None else self.__class__(self._value_ & bits)

    def __xor__(self, other: Any) -> Any:
        bits = self._other_(other)
        return NotImplemented if bits is None else self.__class__(self._value_ ^ bits)

    def __ror__(self, other: Any) -> Any:
        return self.__or__(other)

    def __rand__(self, other: Any) -> Any:
        return self.__and__(other)

    def __rxor__(self, other: Any) -> Any:
        return self.__xor__(other)

    def __invert__(self) -> Any:
        if self._boundary_ in (EJECT, KEEP):
            return self.__class__(~self._value_)
        singles = 0
        for each in self._members_:
            singles |= each._value_
        return self.__class__(singles & ~self._value_)


class IntFlag(int, ReprEnum, Flag):
    """Flags that are ints, and mix with other ints."""

    _boundary_: Any = KEEP

    @classmethod
    def _new_composite_(cls, value: Any) -> Any:
        return int.__new__(cls, value)

    def _other_(self, other: Any) -> Any:
        if isinstance(other, self.__class__):
            return other._value_
        return other if isinstance(other, int) else None

    def __str__(self) -> str:
        return int.__repr__(self)

    def __format__(self, spec: str) -> str:
        return int.__format__(self, spec) if spec else str(self)

    def __repr__(self) -> str:
        value = int.__repr__(self._value_)
        if self._name_ is None:
            return f"<{self.__class__.__name__}: {value}>"
        return f"<{self.__class__.__name__}.{self._name_}: {value}>"

    def __bool__(self) -> bool:
        return bool(self._value_)

    def __or__(self, other: Any) -> Any:
        return Flag.__or__(self, other)

    def __and__(self, other: Any) -> Any:
        return Flag.__and__(self, other)

    def __xor__(self, other: Any) -> Any:
        return Flag.__xor__(self, other)

    def __ror__(self, other: Any) -> Any:
        return Flag.__or__(self, other)

    def __rand__(self, other: Any) -> Any:
        return Flag.__and__(self, other)

    def __rxor__(self, other: Any) -> Any:
        return Flag.__xor__(self, other)

    def __invert__(self) -> Any:
        return Flag.__invert__(self)


def unique(cls: Any) -> Any:
    """Refuse an enumeration with aliases."""
    aliases = [f"{name} -> {member._name_}" for name, member in cls._names_.items() if name != member._name_]
    if aliases:
        raise ValueError(f"duplicate values found in {cls!r}: {', '.join(aliases)}")
    return cls


UNIQUE = "one name per value"
CONTINUOUS = "no skipped integer values"
NAMED_FLAGS = "multi-flag aliases may not contain unnamed flags"


def _iter_bits_lsb(num: Any) -> Any:
    """The bits of a number from the lowest on, each as a number."""
    if isinstance(num, Enum):
        num = num._value_
    if num < 0:
        raise ValueError(f"{num!r} is not a positive integer")
    while num:
        bit = num & (~num + 1)
        yield bit
        num ^= bit


def show_flag_values(value: Any) -> Any:
    """The bits of a flag as a list of numbers."""
    return list(_iter_bits_lsb(value))


class verify:
    """A decorator that refuses an enumeration which breaks one of the rules: UNIQUE, CONTINUOUS, NAMED_FLAGS."""

    def __init__(self, *checks: Any) -> None:
        self.checks = checks

    def __call__(self, enumeration: Any) -> Any:
        """ValueError where a rule is broken."""
        if not issubclass(enumeration, Enum):
            raise TypeError("the 'verify' decorator only works with Enum and Flag")
        for check in self.checks:
            if check == UNIQUE:
                _check_unique(enumeration)
            elif check == CONTINUOUS:
                _check_continuous(enumeration)
            elif check == NAMED_FLAGS:
                _check_named(enumeration)
        return enumeration


def _check_unique(cls: Any) -> None:
    aliases = [f"{name} -> {member._name_}" for name, member in cls._names_.items() if name != member._name_]
    if aliases:
        raise ValueError(f"aliases found in {cls!r}: {', '.join(aliases)}")


def _check_continuous(cls: Any) -> None:
    values = {member._value_ for member in cls._members_}
    if len(values) < 2:
        return
    low, high = min(values), max(values)
    is_flag = issubclass(cls, Flag)
    wanted: Any = range(low + 1, high)
    if is_flag:
        wanted = [2**place for place in range(low.bit_length(), high.bit_length() - 1)]
    missing = [str(each) for each in wanted if each not in values]
    if missing:
        kind = "flag" if is_flag else "enum"
        raise ValueError(f"invalid {kind} {cls.__name__!r}: missing values {', '.join(missing)}"[:256])


def _check_named(cls: Any) -> None:
    names = [member._name_ for member in cls._members_]
    values = [member._value_ for member in cls._members_]
    found: Any = []
    bits = 0
    for name, alias in cls._names_.items():
        if name in names or alias._value_ < 0:
            continue
        missing = [each for each in _iter_bits_lsb(alias._value_) if each not in values]
        if missing:
            found.append(name)
            for each in missing:
                bits |= each
    if not found:
        return
    title = f"alias {found[0]} is missing"
    if len(found) > 1:
        title = f"aliases {', '.join(found[:-1])} and {found[-1]} are missing"
    what = "value" if bits & (bits - 1) == 0 else "combined values of"
    raise ValueError(
        f"invalid Flag {cls.__name__!r}: {title} {what} 0x{bits:x} [use enum.show_flag_values(value) for details]"
    )


def global_repr(self: Any) -> str:
    """`module.RED`, what a member of a `global_enum` is called."""
    module = self.__class__.__module__.split(".")[-1]
    if not isinstance(self, Flag):
        return f"{module}.{self._name_}"
    if self._name_ is None:
        return f"{module}.{self.__class__.__name__}({self._value_!r})"
    if self != 0:
        self - 1  # CPython counts the bits of the member itself, which a flag that is no int does not let it
    keeps = self._boundary_ == KEEP
    return "|".join(
        [each if keeps and each[0].isdigit() else f"{module}.{each}" for each in self._name_.split("|")]
    )


def global_str(self: Any) -> str:
    """The name without the class's."""
    if self._name_ is None:
        return f"{self.__class__.__name__}({self._value_!r})"
    return str(self._name_)
