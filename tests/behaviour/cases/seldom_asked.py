"""What a program asks for seldom, so that a small one does not carry it: it is there where it is asked for."""

import json
from collections import OrderedDict
from typing import Any


class Money:
    def __init__(self, cents: int) -> None:
        self.cents = cents

    def __format__(self, spec: str) -> str:
        return f"{self.cents / 100:.2f} €" + spec

    def __str__(self) -> str:
        return "money"


class Shout(str):
    def __str__(self) -> str:
        return self.upper() + "!"


class Level(int):
    def __str__(self) -> str:
        return "level"


class Plain:
    def __repr__(self) -> str:
        return "<plain>"


class Silent(Exception):
    def __repr__(self) -> str:
        return "<silent>"


things: list[Any] = [Money(250), Shout("ab"), Level(3), Plain(), 1.5, True, None, [1, "a"], {"k": 2.0}, b"x", "é"]
things += [Silent("a", 1), KeyError("k"), Silent("one")]
for thing in things:
    print(f"{thing} {thing!s}", str(thing), format(thing), f"{thing}")
pairs: list[str] = "a.b.c".split(".")
print(f"{pairs[0]}.{pairs[1].upper()}/{pairs[-1]!r}", f"{pairs[0]:>3}|{len(pairs):03}")

table = {"b": 1, "a": 2, "c": 3}
print([key + str(item) for key, item in table.items()], sorted(table.items()), list(table.values()))
print(tuple(table.keys()), ",".join(table.keys()), sum(table.values()), sorted(table.items(), key=lambda p: p[1]))
print(table.items(), table.keys() & {"a", "z"}, sorted(table.keys() - ["b"]), table.items() >= {("a", 2)})
try:
    for key, _ in table.items():
        table[key + "x"] = 0
except RuntimeError as error:
    print(error)
try:
    for number in table.values():
        table.pop("bx", None)
        table.pop("b", None)
except RuntimeError as error:
    print(error)


class FileError(OSError):
    pass


class Late(OSError):
    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(7, text)


faults: list[OSError] = [OSError(), OSError("a"), OSError(7, "b"), OSError(7, "b", "c"), OSError(7, "b", "c", 0, "d")]
faults += [TimeoutError("t"), TimeoutError(1, "t"), ConnectionError(3, "u", "f"), FileError(4, "v"), Late("w")]
for fault in faults:
    print(str(fault), repr(fault), fault.args, fault.errno, fault.filename)
alone = TimeoutError("x")
alone.filename = "set"
print(alone)
given = ValueError("y")
given.args = (5, "z")
print(given)

for coded in (lambda: "é\udc80".encode(), lambda: b"a\xff".decode(), lambda: "é".encode("ascii")):
    try:
        coded()
    except UnicodeError as error:
        print(error, error.args)
try:
    b"\xff".decode()
except UnicodeDecodeError as error:
    error.reason = "because"
    print(error, repr(error))


class Refused(Exception):
    def __init__(self, reason: str, status: int) -> None:
        """Keeps a text of its own."""
        text = f"{reason} ({status})"
        super().__init__(text)
        self.status = status


class Seen(Exception):
    def __init__(self, *given: object) -> None:
        print("given", self.args)
        super().__init__("said")


class Own(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(str(self.args), second)


for made in (Refused("no", 403), Seen(1, 2), Own("p", "q")):
    print(made, made.args, repr(made))


class Items(dict[str, int]):
    def items(self) -> Any:
        return [("own", 1)]


print(json.dumps(Items(a=2)), json.dumps({"x": Items(b=1)}), json.dumps(OrderedDict(z=1)))


class Vague:
    def __eq__(self, other: object) -> Any:
        return [] if other == "never" else "yes"

    def __lt__(self, other: object) -> Any:
        return {}

    __hash__ = None  # type: ignore[assignment]


unknown: list[Any] = [Vague(), "never", "x", 3]
for one in unknown:
    print(one == "never", bool(one == "never"), one in ["never"], "yes" if one == "never" else "no")
print("less" if Vague() < 3 else "not less", [3] == [Vague()], [Vague()] != ["never"])


class Walked(list[int]):
    def __iter__(self) -> Any:
        return iter([9, 9])


print([1] + Walked([2, 3]), Walked([1]) + [2], list(Walked([1])))
for text in ("Bearer", "BEARER", "beare", "bearerx", "", "\u212aELVIN", "kelvi\u00d1", "\u212a", "\u0130", "\u2129"):
    print(text.lower() == "bearer", text.lower() != "kelvin", text.lower() == "k", text.lower() == "İ".lower())
