"""`Set` and `MutableSet`."""

from abc import abstractmethod
from collections.abc import Iterable as _Iterable
from collections.abc import Set as _Set
from typing import Any

from _abstract_bases._collections import Collection

_MISSING: Any = object()


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
