"""`deque`: items in a ring, so that both ends are equally near."""

import operator
from typing import Any

import _sluice_shown


class deque:
    """A queue with two ends. `maxlen`: what is too much falls out at the other end."""

    _matched_as_ = "sequence"

    __slots__ = ("_changes", "_head", "_length", "_maxlen", "_ring")

    __hash__ = None  # type: ignore[assignment]

    def __init__(self, iterable: Any = (), maxlen: Any = None) -> None:
        if maxlen is not None:
            if not isinstance(maxlen, int):
                raise TypeError("an integer is required")
            if maxlen < 0:
                raise ValueError("maxlen must be non-negative")
        self._maxlen = maxlen
        self._ring: list[Any] = [None] * 8
        self._head = 0
        self._length = 0
        self._changes = 0
        self.extend(iterable)

    @property
    def maxlen(self) -> Any:
        """The most items it keeps; None: no limit."""
        return self._maxlen

    def _grow(self) -> None:
        ring = self._ring
        self._ring = [*ring[self._head :], *ring[: self._head], *([None] * len(ring))]
        self._head = 0

    def append(self, x: Any, /) -> None:
        """Add at the right end."""
        self._changes += 1
        if self._maxlen is not None and self._length >= self._maxlen:
            if self._maxlen == 0:
                return
            self._take_left()
        if self._length == len(self._ring):
            self._grow()
        place = (self._head + self._length) & (len(self._ring) - 1)
        self._ring[place] = x
        self._length += 1

    def appendleft(self, x: Any, /) -> None:
        """Add at the left end."""
        self._changes += 1
        if self._maxlen is not None and self._length >= self._maxlen:
            if self._maxlen == 0:
                return
            self._take_right()
        if self._length == len(self._ring):
            self._grow()
        self._head = (self._head - 1) & (len(self._ring) - 1)
        self._ring[self._head] = x
        self._length += 1

    def _take_left(self) -> Any:
        found = self._ring[self._head]
        self._ring[self._head] = None
        self._head = (self._head + 1) & (len(self._ring) - 1)
        self._length -= 1
        return found

    def _take_right(self) -> Any:
        place = (self._head + self._length - 1) & (len(self._ring) - 1)
        found = self._ring[place]
        self._ring[place] = None
        self._length -= 1
        return found

    def pop(self) -> Any:
        """Remove the item at the right end."""
        if not self._length:
            raise IndexError("pop from an empty deque")
        self._changes += 1
        return self._take_right()

    def popleft(self) -> Any:
        """Remove the item at the left end."""
        if not self._length:
            raise IndexError("pop from an empty deque")
        self._changes += 1
        return self._take_left()

    def extend(self, iterable: Any, /) -> None:
        """Add many at the right end."""
        if iterable is self:
            iterable = list(iterable)
        for each in iterable:
            self.append(each)

    def extendleft(self, iterable: Any, /) -> None:
        """Add many at the left end, one after another."""
        if iterable is self:
            iterable = list(iterable)
        for each in iterable:
            self.appendleft(each)

    def clear(self) -> None:
        """Remove everything."""
        self._changes += 1
        self._ring = [None] * 8
        self._head = 0
        self._length = 0

    def _at(self, place: int) -> Any:
        return self._ring[(self._head + place) & (len(self._ring) - 1)]

    def _set(self, place: int, value: Any) -> None:
        self._ring[(self._head + place) & (len(self._ring) - 1)] = value

    def _place(self, index: Any) -> int:
        if not isinstance(index, int) and not hasattr(index, "__index__"):
            raise TypeError(f"sequence index must be integer, not '{type(index).__name__}'")
        place: int = operator.index(index)
        if place < 0:
            place += self._length
        if place < 0 or place >= self._length:
            raise IndexError("deque index out of range")
        return place

    def __getitem__(self, index: Any, /) -> Any:
        return self._at(self._place(index))

    def __setitem__(self, index: Any, value: Any, /) -> None:
        self._set(self._place(index), value)

    def __delitem__(self, index: Any, /) -> None:
        self._remove_at(self._place(index))

    def _remove_at(self, place: int) -> None:
        for each in range(place, self._length - 1):
            self._set(each, self._at(each + 1))
        self._take_right()
        self._changes += 1

    def insert(self, index: int, value: Any, /) -> None:
        """Put a value before a place. IndexError when it is full."""
        if self._maxlen is not None and self._length >= self._maxlen:
            raise IndexError("deque already at its maximum size")
        length = self._length
        place = max(index + length, 0) if index < 0 else min(index, length)
        self.append(value)
        for each in range(length, place, -1):
            self._set(each, self._at(each - 1))
        self._set(place, value)

    def rotate(self, n: int = 1, /) -> None:
        """Move items from the right end to the left, or the other way for a negative number."""
        if self._length <= 1:
            return
        steps = n % self._length
        if steps * 2 <= self._length:
            for _ in range(steps):
                self.appendleft(self.pop())
        else:
            for _ in range(self._length - steps):
                self.append(self.popleft())

    def reverse(self) -> None:
        """Turn the order round, in place."""
        last = self._length - 1
        for each in range(self._length // 2):
            left, right = self._at(each), self._at(last - each)
            self._set(each, right)
            self._set(last - each, left)
        self._changes += 1

    def count(self, value: Any, /) -> int:
        """How many items are or equal the value."""
        found = 0
        for each in self:
            if each is value or each == value:
                found += 1
        return found

    def index(self, value: Any, start: int = 0, stop: int = 9223372036854775807, /) -> int:
        """The place of the first item that is or equals the value. ValueError when there is none."""
        length = self._length
        first = max(start + length, 0) if start < 0 else start
        last = max(stop + length, 0) if stop < 0 else min(stop, length)
        changes = self._changes
        for place in range(first, last):
            each = self._at(place)
            same = each is value or each == value
            if changes != self._changes:
                raise RuntimeError("deque mutated during iteration")
            if same:
                return place
        raise ValueError(f"{value!r} is not in deque")

    def remove(self, value: Any, /) -> None:
        """Remove the first item that is or equals the value. ValueError when there is none."""
        changes = self._changes
        for place in range(self._length):
            each = self._at(place)
            same = each is value or each == value
            if changes != self._changes:
                raise IndexError("deque mutated during remove().")
            if same:
                self._remove_at(place)
                return
        raise ValueError(f"{value!r} is not in deque")

    def __contains__(self, value: Any, /) -> bool:
        for each in self:
            if each is value or each == value:
                return True
        return False

    def __len__(self) -> int:
        return self._length

    def __bool__(self) -> bool:
        return self._length > 0

    def __iter__(self) -> Any:
        return _deque_iterator(self)

    def __reversed__(self) -> Any:
        return _deque_reverse_iterator(self)

    def copy(self) -> Any:
        """A copy of the ring, not of the items."""
        return type(self)(self, self._maxlen)

    def __copy__(self) -> Any:
        return self.copy()

    def __repr__(self) -> str:
        if not _sluice_shown.enter(self):
            return "[...]"
        try:
            name, items = type(self).__name__, list(self)
            return (
                f"{name}({items!r})" if self._maxlen is None else f"{name}({items!r}, maxlen={self._maxlen})"
            )
        finally:
            _sluice_shown.leave()

    def __eq__(self, other: Any, /) -> Any:
        if not isinstance(other, deque):
            return NotImplemented
        return self._length == other._length and list(self) == list(other)

    def __ne__(self, other: Any, /) -> Any:
        if not isinstance(other, deque):
            return NotImplemented
        return self._length != other._length or list(self) != list(other)

    def __lt__(self, other: Any, /) -> Any:
        return list(self) < list(other) if isinstance(other, deque) else NotImplemented

    def __le__(self, other: Any, /) -> Any:
        return list(self) <= list(other) if isinstance(other, deque) else NotImplemented

    def __gt__(self, other: Any, /) -> Any:
        return list(self) > list(other) if isinstance(other, deque) else NotImplemented

    def __ge__(self, other: Any, /) -> Any:
        return list(self) >= list(other) if isinstance(other, deque) else NotImplemented

    def __add__(self, other: Any, /) -> Any:
        if not isinstance(other, deque):
            raise TypeError(f'can only concatenate deque (not "{type(other).__name__}") to deque')
        made = self.copy()
        made.extend(other)
        return made

    def __iadd__(self, other: Any, /) -> Any:
        self.extend(other)
        return self

    def __mul__(self, times: int, /) -> Any:
        made = self.copy()
        made *= times
        return made

    def __rmul__(self, times: int, /) -> Any:
        return self * times

    def __imul__(self, times: int, /) -> Any:
        items = list(self)
        if times <= 0:
            self.clear()
        for _ in range(times - 1):
            self.extend(items)
        return self


class _deque_iterator:
    """The items of a deque. RuntimeError when it changes meanwhile."""

    __slots__ = ("_changes", "_deque", "_place")

    def __init__(self, items: deque) -> None:
        self._deque = items
        self._changes = items._changes
        self._place = 0

    def __iter__(self) -> "_deque_iterator":
        return self

    def __next__(self) -> Any:
        return self._deque._at(self._advance())

    def _advance(self) -> int:
        """How many items were before this one."""
        items = self._deque
        if self._place >= items._length and self._changes == items._changes:
            raise StopIteration
        if self._changes != items._changes:
            self._place = 9223372036854775807
            self._changes = items._changes
            raise RuntimeError("deque mutated during iteration")
        self._place += 1
        return self._place - 1

    def __length_hint__(self) -> int:
        return max(self._deque._length - self._place, 0)


class _deque_reverse_iterator(_deque_iterator):
    """The same from the end."""

    __slots__ = ()

    def __next__(self) -> Any:
        return self._deque._at(self._deque._length - 1 - self._advance())
