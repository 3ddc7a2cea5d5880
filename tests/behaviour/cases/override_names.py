"""Methods that override each other under other names of parameters."""


class Shape:
    def scaled(self, factor: int, offset: int = 1) -> int:
        return factor + offset

    def named(self, *, key: str) -> str:
        return "shape " + key


class Square(Shape):
    def scaled(self, times: int, shift: int = 1) -> int:
        return times * 10 + shift


class Circle(Shape):
    def scaled(self, factor: int, offset: int = 2) -> int:
        return factor * 100 + offset

    def named(self, *, name: str) -> str:  # type: ignore[override]
        return "circle " + name


def positional(shape: Shape) -> int:
    return shape.scaled(3, 4)


def by_keyword(shape: Shape) -> int:
    return shape.scaled(factor=5)


def by_name(shape: Shape) -> str:
    return shape.named(key="k")


for shape in [Shape(), Square(), Circle()]:
    print(type(shape).__name__, positional(shape), shape.scaled(2))
    try:
        print(by_keyword(shape))
    except TypeError as error:
        print("TypeError", error)
    try:
        print(by_name(shape))
    except TypeError as error:
        print("TypeError", error)
