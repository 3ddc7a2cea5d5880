"""A property or another descriptor that raises AttributeError: `__getattr__` is asked."""


class P:
    def __init__(self, bad: bool) -> None:
        self.bad = bad

    @property
    def err(self) -> str:
        if self.bad:
            raise AttributeError("inner")
        return "fine"

    @property
    def other(self) -> str:
        raise KeyError("no fallback")

    def __getattr__(self, name: str) -> str:
        return "asked:" + name


class Q(P):
    @property
    def err(self) -> str:
        return "Q " + super().err


class R(Q):
    def __getattr__(self, name: str) -> str:
        raise AttributeError(f"R has no {name}")


def show(p: P) -> str:
    return p.err


class Plain:
    @property
    def inner(self) -> str:
        raise AttributeError("inner of Plain")


class Below(Plain):
    def __getattr__(self, name: str) -> str:
        return "below:" + name


def inner(p: Plain) -> str:
    return p.inner


p = P(True)
print(p.err, P(False).err, show(p), getattr(p, "err"), hasattr(p, "err"), p.nothing)
print(show(Q(False)), Q(True).err, show(Q(True)))
try:
    print(p.other)
except KeyError as error:
    print(repr(error))
for each in (R(True), R(False)):
    try:
        print(show(each), each.err)
    except AttributeError as error:
        print(repr(error))
for maker in (Plain, Below):
    try:
        print(inner(maker()), maker().inner)
    except AttributeError as error:
        print(repr(error))
