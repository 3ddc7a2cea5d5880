from enum import Enum, IntEnum, StrEnum


class S(str, Enum):
    A = b"x", "ascii"
    B = "y"


print(repr(S.A), S.A.value, S.A == "x")


class I(int, Enum):
    A = "11", 2
    B = True
    C = 5 + 6
    D = 11


print(repr(I.A), I.A.value, I.A + 1, repr(I.B), I.C, I.D is I.C)


class B(bytes, Enum):
    A = "ab", "ascii"


print(repr(B.A), B.A.value)


class T(tuple, Enum):
    A = ((1, 2),)


print(repr(T.A), T.A.value)


class F(float, Enum):
    A = "1.5"
    B = 1
    C = ()


print(repr(F.A), F.A.value, repr(F.B), F.C)
base = 40


class K(IntEnum):
    A = base
    B = base + 1
    C = "7"


print(list(K), K(7), K.B + 1, K["B"])


class Q(StrEnum):
    A = b"x", "ascii"
    B = "y" + "z"


print(list(Q), Q.B.upper())
try:

    class Q(StrEnum):
        A = 1

    print(repr(Q.A))
except TypeError as e:
    print(e)
try:

    class Q2(StrEnum):
        A = "1", 2

    print(repr(Q2.A))
except TypeError as e:
    print(e)
try:

    class Q3(IntEnum):
        A = "x"

    print(repr(Q3.A))
except ValueError as e:
    print(e)
