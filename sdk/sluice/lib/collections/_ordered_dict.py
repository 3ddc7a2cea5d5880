"""`OrderedDict`: as Objects/odictobject.c, over a dict that knows where its first and its last item are."""

from typing import Any

import _sluice_ordered
import _sluice_shown

_MISSING: Any = object()


class OrderedDict(dict):  # type: ignore[type-arg]
    """A dict whose order is part of its value."""

    def __init__(self, /, *args: Any, **kwargs: Any) -> None:
        if len(args) > 1:
            raise TypeError(f"expected at most 1 arguments, got {len(args)}")
        _fill(self, args, kwargs)

    def update(self, /, *args: Any, **kwargs: Any) -> None:
        """Items of a mapping or of pairs, then keywords: each set as `self[key] = value` sets it."""
        if len(args) > 1:
            raise TypeError(f"update() takes at most 1 positional argument ({len(args)} given)")
        _fill(self, args, kwargs)

    def __iter__(self) -> Any:
        return _sluice_ordered.iterate(self)

    def __reversed__(self) -> Any:
        return _sluice_ordered.reversed(self)

    def keys(self) -> Any:
        return _sluice_ordered.keys(self)

    def values(self) -> Any:
        return _sluice_ordered.values(self)

    def items(self) -> Any:
        return _sluice_ordered.items(self)

    def move_to_end(self, key: Any, last: Any = True) -> None:
        """Move an item to the end, or to the beginning. KeyError when it is not there."""
        _sluice_ordered.move(self, key, bool(last))

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The item of a key, which is set first where there is none."""
        if type(self) is OrderedDict:
            return dict.setdefault(self, key, default)
        if key in self:
            return self[key]
        self[key] = default
        return default

    def pop(self, key: Any, default: Any = _MISSING) -> Any:
        """Take an item out. KeyError when there is none and no default."""
        return dict.pop(self, key) if default is _MISSING else dict.pop(self, key, default)

    def popitem(self, last: Any = True) -> Any:
        """Take out the last item, or the first. KeyError when there is none."""
        if not dict.__len__(self):
            raise KeyError("dictionary is empty")
        if last:
            return dict.popitem(self)
        key = next(_sluice_ordered.iterate(self))
        return (key, dict.pop(self, key))

    def copy(self) -> Any:
        """A copy of the same class."""
        made = type(self)()
        if type(self) is OrderedDict:
            dict.update(made, self)
            return made
        for key in _sluice_ordered.iterate(self):
            made[key] = self[key]
        return made

    def __copy__(self) -> Any:
        made = self.__class__()
        for key, value in self.items():
            made[key] = value
        return made

    @classmethod
    def fromkeys(cls, iterable: Any, value: Any = None) -> Any:
        """A new one with these keys and one value."""
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def __eq__(self, other: Any, /) -> Any:
        same = dict.__eq__(self, other)
        if same is True and isinstance(other, OrderedDict):
            return list(_sluice_ordered.iterate(self)) == list(_sluice_ordered.iterate(other))
        return same

    def __ne__(self, other: Any, /) -> Any:
        same = OrderedDict.__eq__(self, other)
        return same if same is NotImplemented else not same

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        name = type(self).__name__
        if not dict.__len__(self):
            return f"{name}()"
        if not _sluice_shown.enter(self):
            return "..."
        try:
            return f"{name}({list(self.items())!r})"
        finally:
            _sluice_shown.leave()

    def __or__(self, other: Any, /) -> Any:
        return _merged(type(self), self, other)

    def __ror__(self, other: Any, /) -> Any:
        return _merged(type(self), other, self)

    def __ior__(self, other: Any, /) -> Any:
        _fill_from(self, other)
        return self


def _merged(cls: Any, left: Any, right: Any) -> Any:
    if not isinstance(left, dict) or not isinstance(right, dict):
        return NotImplemented
    made = cls(left)
    _fill_from(made, right)
    return made


def _fill(target: Any, args: Any, kwargs: Any) -> None:
    if args:
        _fill_from(target, args[0])
    for key, value in kwargs.items():
        target[key] = value


def _fill_from(target: Any, other: Any) -> None:
    if type(other) is dict:
        for key, value in list(other.items()):
            target[key] = value
    elif hasattr(other, "keys"):
        for key in other.keys():
            target[key] = other[key]
    elif hasattr(other, "items"):
        _fill_from_pairs(target, other.items())
    else:
        _fill_from_pairs(target, other)


def _fill_from_pairs(target: Any, pairs: Any) -> None:
    for pair in pairs:
        parts = iter(pair)
        key = next(parts, _MISSING)
        value = next(parts, _MISSING)
        if value is _MISSING:
            count = 0 if key is _MISSING else 1
            raise ValueError(f"need more than {count} value{'' if count == 1 else 's'} to unpack")
        if next(parts, _MISSING) is not _MISSING:
            raise ValueError("too many values to unpack (expected 2)")
        target[key] = value
