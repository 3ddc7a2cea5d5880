"""`operator`: the operators as functions, and getters made from names, keys and calls."""

import builtins
from typing import Any


def lt(a: Any, b: Any, /) -> Any:
    """`a < b`."""
    return a < b


def le(a: Any, b: Any, /) -> Any:
    """`a <= b`."""
    return a <= b


def eq(a: Any, b: Any, /) -> Any:
    """`a == b`."""
    return a == b


def ne(a: Any, b: Any, /) -> Any:
    """`a != b`."""
    return a != b


def ge(a: Any, b: Any, /) -> Any:
    """`a >= b`."""
    return a >= b


def gt(a: Any, b: Any, /) -> Any:
    """`a > b`."""
    return a > b


def not_(a: Any, /) -> bool:
    """`not a`."""
    return not a


def truth(a: Any, /) -> bool:
    """Whether a value counts as true."""
    return bool(a)


def is_(a: Any, b: Any, /) -> bool:
    """`a is b`."""
    return a is b


def is_not(a: Any, b: Any, /) -> bool:
    """`a is not b`."""
    return a is not b


def abs(a: Any, /) -> Any:
    """The absolute value."""
    return builtins.abs(a)


def add(a: Any, b: Any, /) -> Any:
    """`a + b`."""
    return a + b


def and_(a: Any, b: Any, /) -> Any:
    """`a & b`."""
    return a & b


def floordiv(a: Any, b: Any, /) -> Any:
    """`a // b`."""
    return a // b


def index(a: Any, /) -> int:
    """An int from what can stand as an index. TypeError for everything else."""
    if isinstance(a, int):
        return +int(a)
    try:
        method = type(a).__index__
    except AttributeError:
        raise TypeError(f"'{type(a).__name__}' object cannot be interpreted as an integer") from None
    found: Any = method(a)
    if not isinstance(found, int):
        raise TypeError(f"__index__ returned non-int (type {type(found).__name__})")
    return +int(found)


def inv(a: Any, /) -> Any:
    """`~a`."""
    return ~a


def invert(a: Any, /) -> Any:
    """`~a`."""
    return ~a


def lshift(a: Any, b: Any, /) -> Any:
    """`a << b`."""
    return a << b


def mod(a: Any, b: Any, /) -> Any:
    """`a % b`."""
    return a % b


def mul(a: Any, b: Any, /) -> Any:
    """`a * b`."""
    return a * b


def matmul(a: Any, b: Any, /) -> Any:
    """`a @ b`."""
    return a @ b


def neg(a: Any, /) -> Any:
    """`-a`."""
    return -a


def or_(a: Any, b: Any, /) -> Any:
    """`a | b`."""
    return a | b


def pos(a: Any, /) -> Any:
    """`+a`."""
    return +a


def pow(a: Any, b: Any, /) -> Any:
    """`a ** b`."""
    return a**b


def rshift(a: Any, b: Any, /) -> Any:
    """`a >> b`."""
    return a >> b


def sub(a: Any, b: Any, /) -> Any:
    """`a - b`."""
    return a - b


def truediv(a: Any, b: Any, /) -> Any:
    """`a / b`."""
    return a / b


def xor(a: Any, b: Any, /) -> Any:
    """`a ^ b`."""
    return a ^ b


def concat(a: Any, b: Any, /) -> Any:
    """`a + b` of sequences. TypeError for a number."""
    if not hasattr(a, "__getitem__"):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    return a + b


def contains(a: Any, b: Any, /) -> bool:
    """`b in a`."""
    return b in a


def countOf(a: Any, b: Any, /) -> int:
    """How many items are or equal `b`."""
    count = 0
    for each in a:
        if each is b or each == b:
            count += 1
    return count


def delitem(a: Any, b: Any, /) -> None:
    """`del a[b]`."""
    del a[b]


def getitem(a: Any, b: Any, /) -> Any:
    """`a[b]`."""
    return a[b]


def indexOf(a: Any, b: Any, /) -> int:
    """The place of the first item that is or equals `b`. ValueError when there is none."""
    place = 0
    for each in a:
        if each is b or each == b:
            return place
        place += 1
    raise ValueError("sequence.index(x): x not in sequence")


def setitem(a: Any, b: Any, c: Any, /) -> None:
    """`a[b] = c`."""
    a[b] = c


_COUNTED = frozenset(
    (
        "bytearray_iterator",
        "bytes_iterator",
        "dict_itemiterator",
        "dict_keyiterator",
        "dict_reverseitemiterator",
        "dict_reversekeyiterator",
        "dict_reversevalueiterator",
        "dict_valueiterator",
        "iterator",
        "list_iterator",
        "list_reverseiterator",
        "longrange_iterator",
        "range_iterator",
        "reversed",
        "set_iterator",
        "str_ascii_iterator",
        "str_iterator",
        "tuple_iterator",
    )
)
"""The iterators that know in CPython how much is left."""


def length_hint(obj: Any, default: Any = 0, /) -> int:
    """How long something probably is: `len`, else `__length_hint__`, else the default."""
    if not isinstance(default, int):
        raise TypeError(f"'{type(default).__name__}' object cannot be interpreted as an integer")
    try:
        return len(obj)
    except TypeError:
        pass
    kind = type(obj)
    if kind.__module__ == "builtins" and kind.__name__ in _COUNTED:
        raise NotImplementedError(f"how long a {kind.__name__} is cannot be asked; count what it gives")
    try:
        hint = kind.__length_hint__
    except AttributeError:
        return default
    try:
        found: Any = hint(obj)
    except TypeError:
        return default
    if found is NotImplemented:
        return default
    if not isinstance(found, int):
        raise TypeError(f"__length_hint__ must be an integer, not {type(found).__name__}")
    if found < 0:
        raise ValueError("__length_hint__() should return >= 0")
    return found


def call(obj: Any, /, *args: Any, **kwargs: Any) -> Any:
    """`obj(*args, **kwargs)`."""
    return obj(*args, **kwargs)


def iadd(a: Any, b: Any, /) -> Any:
    """`a += b`, its result."""
    a += b
    return a


def iand(a: Any, b: Any, /) -> Any:
    """`a &= b`, its result."""
    a &= b
    return a


def iconcat(a: Any, b: Any, /) -> Any:
    """`a += b` of sequences. TypeError for a number."""
    if not hasattr(a, "__getitem__"):
        raise TypeError(f"'{type(a).__name__}' object can't be concatenated")
    a += b
    return a


def ifloordiv(a: Any, b: Any, /) -> Any:
    """`a //= b`, its result."""
    a //= b
    return a


def ilshift(a: Any, b: Any, /) -> Any:
    """`a <<= b`, its result."""
    a <<= b
    return a


def imod(a: Any, b: Any, /) -> Any:
    """`a %= b`, its result."""
    a %= b
    return a


def imul(a: Any, b: Any, /) -> Any:
    """`a *= b`, its result."""
    a *= b
    return a


def imatmul(a: Any, b: Any, /) -> Any:
    """`a @= b`, its result."""
    a @= b
    return a


def ior(a: Any, b: Any, /) -> Any:
    """`a |= b`, its result."""
    a |= b
    return a


def ipow(a: Any, b: Any, /) -> Any:
    """`a **= b`, its result."""
    a **= b
    return a


def irshift(a: Any, b: Any, /) -> Any:
    """`a >>= b`, its result."""
    a >>= b
    return a


def isub(a: Any, b: Any, /) -> Any:
    """`a -= b`, its result."""
    a -= b
    return a


def itruediv(a: Any, b: Any, /) -> Any:
    """`a /= b`, its result."""
    a /= b
    return a


def ixor(a: Any, b: Any, /) -> Any:
    """`a ^= b`, its result."""
    a ^= b
    return a


class attrgetter:
    """Reads attributes: `attrgetter("a.b")(x)` is `x.a.b`; several names give a tuple."""

    __slots__ = ("_names",)

    def __init__(self, attr: Any, /, *attrs: Any) -> None:
        names = (attr, *attrs)
        for each in names:
            if not isinstance(each, str):
                raise TypeError("attribute name must be a string")
        self._names = names

    def __call__(self, obj: Any, /) -> Any:
        if len(self._names) == 1:
            return _follow(obj, self._names[0])
        return tuple([_follow(obj, each) for each in self._names])

    def __repr__(self) -> str:
        return f"operator.attrgetter({', '.join([repr(each) for each in self._names])})"


def _follow(obj: Any, dotted: str) -> Any:
    for name in dotted.split("."):
        obj = getattr(obj, name)
    return obj


class itemgetter:
    """Reads items: `itemgetter(2)(x)` is `x[2]`; several keys give a tuple."""

    __slots__ = ("_items",)

    def __init__(self, item: Any, /, *items: Any) -> None:
        self._items = (item, *items)

    def __call__(self, obj: Any, /) -> Any:
        if len(self._items) == 1:
            return obj[self._items[0]]
        return tuple([obj[each] for each in self._items])

    def __repr__(self) -> str:
        return f"operator.itemgetter({', '.join([repr(each) for each in self._items])})"


class methodcaller:
    """Calls a method: `methodcaller("f", 1)(x)` is `x.f(1)`."""

    __slots__ = ("_args", "_kwargs", "_name")

    def __init__(self, name: Any, /, *args: Any, **kwargs: Any) -> None:
        if not isinstance(name, str):
            raise TypeError("method name must be a string")
        self._name = name
        self._args = args
        self._kwargs = kwargs

    def __call__(self, obj: Any, /) -> Any:
        return getattr(obj, self._name)(*self._args, **self._kwargs)

    def __repr__(self) -> str:
        parts = [repr(self._name)]
        parts += [repr(each) for each in self._args]
        parts += [f"{name}={value!r}" for name, value in self._kwargs.items()]
        return f"operator.methodcaller({', '.join(parts)})"


__lt__ = lt
__le__ = le
__eq__ = eq
__ne__ = ne
__ge__ = ge
__gt__ = gt
__not__ = not_
__abs__ = abs
__add__ = add
__and__ = and_
__call__ = call
__floordiv__ = floordiv
__index__ = index
__inv__ = inv
__invert__ = invert
__lshift__ = lshift
__mod__ = mod
__mul__ = mul
__matmul__ = matmul
__neg__ = neg
__or__ = or_
__pos__ = pos
__pow__ = pow
__rshift__ = rshift
__sub__ = sub
__truediv__ = truediv
__xor__ = xor
__concat__ = concat
__contains__ = contains
__delitem__ = delitem
__getitem__ = getitem
__setitem__ = setitem
__iadd__ = iadd
__iand__ = iand
__iconcat__ = iconcat
__ifloordiv__ = ifloordiv
__ilshift__ = ilshift
__imod__ = imod
__imul__ = imul
__imatmul__ = imatmul
__ior__ = ior
__ipow__ = ipow
__irshift__ = irshift
__isub__ = isub
__itruediv__ = itruediv
__ixor__ = ixor
