class Base:
    def __new__(cls, k):
        return super().__new__(X if k == "x" else cls)

    def __init__(self, k):
        self.v = "base " + k


class X(Base):
    def __init__(self, k):
        self.v = "x " + k


class Bare:
    def __new__(cls, k):
        return super().__new__(Kept) if k else object.__new__(cls)


class Kept(Bare):
    def __init__(self, k):
        self.v = k


print(Base("x").v, Base("q").v, Bare(3).v, type(Bare(0)).__name__)
