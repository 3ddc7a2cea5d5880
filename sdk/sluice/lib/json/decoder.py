"""`json.decoder`: what is wrong with a JSON text, and decoding with hooks that are given once."""

from typing import Any

import _sluice_json

__all__ = ["JSONDecodeError", "JSONDecoder"]

NaN = float("nan")
PosInf = float("inf")
NegInf = float("-inf")


class JSONDecodeError(ValueError):
    """What is wrong with a JSON text, and where: `pos` counts characters from 0."""

    msg: str
    doc: str
    pos: int
    lineno: int
    colno: int

    def __init__(self, msg: str, doc: str, pos: int) -> None:
        lineno = doc.count("\n", 0, pos) + 1
        colno = pos - doc.rfind("\n", 0, pos)
        super().__init__(f"{msg}: line {lineno} column {colno} (char {pos})")
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno


class JSONDecoder:
    """Decodes with hooks that are given once."""

    def __init__(
        self,
        *,
        object_hook: Any = None,
        parse_float: Any = None,
        parse_int: Any = None,
        parse_constant: Any = None,
        strict: Any = True,
        object_pairs_hook: Any = None,
    ) -> None:
        self.object_hook = object_hook
        self.parse_float = parse_float
        self.parse_int = parse_int
        self.parse_constant = parse_constant
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook

    def decode(self, s: str) -> Any:
        return _sluice_json.loads_hooked(
            s,
            self.object_hook,
            self.parse_float,
            self.parse_int,
            self.parse_constant,
            self.object_pairs_hook,
            JSONDecodeError,
            self.strict,
        )

    def raw_decode(self, s: str, idx: int = 0) -> Any:
        if idx < 0:
            raise ValueError("idx cannot be negative")
        return _sluice_json.raw_decode(
            s,
            idx,
            self.object_hook,
            self.parse_float,
            self.parse_int,
            self.parse_constant,
            self.object_pairs_hook,
            JSONDecodeError,
            self.strict,
        )


def scanstring(s: str, end: int, strict: bool = True) -> tuple[str, int]:
    """The string whose opening quote stands before `end`, and where it ends."""
    found: tuple[str, int] = _sluice_json.scan_string(s, end, strict, JSONDecodeError)
    return found


def py_scanstring(s: str, end: int, strict: bool = True) -> tuple[str, int]:
    return scanstring(s, end, strict)


def c_scanstring(s: str, end: int, strict: bool = True) -> tuple[str, int]:
    return scanstring(s, end, strict)
