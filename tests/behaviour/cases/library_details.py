"""Stale groups of `groupby`, names of types in errors of `json`, long matches of `re`."""

import collections
import datetime
import itertools
import json
import re

groups = list(itertools.groupby([1, 1, 2]))
print([key for key, _ in groups], [list(values) for _, values in groups])
walk = itertools.groupby("aabbba")
first_key, first = next(walk)
print(first_key, next(first))
second_key, second = next(walk)
print(second_key, list(first), next(second), list(second), list(second))
third_key, third = next(walk)
print(third_key, list(third), list(first), list(second))
print(next(walk, "end"), list(third))
print([(key, list(values)) for key, values in itertools.groupby([1, 3, 2, 4, 5], key=lambda each: each % 2)])
walk = itertools.groupby([1, 1])
key, values = next(walk)
print(next(walk, None), list(values))

Point = collections.namedtuple("Point", "x y")


class Own:
    pass


for value in (
    datetime.datetime(2020, 1, 2),
    datetime.date(2020, 1, 2),
    datetime.timedelta(1),
    Own(),
    {1},
    b"a",
    collections.deque(),
    re.compile("a"),
):
    for wrapped in (value, [value], {"a": value}):
        try:
            print(json.dumps(wrapped))
        except TypeError as error:
            print(error)
print(json.dumps([Point(1, 2), collections.OrderedDict(a=1)]))

for text in ("a" * 47, "a" * 48, "a" * 49, "a" * 60, "a'\n" * 30):
    print(re.match("(?s).*", text))
print(re.match(b".*", b"b" * 60))
