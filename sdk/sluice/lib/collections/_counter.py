"""`Counter`: how often each thing occurs."""

from itertools import chain, repeat, starmap
from typing import Any


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict) or getattr(value, "_matched_as_", "") == "mapping"


class Counter(dict):  # type: ignore[type-arg]
    """A dict from things to counts; what is missing counts as 0."""

    def __init__(self, iterable: Any = None, /, **kwds: Any) -> None:
        self.update(iterable, **kwds)

    def __missing__(self, key: Any) -> int:
        return 0

    def total(self) -> Any:
        """The sum of all counts."""
        return sum(self.values())

    def most_common(self, n: int | None = None) -> list[tuple[Any, Any]]:
        """Pairs of thing and count, the highest count first; equal ones as they came."""
        pairs = sorted(self.items(), key=_count_of, reverse=True)
        return pairs if n is None else pairs[: max(n, 0)]

    def elements(self) -> Any:
        """Each thing as often as it counts."""
        return chain.from_iterable(starmap(repeat, self.items()))

    @classmethod
    def fromkeys(cls, iterable: Any, v: Any = None) -> Any:
        """Not for counters: NotImplementedError."""
        raise NotImplementedError("Counter.fromkeys() is undefined.  Use Counter(iterable) instead.")

    def update(self, iterable: Any = None, /, **kwds: Any) -> None:
        """Add counts instead of replacing them."""
        if iterable is not None:
            if not _is_mapping(iterable):
                for each in iterable:
                    self[each] = self.get(each, 0) + 1
            elif self:
                for each, count in iterable.items():
                    self[each] = count + self.get(each, 0)
            else:  # what is no number stays what it is
                dict.update(self, iterable)
        if kwds:
            self.update(kwds)

    def subtract(self, iterable: Any = None, /, **kwds: Any) -> None:
        """Take counts away; they may become negative."""
        if iterable is not None:
            if _is_mapping(iterable):
                for each, count in iterable.items():
                    self[each] = self.get(each, 0) - count
            else:
                for each in iterable:
                    self[each] = self.get(each, 0) - 1
        if kwds:
            self.subtract(kwds)

    def copy(self) -> Any:
        """A copy of the same class."""
        return self.__class__(self)

    def __copy__(self) -> Any:
        return self.copy()

    def __delitem__(self, elem: Any) -> None:
        if elem in self:
            dict.__delitem__(self, elem)

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[each] == other[each] for each in (*self, *other)])

    def __ne__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def __le__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[each] <= other[each] for each in (*self, *other)])

    def __lt__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        return self <= other and self != other

    def __ge__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        return all([self[each] >= other[each] for each in (*self, *other)])

    def __gt__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        return self >= other and self != other

    def __repr__(self) -> str:
        name = self.__class__.__name__
        if not self:
            return f"{name}()"
        try:
            shown = dict(self.most_common())
        except TypeError:
            shown = dict(self)
        return f"{name}({shown!r})"

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for each, count in self.items():
            new = count + other[each]
            if new > 0:
                made[each] = new
        for each, count in other.items():
            if each not in self and count > 0:
                made[each] = count
        return made

    def __sub__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for each, count in self.items():
            new = count - other[each]
            if new > 0:
                made[each] = new
        for each, count in other.items():
            if each not in self and count < 0:
                made[each] = 0 - count
        return made

    def __or__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for each, count in self.items():
            theirs = other[each]
            new = theirs if count < theirs else count
            if new > 0:
                made[each] = new
        for each, count in other.items():
            if each not in self and count > 0:
                made[each] = count
        return made

    def __and__(self, other: Any) -> Any:
        if not isinstance(other, Counter):
            return NotImplemented
        made = Counter()
        for each, count in self.items():
            theirs = other[each]
            new = count if count < theirs else theirs
            if new > 0:
                made[each] = new
        return made

    def __pos__(self) -> Any:
        made = Counter()
        for each, count in self.items():
            if count > 0:
                made[each] = count
        return made

    def __neg__(self) -> Any:
        made = Counter()
        for each, count in self.items():
            if count < 0:
                made[each] = 0 - count
        return made

    def _keep_positive(self) -> Any:
        for each in [each for each, count in self.items() if not count > 0]:
            del self[each]
        return self

    def __iadd__(self, other: Any) -> Any:
        for each, count in other.items():
            self[each] += count
        return self._keep_positive()

    def __isub__(self, other: Any) -> Any:
        for each, count in other.items():
            self[each] -= count
        return self._keep_positive()

    def __ior__(self, other: Any) -> Any:
        for each, count in other.items():
            if count > self[each]:
                self[each] = count
        return self._keep_positive()

    def __iand__(self, other: Any) -> Any:
        for each, count in list(self.items()):
            theirs = other[each]
            if theirs < count:
                self[each] = theirs
        return self._keep_positive()


def _count_of(pair: tuple[Any, Any]) -> Any:
    return pair[1]
