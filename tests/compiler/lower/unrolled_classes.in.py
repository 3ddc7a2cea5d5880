from dataclasses import dataclass


def make():
    for title, frozen in (("A", True), ("B", False)):
        kind = type(title, (), {"limit": 1})
        if frozen:

            @dataclass(frozen=frozen)
            class Point:
                x: int

        else:

            @dataclass(eq=frozen)
            class Point:
                y: int

        print(kind, Point)


make()
