"""What `collections.abc` gives to classes that derive from it (CPython's Lib/_collections_abc.py)."""

from abc import ABC, abstractmethod
from collections.abc import Iterable as _Iterable
from collections.abc import Mapping as _Mapping
from collections.abc import Set as _Set
from typing import Any

_MISSING: Any = object()


class Iterator(ABC):
    """Has `__next__`."""

    @abstractmethod
    def __next__(self) -> Any:
        raise StopIteration

    def __iter__(self) -> Any:
        return self


class Collection(ABC):
    """Has `__len__`, `__iter__` and `__contains__`."""

    @abstractmethod
    def __len__(self) -> int:
        return 0

    @abstractmethod
    def __iter__(self) -> Any:
        return iter(())

    @abstractmethod
    def __contains__(self, x: Any) -> Any:
        return False


class Reversible(ABC):
    """Has `__iter__` and `__reversed__`."""

    @abstractmethod
    def __iter__(self) -> Any:
        return iter(())

    @abstractmethod
    def __reversed__(self) -> Any:
        return iter(())


class Set(Collection):
    """Sets by `__contains__`, `__iter__` and `__len__`. Results are made by `_from_iterable`."""

    def __le__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            return NotImplemented
        if len(self) > len(other):
            return False
        for each in self:
            if each not in other:
                return False
        return True

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            return NotImplemented
        return len(self) < len(other) and self.__le__(other)

    def __gt__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            return NotImplemented
        return len(self) > len(other) and self.__ge__(other)

    def __ge__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            return NotImplemented
        if len(self) < len(other):
            return False
        for each in other:
            if each not in self:
                return False
        return True

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            return NotImplemented
        return len(self) == len(other) and self.__le__(other)

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def _from_iterable(cls, it: Any) -> Any:
        make: Any = cls  # the class of the program, whose arguments are its own
        return make(it)

    def __and__(self, other: Any) -> Any:
        if not isinstance(other, _Iterable):
            return NotImplemented
        return self._from_iterable(value for value in other if value in self)

    def __rand__(self, other: Any) -> Any:
        return self.__and__(other)

    def isdisjoint(self, other: Any) -> Any:
        """Whether nothing of `other` is in this one."""
        for value in other:
            if value in self:
                return False
        return True

    def __or__(self, other: Any) -> Any:
        if not isinstance(other, _Iterable):
            return NotImplemented
        return self._from_iterable(each for part in (self, other) for each in part)

    def __ror__(self, other: Any) -> Any:
        return self.__or__(other)

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            if not isinstance(other, _Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return self._from_iterable(value for value in self if value not in other)

    def __rsub__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            if not isinstance(other, _Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return self._from_iterable(value for value in other if value not in self)

    def __xor__(self, other: Any) -> Any:
        if not isinstance(other, _Set):
            if not isinstance(other, _Iterable):
                return NotImplemented
            other = self._from_iterable(other)
        return (self - other) | (other - self)

    def __rxor__(self, other: Any) -> Any:
        return self.__xor__(other)

    def _hash(self) -> int:
        return hash(frozenset(self))


class MutableSet(Set):
    """Sets that `add` and `discard` change."""

    @abstractmethod
    def add(self, value: Any) -> Any:
        """Add an element."""
        raise NotImplementedError

    @abstractmethod
    def discard(self, value: Any) -> Any:
        """Remove an element if it is there."""
        raise NotImplementedError

    def remove(self, value: Any) -> Any:
        """Remove an element. KeyError when it is not there."""
        if value not in self:
            raise KeyError(value)
        self.discard(value)

    def pop(self) -> Any:
        """Remove an element and return it. KeyError when there is none."""
        value = next(iter(self), _MISSING)
        if value is _MISSING:
            raise KeyError from None
        self.discard(value)
        return value

    def clear(self) -> Any:
        """Remove all, one after another."""
        try:
            while True:
                self.pop()
        except KeyError:
            pass

    def __ior__(self, it: Any) -> Any:
        for value in it:
            self.add(value)
        return self

    def __iand__(self, it: Any) -> Any:
        for value in self - it:
            self.discard(value)
        return self

    def __ixor__(self, it: Any) -> Any:
        if it is self:
            self.clear()
            return self
        if not isinstance(it, _Set):
            it = self._from_iterable(it)
        for value in it:
            if value in self:
                self.discard(value)
            else:
                self.add(value)
        return self

    def __isub__(self, it: Any) -> Any:
        if it is self:
            self.clear()
            return self
        for value in it:
            self.discard(value)
        return self


class MappingView:
    """What shows a mapping as it is at each moment."""

    __slots__ = ("_mapping",)

    def __init__(self, mapping: Any) -> None:
        self._mapping = mapping

    def __len__(self) -> Any:
        return len(self._mapping)

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({self._mapping!r})"


class KeysView(MappingView, Set):
    """The keys."""

    __slots__ = ()

    @classmethod
    def _from_iterable(cls, it: Any) -> Any:
        return set(it)

    def __contains__(self, key: Any) -> Any:
        return key in self._mapping

    def __iter__(self) -> Any:
        yield from self._mapping


class ItemsView(MappingView, Set):
    """Pairs of key and value."""

    __slots__ = ()

    @classmethod
    def _from_iterable(cls, it: Any) -> Any:
        return set(it)

    def __contains__(self, item: Any) -> Any:
        key, value = item
        try:
            found = self._mapping[key]
        except KeyError:
            return False
        return found is value or found == value

    def __iter__(self) -> Any:
        for key in self._mapping:
            yield (key, self._mapping[key])


class ValuesView(MappingView, Collection):
    """The values."""

    __slots__ = ()

    def __contains__(self, value: Any) -> Any:
        for key in self._mapping:
            found = self._mapping[key]
            if found is value or found == value:
                return True
        return False

    def __iter__(self) -> Any:
        for key in self._mapping:
            yield self._mapping[key]


class Mapping(Collection):
    """Mappings by `__getitem__`, `__iter__` and `__len__`."""

    _matched_as_ = "mapping"

    @abstractmethod
    def __getitem__(self, key: Any) -> Any:
        raise KeyError

    def get(self, key: Any, default: Any = None) -> Any:
        """The value of a key, or `default`."""
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key: Any) -> Any:
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self) -> Any:
        """A view of the keys."""
        return KeysView(self)

    def items(self) -> Any:
        """A view of pairs."""
        return ItemsView(self)

    def values(self) -> Any:
        """A view of the values."""
        return ValuesView(self)

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, _Mapping):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __hash__ = None  # type: ignore[assignment]
    __reversed__ = None


class MutableMapping(Mapping):
    """Mappings that `__setitem__` and `__delitem__` change."""

    @abstractmethod
    def __setitem__(self, key: Any, value: Any) -> Any:
        raise KeyError

    @abstractmethod
    def __delitem__(self, key: Any) -> Any:
        raise KeyError

    def pop(self, key: Any, default: Any = _MISSING) -> Any:
        """Take a value out. KeyError when there is none and no default."""
        try:
            value = self[key]
        except KeyError:
            if default is _MISSING:
                raise
            return default
        del self[key]
        return value

    def popitem(self) -> Any:
        """Take the first pair out. KeyError when there is none."""
        key = next(iter(self), _MISSING)
        if key is _MISSING:
            raise KeyError from None
        value = self[key]
        del self[key]
        return key, value

    def clear(self) -> Any:
        """Take all pairs out."""
        try:
            while True:
                self.popitem()
        except KeyError:
            pass

    def update(self, other: Any = (), /, **kwds: Any) -> Any:
        """Set what a mapping, something with `keys` or pairs hold, then the keywords."""
        if isinstance(other, _Mapping):
            for key in other:
                self[key] = other[key]
        elif hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def setdefault(self, key: Any, default: Any = None) -> Any:
        """The value of a key, which is set first where there is none."""
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class Sequence(Collection):
    """Sequences by `__getitem__` and `__len__`."""

    _matched_as_ = "sequence"

    @abstractmethod
    def __getitem__(self, index: Any) -> Any:
        raise IndexError

    def __iter__(self) -> Any:
        i = 0
        try:
            while True:
                value = self[i]
                yield value
                i += 1
        except IndexError:
            return

    def __contains__(self, value: Any) -> Any:
        for each in self:
            if each is value or each == value:
                return True
        return False

    def __reversed__(self) -> Any:
        for i in reversed(range(len(self))):
            yield self[i]

    def index(self, value: Any, start: Any = 0, stop: Any = None) -> Any:
        """Where a value stands first. ValueError when it is not there."""
        if start is not None and start < 0:
            start = max(len(self) + start, 0)
        if stop is not None and stop < 0:
            stop += len(self)
        i = start
        while stop is None or i < stop:
            try:
                found = self[i]
            except IndexError:
                break
            if found is value or found == value:
                return i
            i += 1
        raise ValueError

    def count(self, value: Any) -> Any:
        """How often a value stands there."""
        found = 0
        for each in self:
            if each is value or each == value:
                found += 1
        return found


class MutableSequence(Sequence):
    """Sequences that `__setitem__`, `__delitem__` and `insert` change."""

    @abstractmethod
    def __setitem__(self, index: Any, value: Any) -> Any:
        raise IndexError

    @abstractmethod
    def __delitem__(self, index: Any) -> Any:
        raise IndexError

    @abstractmethod
    def insert(self, index: Any, value: Any) -> Any:
        """Put a value before an index."""
        raise IndexError

    def append(self, value: Any) -> Any:
        """Put a value at the end."""
        self.insert(len(self), value)

    def clear(self) -> Any:
        """Take all values out."""
        try:
            while True:
                self.pop()
        except IndexError:
            pass

    def reverse(self) -> Any:
        """Turn the order round, in place."""
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]

    def extend(self, values: Any) -> Any:
        """Put values at the end."""
        if values is self:
            values = list(values)
        for each in values:
            self.append(each)

    def pop(self, index: Any = -1) -> Any:
        """Take a value out, the last one if nothing is said."""
        value = self[index]
        del self[index]
        return value

    def remove(self, value: Any) -> Any:
        """Take the first such value out. ValueError when there is none."""
        del self[self.index(value)]

    def __iadd__(self, values: Any) -> Any:
        self.extend(values)
        return self
