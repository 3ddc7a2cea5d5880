class Base:
    made: list[str] = []

    def __init_subclass__(cls, title: str = "none", **rest: object) -> None:
        super().__init_subclass__(**rest)
        Base.made.append(title)


class Plugin(Base, title="a"):
    pass


def same(left: float, right: float) -> bool:
    return left is right
