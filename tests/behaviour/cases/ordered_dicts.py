"""OrderedDict: what a class on it sees of its methods, views, iterators that notice changes, both ends."""

from collections import OrderedDict
log = []
class L(OrderedDict):
    def __setitem__(self, k, v): log.append(("set", k, v)); super().__setitem__(k, v)
    def __getitem__(self, k): log.append(("get", k)); return super().__getitem__(k)
    def __delitem__(self, k): log.append(("del", k)); super().__delitem__(k)
    def __contains__(self, k): log.append(("in", k)); return super().__contains__(k)
    def keys(self): log.append("keys"); return super().keys()
    def items(self): log.append("items"); return super().items()
    def values(self): log.append("values"); return super().values()
    def __iter__(self): log.append("iter"); return super().__iter__()
    def __len__(self): log.append("len"); return super().__len__()
def t(s, f):
    log.clear()
    try:
        r = f()
    except Exception as e:
        r = (type(e).__name__, str(e))
    seen = list(log)
    print(s, seen)
    log.clear()
    print("   ", type(r).__name__, repr(r), log)
o = L(a=1, b=2)
t("init kw", lambda: L(a=1, b=2))
t("init pairs", lambda: L([("x", 1), ["y", 2], "zw"]))
t("init dict", lambda: L({"q": 1}))
t("init od", lambda: L(OrderedDict(q=1)))
t("init L", lambda: L(o))
t("update", lambda: o.update(c=3))
t("update2", lambda: o.update([("d", 4)], e=5))
t("setdefault new", lambda: o.setdefault("f", 6))
t("setdefault old", lambda: o.setdefault("f", 7))
t("setdefault none", lambda: o.setdefault("g"))
t("pop", lambda: o.pop("a"))
t("pop missing", lambda: o.pop("zz"))
t("pop default", lambda: o.pop("zz", 4))
t("popitem", lambda: o.popitem())
t("popitem first", lambda: o.popitem(last=False))
t("get", lambda: o.get("c"))
t("move", lambda: o.move_to_end("c"))
t("movef", lambda: o.move_to_end("c", False))
t("copy", lambda: o.copy())
t("fromkeys", lambda: L.fromkeys("ab"))
t("fromkeys2", lambda: L.fromkeys("ab", 3))
t("eq", lambda: o == L(o))
t("eq2", lambda: o == dict(o))
t("eq3", lambda: OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1))
t("eq4", lambda: OrderedDict(a=1, b=2) == dict(b=2, a=1))
t("ne", lambda: OrderedDict(a=1, b=2) != OrderedDict(b=2, a=1))
t("or", lambda: o | {"n": 1})
t("ror", lambda: {"n": 1} | o)
def ior():
    global o
    o |= {"m": 2}
    return o
t("ior", ior)
def ior2():
    global o
    o |= [("m", 3)]
    return o
t("ior2", ior2)
t("or bad", lambda: o | 5)
t("or bad2", lambda: o | [("a", 1)])
t("dict", lambda: dict(o))
t("dict kw", lambda: dict(**o))
t("len", lambda: len(o))
t("bool", lambda: bool(o))
t("in", lambda: "a" in o)
t("rev", lambda: list(reversed(o)))
t("del", lambda: o.__delitem__("c"))
t("clear", lambda: o.clear())
t("popitem empty", lambda: o.popitem())
t("popitem empty", lambda: OrderedDict().popitem(last=False))
t("move missing", lambda: o.move_to_end("q"))
t("move missing", lambda: OrderedDict(a=1).move_to_end("q"))
t("args", lambda: OrderedDict(1, 2))
t("args", lambda: OrderedDict(5))
t("args", lambda: OrderedDict([1]))
t("args", lambda: OrderedDict([(1, 2, 3)]))
t("args", lambda: OrderedDict([(1,)]))
t("args", lambda: OrderedDict([()]))
t("args", lambda: OrderedDict(None))
t("args", lambda: OrderedDict.update())
t("args", lambda: OrderedDict().update(1, 2))
t("self", lambda: OrderedDict(self=4, other=5, iterable=3))
t("upself", lambda: OrderedDict().update(self=4, other=5) )
t("pop noargs", lambda: OrderedDict(a=1).pop())
t("pop kw", lambda: OrderedDict(a=1).pop(key="a"))
t("pop kw", lambda: OrderedDict(a=1).pop("b", default=4))
t("sd kw", lambda: OrderedDict(a=1).setdefault(key="b", default=4))
t("move kw", lambda: OrderedDict(a=1).move_to_end(key="a", last=0))
r = OrderedDict(a=1)
r["me"] = r
t("recursive", lambda: r)
class M:
    def keys(self): return ["k1", "k2"]
    def __getitem__(self, k): return k * 2
class N:
    def items(self): return [("k1", 4)]
t("M", lambda: OrderedDict(M()))
t("N", lambda: OrderedDict(N()))
o2 = OrderedDict(a=1, b=2, c=3)
t("views", lambda: [o2.keys(), o2.values(), o2.items()])
t("views ops", lambda: [o2.keys() & {"a"}, sorted(o2.keys() | {"z"}), o2.keys() == {"a", "b", "c"}, o2.items() >= {("a", 1)}, o2.keys() - ["a", "b"], sorted(o2.items() ^ {"a": 1}.items())])
t("views rev", lambda: [list(reversed(o2.keys())), list(reversed(o2.values())), list(reversed(o2.items()))])
t("isdisjoint", lambda: [o2.keys().isdisjoint("xyz"), len(o2.keys()), "a" in o2.keys(), ("a", 1) in o2.items(), 3 in o2.values()])
t("hash", lambda: hash(o2))
t("lt", lambda: o2 < o2)
import copy, json
t("copy", lambda: copy.copy(o2))
t("deepcopy", lambda: copy.deepcopy(o2))
t("copyL", lambda: copy.copy(L(a=1)))
t("json", lambda: json.dumps(o2) + json.dumps(L(a=1)) + json.dumps(o2, indent=1))
class D(OrderedDict):
    def __missing__(self, k): log.append(("missing", k)); return 9
t("missing", lambda: D(a=1)["b"])
t("missing pop", lambda: D(a=1).pop("b"))
t("missing copy", lambda: D(a=1).copy())
t("sub repr", lambda: D([("a", 1)]))
match o2:
    case {"a": x, **rest}: print(x, rest, type(rest))
print(isinstance(o2.keys(), type({}.keys())), type(o2.keys()).__mro__[1].__name__)
from collections.abc import KeysView, ItemsView, Mapping, MutableMapping, Reversible
print(isinstance(o2.keys(), KeysView), isinstance(o2.items(), ItemsView), isinstance(o2, MutableMapping))


def a():
    o = OrderedDict(a=1, b=2, c=3)
    n = 0
    for k in o:
        o.move_to_end(k); n += 1
        if n > 10: break
    return n, o
def b():
    o = OrderedDict(a=1, b=2, c=3)
    for k in o: o[k + 'x'] = 1
def c():
    o = OrderedDict(a=1, b=2, c=3)
    for k in o: del o[k]
def d():
    o = OrderedDict(a=1, b=2, c=3)
    for k in o: o[k] = 5
    return o
def e():
    o = OrderedDict(a=1, b=2, c=3)
    for k, v in o.items(): o.pop(k); o[k] = v
def f():
    o = OrderedDict(a=1, b=2, c=3)
    for k in reversed(o): o.move_to_end(k, last=False)
def g():
    o = OrderedDict(a=1, b=2, c=3)
    for k in o.values(): o.move_to_end("c")
def h():
    o = {"a": 1, "b": 2}
    n = 0
    for k in o:
        v = o.pop(k); o[k] = v; n += 1
        if n > 20: break
    return n
def i():
    o = OrderedDict(a=1, b=2, c=3)
    o.popitem(last=False); o.popitem(); return o, o.pop("zz", 7), o.setdefault("q", 3), list(o.items()), o.update({"r": 1}), o
for number, each in enumerate((a, b, c, d, e, f, g, h, i)):
    t(number, each)


def play(seed: int, steps: int) -> None:
    """Every operation at random, where both ends of the table grow and shrink."""
    made: OrderedDict[int, int] = OrderedDict()
    state = seed
    for step in range(steps):
        state = (state * 1103515245 + 12345) % 2147483648
        key, what = (state >> 8) % 23, (state >> 16) % 11
        try:
            if what < 3:
                made[key] = step
            elif what < 5:
                made.move_to_end(key, last=False)
            elif what < 7:
                made.move_to_end(key)
            elif what == 7:
                made.popitem(last=False)
            elif what == 8:
                made.popitem()
            elif what == 9:
                del made[key]
            else:
                made = made.copy()
        except KeyError:
            pass
        if step % 50 == 0:
            print(step, list(made.items()) == list(reversed(list(reversed(made.items())))), list(made))
        assert len(list(made)) == len(made) == len(list(reversed(made)))
        assert all(made[each] is not None for each in made)
    print(made)


play(1, 600)
play(77, 600)
plain = {each: each for each in range(40)}
while len(plain) > 3:
    del plain[next(iter(plain))]
    plain.popitem()
    if len(plain) == 20:
        plain["new"] = 0
        print(list(plain), list(reversed(plain)))
print(plain)
