"""`heapq`: a list as a binary heap, its smallest item first.

The comparisons are CPython's own, in its order: items that compare strangely end in the same places.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any


def _check_list(heap: Any, name: str, which: str = "argument") -> None:
    if not isinstance(heap, list):
        raise TypeError(f"{name}() {which} must be list, not {type(heap).__name__}")


def heappush(heap: Any, item: Any, /) -> None:
    """Add an item."""
    _check_list(heap, "heappush", "argument 1")
    heap.append(item)
    _rise(heap, 0, len(heap) - 1)


def heappop(heap: Any, /) -> Any:
    """Remove the smallest item. IndexError when there is none."""
    _check_list(heap, "heappop")
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if not heap:
        return last
    smallest = heap[0]
    heap[0] = last
    _sink(heap, 0)
    return smallest


def heapreplace(heap: Any, item: Any, /) -> Any:
    """Remove the smallest item, then add one."""
    _check_list(heap, "heapreplace", "argument 1")
    if not heap:
        raise IndexError("index out of range")
    smallest = heap[0]
    heap[0] = item
    _sink(heap, 0)
    return smallest


def heappushpop(heap: Any, item: Any, /) -> Any:
    """Add an item, then remove the smallest."""
    _check_list(heap, "heappushpop", "argument 1")
    if heap and heap[0] < item:
        if not heap:
            raise IndexError("index out of range")
        smallest = heap[0]
        heap[0] = item
        _sink(heap, 0)
        return smallest
    return item


def heapify(heap: Any, /) -> None:
    """Order a list as a heap, in place."""
    _check_list(heap, "heapify")
    for place in range(len(heap) // 2 - 1, -1, -1):
        _sink(heap, place)


def _rise(heap: list[Any], start: int, place: int) -> None:
    size = len(heap)
    while place > start:
        item = heap[place]
        parent_place = (place - 1) >> 1
        parent = heap[parent_place]
        smaller = item < parent
        if len(heap) != size:
            raise RuntimeError("list changed size during iteration")
        if not smaller:
            break
        heap[place], heap[parent_place] = heap[parent_place], heap[place]
        place = parent_place


def _sink(heap: list[Any], place: int) -> None:
    """Move a hole down to a leaf along the smaller children, then let the item rise to its place."""
    size = len(heap)
    if place >= size:
        raise IndexError("index out of range")
    start = place
    limit = size >> 1
    while place < limit:
        child = 2 * place + 1
        if child + 1 < size:
            smaller = heap[child] < heap[child + 1]
            if len(heap) != size:
                raise RuntimeError("list changed size during iteration")
            if not smaller:
                child += 1
        heap[place], heap[child] = heap[child], heap[place]
        place = child
    _rise(heap, start, place)


class _Merged:
    """One input of `merge`: its next item and, among equals, its turn."""

    __slots__ = ("key", "order", "rest", "reverse", "value")

    def __init__(self, value: Any, key: Any, order: int, rest: Any, reverse: bool) -> None:
        self.value = value
        self.key = key
        self.order = order
        self.rest = rest
        self.reverse = reverse

    def __lt__(self, other: "_Merged") -> bool:
        if self.reverse:
            if other.key < self.key:
                return True
            return not self.key < other.key and self.order < other.order
        if self.key < other.key:
            return True
        return not other.key < self.key and self.order < other.order


def merge(
    *iterables: Iterable[Any], key: Callable[[Any], Any] | None = None, reverse: bool = False
) -> Iterator[Any]:
    """Items of sorted inputs in order, taken one at a time."""
    heap: list[_Merged] = []
    for order, iterable in enumerate(iterables):
        rest = iter(iterable)
        for value in rest:
            heap.append(_Merged(value, value if key is None else key(value), order, rest, bool(reverse)))
            break
    heapify(heap)
    while len(heap) > 1:
        first = heap[0]
        yield first.value
        ended = True
        for value in first.rest:
            first.value = value
            first.key = value if key is None else key(value)
            ended = False
            break
        if ended:
            heappop(heap)
        else:
            _sink(heap, 0)
    if heap:
        yield heap[0].value
        yield from heap[0].rest


def nsmallest(n: int, iterable: Iterable[Any], key: Callable[[Any], Any] | None = None) -> list[Any]:
    """The `n` smallest items in order; equal ones as they came."""
    if n == 1:
        return _one(min, iterable, key)
    return sorted(iterable, key=key)[: max(n, 0)]


def nlargest(n: int, iterable: Iterable[Any], key: Callable[[Any], Any] | None = None) -> list[Any]:
    """The `n` largest items, the largest first; equal ones as they came."""
    if n == 1:
        return _one(max, iterable, key)
    return sorted(iterable, key=key, reverse=True)[: max(n, 0)]


def _one(choose: Callable[..., Any], iterable: Iterable[Any], key: Callable[[Any], Any] | None) -> list[Any]:
    missing = object()
    found = choose(iter(iterable), default=missing, key=key)
    return [] if found is missing else [found]
