import collections
import collections.abc
import typing
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping, MutableSequence, Sequence, Set


class Once:
    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration


class Each:
    def __iter__(self):
        return iter((1, 2))


class Indexed:
    def __getitem__(self, place):
        return place


class Called:
    def __call__(self):
        return 1


class Dict(dict):
    pass


class Around(collections.UserDict):
    pass


def generate():
    yield 1


def ask(x):
    return [
        isinstance(x, Iterable),
        isinstance(x, Iterator),
        isinstance(x, Callable),
        isinstance(x, Mapping),
        isinstance(x, MutableMapping),
        isinstance(x, Sequence),
        isinstance(x, MutableSequence),
        isinstance(x, Set),
        isinstance(x, collections.abc.MutableSet),
        isinstance(x, collections.abc.KeysView),
        isinstance(x, collections.abc.ItemsView),
        isinstance(x, collections.abc.ValuesView),
        isinstance(x, collections.abc.MappingView),
        isinstance(x, collections.abc.Generator),
        isinstance(x, typing.Mapping),
        isinstance(x, (int, Sequence)),
        isinstance(x, Mapping | Set),
    ]


values = [
    1, 1.5, None, True, "ab", b"ab", bytearray(b"ab"), [], (), {}, set(), frozenset(), range(3), slice(1),
    iter([]), iter({}), generate(), zip([], []), map(str, []), enumerate([]),
    {}.keys(), {}.items(), {}.values(), Once(), Each(), Indexed(), Called(), Dict(), Around(), len, ask, int,
    Once, Once().__iter__, collections.deque(), collections.OrderedDict(),
    collections.ChainMap(), collections.Counter(), collections.UserList(), object(), ValueError(), lambda: 1,
]
for value in values:
    print(type(value).__name__, "".join("01"[each] for each in ask(value)))


def flatten(x):
    for each in x:
        if isinstance(each, Iterable) and not isinstance(each, (str, bytes)):
            yield from flatten(each)
        else:
            yield each


print(list(flatten([1, [2, (3, "ab"), {4: 5}], range(2)])))
