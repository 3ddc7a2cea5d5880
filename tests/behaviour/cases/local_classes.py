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
