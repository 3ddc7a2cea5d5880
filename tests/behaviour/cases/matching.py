# match with every kind of pattern.
from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


class Legacy:
    __match_args__ = ("name",)

    def __init__(self, name, age):
        self.name, self.age = name, age


def kind(value):
    match value:
        case None:
            return "none"
        case True | False:
            return "bool"
        case 0 | 1 | 2:
            return f"small {value}"
        case -1.5:
            return "float"
        case int(n) if n > 100:
            return f"big {n}"
        case int():
            return "int"
        case "a" | "b" as letter:
            return f"letter {letter}"
        case str(text):
            return f"text {text}"
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [Point(x=0), *rest]:
            return f"origin column then {len(rest)}"
        case [first, *_, last]:
            return f"from {first} to {last}"
        case {"type": "circle", "r": r}:
            return f"circle {r}"
        case {"type": t, **rest}:
            return f"{t} with {rest}"
        case {}:
            return "mapping"
        case Point(0, 0):
            return "origin"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point(x=px, y=_):
            return f"point {px}"
        case Legacy("bob", age=age):
            return f"bob {age}"
        case Legacy(name):
            return f"legacy {name}"
        case _:
            return f"other {value!r}"


for value in (
    None,
    True,
    1,
    -1.5,
    1000,
    50,
    "a",
    "word",
    [],
    [7],
    [Point(0, 5), 1, 2],
    (1, 2, 3),
    {"type": "circle", "r": 3},
    {"type": "square", "side": 2},
    {},
    Point(0, 0),
    Point(4, 4),
    Point(1, 2),
    Legacy("bob", 5),
    Legacy("al", 6),
    {1, 2},
    b"xy",
):
    print(kind(value))


def nested(command):
    match command.split():
        case ["go", ("north" | "south") as direction]:
            return direction
        case ["drop", *objects]:
            return objects
        case [action]:
            return action
        case [action, obj]:
            return action, obj
        case _:
            return None


for text in ("go north", "drop a b c", "look", "take it", "a b c"):
    print(nested(text))
try:
    match Point(1, 2):
        case Point(1, 2, 3):
            pass
except TypeError as error:
    print(error)
try:
    match 5:
        case 5 if 1 / 0:
            pass
except ZeroDivisionError:
    print("guard raised")


class K:
    KEY = "a"


try:
    match Legacy("x", 1):
        case Legacy(first, name=second):
            print("matched")
except TypeError as error:
    print(error)
try:
    match {"a": 0, "b": 1}:
        case {K.KEY: first, "a": second}:
            print("matched")
except ValueError as error:
    print(error)
match Point(1, 2):
    case Point(1, y=n):
        print("mixed", n)
match {"a": 1, "b": 2}:
    case {K.KEY: first, "b": second}:
        print("keys", first, second)
