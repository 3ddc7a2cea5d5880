"""Special methods of built-in types by name, through `super()`, and as class variables."""


def t(f, *a):
    try:
        print(repr(f(*a)))
    except Exception as e:
        print(type(e).__name__, e)


class I(int):
    def __add__(self, o):
        return I(super().__add__(o))

    def __repr__(self):
        return f"I({int(self)})"

    def __eq__(self, o):
        return super().__eq__(o)

    def __hash__(self):
        return super().__hash__()

    def __lt__(self, o):
        return super().__lt__(o)


t(lambda: I(3) + 4)
t(lambda: I(3) == 3)
t(lambda: hash(I(3)))
t(lambda: I(3) < 4)


class S(str):
    def __getitem__(self, k):
        return "<" + super().__getitem__(k) + ">"

    def __len__(self):
        return super().__len__() + 1

    def __contains__(self, x):
        return super().__contains__(x)

    def __iter__(self):
        return super().__iter__()

    def __add__(self, o):
        return S(super().__add__(o))

    def __mod__(self, o):
        return S(super().__mod__(o))

    def __eq__(self, o):
        return super().__eq__(o)

    __hash__ = str.__hash__


t(lambda: S("abc")[1])
t(lambda: len(S("abc")))
t(lambda: "b" in S("abc"))
t(lambda: list(S("abc")))
t(lambda: S("a") + "b")
t(lambda: S("%s") % 1)
t(lambda: {S("a"): 1}["a"])


class D(dict):
    def __getitem__(self, k):
        return ("got", super().__getitem__(k))

    def __setitem__(self, k, v):
        super().__setitem__(k, v * 2)

    def __len__(self):
        return super().__len__()

    def __iter__(self):
        return super().__iter__()

    def __eq__(self, o):
        return super().__eq__(o)

    def get(self, k, d=None):
        return super().get(k, d)

    def update(self, *a, **k):
        return super().update(*a, **k)


def f():
    d = D(a=1)
    d["b"] = 2
    d.update(c=3)
    return d["a"], d["b"], d.get("c"), len(d), list(d), d == {"a": 1}


t(f)


class L(list):
    def __getitem__(self, k):
        return super().__getitem__(k)

    def __iadd__(self, o):
        return super().__iadd__(o)

    def __add__(self, o):
        return L(super().__add__(o))

    def __eq__(self, o):
        return super().__eq__(o)

    def __reversed__(self):
        return super().__reversed__()

    def append(self, x):
        super().append(x * 2)

    def __contains__(self, x):
        return super().__contains__(x)

    def __len__(self):
        return super().__len__()


def f():
    l = L([1, 2])
    l.append(3)
    l += [4]
    return l[0], l[1:], l + [9], l == [1, 2, 6, 4], list(reversed(l)), 3 in l, len(l)


t(f)


class F(float):
    def __add__(self, o):
        return F(super().__add__(o))

    def __mul__(self, o):
        return F(super().__mul__(o))

    def __repr__(self):
        return "F(%s)" % super().__repr__()

    def __round__(self, n=None):
        return super().__round__(n)

    def __float__(self):
        return super().__float__()


t(lambda: F(1.5) + 1)
t(lambda: F(1.5) * 2)
t(lambda: round(F(1.55), 1))
t(lambda: float(F(2)))


class T(tuple):
    def __new__(cls, *a):
        return super().__new__(cls, a)

    def __add__(self, o):
        return T(*super().__add__(o))

    def __getitem__(self, i):
        return super().__getitem__(i)

    def __eq__(self, o):
        return super().__eq__(o)

    def __hash__(self):
        return super().__hash__()

    def __lt__(self, o):
        return super().__lt__(o)


t(lambda: T(1, 2) + (3,))
t(lambda: T(1, 2)[0])
t(lambda: hash(T(1, 2)) == hash((1, 2)))
t(lambda: T(1) < T(2))
t(lambda: T(1) == (1,))


class St(set):
    def __contains__(self, x):
        return super().__contains__(x)

    def add(self, x):
        super().add(x)

    def __or__(self, o):
        return St(super().__or__(o))

    def __len__(self):
        return super().__len__()

    def __iter__(self):
        return super().__iter__()


t(lambda: St([1]) | {2})
t(lambda: 1 in St([1]))
t(lambda: len(St([1])))
t(lambda: list(St([1])))


class B(bytes):
    def __getitem__(self, i):
        return super().__getitem__(i)

    def __add__(self, o):
        return B(super().__add__(o))

    def __eq__(self, o):
        return super().__eq__(o)

    def __hash__(self):
        return super().__hash__()


t(lambda: B(b"ab")[0])
t(lambda: B(b"a") + b"c")
t(lambda: B(b"a") == b"a")
t(lambda: hash(B(b"a")) == hash(b"a"))
t(lambda: (1).__add__(2))
t(lambda: (1).__add__("a"))
t(lambda: (1.5).__mul__(2))
t(lambda: "a".__add__("b"))
t(lambda: "a".__add__(1))
t(lambda: [1].__mul__(2))
t(lambda: (1).__lt__(2))
t(lambda: (1).__eq__("a"))
t(lambda: (5).__neg__())
t(lambda: (5).__bool__())
t(lambda: "abc".__len__())
t(lambda: {}.__len__())
t(lambda: (1, 2).__contains__(1))
t(lambda: (1).__radd__(2))
t(lambda: (7).__divmod__(2))
t(lambda: (7).__rsub__(2))
t(lambda: (2).__pow__(3))
t(lambda: (2).__pow__(3, 5))
t(lambda: (3).__rpow__(2))
t(lambda: [1, 2].__iter__().__next__())
t(lambda: "x".__format__(">3"))
t(lambda: (3).__format__("03"))
t(lambda: (1).__str__())
t(lambda: "a".__repr__())
t(lambda: [].__str__())
t(lambda: "a".__hash__() == hash("a"))
t(lambda: {1}.__and__({1, 2}))
t(lambda: {1}.__and__([1]))
t(lambda: {1}.__le__({1}))
t(lambda: (1.0).__eq__(1))
t(lambda: (1.0).__lt__("a"))
t(lambda: b"a".__contains__(97))
t(lambda: (1).__and__(3))
t(lambda: True.__and__(True))
t(lambda: True.__or__(1))
t(lambda: (1).__lshift__(3))
t(lambda: int.__add__(1, 2))
t(lambda: list(map(int.__add__, [1, 2], [3, 4])))
t(lambda: str.__len__("abc"))
t(lambda: sorted(["b", "a"], key=str.lower))
t(lambda: dict.__getitem__({1: 2}, 1))
t(lambda: list.__len__([1]))
t(lambda: float.__add__(1.0, 2))
t(lambda: object.__eq__(1, 1))
t(lambda: str.__eq__("a", "a"))
t(lambda: int.__eq__(1, 2))
t(lambda: list.__contains__([1], 1))
t(lambda: tuple.__getitem__((1, 2), 0))
t(lambda: str.join(",", ["a", "b"]))
t(lambda: int.__lt__(1, 2))
t(lambda: int.__hash__(5))
t(lambda: str.__mul__("a", 2))
t(lambda: "a".__mul__(2))
t(lambda: "a".__rmul__(2))
t(lambda: "a".__mod__(2))
t(lambda: {}.__eq__({}))
t(lambda: [].__eq__(()))
t(lambda: [1].__lt__([2]))
t(lambda: list([3, 1].__reversed__()))
t(lambda: {1: 2}.__reversed__().__next__())
t(lambda: "a".__getnewargs__())
t(lambda: (1).__getnewargs__())
t(lambda: (1.5).__getnewargs__())
t(lambda: b"a".__bytes__())
t(lambda: slice(1, 2).__eq__(slice(1, 2)))
t(lambda: range(5).__getitem__(2))
t(lambda: range(5).__len__())
t(lambda: range(5).__contains__(2))
t(lambda: None.__repr__())
t(lambda: (1).__repr__())
t(lambda: (5).__floordiv__(2))
t(lambda: (5).__truediv__(2))
t(lambda: (5).__mod__(2))
t(lambda: (5).__invert__())
t(lambda: (5).__abs__())
t(lambda: (-5.0).__abs__())
t(lambda: (5).__index__())
t(lambda: (5).__ceil__())
t(lambda: (5.5).__trunc__())


class A2:
    def __add__(self, o):
        return "add"

    __radd__ = __add__

    def __str__(self):
        return "str"

    __repr__ = __str__

    def __eq__(self, o):
        return True

    __hash__ = object.__hash__


t(lambda: 1 + A2())
t(A2)
t(lambda: hash(A2()) != 0)


class B2:
    def __eq__(self, o):
        return True

    __hash__ = None


t(lambda: hash(B2()))


class C:
    def __eq__(self, o):
        return True

    def h(self):
        return 5

    __hash__ = h


t(lambda: hash(C()))


class S2(str):
    def __eq__(self, o):
        return True

    __hash__ = str.__hash__


t(lambda: hash(S2("a")) == hash("a"))


class D2:
    __len__ = lambda self: 3
    __getitem__ = lambda self, i: i
    __iter__ = None


t(lambda: len(D2()))
t(lambda: D2()[4])
t(lambda: iter(D2()))


class E(int):
    def __add__(self, o):
        try:
            return 1 + "a"
        except TypeError as e:
            return str(e)


x = E(1)


def f():
    y = E(1)
    y += 5
    return y


t(f)
t(lambda: str.isalpha("a"))


def g():
    for m in (str.isalpha, str.isdigit):
        print(m("a"))


g()


def h():
    for n in ("isalpha", "upper"):
        print(getattr(str, n)("a"), getattr("b", n)())


h()


class Joined(str):
    def __rmod__(self, other):
        return "rmod " + other


def percents(text: str):
    t(lambda: text % Joined("x"))
    t(lambda: "a %s" % Joined("x"))


percents("%s")
t(lambda: pow())
t(lambda: round())
t(lambda: sum())
import copy

one = slice([1], 2)
two = copy.deepcopy(one)
print(two == one, two is one, two.start is one.start)
other = {}


class Grows:
    def __hash__(self):
        return 1

    def __eq__(self, o):
        other["more"] = 1
        return True


other[Grows()] = 1
t(lambda: {Grows(): 2}.update(other))
print(copy.copy(I(5)), copy.deepcopy([I(6)]), copy.copy(L([1])), copy.deepcopy(D(q=2))["q"])
print(list.__new__(list, [1]), int.__new__(I, 7), tuple.__new__(T, [1, 2]), L.__new__(L, [1]))


def plain_from_derived():  # type: ignore[no-untyped-def]
    class Froz(frozenset):
        pass

    f = Froz([1])
    g = Froz(f)
    h = frozenset(f)
    i = frozenset(h)
    print(f is g, type(g), h is f, type(h), i is h, f == g)

    class S(str):
        pass

    s = S("a")
    t = S(s)
    print(s is t, type(t), type(str(s)), str(s) is s)

    class T(tuple):
        pass

    s = T([1])
    t = T(s)
    print(s is t, type(t), type(tuple(s)))

    class B(bytes):
        pass

    s = B(b"1")
    t = B(s)
    print(s is t, type(t), type(bytes(s)))

    class I(int):
        pass

    s = I(1)
    t = I(s)
    print(s is t, type(t), type(int(s)))

    class L(float):
        pass

    s = L(1)
    t = L(s)
    print(s is t, type(t), type(float(s)))
    print(round(L(1.25), 1), round(L(2.5)), type(round(L(1.25), 1)))


plain_from_derived()
