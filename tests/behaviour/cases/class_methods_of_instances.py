"""Class methods that an instance is asked for make instances of its class."""

class Base:
    @classmethod
    def make(cls, it: int) -> "Base":
        return cls(it)
    def __init__(self, it: int) -> None:
        self.it = it
    def again(self) -> "Base":
        return self.make(self.it + 1)
class Bits(Base):
    def __init__(self, it: int) -> None:
        super().__init__(it)
        self.more = 3
def go(b: Base) -> None:
    n = b.again()
    print(n.it, isinstance(n, Bits), n.make(4).it)
go(Bits(3))


class Untyped:
    @classmethod
    def _from(cls, it): return cls(it)
    def __and__(self, o): return self._from(v for v in o if v in self)


class Few(Untyped):
    def __init__(self, items=()):
        self.data = list(dict.fromkeys(items))
    def __contains__(self, x): return x in self.data
    def __repr__(self): return f"Few({self.data})"


print(Few([3, 1, 2]) & [3, 9])
