"""Several bases, super, slots, attributes by name, properties, docstrings."""


# --- mi
class A:
    def who(self):
        return ["A"]

    def __init__(self, **kw):
        self.a = kw.pop("a", 1)
        super().__init__(**kw)


class B(A):
    def who(self):
        return ["B"] + super().who()

    def __init__(self, **kw):
        self.b = kw.pop("b", 2)
        super().__init__(**kw)


class C(A):
    def who(self):
        return ["C"] + super().who()

    def __init__(self, **kw):
        self.c = kw.pop("c", 3)
        super().__init__(**kw)


class D(B, C):
    def who(self):
        return ["D"] + super().who()

    def __init__(self, **kw):
        super().__init__(**kw)


d = D(a=10, c=30)
print(d.who(), d.a, d.b, d.c)
print([k.__name__ for k in D.__mro__])
print(D.__bases__, D.__name__, D.__qualname__, D.__module__)
print(super(B, d).who(), A.who(d), super(D, d).who())


class E2(C, B):
    pass


print([k.__name__ for k in E2.__mro__])


class M1:
    def __repr__(self):
        return "M1"


class M2:
    def __str__(self):
        return "m2"


class N(M2, M1):
    pass


print(N(), repr(N()))


class Slots:
    __slots__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


s = Slots(1, 2)
try:
    s.z = 3
except AttributeError as e:
    print(e)
del s.x
try:
    s.x
except AttributeError as e:
    print(e)
print(Slots.__slots__, hasattr(s, "__dict__"))


class SubSlots(Slots):
    __slots__ = ["w"]

    def __init__(self):
        super().__init__(5, 6)
        self.w = 7


q = SubSlots()
print(q.x, q.y, q.w)
try:
    q.v = 1
except AttributeError as e:
    print(e)


class GA:
    def __init__(self):
        self.real = 1

    def __getattr__(self, name):
        if name.startswith("x"):
            return name.upper()
        raise AttributeError(f"no {name}")


g = GA()
print(g.real, g.xyz, getattr(g, "xq"), getattr(g, "nope", "dflt"), hasattr(g, "xa"), hasattr(g, "b"))
try:
    g.nope
except AttributeError as e:
    print(e)


class SA:
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value)

    def __delattr__(self, name):
        print("del", name)
        object.__delattr__(self, name)

    def __getattribute__(self, name):
        return super().__getattribute__(name)


a = SA()
a.q = 1
print(a.q)
a.q += 5
print(a.q)
del a.q
try:
    a.q
except AttributeError as e:
    print(e)


class P:
    _v = 0

    @property
    def v(self):
        "doc"
        return self._v

    @v.setter
    def v(self, x):
        if x < 0:
            raise ValueError("neg")
        self._v = x

    @v.deleter
    def v(self):
        del self._v

    @classmethod
    def make(cls, n):
        o = cls()
        o.v = n
        return o

    @staticmethod
    def add(a, b):
        return a + b


class Q(P):
    @property
    def v(self):
        return super().v * 2


p = P.make(4)
print(p.v, P.add(1, 2), p.add(3, 4))
p.v = 9
print(p.v)
del p.v
print(p.v)
try:
    p.v = -1
except ValueError as e:
    print(e)
q = Q()
print(q.v)
try:
    q.v = 4
except AttributeError as e:
    print(e)
print(type(Q.make), P.make(3).v) if False else None
print(isinstance(q, P), issubclass(Q, P), issubclass(Q, (int, P)), type(q) is Q, type(q).__name__)


class Counter:
    total = 0
    items = []

    def __init__(self):
        Counter.total += 1
        self.items.append(self.total)
        type(self).total += 0


Counter()
Counter()
print(Counter.total, Counter.items)
Counter.extra = 5
print(Counter().extra)


class CallMe:
    def __call__(self, *a, **k):
        return a, k


print(CallMe()(1, 2, x=3), callable(CallMe()), callable(3), callable(len), callable(CallMe))


class I:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


print(list(I(3)), sum(I(4)), max(I(5)), [*I(2)], tuple(I(3)), 2 in I(4))


class GI:
    def __getitem__(self, i):
        if i > 3:
            raise IndexError
        return i * i


print(list(GI()), 9 in GI(), [x for x in GI()])

# --- docs
import functools


class DocA:
    """class doc"""

    def m(self):
        """method doc
        two"""

    @property
    def p(self):
        "prop doc"
        return 1

    @classmethod
    def c(cls):
        "cdoc"


class DocB(DocA):
    def m(self):
        pass


class DocC:
    pass


def f():
    "fdoc"


def g():
    pass


print(
    __doc__,
    DocA.__doc__,
    DocB.__doc__,
    DocC.__doc__,
    DocA().__doc__,
    f.__doc__,
    g.__doc__,
    DocA.m.__doc__,
    DocA().m.__doc__,
    DocB().m.__doc__,
    DocA.c.__doc__,
    (lambda: 1).__doc__,
)
for x in (DocA, f, DocA().m):
    print(x.__doc__)
print(getattr(f, "__doc__"))


@functools.wraps(f)
def w():
    pass


print(w.__name__, w.__doc__)


class E(Exception):
    "edoc"


print(E.__doc__, E("x").__doc__)


def outer():
    def inner():
        "idoc"

    return inner


print(outer().__doc__)
f.__doc__ = "new"
print(f.__doc__)
