"""Classes on Mapping, Sequence, Set and others of collections.abc have what these give."""

from collections.abc import MutableMapping, Mapping, Sequence, MutableSequence, Set, MutableSet, Iterator, Iterable
import collections.abc


class Headers(MutableMapping[str, str]):
    """The usual dict without regard to case."""

    def __init__(self, *args: object, **kwargs: str) -> None:
        self._store: dict[str, tuple[str, str]] = {}
        self.update(*args, **kwargs)

    def __getitem__(self, key: str) -> str:
        return self._store[key.lower()][1]

    def __setitem__(self, key: str, value: str) -> None:
        self._store[key.lower()] = (key, value)

    def __delitem__(self, key: str) -> None:
        del self._store[key.lower()]

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._store.values())

    def __len__(self) -> int:
        return len(self._store)

    def __repr__(self) -> str:
        return f"Headers({dict(self)})"


h = Headers({"Content-Type": "text/html"}, accept="x")
h["X-Id"] = "4"
print(h, len(h), "x-ID" in h, "nope" in h, h["content-type"], h.get("ACCEPT"), h.get("zz"), h.get("zz", "d"))
print(list(h), list(h.keys()), list(h.values()), list(h.items()), bool(h))
print(h.keys(), h.items(), h.values())
print(h.pop("x-id"), h.pop("x-id", "none"), h.setdefault("a", "1"), h.setdefault("A", "2"))
try:
    h.pop("zz")
except KeyError as e:
    print("KeyError", e)
h.update({"b": "2"}, c="3")
h.update([("d", "4")])
print(h, h == {"Content-Type": "text/html"}, h == Headers(h), h != Headers(), dict(h) == h)
print(h.popitem(), len(h), h.keys() & {"accept", "q"}, sorted(h.keys() | {"q"}), "accept" in h.keys(), ("accept", "x") in h.items(), "x" in h.values())
print(isinstance(h, Mapping), isinstance(h, MutableMapping), isinstance(h, dict), isinstance(h, Iterable), isinstance({}, Mapping))
for k, v in h.items():
    print(k, v)
h.clear()
print(h, {**Headers(a="1")}, dict(Headers(a="1"), b="2"), bool(h))
try:
    hash(h)
except TypeError as e:
    print(e)
try:
    reversed(h)
except TypeError as e:
    print(e)
match Headers(a="1", b="2"):
    case {"a": x, **rest}:
        print(x, rest)


class Fixed(Mapping):
    def __init__(self, **items):
        self.items_ = items
    def __getitem__(self, key):
        return self.items_[key]
    def __iter__(self):
        return iter(self.items_)
    def __len__(self):
        return len(self.items_)


f = Fixed(a=1, b=2)
print(f["a"], f.get("z"), "b" in f, list(f.items()), f == {"a": 1, "b": 2}, f.keys() == {"a", "b"}, f.keys() - {"a"})
try:
    f["q"] = 3
except TypeError as e:
    print(e)
try:
    f["q"]
except KeyError as e:
    print("KeyError", e)


class Partial(collections.abc.Mapping):
    def __len__(self):
        return 0


try:
    Partial()
except TypeError as e:
    print(e)


class Row(Sequence[int]):
    def __init__(self, *values: int) -> None:
        self._values = values
    def __len__(self) -> int:
        return len(self._values)
    def __getitem__(self, index):
        return self._values[index]


r = Row(3, 1, 2, 1)
print(list(r), 1 in r, 9 in r, list(reversed(r)), r.index(1), r.count(1), r.index(1, 2), isinstance(r, Sequence), r[1:3], max(r), sorted(r))
try:
    r.index(7)
except ValueError as e:
    print("ValueError", e)
match r:
    case [a, b, *c]:
        print(a, b, c)


class Log(MutableSequence):
    def __init__(self, items=()):
        self.data = list(items)
    def __len__(self): return len(self.data)
    def __getitem__(self, i): return self.data[i]
    def __setitem__(self, i, v): self.data[i] = v
    def __delitem__(self, i): del self.data[i]
    def insert(self, i, v): self.data.insert(i, v)


g = Log([1, 2, 3])
g.append(4)
g.extend([5, 6])
g += [7]
g.extend(g)
print(g.data, g.pop(), g.pop(0), len(g), 3 in g, g.index(3), g.count(5))
g.remove(3)
g.reverse()
print(g.data, list(g))
g.clear()
print(g.data)
try:
    g.pop()
except IndexError as e:
    print("IndexError", e)


class Bits(MutableSet):
    def __init__(self, items=()):
        self.data = list(dict.fromkeys(items))
    def __contains__(self, x): return x in self.data
    def __iter__(self): return iter(self.data)
    def __len__(self): return len(self.data)
    def add(self, x):
        if x not in self.data: self.data.append(x)
    def discard(self, x):
        if x in self.data: self.data.remove(x)
    def __repr__(self): return f"Bits({self.data})"


s = Bits([3, 1, 2])
s.add(5)
s.remove(1)
print(s, s & [3, 9], s | {7}, s - {3}, s ^ {3, 8}, s <= {2, 3, 5, 9}, s == {2, 3, 5}, s.isdisjoint([4]), s < s, s >= {3}, {3} | s, [3] & s, s != Bits())
s |= {10}
s -= {2}
s &= {3, 5, 10}
s ^= {3, 4}
print(s, s.pop(), len(s))
try:
    s.remove(99)
except KeyError as e:
    print("KeyError", e)
s.clear()
print(s, isinstance(s, Set), isinstance(s, MutableSet), isinstance(set(), Set))


class Count(Iterator[int]):
    def __init__(self, n: int) -> None:
        self.n = n
    def __next__(self) -> int:
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(Count(4)), sum(Count(5)), [x for x in Count(2)], isinstance(Count(1), Iterator), next(Count(9)))


class Frozen(Set):
    def __init__(self, it): self.d = sorted(set(it))
    def __contains__(self, x): return x in self.d
    def __iter__(self): return iter(self.d)
    def __len__(self): return len(self.d)
    def __hash__(self): return self._hash()


print(hash(Frozen([1, 2])) == hash(Frozen([2, 1])), sorted(Frozen("abc") & Frozen("bcd")), Frozen("a") == Frozen("a"), Frozen("ab") > {"a"})
