"""`Mapping`, `MutableMapping` and the views of these."""

from abc import abstractmethod
from collections.abc import Mapping as _Mapping
from typing import Any

from _abstract_bases._collections import Collection, Sized
from _abstract_bases._sets import Set

_MISSING: Any = object()


class MappingView(Sized):
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
