"""`vars` shows attributes in the order in which they were set, whatever else their class declares."""

from typing import Any
class Order:
    def __init__(self, name: str) -> None:
        self.name = name
        self.total: float = 2.5
        self.qty = 1
o = Order("a")
o.total += 1
print(vars(o))
class Item:
    price = 3
    qty: int
    def __init__(self) -> None:
        self.price *= 2
i = Item()
print(vars(i))
i.qty = 1
print(vars(i))
class Late:
    a: int
    b: int
    c: int = 4
    def set(self) -> None:
        self.b = 1
        self.a = 2
l = Late()
l.set()
print(vars(l), l.a + l.b + l.c)
class Base:
    def __init__(self) -> None:
        self.z = 1
        self.y: float = 2.0
class Sub(Base):
    x: int
    def __init__(self, n: int) -> None:
        super().__init__()
        self.x = n
        self.w = [n]
        self.w.append(3)
        self.extend()
    def extend(self) -> None:
        self.y += 1
class Odd(Base):
    def __init__(self) -> None:
        self.first = 1
        super().__init__()
class Two(Sub):
    pass
print(vars(Sub(4)), vars(Odd()), vars(Two(5)), Sub(1).y + 1)
class Tup:
    def __init__(self, a: int, b: float) -> None:
        self.b, self.a = b, a
        if a:
            self.maybe = 1
        self.last = self.a + 1
print(vars(Tup(1, 2.0)), vars(Tup(0, 2.0)))
class Helper:
    def __init__(self) -> None:
        self.setup()
        self.one = 1
    def setup(self) -> None:
        self.two = 2
print(vars(Helper()))
class E(Exception):
    def __init__(self, code: int) -> None:
        super().__init__("x")
        self.why = "w"
        self.code: int = code
try:
    raise E(3)
except E as e:
    print(vars(e), e)
def show(o: Any) -> str:
    return ", ".join(f"{k}={v}" for k, v in o.__dict__.items())
print(show(o), "|", show(Sub(7)))
