"""`re`: regular expressions as CPython's, without its danger: a match that takes too many steps ends in a
RuntimeError.

A pattern is parsed (`_parser`), made a program (`_compiler`) and run by the matcher in C (regex.c).
"""

from re._compiler import to_program
from re._errors import error as error
from re._flags import (  # noqa: F401, what the module offers
    ASCII,
    DEBUG,
    DOTALL,
    IGNORECASE,
    LOCALE,
    MULTILINE,
    NOFLAG,
    TEMPLATE,
    UNICODE,
    VERBOSE,
    A,
    I,
    L,
    M,
    RegexFlag,
    S,
    T,
    U,
    X,
)
from re._parser import parse
from re._template import parse_template
from typing import Any

import _sluice_re
from _mappings import mappingproxy

_LOCALE, _UNICODE, _ASCII = 4, 32, 256
_MATCH, _FULL_MATCH, _SEARCH = 0, 1, 2
_END = (1 << 62) - 1
_FLAG_NAMES = (
    (1, "re.TEMPLATE"),
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
)
_cache: dict[Any, "Pattern"] = {}
_CACHE_SIZE = 512


class Match:
    """Where a pattern matched; see CPython's documentation."""

    __slots__ = ("_spans", "endpos", "pos", "re", "string")

    def __init__(self, pattern: "Pattern", string: Any, pos: int, endpos: int, spans: Any) -> None:
        self.re = pattern
        self.string = string
        self.pos = pos
        self.endpos = endpos
        self._spans = spans

    def _number(self, group: Any) -> int:
        number = group
        if not isinstance(group, int):
            number = self.re._names.get(group, -1) if isinstance(group, str) else -1
        if number < 0 or number > self.re.groups:
            raise IndexError("no such group")
        return int(number)

    def _text(self, number: int, default: Any) -> Any:
        start = self._spans[2 * number + 1]
        if start < 0:
            return default
        found = self.string[start : self._spans[2 * number + 2]]
        return bytes(found) if isinstance(found, bytearray) else found

    def group(self, *groups: Any) -> Any:
        """The text of a group, or a tuple of several; 0 is the whole match."""
        if not groups:
            return self._text(0, None)
        if len(groups) == 1:
            return self._text(self._number(groups[0]), None)
        return tuple([self._text(self._number(each), None) for each in groups])

    def __getitem__(self, group: Any) -> Any:
        return self._text(self._number(group), None)

    def groups(self, default: Any = None) -> tuple[Any, ...]:
        """The texts of all groups."""
        return tuple([self._text(each, default) for each in range(1, self.re.groups + 1)])

    def groupdict(self, default: Any = None) -> dict[str, Any]:
        """The texts of the groups with a name."""
        return {name: self._text(number, default) for name, number in self.re._names.items()}

    def start(self, group: Any = 0, /) -> int:
        """Where a group begins; -1: it took no part."""
        return int(self._spans[2 * self._number(group) + 1])

    def end(self, group: Any = 0, /) -> int:
        """Where a group ends; -1: it took no part."""
        return int(self._spans[2 * self._number(group) + 2])

    def span(self, group: Any = 0, /) -> tuple[int, int]:
        """Where a group begins and ends."""
        number = self._number(group)
        return (self._spans[2 * number + 1], self._spans[2 * number + 2])

    @property
    def regs(self) -> tuple[Any, ...]:
        """The spans of the match and all groups."""
        return tuple([self.span(each) for each in range(self.re.groups + 1)])

    @property
    def lastindex(self) -> int | None:
        """The number of the group that was closed last."""
        last: int = self._spans[0]
        return last if last >= 0 else None

    @property
    def lastgroup(self) -> str | None:
        """The name of the group that was closed last."""
        last = self.lastindex
        for name, number in self.re._names.items():
            if number == last:
                return name
        return None

    def expand(self, template: Any) -> Any:
        """A template with the groups put in."""
        return self._fill(parse_template(template, self.re.groups, self.re._names))

    def _fill(self, parts: list[Any]) -> Any:
        empty: Any = "" if isinstance(self.string, str) else b""
        return empty.join([self._text(each, empty) if isinstance(each, int) else each for each in parts])

    def __copy__(self) -> "Match":
        return self

    def __deepcopy__(self, memo: Any) -> "Match":
        return self

    def __repr__(self) -> str:
        return f"<re.Match object; span={self.span()!r}, match={repr(self.group())[:50]}>"


class Pattern:
    """A compiled pattern; see CPython's documentation."""

    __slots__ = ("_names", "_program", "flags", "groups", "pattern")

    def __init__(self, pattern: Any, flags: int, groups: int, names: dict[str, int], program: bytes) -> None:
        self.pattern = pattern
        self.flags = flags
        self.groups = groups
        self._names = names
        self._program = program

    @property
    def groupindex(self) -> Any:
        """The numbers of groups by their names."""
        return mappingproxy(self._names) if self._names else {}

    def _check(self, string: Any) -> None:
        if isinstance(string, str):
            if not isinstance(self.pattern, str):
                raise TypeError("cannot use a bytes pattern on a string-like object")
        elif not isinstance(string, bytes | bytearray):
            raise TypeError(f"expected string or bytes-like object, got '{type(string).__name__}'")
        elif isinstance(self.pattern, str):
            raise TypeError("cannot use a string pattern on a bytes-like object")

    def _run(self, string: Any, pos: int, endpos: int, mode: int) -> Match | None:
        self._check(string)
        size = len(string)
        if pos > size:
            return None
        first = max(pos, 0)
        last = max(min(endpos, size), 0)
        spans = _sluice_re.match(self._program, string, first, last, mode)
        if spans is None:
            return None
        return Match(self, string, first, last, spans)

    def match(self, string: Any, pos: int = 0, endpos: int = _END) -> Match | None:
        """A match at the beginning."""
        return self._run(string, pos, endpos, _MATCH)

    def fullmatch(self, string: Any, pos: int = 0, endpos: int = _END) -> Match | None:
        """A match of everything."""
        return self._run(string, pos, endpos, _FULL_MATCH)

    def search(self, string: Any, pos: int = 0, endpos: int = _END) -> Match | None:
        """The first match."""
        return self._run(string, pos, endpos, _SEARCH)

    def _all(self, string: Any, pos: int, endpos: int, most: int) -> list[Match]:
        self._check(string)
        size = len(string)
        first = max(min(pos, size), 0)
        last = max(min(endpos, size), 0)
        found: list[Any] = (
            _sluice_re.find_all(self._program, string, first, last, most) if pos <= size else []
        )
        return [Match(self, string, first, last, each) for each in found]

    def finditer(self, string: Any, pos: int = 0, endpos: int = _END) -> Any:
        """All matches that do not overlap."""
        return _sluice_re.walk(self._all(string, pos, endpos, 0))

    def scanner(self, string: Any, pos: int = 0, endpos: int = _END) -> "Scanner":
        """Matches one after another, each where the last one ended."""
        return Scanner(self, string, pos, endpos)

    def findall(self, string: Any, pos: int = 0, endpos: int = _END) -> list[Any]:
        """The texts of all matches: of the group when there is one, tuples when there are several."""
        empty: Any = "" if isinstance(string, str) else b""
        found = self._all(string, pos, endpos, 0)
        if not self.groups:
            return [each._text(0, empty) for each in found]
        if self.groups == 1:
            return [each._text(1, empty) for each in found]
        return [each.groups(empty) for each in found]

    def split(self, string: Any, maxsplit: int = 0) -> list[Any]:
        """The pieces between the matches, and the groups of these."""
        pieces: list[Any] = []
        last = 0
        for each in [] if maxsplit < 0 else self._all(string, 0, _END, maxsplit):
            pieces.append(_piece(string, last, each._spans[1]))
            for number in range(1, self.groups + 1):
                pieces.append(each._text(number, None))
            last = each._spans[2]
        pieces.append(_piece(string, last, len(string)))
        return pieces

    def sub(self, repl: Any, string: Any, count: int = 0) -> Any:
        """The string with the matches replaced."""
        return self.subn(repl, string, count)[0]

    def subn(self, repl: Any, string: Any, count: int = 0) -> tuple[Any, int]:
        """The string with the matches replaced, and how many there were."""
        function: Any = None
        parts: list[Any] = []
        literal = False
        if callable(repl):
            function = repl
        else:
            literal = (92 if isinstance(repl, bytes | bytearray) else "\\") not in repl
            if not literal:
                parts = parse_template(repl, self.groups, self._names)
        pieces: list[Any] = []
        last = 0
        done = 0
        for each in [] if count < 0 else self._all(string, 0, _END, count):
            start: int = each._spans[1]
            if start > last:
                pieces.append(_piece(string, last, start))
            if function is not None:
                made = function(each)
                if made is not None:
                    pieces.append(made)
            elif literal:
                pieces.append(repl)
            else:
                pieces.append(each._fill(parts))
            last = each._spans[2]
            done += 1
        if last < len(string):
            pieces.append(_piece(string, last, len(string)))
        empty: Any = "" if isinstance(string, str) else b""
        return (empty.join(pieces), done)

    def __copy__(self) -> "Pattern":
        return self

    def __deepcopy__(self, memo: Any) -> "Pattern":
        return self

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, Pattern):
            return NotImplemented
        return (
            self.flags == other.flags
            and type(self.pattern) is type(other.pattern)
            and self.pattern == other.pattern
        )

    def __hash__(self) -> int:
        return hash((self.flags, self.pattern))

    def __repr__(self) -> str:
        shown = repr(self.pattern)[:200]
        flags = self.flags & ~32 if isinstance(self.pattern, str) else self.flags
        names = []
        for flag, name in _FLAG_NAMES:
            if flags & flag:
                names.append(name)
                flags &= ~flag
        if flags:
            names.append(f"{flags:#x}")
        return f"re.compile({shown}, {'|'.join(names)})" if names else f"re.compile({shown})"


class Scanner:
    """What `Pattern.scanner` gives."""

    __slots__ = ("_end", "_place", "_string", "pattern")

    def __init__(self, pattern: Pattern, string: Any, pos: int, endpos: int) -> None:
        self.pattern = pattern
        self._string = string
        self._place = pos
        self._end = endpos

    def _next(self, mode: int) -> Match | None:
        if self._place < 0:
            return None
        found = self.pattern._run(self._string, self._place, self._end, mode)
        if found is None:
            self._place = -1
            return None
        self._place = found.end()
        if found.end() == found.start():
            self._place += 1
        return found

    def match(self) -> Match | None:
        """The next match right where the last one ended."""
        return self._next(_MATCH)

    def search(self) -> Match | None:
        """The next match."""
        return self._next(_SEARCH)


def _piece(string: Any, start: int, end: int) -> Any:
    found = string[start:end]
    return bytes(found) if isinstance(found, bytearray) else found


def compile(pattern: Any, flags: Any = 0) -> Pattern:
    """A pattern ready for use. `error` when it makes no sense."""
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    if not isinstance(flags, int):
        raise TypeError(f"unsupported operand type(s) for &: '{type(flags).__name__}' and 'RegexFlag'")
    number = int(flags)
    if not isinstance(pattern, str | bytes):
        if isinstance(pattern, bytearray | list | dict | set):
            raise TypeError(f"unhashable type: '{type(pattern).__name__}'")
        raise TypeError("first argument must be string or compiled pattern")
    key = (type(pattern), pattern, number)
    found = _cache.get(key)
    if found is not None:
        return found
    made = _compile(pattern, number)
    if len(_cache) >= _CACHE_SIZE:
        _cache.clear()
    _cache[key] = made
    return made


def _compile(pattern: Any, flags: int) -> Pattern:
    tree, parser = parse(pattern, flags)
    final = parser.flags  # with those that stand in the pattern
    if isinstance(pattern, str):
        if final & _LOCALE:
            raise ValueError("cannot use LOCALE flag with a str pattern")
        if final & _ASCII and final & _UNICODE:
            raise ValueError("ASCII and UNICODE flags are incompatible")
    else:
        if final & _UNICODE:
            raise ValueError("cannot use UNICODE flag with a bytes pattern")
        if final & _LOCALE and final & _ASCII:
            raise ValueError("ASCII and LOCALE flags are incompatible")
    if isinstance(pattern, str) and not final & _ASCII:
        final |= _UNICODE
    groups = len(parser.widths) - 1
    return Pattern(pattern, final, groups, parser.group_names, to_program(tree, groups))


def match(pattern: Any, string: Any, flags: Any = 0) -> Match | None:
    """A match at the beginning."""
    return compile(pattern, flags).match(string)


def fullmatch(pattern: Any, string: Any, flags: Any = 0) -> Match | None:
    """A match of everything."""
    return compile(pattern, flags).fullmatch(string)


def search(pattern: Any, string: Any, flags: Any = 0) -> Match | None:
    """The first match."""
    return compile(pattern, flags).search(string)


def sub(pattern: Any, repl: Any, string: Any, count: int = 0, flags: Any = 0) -> Any:
    """The string with the matches replaced."""
    return compile(pattern, flags).sub(repl, string, count)


def subn(pattern: Any, repl: Any, string: Any, count: int = 0, flags: Any = 0) -> tuple[Any, int]:
    """The string with the matches replaced, and how many there were."""
    return compile(pattern, flags).subn(repl, string, count)


def split(pattern: Any, string: Any, maxsplit: int = 0, flags: Any = 0) -> list[Any]:
    """The pieces between the matches."""
    return compile(pattern, flags).split(string, maxsplit)


def findall(pattern: Any, string: Any, flags: Any = 0) -> list[Any]:
    """The texts of all matches."""
    return compile(pattern, flags).findall(string)


def finditer(pattern: Any, string: Any, flags: Any = 0) -> Any:
    """All matches."""
    return compile(pattern, flags).finditer(string)


def purge() -> None:
    """Forget the compiled patterns."""
    _cache.clear()


def escape(pattern: Any) -> Any:
    """A pattern that matches exactly this text."""
    special = "()[]{}?*+-|^$\\.&~# \t\n\r\v\f"
    if isinstance(pattern, str):
        return "".join(["\\" + each if each in special else each for each in pattern])
    found = bytearray()
    for code in pattern:
        if chr(code) in special:
            found.append(92)
        found.append(code)
    return bytes(found)
