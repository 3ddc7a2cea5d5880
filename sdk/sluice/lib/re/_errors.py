"""What is raised for a pattern that makes no sense."""

from typing import Any


class error(Exception):
    """A pattern that cannot be compiled; `pos` is where."""

    def __init__(self, msg: str, pattern: Any = None, pos: Any = None) -> None:
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        self.lineno: Any = None
        self.colno: Any = None
        if pattern is not None and pos is not None:
            msg = f"{msg} at position {pos}"
            newline: Any = "\n" if isinstance(pattern, str) else b"\n"
            self.lineno = pattern.count(newline, 0, pos) + 1
            self.colno = pos - pattern.rfind(newline, 0, pos)
            if newline in pattern:
                msg = f"{msg} (line {self.lineno}, column {self.colno})"
        super().__init__(msg)
