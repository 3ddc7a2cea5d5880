"""`sys`: the facts about this Python that make sense in a filter."""

from typing import Any, NoReturn

import _sluice_sys

maxsize = 9223372036854775807
maxunicode = 1114111
byteorder = "little"
version = "3.11.7 (Sluice)"
version_info = (3, 11, 7, "final", 0)
hexversion = 0x030B07F0
platform = "wasm"
argv: list[str] = [""]


class _FloatInfo:
    """What `sys.float_info` says: IEEE 754 double."""

    def __init__(self) -> None:
        self.max = 1.7976931348623157e308
        self.max_exp = 1024
        self.max_10_exp = 308
        self.min = 2.2250738585072014e-308
        self.min_exp = -1021
        self.min_10_exp = -307
        self.dig = 15
        self.mant_dig = 53
        self.epsilon = 2.220446049250313e-16
        self.radix = 2
        self.rounds = 1


class _HashInfo:
    """What `sys.hash_info` says about numbers."""

    def __init__(self) -> None:
        self.width = 64
        self.modulus = 2305843009213693951
        self.inf = 314159
        self.nan = 0
        self.imag = 1000003


float_info = _FloatInfo()
hash_info = _HashInfo()


def exit(status: Any = None, /) -> NoReturn:
    """Raise SystemExit."""
    if status is None:
        raise SystemExit
    raise SystemExit(status)


def intern(string: str, /) -> str:
    """The string itself: equal strings are compared fast anyway."""
    return string


_recursion_limit = 1000


def getrecursionlimit() -> int:
    """What was set. Calls may go as deep as the module's stack allows, whatever the number."""
    return _recursion_limit


def setrecursionlimit(limit: int, /) -> None:
    """Keep the number."""
    global _recursion_limit
    if limit < 1:
        raise ValueError("recursion limit must be greater or equal than 1")
    _recursion_limit = limit


def getdefaultencoding() -> str:
    """UTF-8."""
    return "utf-8"


class _Stream:
    """`sys.stdout` and `sys.stderr` of a script. Nothing is kept back, so there is nothing to flush."""

    def __init__(self, number: int, name: str) -> None:
        self._number = number
        self.name = name
        self.encoding = "utf-8"

    def write(self, text: Any, /) -> int:
        """Write the text; gives the number of its characters."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        _sluice_sys.write(self._number, text)
        return len(text)

    def writelines(self, lines: Any, /) -> None:
        """Write several texts, with nothing between them."""
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        """Nothing: every text is written at once."""

    def isatty(self) -> bool:
        """False: no terminal."""
        return False


stdout: Any = _Stream(1, "<stdout>")
stderr: Any = _Stream(2, "<stderr>")


def exc_info() -> Any:
    """Class, instance and traceback of the exception that is being handled; three times None otherwise."""
    error = _sluice_sys.handled()
    if error is None:
        return (None, None, None)
    return (type(error), error, error.__traceback__)
