"""Which operations of `slu_type` each C function of the runtime asks for, read from the C text.

A type names a dozen functions, and a program that never adds two lists should not carry the code for it. So
the linker has to know which operations a program can reach: those that some live function reads as
`type->binary`. Macros and inline functions count for whoever uses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path

_FIELD = re.compile(r"^\s+[\w ]+?\**\s*\(\*(\w+)\)\(", re.MULTILINE)
_DEFINED = re.compile(r"(\w+)\s*\(")
_MACRO_NAME = re.compile(r"#define\s+(\w+)")
_WORD = re.compile(r"\w+")

Operations = frozenset[str]

WALKS_ANCESTORS = "walks ancestors"
"""Said of functions that look into the types of an mro or of bases, like an operation that they ask for."""
LOOKS_INTO_MEMBERS = "looks into members"
"""The same of functions that look for what a class defines."""
ASKS = "asks "
"""Said of functions that name an operator, like an operation that they ask for: "asks ADD"."""
OWN = "own "
"""Said of functions that ask only classes of the program for an operation: "own format"."""
_OPERATOR = re.compile(
    r"\bSLU_(ADD|SUBTRACT|MULTIPLY|DIVIDE|FLOOR_DIVIDE|MODULO|POWER|LEFT_SHIFT|RIGHT_SHIFT|AND|OR|XOR"
    r"|MATRIX_MULTIPLY)\b"
)
_OWN = re.compile(r"\bSLU_OWN\([^()]*,\s*(\w+)\)")
_WALK = re.compile(r"->(mro|bases)\b")
_LOOK = re.compile(r"\btype->members\b")
_COMPARES_ONLY = frozenset(("slu_is_subtype",))

_AMBIGUOUS = frozenset({"length", "hash", "next"})
"""Also fields of other structs: counted where the thing on the left is a type."""


@cache
def operation_names(header: str) -> tuple[str, ...]:
    """The function pointers of `struct slu_type` in order; they are its last words."""
    start = header.index("struct slu_type {")
    return tuple(_FIELD.findall(header[start : header.index("\n};", start)]))


def functions_in(text: str) -> dict[str, str]:
    """Name → text of every function and macro that a C text defines at its top level.

    Goes by our layout: a definition starts in column 0, and what it opens there closes in column 0.
    """
    found: dict[str, str] = {}
    lines = iter(text.splitlines())
    for line in lines:
        if line.startswith("#define"):
            name = _MACRO_NAME.match(line)
            body = line
            while body.endswith("\\"):
                body = body[:-1] + next(lines, "")
            if name:
                found[name[1]] = body
        elif line[:1].isalpha() or line[:1] == "_":
            _add_definition(found, line, lines)
    return found


def _add_definition(found: dict[str, str], line: str, lines: Iterator[str]) -> None:
    header = line
    while not header.rstrip().endswith(("{", ";", "}", ",")) or header.rstrip().endswith(","):
        following = next(lines, None)
        if following is None or not following.strip():
            return
        header += following
    name = _DEFINED.search(header.replace("__attribute__", ""))
    body = [header]
    if header.rstrip().endswith("{"):
        for following in lines:
            body.append(following)
            if following.startswith("}"):
                break
    if name and "{" in header:
        found[name[1]] = "\n".join(body)


def _macros_in(text: str) -> list[str]:
    return _MACRO_NAME.findall(text)


class OperationReads:
    """What each function reads, itself or through what is inlined into it."""

    def __init__(self, names: tuple[str, ...], headers: Iterable[str]) -> None:
        every = "|".join(names)
        clear = "|".join(name for name in names if name not in _AMBIGUOUS)
        self._read = re.compile(
            rf"(?:\b(?:\w*type|native|asked)|slu_type_of\([^()]*\))->({every})\b"
            rf"|->({clear})\b|\bOPERATION\([^()]*,\s*({every})\)"
        )
        self._headers: dict[str, str] = {}
        for text in headers:
            self._headers |= functions_in(text)
        self._seen: dict[str, tuple[Operations, frozenset[str]]] = {}

    def _look_at(self, name: str, body: str) -> tuple[Operations, frozenset[str]]:
        """The operations and the words in a function, which every file that includes the same header has."""
        if body not in self._seen:
            words = frozenset(_WORD.findall(body))
            self._seen[body] = self._named_in(body) | _walks(name, body), words
        return self._seen[body]

    def _named_in(self, body: str) -> Operations:
        asked = frozenset(ASKS + match[1] for match in _OPERATOR.finditer(body))
        asked |= {OWN + match[1] for match in _OWN.finditer(body)}
        return asked | {name for match in self._read.finditer(body) for name in match.groups() if name}

    def of_file(self, text: str) -> tuple[Mapping[str, Operations], Operations]:
        """For each function of a C file what it reads; and what one that the text does not show may read."""
        bodies = {**self._headers, **functions_in(text)}
        seen = {name: self._look_at(name, body) for name, body in bodies.items()}
        direct = {name: operations for name, (operations, _) in seen.items()}
        used = {name: words & bodies.keys() for name, (_, words) in seen.items()}
        reads = {name: _closure(name, direct, used) for name in bodies}
        macros = [name for name in _macros_in(text) if name in reads]
        return reads, frozenset().union(*(reads[name] for name in macros))


def _walks(name: str, body: str) -> Operations:
    walks = name not in _COMPARES_ONLY and _WALK.search(body)
    looks = _LOOK.search(body)
    return frozenset([WALKS_ANCESTORS] * bool(walks) + [LOOKS_INTO_MEMBERS] * bool(looks))


def _closure(name: str, direct: Mapping[str, Operations], used: Mapping[str, Set[str]]) -> Operations:
    seen, work, found = {name}, [name], set[str]()
    while work:
        each = work.pop()
        found |= direct[each]
        fresh = used[each] - seen
        seen |= fresh
        work += fresh
    return frozenset(found)


def read_reads(folder: Path) -> dict[str, tuple[Mapping[str, Operations], Operations]]:
    """`OperationReads.of_file` for each C file of the runtime, by stem."""
    headers = [file.read_text() for file in sorted(folder.glob("*.h"))]
    names = operation_names((folder / "type.h").read_text())
    reads = OperationReads(names, headers)
    return {file.stem: reads.of_file(file.read_text()) for file in sorted(folder.glob("*.c"))}


def read_inline_reads(folder: Path) -> Mapping[str, Operations]:
    """What the inline functions and macros of the runtime's headers read."""
    headers = [file.read_text() for file in sorted(folder.glob("*.h"))]
    names = operation_names((folder / "type.h").read_text())
    return OperationReads(names, headers).of_file("")[0]
