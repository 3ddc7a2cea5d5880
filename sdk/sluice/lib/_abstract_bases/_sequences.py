"""`Sequence` and `MutableSequence`."""

from abc import abstractmethod
from typing import Any

from _abstract_bases._collections import Collection, Reversible


class Sequence(Reversible, Collection):
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
