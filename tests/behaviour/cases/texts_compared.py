"""Values beside strs, texts encoded, floats that are ints: what has a short way gives what the long one does."""

from typing import Any


class Eq:
    def __eq__(self, other: object) -> bool:
        return other == "eq"
    def __ne__(self, other: object) -> Any:
        return "" if other == "eq" else "no"
    __hash__ = None  # type: ignore[assignment]


class T(str):
    pass


vals: list[Any] = ["a", T("a"), b"a", 1, None, Eq(), 1.5, ("a",), ["a"], "eq", "é", {"a": 1}]
texts: list[str] = ["a", "eq", "é", ""]
for v in vals:
    for t in texts:
        print(v == t, t == v, "y" if v == t else "n", "y" if t != v else "n", "y" if v != t else "n", t in vals, t in [v], v in texts)
for s in ("a", "é", "\ud800", "a\udcffb", "x\ud800\udc00é\udfff", "\udc80" * 3 + "z\udc81", ""):
    for handler in ("strict", "surrogatepass", "replace"):
        try:
            print(s.encode() if handler == "strict" else s.encode("utf-8", handler))
        except UnicodeEncodeError as e:
            print(e, e.start, e.end, e.reason, e.encoding, ascii(e.object))


def to_float(x: float) -> float:
    return float(x)


for n in (1, True, 2.5, 10**400, -3):
    try:
        print(to_float(n))
    except OverflowError as error:
        print(error)
