"""Class statements that fail while they run, where the program expects it."""

from dataclasses import dataclass, field, KW_ONLY
from typing import ClassVar
from enum import Enum
from functools import total_ordering


def faults():
    try:

        @dataclass
        class A:
            print("A runs")
            x: int = 0
            y: int
    except TypeError as error:
        print(error)
    try:
        A
    except NameError as error:
        print(type(error).__name__, error)
    try:
        A(1, 2)
    except NameError as error:
        print(type(error).__name__, error)

    class Unhashable:
        __hash__ = None

    for _ in (1, 2):
        try:

            @dataclass
            class B:
                x: object = Unhashable()
        except ValueError as error:
            print(error)
    try:

        @dataclass
        class C:
            x: list = []
    except ValueError as error:
        print(error)
    try:

        @dataclass
        class C2:
            x: list = field(default=1, default_factory=list)
            print("not reached")
    except ValueError as error:
        print(error)
    try:

        @dataclass
        class C3:
            x: ClassVar[int] = field(kw_only=True)
    except TypeError as error:
        print(error)
    try:

        @dataclass
        class C4:
            x = field()
            y: int = field(default=3)
    except TypeError as error:
        print(error)

    @dataclass(init=False)
    class C5:
        x: int = 0
        y: int
        z: ClassVar[int] = field(default=7)

    print(C5.z, C5().x)

    @dataclass(frozen=True)
    class F:
        x: int

    try:

        @dataclass
        class G(F):
            y: int
    except TypeError as error:
        print(error)
    try:

        class Color(Enum):
            RED = 1
            RED = print("evaluated")
            print("not reached")
    except TypeError as error:
        print(error)
    try:

        class Color1(Enum):
            RED = 1
            _bad_ = 2
    except ValueError as error:
        print(error)

    class Color2(Enum):
        RED = 1

    try:

        class More(Color2):
            print("not reached")
            BLUE = 2
    except TypeError as error:
        print(error)
    try:

        class Wrong(Enum, str):
            print("not reached")
            BLUE = "2"
    except TypeError as error:
        print(error)
    try:

        @dataclass(order=True)
        class H:
            x: int

            def __lt__(self, other):
                return True
    except TypeError as error:
        print(error)
    finally:
        print("done")


faults()
try:

    @dataclass
    class M:
        x: int = 0
        y: int
except TypeError as error:
    print(error)
try:
    M
except NameError as error:
    print(error)


def layouts():
    class Open:
        pass

    try:

        class A(int, str):
            pass
    except TypeError as error:
        print(error)
    try:

        class B(bool):
            print("runs first")
    except TypeError as error:
        print(error)
    try:

        class C:
            __slots__ = ("a", "b c")
    except TypeError as error:
        print(error)
    try:

        class D:
            __slots__ = ("a",)
            a = 3
    except ValueError as error:
        print(error)
    try:

        class E(Open):
            __slots__ = "__dict__"
    except TypeError as error:
        print(error)
    try:
        type("F", [], {})
    except TypeError as error:
        print(error)
    try:
        print("never", type("F", ()))
    except TypeError as error:
        print(error)

    class Right(int, Open):
        __slots__ = ()

    G = type("G", (Open,), {"__slots__": "only"})
    print(Right(3) + 1, G.__slots__)


layouts()
try:

    @total_ordering
    class Unordered:
        pass
except ValueError as error:
    print(error)


def defaults(value):
    try:

        @dataclass
        class Held:
            plain: int = 1
            held: object = value

        print(Held())
    except ValueError as error:
        print(error)


for each in ([1],):
    defaults(each)
EMPTY = {}
PAIR = (1, [2])
try:

    @dataclass
    class Kept:
        pair: tuple = PAIR
        empty: dict = EMPTY
except ValueError as error:
    print(error)
