"""What functions of the library say about wrong arguments, and what functions are called."""

import bisect, datetime, heapq
from collections import Counter, OrderedDict, deque
from functools import partial, reduce, partialmethod


def show(*calls):
    for c in calls:
        try:
            print(c())
        except Exception as e:
            print(type(e).__name__, e)


print(
    len,
    str.lower,
    tuple.__getitem__,
    dict.get,
    type(len).__name__,
    type(str.lower).__name__,
    type(str.__add__).__name__,
)
print(str.lower.__qualname__, len.__qualname__, str.lower.__name__, len.__module__)
print(
    Counter.update.__qualname__,
    Counter.update.__module__,
    reduce,
    bisect.bisect_left,
    deque.append.__qualname__,
)
show(
    lambda: bisect.bisect_left([1]),
    lambda: bisect.bisect_left(),
    lambda: bisect.bisect([1], 1, 1, 1, 1, 1),
    lambda: Counter(1, 2, 3),
    lambda: Counter().update(1, 2, 3),
    lambda: Counter.update(),
    lambda: datetime.datetime.fromtimestamp(1, tinfo=3),
    lambda: datetime.datetime.fromtimestamp(),
    lambda: datetime.datetime.utcnow(1),
    lambda: datetime.datetime.utcnow(x=1),
    lambda: datetime.date(2020, 1, 1).strftime(),
    lambda: datetime.date(2020, 1, 1).strftime("a", "b"),
    lambda: "a".isalpha(1),
    lambda: "a".split(foo=1),
    lambda: len(),
    lambda: len(1, 2),
    lambda: sorted(),
    lambda: [].append(),
    lambda: heapq.heappush([]),
    lambda: deque().append(),
    lambda: reduce(1),
    lambda: partialmethod(),
    lambda: dict.fromkeys(),
    lambda: "a".replace("b"),
    lambda: int.from_bytes(),
    lambda: datetime.time().isoformat(foo=3),
    lambda: datetime.datetime.combine(),
    lambda: {}.get(),
    lambda: OrderedDict().move_to_end(),
    lambda: OrderedDict().popitem(1, 2),
)


class A:
    def f(self, x):
        pass


show(lambda: A().f(), lambda: A.f.__qualname__)
