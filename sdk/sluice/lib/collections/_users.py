"""`UserDict` and `UserList`: a dict and a list to derive from."""

from typing import Any


class UserDict:
    """A mapping around the dict `data`."""

    _matched_as_ = "mapping"

    def __init__(self, dict: Any = None, /, **kwargs: Any) -> None:
        self.data: Any = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)

    def __len__(self) -> int:
        return len(self.data)

    def __getitem__(self, key: Any) -> Any:
        if key in self.data:
            return self.data[key]
        if hasattr(self.__class__, "__missing__"):
            return self.__class__.__missing__(self, key)
        raise KeyError(key)

    def __setitem__(self, key: Any, item: Any) -> None:
        self.data[key] = item

    def __delitem__(self, key: Any) -> None:
        del self.data[key]

    def __iter__(self) -> Any:
        return iter(self.data)

    def __contains__(self, key: Any) -> bool:
        return key in self.data

    def __repr__(self) -> str:
        return repr(self.data)

    def __eq__(self, other: Any) -> Any:
        if isinstance(other, UserDict):
            return self.data == other.data
        if isinstance(other, dict):
            return self.data == other
        return NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def keys(self) -> Any:
        """The keys."""
        return self.data.keys()

    def values(self) -> Any:
        """The values."""
        return self.data.values()

    def items(self) -> Any:
        """Pairs of key and value."""
        return self.data.items()

    def get(self, key: Any, default: Any = None) -> Any:
        """The value, or the default."""
        return self[key] if key in self else default

    def pop(self, key: Any, *args: Any) -> Any:
        """Remove a key and give its value."""
        if args and key not in self:
            return args[0]
        value = self[key]
        del self[key]
        return value

    def popitem(self) -> Any:
        """Remove the first item that iteration gives."""
        for key in self:
            value = self[key]
            del self[key]
            return (key, value)
        raise KeyError

    def clear(self) -> None:
        """Remove everything."""
        self.data.clear()

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value, which becomes the default when there is none."""
        if key in self:
            return self[key]
        self[key] = default
        return default

    def update(self, other: Any = (), /, **kwds: Any) -> None:
        """Set many items, through `__setitem__`."""
        if hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def copy(self) -> Any:
        """A copy of the same class."""
        made = self.__class__()
        made.update(self)
        return made

    def __or__(self, other: Any) -> Any:
        if isinstance(other, UserDict):
            return self.__class__(self.data | other.data)
        if isinstance(other, dict):
            return self.__class__(self.data | other)
        return NotImplemented

    def __ror__(self, other: Any) -> Any:
        if isinstance(other, dict):
            return self.__class__(other | self.data)
        return NotImplemented

    def __ior__(self, other: Any) -> Any:
        self.data |= other.data if isinstance(other, UserDict) else other
        return self

    @classmethod
    def fromkeys(cls, iterable: Any, value: Any = None) -> Any:
        """A new one with these keys and one value."""
        made = cls()
        for key in iterable:
            made[key] = value
        return made


class UserList:
    """A sequence around the list `data`."""

    _matched_as_ = "sequence"

    def __init__(self, initlist: Any = None) -> None:
        self.data: list[Any] = []
        if initlist is not None:
            self.data = list(initlist)

    def __repr__(self) -> str:
        return repr(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Any:
        return iter(self.data)

    def __contains__(self, item: Any) -> bool:
        return item in self.data

    def __getitem__(self, i: Any) -> Any:
        return self.__class__(self.data[i]) if isinstance(i, slice) else self.data[i]

    def __setitem__(self, i: Any, item: Any) -> None:
        self.data[i] = item

    def __delitem__(self, i: Any) -> None:
        del self.data[i]

    def __eq__(self, other: Any) -> Any:
        return self.data == _items_of(other)

    def __lt__(self, other: Any) -> Any:
        return self.data < _items_of(other)

    def __le__(self, other: Any) -> Any:
        return self.data <= _items_of(other)

    def __gt__(self, other: Any) -> Any:
        return self.data > _items_of(other)

    def __ge__(self, other: Any) -> Any:
        return self.data >= _items_of(other)

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: Any) -> Any:
        return self.__class__(self.data + list(_items_of(other)))

    def __radd__(self, other: Any) -> Any:
        return self.__class__(list(_items_of(other)) + self.data)

    def __mul__(self, n: int) -> Any:
        return self.__class__(self.data * n)

    def append(self, item: Any) -> None:
        """Add at the end."""
        self.data.append(item)

    def insert(self, i: int, item: Any) -> None:
        """Put before a place."""
        self.data.insert(i, item)

    def pop(self, i: int = -1) -> Any:
        """Remove at a place."""
        return self.data.pop(i)

    def remove(self, item: Any) -> None:
        """Remove the first that equals."""
        self.data.remove(item)

    def clear(self) -> None:
        """Remove everything."""
        self.data.clear()

    def copy(self) -> Any:
        """A copy of the same class."""
        return self.__class__(self)

    def count(self, item: Any) -> int:
        """How many equal."""
        return self.data.count(item)

    def index(self, item: Any, *args: Any) -> int:
        """The place of the first that equals."""
        return self.data.index(item, *args)

    def reverse(self) -> None:
        """Turn the order round."""
        self.data.reverse()

    def sort(self, /, *args: Any, **kwds: Any) -> None:
        """Sort in place."""
        self.data.sort(*args, **kwds)

    def extend(self, other: Any) -> None:
        """Add many at the end."""
        self.data.extend(_items_of(other))


def _items_of(other: Any) -> Any:
    return other.data if isinstance(other, UserList) else other
