"""What the compiler tells the author: a place, a message, a code with a page in `docs/errors/`.

filter.py:12:5: error: `eval` runs code that is not there at build time; write the function out [SLU011]
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from msgspec import Struct


class Code(Enum):
    """Every refusal of our own. mypy's errors keep mypy's codes (`arg-type`, …)."""

    INTERNAL = "SLU000"
    SYNTAX = "SLU001"
    UNREADABLE = "SLU002"
    NOT_COMPILED = "SLU010"
    RUN_TIME_CODE = "SLU011"
    UNKNOWN_IMPORT = "SLU012"
    UNAVAILABLE_MODULE = "SLU013"
    METACLASS = "SLU014"
    COMPLEX_NUMBER = "SLU015"
    IMPORT_FORM = "SLU016"
    ASYNCHRONOUS = "SLU017"
    MODULE_VALUE = "SLU018"
    CLASS_FORM = "SLU019"
    OUTSIDE_WORLD = "SLU020"
    BUILTIN = "SLU021"
    FILTER = "SLU022"
    MODULE_MEMBER = "SLU023"
    CONFIGURATION = "SLU024"
    DECORATOR = "SLU025"


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(Struct, frozen=True, order=True):
    """A place in a file. Lines and columns count from 1; 0 where there is none (a missing file)."""

    file: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}" if self.column else f"{self.file}:{self.line}"


class Diagnostic(Struct, frozen=True):
    """One message. `code` is one of `Code`'s values or mypy's."""

    span: Span
    message: str
    code: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.span}: {self.severity.value}: {self.message} [{self.code}]"


class CompileError(Exception):
    """The source cannot be compiled; `diagnostics` say where and why, in the order of the source."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(sorted(diagnostics, key=lambda each: each.span))
        super().__init__("\n".join(map(str, self.diagnostics)))


def refusal(code: Code, span: Span, message: str) -> CompileError:
    """A single refusal of ours, ready to be raised."""
    return CompileError((Diagnostic(span, message, code.value),))
