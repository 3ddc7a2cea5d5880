"""Counters of things that are no numbers or come from other mappings, copies of named tuples."""

import copy
from collections import ChainMap, Counter, UserDict, namedtuple

print(list(Counter(iterable=None).items()), Counter(self=4, a=None)["a"])
counts = Counter()
counts.update(iterable=None)
print(counts)
counts.update(UserDict(a=2))
counts.update(ChainMap({"b": 3}, {"b": 4}))
counts.subtract(UserDict(b=1))
print(sorted((each for each in counts.items() if each[1] is not None)))
for wrong in (lambda: Counter(42), lambda: Counter("a", "b"), lambda: Counter.update(), lambda: Counter().update(1, 2)):
    try:
        wrong()
    except TypeError as error:
        print(error)
Row = namedtuple("Row", "x y z")
row = Row(10, [20], 30)
print(copy.copy(row), copy.deepcopy(row), copy.copy(row) is row, copy.deepcopy(row).y is row.y)
