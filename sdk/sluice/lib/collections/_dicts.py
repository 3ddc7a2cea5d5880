"""`OrderedDict` and `defaultdict`."""

from typing import Any

_MISSING: Any = object()


class defaultdict(dict):  # type: ignore[type-arg]
    """A dict that makes the values it misses."""

    default_factory: Any

    def __init__(self, default_factory: Any = None, /, *args: Any, **kwargs: Any) -> None:
        if default_factory is not None and not callable(default_factory):
            raise TypeError("first argument must be callable or None")
        self.default_factory = default_factory
        dict.update(self, *args, **kwargs)

    def __missing__(self, key: Any, /) -> Any:
        if self.default_factory is None:
            raise KeyError(key)
        value = self.default_factory()
        self[key] = value
        return value

    def __repr__(self) -> str:
        factory = "..." if self.default_factory is self else repr(self.default_factory)
        return f"{type(self).__name__}({factory}, {dict(self)!r})"

    def copy(self) -> Any:
        """A copy with the same factory."""
        return type(self)(self.default_factory, self)

    def __copy__(self) -> Any:
        return self.copy()

    def __or__(self, other: Any, /) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(self.default_factory, self)
        made.update(other)
        return made

    def __ror__(self, other: Any, /) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = type(self)(self.default_factory, other)
        made.update(self)
        return made


class OrderedDict(dict):  # type: ignore[type-arg]
    """A dict whose order is part of its value."""

    def move_to_end(self, key: Any, last: bool = True) -> None:
        """Move an item to the end, or to the beginning. KeyError when it is not there."""
        if key not in self:
            raise KeyError(key)
        if last:
            value = dict.pop(self, key)
            dict.__setitem__(self, key, value)
            return
        items = list(dict.items(self))
        value = dict.__getitem__(self, key)
        dict.clear(self)
        dict.__setitem__(self, key, value)
        for other, each in items:
            dict.__setitem__(self, other, each)

    def popitem(self, last: bool = True) -> Any:
        """Remove the last item, or the first. KeyError when there is none."""
        if not self:
            raise KeyError("dictionary is empty")
        key = next(reversed(self)) if last else next(iter(self))
        return (key, self.pop(key))

    def copy(self) -> Any:
        """A copy of the same class."""
        return self.__class__(self)

    def __copy__(self) -> Any:
        return self.copy()

    @classmethod
    def fromkeys(cls, iterable: Any, value: Any = None) -> Any:
        """A new one with these keys and one value."""
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def __eq__(self, other: Any, /) -> Any:
        if isinstance(other, OrderedDict):
            return dict(self) == dict(other) and list(self) == list(other)
        return dict(self) == other if isinstance(other, dict) else NotImplemented

    def __ne__(self, other: Any, /) -> Any:
        same = self == other
        return same if same is NotImplemented else not same

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        name = type(self).__name__
        return f"{name}({list(self.items())!r})" if self else f"{name}()"

    def __or__(self, other: Any, /) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = self.__class__(self)
        made.update(other)
        return made

    def __ror__(self, other: Any, /) -> Any:
        if not isinstance(other, dict):
            return NotImplemented
        made = self.__class__(other)
        made.update(self)
        return made
