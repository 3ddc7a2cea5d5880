"""Every operator method, reflected, in place; subclasses of built-in types; `@`."""


# --- ops
class V:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f"V({self.n})"

    def _o(self, o):
        return o.n if isinstance(o, V) else o

    def __add__(self, o):
        return V(("add", self.n, self._o(o)))

    def __radd__(self, o):
        return V(("radd", self.n, self._o(o)))

    def __iadd__(self, o):
        return V(("iadd", self.n, self._o(o)))

    def __sub__(self, o):
        return V(("sub", self.n, self._o(o)))

    def __rsub__(self, o):
        return V(("rsub", self.n, self._o(o)))

    def __mul__(self, o):
        return V(("mul", self.n, self._o(o)))

    def __rmul__(self, o):
        return V(("rmul", self.n, self._o(o)))

    def __truediv__(self, o):
        return V(("div", self.n, self._o(o)))

    def __rtruediv__(self, o):
        return V(("rdiv", self.n, self._o(o)))

    def __floordiv__(self, o):
        return V(("fdiv", self.n, self._o(o)))

    def __rfloordiv__(self, o):
        return V(("rfdiv", self.n, self._o(o)))

    def __mod__(self, o):
        return V(("mod", self.n, self._o(o)))

    def __rmod__(self, o):
        return V(("rmod", self.n, self._o(o)))

    def __divmod__(self, o):
        return V(("divmod", self.n, self._o(o)))

    def __rdivmod__(self, o):
        return V(("rdivmod", self.n, self._o(o)))

    def __pow__(self, o, m=None):
        return V(("pow", self.n, self._o(o), m))

    def __rpow__(self, o, m=None):
        return V(("rpow", self.n, self._o(o)))

    def __lshift__(self, o):
        return V(("lsh", self.n, self._o(o)))

    def __rlshift__(self, o):
        return V(("rlsh", self.n, self._o(o)))

    def __rshift__(self, o):
        return V(("rsh", self.n, self._o(o)))

    def __rrshift__(self, o):
        return V(("rrsh", self.n, self._o(o)))

    def __and__(self, o):
        return V(("and", self.n, self._o(o)))

    def __rand__(self, o):
        return V(("rand", self.n, self._o(o)))

    def __or__(self, o):
        return V(("or", self.n, self._o(o)))

    def __ror__(self, o):
        return V(("ror", self.n, self._o(o)))

    def __xor__(self, o):
        return V(("xor", self.n, self._o(o)))

    def __rxor__(self, o):
        return V(("rxor", self.n, self._o(o)))

    def __ixor__(self, o):
        return V(("ixor", self.n, self._o(o)))

    def __isub__(self, o):
        return V(("isub", self.n, self._o(o)))

    def __neg__(self):
        return V(("neg", self.n))

    def __pos__(self):
        return V(("pos", self.n))

    def __invert__(self):
        return V(("inv", self.n))

    def __abs__(self):
        return V(("abs", self.n))

    def __round__(self, nd=None):
        return ("round", self.n, nd)

    def __trunc__(self):
        return 77

    def __floor__(self):
        return 78

    def __ceil__(self):
        return 79

    def __int__(self):
        return 42

    def __float__(self):
        return 4.5

    def __index__(self):
        return 3

    def __bool__(self):
        return False

    def __len__(self):
        return 5

    def __contains__(self, x):
        return x == 4

    def __getitem__(self, k):
        return ("get", k)

    def __setitem__(self, k, v):
        print("setitem", k, v)

    def __delitem__(self, k):
        print("delitem", k)

    def __reversed__(self):
        return iter([3, 2])

    def __format__(self, spec):
        return f"<{spec}>"

    def __hash__(self):
        return 99

    def __eq__(self, o):
        return True

    def __bytes__(self):
        return b"bb"

    def __dir__(self):
        return ["q"]


v = V(1)
w = V(2)
print(v + w, v + 1, 1 + v, v - 2, 2 - v, v * 3, 3 * v, v / 4, 4 / v, v // 5, 5 // v, v % 6, 6 % v)
print(divmod(v, 1), divmod(1, v), pow(v, 2), pow(v, 2, 5), 2**v, v**2, v << 1, 1 << v, v >> 1, 1 >> v)
print(v & 1, 1 & v, v | 1, 1 | v, v ^ 1, 1 ^ v, -v, +v, ~v, abs(v), round(v), round(v, 2))
import math

print(
    math.trunc(v),
    math.floor(v),
    math.ceil(v),
    int(v),
    float(v),
    bool(v),
    len(v),
    4 in v,
    5 in v,
    "x" * v if False else "",
)
x = v
x += 1
print(x)
x = v
x -= 1
print(x)
x = v
x *= 2
print(x)
x = v
x ^= 3
print(x)
print(v[1], v[1:2], v[1:2, ...], v["k"])
v[0] = 1
v[::2] = 5
del v[3]
del v[1:]

print(
    list(reversed(v)),
    f"{v:abc}",
    format(v, "zz"),
    "{:q}".format(v),
    hash(v),
    v == 3,
    v != 3,
    bytes(v),
    [0, 1, 2, 3, 4][v],
    "abcdef"[v],
    hex(v),
    range(v),
    bin(v),
    oct(v),
)


class L:
    def __init__(self, n):
        self.n = n

    def __lt__(self, o):
        return self.n < o.n

    def __repr__(self):
        return f"L{self.n}"


print(sorted([L(3), L(1), L(2)]), min(L(3), L(1)), max([L(1), L(9)]), L(1) > L(0))
try:
    L(1) <= L(2)
except TypeError as e:
    print(e)
import functools


@functools.total_ordering
class T:
    def __init__(self, n):
        self.n = n

    def __eq__(self, o):
        return self.n == o.n if isinstance(o, T) else NotImplemented

    def __lt__(self, o):
        return self.n < o.n if isinstance(o, T) else NotImplemented


print(T(1) <= T(1), T(1) >= T(2), T(1) > T(0), T(1) != T(2), T(1) == 5)
try:
    T(1) < 5
except TypeError as e:
    print(e)
try:
    hash(T(1))
except TypeError as e:
    print(e)


class Base:
    def __add__(self, o):
        return "base add"

    def __radd__(self, o):
        return "base radd"


class Sub(Base):
    def __radd__(self, o):
        return "sub radd"


print(Base() + Sub(), Sub() + Base(), Base() + Base(), 1 + Base())


class NI:
    def __add__(self, o):
        return NotImplemented

    def __eq__(self, o):
        return NotImplemented


for f in (
    lambda: NI() + 1,
    lambda: 1 + NI(),
    lambda: NI() - 1,
    lambda: NI() < NI(),
    lambda: -NI(),
    lambda: len(NI()),
    lambda: NI()[0],
    lambda: NI()(),
    lambda: iter(NI()),
    lambda: next(NI()),
    lambda: 1 in NI(),
    lambda: int(NI()),
    lambda: float(NI()),
    lambda: abs(NI()),
    lambda: round(NI()),
    lambda: [1][NI()],
    lambda: f"{NI():x}",
    lambda: divmod(NI(), 2),
    lambda: ~NI(),
    lambda: NI() ** 2,
    lambda: hash(NI()),
    lambda: setattr(3, "x", 1),
    lambda: reversed(NI()),
    lambda: 1,
):
    try:
        print(f())
    except TypeError as e:
        print("TypeError", e)
    except AttributeError as e:
        print("AttributeError", e)
print(NI() == NI(), NI() == 1)


# --- intsub
class I(int):
    def __or__(self, o):
        return "or"

    def __repr__(self):
        return f"I({int(self)})"


print(
    I(3) + 1,
    1 + I(3),
    I(3) | 1,
    1 | I(3),
    I(3) * I(2),
    I(7) // 2,
    -I(3),
    I(5) & 1,
    I(3) - 1.5,
    I(2) ** 3,
    I(9) % 4,
    I(3) < 4,
    I(3) == 3,
    [I(1)],
    I(3) / 2,
    divmod(I(7), 2),
    I(1) << 3,
)


class F(float):
    def __add__(self, o):
        return "fadd"


print(F(1.5) + 1, 1 + F(1.5), F(2) * 3, F(1.5) - 1, -F(2.0), F(3) > 2)


class L(list):
    def __add__(self, o):
        return "ladd"


print(L([1]) + [2], [2] + L([1]), L([1]) * 2, L([3]) == [3])


class S(str):
    def __mul__(self, o):
        return "smul"


print(S("a") * 2, S("a") + "b", "a" + S("b"), S("x%s") % 3, S("a") == "a", 2 * S("q"))


class D(dict):
    def __or__(self, o):
        return "dor"


print(D(a=1) | {}, {} | D(a=1), D(a=1) == {"a": 1})


class X(int):
    pass


print(X(3) + 1, type(X(3) + X(4)).__name__, X(5) | 2, X(3), f"{X(4):03}", X(2) * "ab")


# --- matmul
class MM:
    def __matmul__(self, o):
        return ("mm", o)

    def __rmatmul__(self, o):
        return ("rmm", o)

    def __imatmul__(self, o):
        return ("imm", o)


m = MM()
print(m @ 1, 2 @ m)
m @= 3
print(m)
for f in (
    lambda: 1 @ 2,
    lambda: [1] @ [2],
    lambda: {1} @ {2},
    lambda: "a" @ "b",
    lambda: 1.5 @ 2,
    lambda: {1} + {2},
    lambda: {1: 2} @ {1: 2},
    lambda: MM.__name__ @ m if False else 3 @ (),
    lambda: b"" @ b"",
    lambda: (1,) @ (1,),
    lambda: {}.keys() @ {1},
):
    try:
        print(f())
    except TypeError as e:
        print(e)


class Weird:
    def __add__(self, o):
        return 1 + "a"


w = Weird()
try:
    w += 1
except TypeError as e:
    print(e)
try:
    x = 3
    x @= 2
except TypeError as e:
    print(e)


class Sub(MM):
    def __rmatmul__(self, o):
        return "sub rmm"


print(MM() @ Sub(), type((Sub() @ MM())[1]).__name__)
import operator

print(operator.matmul(MM(), 4))
