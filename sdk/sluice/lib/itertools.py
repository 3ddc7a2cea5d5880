"""`itertools`: iterators made of iterators. Classes, as in CPython: each shows its state in its repr."""

import operator
from typing import Any

_MISSING: Any = object()


class count:
    """Numbers from `start` in steps, without end."""

    __slots__ = ("_next", "_step")

    def __init__(self, start: Any = 0, step: Any = 1) -> None:
        for each in (start, step):
            if isinstance(each, str | bytes | list | tuple | dict | set) or each is None:
                raise TypeError("a number is required")
        self._next = start
        self._step = step

    def __iter__(self) -> "count":
        return self

    def __next__(self) -> Any:
        found = self._next
        self._next = found + self._step
        return found

    def __repr__(self) -> str:
        if type(self._step) is int and self._step == 1:
            return f"count({self._next!r})"
        return f"count({self._next!r}, {self._step!r})"


class cycle:
    """The items of an iterable, again and again."""

    __slots__ = ("_is_saved", "_place", "_rest", "_saved")

    def __init__(self, iterable: Any, /) -> None:
        self._rest = iter(iterable)
        self._saved: list[Any] = []
        self._is_saved = False  # whether what is left of the iterable is in the list already
        self._place = -1

    def __iter__(self) -> "cycle":
        return self

    def __next__(self) -> Any:
        if self._place < 0:
            for each in self._rest:
                if not self._is_saved:
                    self._saved.append(each)
                return each
            self._place = 0
        if not self._saved:
            raise StopIteration
        found = self._saved[self._place]
        self._place += 1
        if self._place >= len(self._saved):
            self._place = 0
        return found

    def __reduce__(self) -> Any:
        if self._place < 0:
            return type(self), (self._rest,), (self._saved, self._is_saved)
        rest = iter(self._saved)
        for _ in range(self._place):
            next(rest)
        return type(self), (rest,), (self._saved, True)

    def __setstate__(self, state: Any, /) -> None:
        if not isinstance(state, tuple):
            raise TypeError("state is not a tuple")
        if len(state) != 2:
            raise TypeError(f"function takes exactly 2 arguments ({len(state)} given)")
        if not isinstance(state[0], list):
            raise TypeError(f"argument 1 must be list, not {type(state[0]).__name__}")
        self._is_saved = operator.index(state[1]) != 0
        self._saved = state[0]
        if self._place > 0:
            self._place = 0


class repeat:
    """One object, again and again or so many times."""

    __slots__ = ("_left", "_object")

    def __init__(self, object: Any, times: Any = _MISSING) -> None:
        self._object = object
        self._left: Any = None if times is _MISSING else max(operator.index(times), 0)

    def __iter__(self) -> "repeat":
        return self

    def __next__(self) -> Any:
        if self._left is not None:
            if self._left == 0:
                raise StopIteration
            self._left -= 1
        return self._object

    def __length_hint__(self) -> int:
        if self._left is None:
            raise TypeError("len() of unsized object")
        return int(self._left)

    def __repr__(self) -> str:
        if self._left is None:
            return f"repeat({self._object!r})"
        return f"repeat({self._object!r}, {self._left})"


class accumulate:
    """Running totals, or those of any function of two arguments."""

    __slots__ = ("_function", "_initial", "_rest", "_total")

    def __init__(self, iterable: Any, func: Any = None, *, initial: Any = None) -> None:
        self._rest = iter(iterable)
        self._function = func
        self._initial = initial
        self._total: Any = _MISSING

    def __iter__(self) -> "accumulate":
        return self

    def __next__(self) -> Any:
        if self._initial is not None:
            self._total = self._initial
            self._initial = None
            return self._total
        for each in self._rest:
            if self._total is _MISSING:
                self._total = each
            elif self._function is None:
                self._total = self._total + each
            else:
                self._total = self._function(self._total, each)
            return self._total
        raise StopIteration


class chain:
    """The items of one iterable after those of another."""

    __slots__ = ("_current", "_sources")

    def __init__(self, *iterables: Any) -> None:
        self._sources: Any = iter(iterables)
        self._current: Any = None

    @classmethod
    def from_iterable(cls, iterable: Any, /) -> "chain":
        """The iterables come from an iterable themselves."""
        made = cls()
        made._sources = iter(iterable)
        return made

    def __iter__(self) -> "chain":
        return self

    def __next__(self) -> Any:
        while self._sources is not None:
            if self._current is None:
                found = next(self._sources, _MISSING)
                if found is _MISSING:
                    self._sources = None
                    break
                self._current = iter(found)
            each = next(self._current, _MISSING)
            if each is not _MISSING:
                return each
            self._current = None
        raise StopIteration

    def __reduce__(self) -> Any:
        if self._sources is None:
            return type(self), ()
        state = (self._sources,) if self._current is None else (self._sources, self._current)
        return type(self), (), state

    def __setstate__(self, state: Any, /) -> None:
        if not isinstance(state, tuple):
            raise TypeError("state is not a tuple")
        if not 1 <= len(state) <= 2:
            bound = "least 1 argument" if not state else "most 2 arguments"
            raise TypeError(f"function takes at {bound} ({len(state)} given)")
        for each in state:
            if not hasattr(each, "__next__"):
                raise TypeError("Arguments must be iterators.")
        self._sources = state[0]
        self._current = state[1] if len(state) == 2 else None


class compress:
    """The items whose selector counts as true."""

    __slots__ = ("_data", "_selectors")

    def __init__(self, data: Any, selectors: Any) -> None:
        self._data = iter(data)
        self._selectors = iter(selectors)

    def __iter__(self) -> "compress":
        return self

    def __next__(self) -> Any:
        while True:
            each = next(self._data)
            if next(self._selectors):
                return each


class dropwhile:
    """The items from the first for which the predicate is false."""

    __slots__ = ("_predicate", "_rest", "_started")

    def __init__(self, predicate: Any, iterable: Any, /) -> None:
        self._rest = iter(iterable)
        self._predicate = predicate
        self._started = False

    def __iter__(self) -> "dropwhile":
        return self

    def __next__(self) -> Any:
        while True:
            each = next(self._rest)
            if self._started:
                return each
            if not self._predicate(each):
                self._started = True
                return each


class takewhile:
    """The items before the first for which the predicate is false."""

    __slots__ = ("_ended", "_predicate", "_rest")

    def __init__(self, predicate: Any, iterable: Any, /) -> None:
        self._rest = iter(iterable)
        self._predicate = predicate
        self._ended = False

    def __iter__(self) -> "takewhile":
        return self

    def __next__(self) -> Any:
        if self._ended:
            raise StopIteration
        each = next(self._rest)
        if self._predicate(each):
            return each
        self._ended = True
        raise StopIteration


class filterfalse:
    """The items for which the predicate is false."""

    __slots__ = ("_predicate", "_rest")

    def __init__(self, predicate: Any, iterable: Any, /) -> None:
        self._rest = iter(iterable)
        self._predicate = predicate

    def __iter__(self) -> "filterfalse":
        return self

    def __next__(self) -> Any:
        while True:
            each = next(self._rest)
            if self._predicate is None or self._predicate is bool:
                if not each:
                    return each
            elif not self._predicate(each):
                return each


class groupby:
    """Runs of items with equal keys: pairs of the key and an iterator over the run."""

    __slots__ = ("_current", "_group", "_grouper", "_key", "_rest", "_target")

    def __init__(self, iterable: Any, key: Any = None) -> None:
        self._rest = iter(iterable)
        self._key = key
        self._target: Any = _MISSING
        self._group: Any = _MISSING
        self._current: Any = _MISSING
        self._grouper: Any = None

    def __iter__(self) -> "groupby":
        return self

    def _step(self) -> None:
        value = next(self._rest)
        self._group = value if self._key is None else self._key(value)
        self._current = value

    def __next__(self) -> Any:
        self._grouper = None
        while True:
            if self._group is _MISSING:
                pass
            elif self._target is _MISSING:
                break
            elif not self._target == self._group:
                break
            self._step()
        self._target = self._group
        self._grouper = _grouper(self, self._group)
        return (self._group, self._grouper)


class _grouper:
    """One run of `groupby`."""

    __slots__ = ("_key", "_parent")

    def __init__(self, parent: groupby, key: Any) -> None:
        self._parent = parent
        self._key = key
        parent._target = key

    def __iter__(self) -> "_grouper":
        return self

    def __next__(self) -> Any:
        parent = self._parent
        if parent._grouper is not self:
            raise StopIteration
        if parent._current is _MISSING:
            parent._step()
        if not parent._group == self._key:
            raise StopIteration
        found = parent._current
        parent._current = _MISSING
        return found


def _limit(value: Any, message: str) -> Any:
    if value is None:
        return None
    try:
        found = operator.index(value)
    except TypeError:
        raise ValueError(message) from None
    if found < 0 or found > 9223372036854775807:
        raise ValueError(message)
    return found


class islice:
    """A slice of an iterable, taken one item at a time."""

    __slots__ = ("_next", "_rest", "_step", "_stop", "_taken")

    def __init__(self, iterable: Any, start: Any, stop: Any = _MISSING, step: Any = None, /) -> None:
        if stop is _MISSING:
            start, stop = None, start
            message = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
            self._stop = _limit(stop, message)
            self._next = 0
        else:
            message = "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize."
            self._stop = _limit(stop, message)
            message = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize."
            self._next = _limit(start, message) or 0
        self._step = 1
        if step is not None:
            message = "Step for islice() must be a positive integer or None."
            self._step = _limit(step, message)
            if self._step == 0:
                raise ValueError(message)
        self._taken = 0
        self._rest: Any = iter(iterable)

    def __iter__(self) -> "islice":
        return self

    def __next__(self) -> Any:
        if self._rest is None:
            raise StopIteration
        if self._stop is not None and self._next >= self._stop:
            return self._end()
        while self._taken < self._next:
            if next(self._rest, _MISSING) is _MISSING:
                self._rest = None
                raise StopIteration
            self._taken += 1
        found = next(self._rest, _MISSING)
        if found is _MISSING:
            self._rest = None
            raise StopIteration
        self._taken += 1
        self._next += self._step
        if self._stop is not None and self._next > self._stop:
            self._next = self._stop
        return found

    def _end(self) -> Any:
        """Items before `stop` are taken even where a step leaves them out."""
        while self._taken < self._stop:
            if next(self._rest, _MISSING) is _MISSING:
                break
            self._taken += 1
        self._rest = None
        raise StopIteration


class pairwise:
    """Each item with the one after it."""

    __slots__ = ("_before", "_rest")

    def __init__(self, iterable: Any, /) -> None:
        self._rest = iter(iterable)
        self._before: Any = _MISSING

    def __iter__(self) -> "pairwise":
        return self

    def __next__(self) -> Any:
        if self._before is _MISSING:
            self._before = next(self._rest)
        before = self._before
        each = next(self._rest)
        self._before = each
        return (before, each)


class starmap:
    """A function applied to items that are its arguments."""

    __slots__ = ("_function", "_rest")

    def __init__(self, function: Any, iterable: Any, /) -> None:
        self._rest = iter(iterable)
        self._function = function

    def __iter__(self) -> "starmap":
        return self

    def __next__(self) -> Any:
        return self._function(*next(self._rest))


class zip_longest:
    """As `zip`, up to the longest; what is missing is filled."""

    __slots__ = ("_active", "_fill", "_sources")

    def __init__(self, *iterables: Any, fillvalue: Any = None) -> None:
        self._sources: list[Any] = [iter(each) for each in iterables]
        self._active = len(self._sources)
        self._fill = fillvalue

    def __iter__(self) -> "zip_longest":
        return self

    def __next__(self) -> Any:
        if not self._active:
            raise StopIteration
        found: list[Any] = []
        sources = self._sources
        for place in range(len(sources)):
            source = sources[place]
            if source is None:
                found.append(self._fill)
                continue
            try:
                each = next(source, _MISSING)
            except BaseException:
                self._active = 0
                raise
            if each is _MISSING:
                self._active -= 1
                if not self._active:
                    raise StopIteration
                sources[place] = None
                each = self._fill
            found.append(each)
        return tuple(found)


class _tee:
    """One of several iterators over the same items; a link holds an item and what comes after it."""

    __slots__ = ("_link",)

    def __init__(self, link: list[Any]) -> None:
        self._link = link

    def __iter__(self) -> "_tee":
        return self

    def __next__(self) -> Any:
        link = self._link
        if link[1] is None:
            link[0] = next(link[2])
            link[1] = [None, None, link[2]]
        self._link = link[1]
        return link[0]

    def __copy__(self) -> "_tee":
        return _tee(self._link)


def tee(iterable: Any, n: Any = 2, /) -> tuple[Any, ...]:
    """Several independent iterators over one."""
    wanted = operator.index(n)
    if wanted < 0:
        raise ValueError("n must be >= 0")
    if wanted == 0:
        return ()
    items = iter(iterable)
    if isinstance(items, _tee):
        return (items, *[_tee(items._link) for _ in range(wanted - 1)])
    link: list[Any] = [None, None, items]
    return tuple([_tee(link) for _ in range(wanted)])


class product:
    """All tuples with one item of each iterable, the last one changing fastest."""

    __slots__ = ("_places", "_pools")

    def __init__(self, *iterables: Any, repeat: Any = 1) -> None:
        times = operator.index(repeat)
        if times < 0:
            raise ValueError("repeat argument cannot be negative")
        pools = [tuple(each) for each in iterables] if times else []
        self._pools: list[tuple[Any, ...]] = pools * times
        self._places: list[int] | None = [0] * len(self._pools)
        for pool in self._pools:
            if not pool:
                self._places = None

    def __iter__(self) -> "product":
        return self

    def __next__(self) -> tuple[Any, ...]:
        places = self._places
        if places is None:
            raise StopIteration
        pools = self._pools
        found = tuple([pools[each][places[each]] for each in range(len(pools))])
        self._places = None
        for each in range(len(pools) - 1, -1, -1):
            places[each] += 1
            if places[each] < len(pools[each]):
                self._places = places
                break
            places[each] = 0
        return found

    def __reduce__(self) -> Any:
        if self._places is None:
            return type(self), ((),)
        places = list(self._places)
        if not any(places):
            return type(self), tuple(self._pools)
        for each in range(len(places) - 1, -1, -1):  # back to those of the tuple given last
            places[each] -= 1
            if places[each] >= 0:
                break
            places[each] = len(self._pools[each]) - 1
        return type(self), tuple(self._pools), tuple(places)

    def __setstate__(self, state: Any, /) -> None:
        if not isinstance(state, tuple) or len(state) != len(self._pools):
            raise ValueError("invalid arguments")
        for each in state:
            if not isinstance(each, int):
                raise TypeError("an integer is required")
        if any([not pool for pool in self._pools]):
            self._places = None
            return
        self._places = [
            min(max(place, 0), len(pool) - 1) for place, pool in zip(state, self._pools, strict=True)
        ]
        next(self)


def _size(value: Any) -> int:
    """`r`, which must be an int."""
    if not isinstance(value, int):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    if value < 0:
        raise ValueError("r must be non-negative")
    return value


class combinations:
    """All selections of `r` items, in the order of their places."""

    __slots__ = ("_places", "_pool", "_size")

    def __init__(self, iterable: Any, r: Any) -> None:
        self._pool = tuple(iterable)
        self._size = _size(r)
        self._places: list[int] | None = list(range(self._size)) if self._size <= len(self._pool) else None

    def __iter__(self) -> "combinations":
        return self

    def __next__(self) -> tuple[Any, ...]:
        places = self._places
        if places is None:
            raise StopIteration
        pool, size = self._pool, self._size
        found = tuple([pool[each] for each in places])
        self._places = None
        for each in range(size - 1, -1, -1):
            if places[each] != each + len(pool) - size:
                places[each] += 1
                for after in range(each + 1, size):
                    places[after] = places[after - 1] + 1
                self._places = places
                break
        return found


class combinations_with_replacement:
    """All selections of `r` items where one may come again."""

    __slots__ = ("_places", "_pool", "_size")

    def __init__(self, iterable: Any, r: Any) -> None:
        self._pool = tuple(iterable)
        self._size = _size(r)
        self._places: list[int] | None = [0] * self._size if self._pool or not self._size else None

    def __iter__(self) -> "combinations_with_replacement":
        return self

    def __next__(self) -> tuple[Any, ...]:
        places = self._places
        if places is None:
            raise StopIteration
        pool, size = self._pool, self._size
        found = tuple([pool[each] for each in places])
        self._places = None
        for each in range(size - 1, -1, -1):
            if places[each] != len(pool) - 1:
                place = places[each] + 1
                for after in range(each, size):
                    places[after] = place
                self._places = places
                break
        return found


class permutations:
    """All orders of `r` items."""

    __slots__ = ("_cycles", "_places", "_pool", "_size")

    def __init__(self, iterable: Any, r: Any = None) -> None:
        self._pool = tuple(iterable)
        count = len(self._pool)
        if r is not None and not isinstance(r, int):
            raise TypeError("Expected int as r")
        self._size = count if r is None else _size(r)
        self._places: list[int] | None = list(range(count)) if self._size <= count else None
        self._cycles = list(range(count, count - self._size, -1))

    def __iter__(self) -> "permutations":
        return self

    def __next__(self) -> tuple[Any, ...]:
        places = self._places
        if places is None:
            raise StopIteration
        pool, size, cycles = self._pool, self._size, self._cycles
        found = tuple([pool[each] for each in places[:size]])
        self._places = None
        for each in range(size - 1, -1, -1):
            cycles[each] -= 1
            if cycles[each] == 0:
                moved = places[each]
                places[each:] = [*places[each + 1 :], moved]
                cycles[each] = len(pool) - each
            else:
                other = len(places) - cycles[each]
                places[each], places[other] = places[other], places[each]
                self._places = places
                break
        return found
