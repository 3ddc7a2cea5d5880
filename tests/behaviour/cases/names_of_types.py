"""What the types of iterators, functions and methods are called, and how they show."""

import collections
import functools
import itertools
import json
import math
import operator
import re


def blank(text):
    found = []
    for part in text.split(" at 0x"):
        if found:
            place = 0
            while place < len(part) and part[place] in "0123456789abcdef":
                place += 1
            part = part[place:]
        found.append(part)
    return " at ".join(found)


class Items:
    def __getitem__(self, i):
        if i > 2:
            raise IndexError
        return i

    def __len__(self):
        return 3


class User:
    @property
    def prop(self):
        return 1

    def method(self):
        pass

    @classmethod
    def cm(cls):
        pass

    @staticmethod
    def sm():
        pass

    def __len__(self):
        return 1

    def __repr__(self):
        return "user"


class L(list):
    def own(self):
        pass


class D(dict):
    pass


def gen():
    yield 1


def func():
    pass


@functools.lru_cache
def cached():
    pass


async def coro():
    pass


async def agen():
    yield 1


cases = []


def add(title, f):
    try:
        x = f()
    except Exception as error:
        print(title, "MAKING", type(error).__name__, error)
        return
    for part, ask in (("name", lambda: type(x).__name__), ("qualname", lambda: type(x).__qualname__), ("type", lambda: repr(type(x))), ("module", lambda: type(x).__module__), ("repr", lambda: blank(repr(x))), ("str", lambda: blank(str(x)))):
        try:
            print(title, part, ask())
        except Exception as error:
            print(title, part, "ERROR", type(error).__name__, error)


def add_name(title, f):
    for part in ("__name__", "__qualname__"):
        try:
            print(title, part, blank(repr(getattr(f(), part))))
        except Exception as error:
            print(title, part, "ERROR", type(error).__name__, error)


add("iter list", lambda: iter([1]))
add("iter tuple", lambda: iter((1,)))
add("iter str", lambda: iter("a"))
add("iter strU", lambda: iter("é"))
add("iter bytes", lambda: iter(b"a"))
add("iter bytearray", lambda: iter(bytearray(b"a")))
add("iter dict", lambda: iter({}))
add("iter keys", lambda: iter({}.keys()))
add("iter values", lambda: iter({}.values()))
add("iter items", lambda: iter({}.items()))
add("iter set", lambda: iter(set()))
add("iter frozenset", lambda: iter(frozenset()))
add("iter range", lambda: iter(range(3)))
add("iter big range", lambda: iter(range(2**70)))
add("iter big range 2", lambda: iter(range(2**63 - 1)))
add("iter big range 3", lambda: iter(range(2**63)))
add("iter big range 4", lambda: iter(range(0, 5, 2**70)))
add("iter big range 5", lambda: iter(range(-(2**63), 0)))
add("iter user", lambda: iter(Items()))
add("iter L", lambda: iter(L()))
add("iter D", lambda: iter(D()))
add("callable", lambda: iter(func, 1))
add("enumerate", lambda: enumerate([]))
add("zip", lambda: zip([]))
add("map", lambda: map(str, []))
add("filter", lambda: filter(None, []))
add("gen", lambda: gen())
add("rev list", lambda: reversed([1]))
add("rev tuple", lambda: reversed((1,)))
add("rev str", lambda: reversed("a"))
add("rev bytes", lambda: reversed(b"a"))
add("rev bytearray", lambda: reversed(bytearray(b"a")))
add("rev dict", lambda: reversed({}))
add("rev keys", lambda: reversed({}.keys()))
add("rev values", lambda: reversed({}.values()))
add("rev items", lambda: reversed({}.items()))
add("rev range", lambda: reversed(range(3)))
add("rev big range", lambda: reversed(range(2**70)))
add("rev user", lambda: reversed(Items()))
add("rev L", lambda: reversed(L()))
add("rev D", lambda: reversed(D()))
add("rev dunder", lambda: [].__reversed__())
add("rev dunder range", lambda: range(3).__reversed__())
add("iter dunder", lambda: [].__iter__())
add("deque", lambda: iter(collections.deque()))
add("rev deque", lambda: reversed(collections.deque()))
add("Counter", lambda: iter(collections.Counter()))
add("elements", lambda: collections.Counter("ab").elements())
add("pattern", lambda: re.compile("a"))
add("match", lambda: re.match("a", "a"))
for name in ("accumulate", "chain", "cycle", "pairwise", "permutations", "product"):
    if name == "accumulate":
        add(name, lambda: itertools.accumulate([1]))
    elif name == "chain":
        add(name, lambda: itertools.chain([1]))
    elif name == "cycle":
        add(name, lambda: itertools.cycle([1]))
    elif name == "pairwise":
        add(name, lambda: itertools.pairwise([1]))
    elif name == "permutations":
        add(name, lambda: itertools.permutations([1]))
    else:
        add(name, lambda: itertools.product([1]))
add("count", lambda: itertools.count())
add("combinations", lambda: itertools.combinations([1], 1))
add("cwr", lambda: itertools.combinations_with_replacement([1], 1))
add("compress", lambda: itertools.compress([1], [1]))
add("dropwhile", lambda: itertools.dropwhile(bool, [1]))
add("takewhile", lambda: itertools.takewhile(bool, [1]))
add("filterfalse", lambda: itertools.filterfalse(bool, [1]))
add("groupby", lambda: itertools.groupby([1]))
add("grouper", lambda: next(itertools.groupby([1]))[1])
add("islice", lambda: itertools.islice([1], 1))
add("repeat", lambda: itertools.repeat(1))
add("repeat 2", lambda: itertools.repeat(1, 2))
add("starmap", lambda: itertools.starmap(max, [(1, 2)]))
add("tee", lambda: itertools.tee([1])[0])
add("zip_longest", lambda: itertools.zip_longest([1]))
add("from_iterable", lambda: itertools.chain.from_iterable([[1]]))
methods = {
    "[].append": lambda: [].append,
    "{}.get": lambda: {}.get,
    "''.join": lambda: "".join,
    "(1).bit_length": lambda: (1).bit_length,
    "(1.5).is_integer": lambda: (1.5).is_integer,
    "b''.join": lambda: b"".join,
    "set().add": lambda: set().add,
    "[].__len__": lambda: [].__len__,
    "[].__add__": lambda: [].__add__,
    "(1).__add__": lambda: (1).__add__,
    "''.__add__": lambda: "".__add__,
    "{}.__getitem__": lambda: {}.__getitem__,
    "[].__getitem__": lambda: [].__getitem__,
    "{}.__contains__": lambda: {}.__contains__,
    "[].__contains__": lambda: [].__contains__,
    "[].__iter__": lambda: [].__iter__,
    "iter([]).__next__": lambda: iter([]).__next__,
    "[].__reversed__": lambda: [].__reversed__,
    "[].__repr__": lambda: [].__repr__,
    "[].__eq__": lambda: [].__eq__,
    "''.__hash__": lambda: "".__hash__,
    "''.__format__": lambda: "".__format__,
    "[].__init__": lambda: [].__init__,
    "L().append": lambda: L().append,
    "L().own": lambda: L().own,
    "L().__len__": lambda: L().__len__,
    "L.append": lambda: L.append,
    "L.own": lambda: L.own,
    "D().get": lambda: D().get,
    "D.fromkeys": lambda: D.fromkeys,
    "User().method": lambda: User().method,
    "User().cm": lambda: User().cm,
    "User.cm": lambda: User.cm,
    "User().sm": lambda: User().sm,
    "User.sm": lambda: User.sm,
    "User.method": lambda: User.method,
    "User().__len__": lambda: User().__len__,
    "User.__len__": lambda: User.__len__,
    "User().__repr__": lambda: User().__repr__,
    "User().__str__": lambda: User().__str__,
    "User().__eq__": lambda: User().__eq__,
    "User().__init__": lambda: User().__init__,
    "User().__hash__": lambda: User().__hash__,
    "User.__init__": lambda: User.__init__,
    "User.__str__": lambda: User.__str__,
    "list.append": lambda: list.append,
    "list.__len__": lambda: list.__len__,
    "list.__getitem__": lambda: list.__getitem__,
    "dict.__getitem__": lambda: dict.__getitem__,
    "dict.__contains__": lambda: dict.__contains__,
    "list.__reversed__": lambda: list.__reversed__,
    "str.join": lambda: str.join,
    "str.__add__": lambda: str.__add__,
    "str.maketrans": lambda: str.maketrans,
    "dict.fromkeys": lambda: dict.fromkeys,
    "int.from_bytes": lambda: int.from_bytes,
    "bytes.fromhex": lambda: bytes.fromhex,
    "float.fromhex": lambda: float.fromhex,
    "{}.fromkeys": lambda: {}.fromkeys,
    "object.__repr__": lambda: object.__repr__,
    "object.__new__": lambda: object.__new__,
    "object.__init__": lambda: object.__init__,
    "len": lambda: len,
    "print": lambda: print,
    "sorted": lambda: sorted,
    "iter": lambda: iter,
    "isinstance": lambda: isinstance,
    "getattr": lambda: getattr,
    "func": lambda: func,
    "lambda": lambda: (lambda: 0),
    "cached": lambda: cached,
    "partial": lambda: functools.partial(len, []),
    "partial.func": lambda: functools.partial(func, 1).func,
    "reduce": lambda: functools.reduce,
    "wraps": lambda: functools.wraps,
    "json.dumps": lambda: json.dumps,
    "json.loads": lambda: json.loads,
    "math.sin": lambda: math.sin,
    "math.floor": lambda: math.floor,
    "operator.add": lambda: operator.add,
    "itemgetter": lambda: operator.itemgetter(1),
    "attrgetter": lambda: operator.attrgetter("a"),
    "methodcaller": lambda: operator.methodcaller("a"),
    "re.match": lambda: re.match,
    "re.compile": lambda: re.compile,
    "cmp_to_key": lambda: functools.cmp_to_key(lambda a, b: 0),
    "classmethod": lambda: classmethod(func),
    "staticmethod": lambda: staticmethod(func),
    "property": lambda: property(func),
    "NotImplemented": lambda: NotImplemented,
    "Ellipsis": lambda: ...,
    "None": lambda: None,
    "slice": lambda: slice(1),
    "keys": lambda: {}.keys(),
    "values": lambda: {}.values(),
    "items": lambda: {}.items(),
    "list type": lambda: list,
    "User type": lambda: User,
    "cached_property": lambda: functools.cached_property(func),
    "deque.append": lambda: collections.deque().append,
    "gen.send": lambda: gen().send,
    "gen.__next__": lambda: gen().__next__,
    "Counter.update": lambda: collections.Counter().update,
    "map.__next__": lambda: map(str, []).__next__,
    "exception": lambda: ValueError().with_traceback,
    "chain.from_iterable": lambda: itertools.chain.from_iterable,
    "range.index": lambda: range(3).index,
    "range.count": lambda: range.count,
    "zip type": lambda: zip,
    "map type": lambda: map,
    "enumerate type": lambda: enumerate,
    "reversed type": lambda: reversed,
    "range type": lambda: range,
    "count type": lambda: itertools.count,
}
for title, f in methods.items():
    add(title, f)
    if title != "[].__repr__":
        add_name(title, f)
for title in ("[].append", "{}.fromkeys", "dict.fromkeys", "json.dumps", "math.sin", "operator.add", "reduce", "User.sm"):
    print(title, methods[title]().__module__)
for title in ("[].append", "(1).__add__", "D.fromkeys", "User().method"):
    print(title, methods[title]().__self__)
add("agen", lambda: agen())
c = coro()
add("coro", lambda: c)
c.close()
