from dataclasses import dataclass, field


def make(n):
    class Holder:
        def __init__(self, extra=n):
            self.x = n
            self.extra = extra

        def __repr__(self):
            return f"Holder({self.x}, {self.extra}, {n})"

    class Child(Holder):
        def __init__(self):
            super().__init__(7)
            self.y = n

    return Holder(), Child(), Child().y


print(make(3))


def default():
    items = [1]

    @dataclass
    class Box:
        name: str
        values: list = field(default_factory=lambda: list(items))

    box = Box("a")
    items.append(2)
    return box, Box("b"), Box("c", [])


print(default())


def defaults() -> None:
    shared = [1]

    class Held:
        def __init__(self, first=NotImplemented, second=shared):  # type: ignore[no-untyped-def]
            self.first, self.second = first, second

        def later(self, what=len(shared)):  # type: ignore[no-untyped-def]
            return what

        @classmethod
        def made(cls, *, second=...):  # type: ignore[no-untyped-def]
            return cls(second=second)

    make = Held
    print(make().first, make().second is shared, make().later(), Held.made().second, Held(1).second)

    @dataclass
    class Factory:
        items: list[int] = field(default_factory=list)
        table: dict[str, int] = field(default_factory=dict)
        own: list[int] = field(default_factory=lambda: shared)

    print(Factory(), Factory().items is Factory().items, Factory().own is shared, Factory(table={"a": 1}))


defaults()
