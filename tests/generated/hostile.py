"""Sources that nobody should write: broken, enormous, refused, from another version of Python.

A fixed bank, and mutations of programs that compile; the same number gives the same source every time. What a
source must bring about is in `front_end`.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[2]
MAIN = "case.py"


@dataclass(frozen=True, slots=True)
class Source:
    """A program of one or more files; `MAIN` is the one that is compiled."""

    title: str
    files: Mapping[str, bytes]


REFUSED = """
eval('1') | exec('1') | compile('1', 'a', 'exec') | __import__('os') | open('x') | input() | globals() | locals()
import os; os.system('x') | import socket | import threading | import subprocess | import asyncio; asyncio.run(None)
import ctypes | import importlib; importlib.import_module('a') | from os import * | import numpy | from . import x | from .. import y
from ...z import q | import sys; sys.setrecursionlimit(5) | x = 1j | x = 3 + 4j | class A(metaclass=type): pass
class M(type): pass | class A(type('B', (), {})): pass | type('A', (), {})() | breakpoint() | vars() | dir() | help() | x = __file__
import json as j; x = j | import nothing_of_the_kind | from json import nothing | class A(5): pass | class A(A): pass | class A(B): pass
class A(int, str): pass | class A(object, int): pass | class A(bool): pass | @5 class A: pass | @undefined def f(): pass
@property def f(): pass | @staticmethod def f(): pass | @(lambda f: None) def f(): pass | async def f(): await 1 | async def f(): yield 1
def f(): yield from f() | def f(*, a): pass; f(1) | def f(a, /): pass; f(a=1) | f(*1) | f(**1) | print(*(), *[], **{}, sep=1, sep2=2)
def f(*a, **k): return f(*a, *a, **k, **k); f(1) | f(**{'a': 1}, **{'a': 2}) | lambda *, a=1, **k: (a, k) | (lambda *a, a1=1, **k: a)(1)
global x; x = 1 | nonlocal x | def f(): nonlocal x | def f(): global x; x: int = 1 | del x | del 1 | x: int | x: 'nothing' = 1 | x: 1 + 1 = 2
x: list[list[list[list[int]]]] = [] | type X = int | def f[T](x: T) -> T: return x | class A[T]: pass | except* ValueError: pass
try: pass; except* ValueError: pass | match x: case y: pass; case z: pass | match 1: case 1 | x: pass | match 1: case {**a, 'b': 1}: pass
match 1: case [*a, *b]: pass | match 1: case A(1, 2, 3): pass | match 1: case int(1, 2): pass | with open('a') as f, g() as h: pass
return | yield | await x | break | continue | x = yield | def f(): x = yield = 1 | return 1; x | raise | raise 1 | raise ValueError from 1
assert | assert (1, 'x') | import | from x import | def | class | lambda | if | else: | for x in | while | with | try: pass
def f(a, a): pass | def f(a=1, b): pass | def f(*): pass | def f(**k, a): pass | f(a=1, a=2) | f(a for a in b, c) | f(a=1, 2)
f'{' | f'{}' | f'{x!z}' | f'{x:{y:{z}}}' | f'{x' | f"{'\\'}" | f'{lambda x: 1}' | f'{x=}' | f'{{}}}' | b'é' | '\\N{nothing}' | '\\x' | '\\u12'
0777 | 0b2 | 0xg | 1_ | 1__0 | 1e | 1.e5.5 | 0o8 | 1if 1else 2 | 12345abc | x = 1 2 | x == = 1 | x = = 1 | x := 1 | (x := 1) = 2 | 1 = x
None = 1 | True = 1 | x.None = 1 | def None(): pass | class True: pass | f(None=1) | import None | for None in x: pass | [x for None in y]
[x async for x in y] | [await x for x in y] | {**a for a in b} | [*a for a in b] | *a | *a, = 1 | a, *b, *c = d | (*a) | print(*a if b else c)
x = [1, 2 | x = (1, 2 | x = {1: 2 | x = [1, 2) | ) | ] | } | 'abc | '''abc | "abc | \\ | $ | ? | ` | ! | x ! y | x <> y | x++ | ++x | x--y
class A: __slots__ = 1 | class A: __slots__ = ('a', 'a'); a = 1 | class A: x: A = A() | class A: def __init__(self): return 1; A()
class A: def __new__(cls): return 5; A().x | class A: def __init_subclass__(cls): pass | class A: def __class_getitem__(cls, k): return cls; A[1]
class A: def __get__(self, a, b): return 1 | class A: def __set_name__(self, a, b): pass | class A: def __del__(self): pass
class A: def __getattribute__(self, n): return self.x; A().y | class A: def __hash__(self): return 'x'; {A()} | class A: def __eq__: pass
class A(Exception): def __init__(self): self.args = 1; raise A | class A: @property; def x(self): return self.x; A().x | x = x.x.x.x
from typing import *; X = Union[int]; y: X = 1 | from typing import TypeVar; T = TypeVar('U') | from typing import NamedTuple; class A(NamedTuple): _x: int
from typing import Generic, TypeVar; T = TypeVar('T'); class A(Generic[T], Generic[T]): pass | from typing import Protocol; class A(Protocol, int): pass
from typing import NewType; N = NewType('N', 5) | from typing import Literal; x: Literal[1 + 1] = 2 | from typing import TypedDict; class A(TypedDict): x: int = 1
from dataclasses import dataclass; @dataclass class A: x: int = 1; y: int | from dataclasses import dataclass; @dataclass(5) class A: pass
from dataclasses import dataclass; @dataclass(frozen=None, x=1) class A: x: int | from dataclasses import dataclass; @dataclass class A: x: list = []
from dataclasses import dataclass, field; @dataclass class A: x: int = field(default=1, default_factory=int) | from dataclasses import *; fields(5)
from enum import Enum; class A(Enum): x = 1; x = 2 | from enum import Enum; class A(Enum): pass; class B(A): y = 1 | from enum import Enum; Enum('A', 'b c')
from enum import Enum; class A(int, Enum): x = 'y' | from enum import Flag; class A(Flag): x = 1 | from enum import auto; x = auto() + 1 | import enum; enum.Enum.x = 1
import re; re.compile('(') | import re; re.compile('a{5,2}') | import re; re.compile('(?P<1>a)') | import re; re.compile(r'\\1') | import re; re.compile('[z-a]')
import re; re.compile('(?<=a*)b') | import re; re.compile('a' * 100000) | import re; re.compile('(' * 5000 + ')' * 5000) | import re; re.match('((a*)*)*b', 'a' * 30)
import struct; struct.pack('zz', 1) | import json; json.loads('[' * 100000) | '%' % 1 | '%z' % 1 | '{' .format() | '{0.__class__.__mro__[1]}'.format(1)
from sluice import * | import sluice; sluice.x | from sluice import Filter; class F(Filter): pass; class G(Filter): pass | from sluice import Filter; Filter()
from sluice import Filter; class F(Filter): def on_request_headers(self): pass | from sluice import Filter; class F(Filter): on_request_headers = 5
from sluice import Filter; class F(Filter): async def on_request_headers(self, h): return 5 | from sluice import Filter; class F(Filter, config=5): pass
from sluice import Filter; class F(Filter, step_limit='x'): pass | from sluice import Filter; class F(Filter): def on_nothing(self): pass | from sluice.api import hostcalls
def f(x: f) -> f: return f | class A: def f(self: int) -> 'A.B.C': pass | x: 'x' = 1 | def f(x=f): pass | class A(A.B): pass | class A: B = A
def f(): return f()(); f() | def f(): f = f | lambda: (yield) | [(yield) for x in y] | def f(): [(yield 1) for x in y] | class A: yield 1
def f(): return [x for x in x for x in x] | [x := 1 for x in y] | [[(x := y) for x in z] for y in w] | {x: (y := 1) for y in z} | (lambda: (x := 1))()
exit() | quit() | raise SystemExit | import sys; sys.exit('x') | import builtins | builtins.print(1) | print = 5; print(1) | int = str; x: int = 1 | str = None; f'{1}'
list: int = 5 | len = lambda x: x; len(1) | class int: pass; x: int = 1 | def print(): pass; print(1) | from builtins import eval | __name__ = 5 | __debug__ = 1
__builtins__ | __annotations__ | __class__ | super() | super().x | class A: super() | class A: def f(self): return super(1, 2, 3).x | super = 1 | super.x
"""

_WORDS = (
    "def class if else for while try except finally with as return yield raise import from lambda match case async await "
    "global nonlocal del assert not in is and or None True False ( ) [ ] { } : , ; . = == := -> ** * / // % @ & | ^ ~ << >> "
    "... 0 1 0xFF 1e400 1j '' b'' f'{x}' \"\"\" ''' # \\ $ ? ! self cls int str list dict type object Any __class__ __dict__"
).split()


def bank() -> list[Source]:
    """Every source that was thought of."""
    lines = [part.strip() for line in REFUSED.strip().splitlines() for part in line.split(" | ")]
    found = [_one(f"line {number}", _spread(text)) for number, text in enumerate(lines) if text]
    found += [_one(title, text) for title, text in _enormous().items()]
    found += [Source(title, {MAIN: data}) for title, data in _bytes().items()]
    found += [
        Source(title, {name: text.encode() for name, text in files.items()})
        for title, files in _several().items()
    ]
    return found


def _one(title: str, text: str) -> Source:
    return Source(title, {MAIN: text.encode("utf-8", "surrogatepass")})


def _spread(text: str) -> str:
    """`class A: def f(self): pass; A()` as a program: a line for each statement, where it can be told."""
    lines: list[str] = []
    depth = 0
    for part in text.split("; "):
        words = part.strip()
        if words.startswith(("except", "else", "class ")) or (
            depth and words[:2] in ("A(", "f(", "A[", "{A")
        ):
            depth = 0
        while True:
            head, mark, rest = words.partition(": ")
            opens = head.split("(")[0].split(" ")[0] in (
                "class",
                "def",
                "try",
                "match",
                "case",
                "with",
                "async",
            )
            if not (mark and opens and rest):
                lines.append("    " * depth + words)
                break
            lines.append("    " * depth + head + ":")
            depth, words = depth + 1, rest
    return "\n".join(lines) + "\n"


def _enormous() -> dict[str, str]:
    names = "\n".join(f"v{number} = {number}" for number in range(5000))
    return {
        "parentheses": "x = " + "(" * 300 + "1" + ")" * 300,
        "many parentheses": "x = " + "(" * 100_000 + "1" + ")" * 100_000,
        "lists": "x = " + "[" * 150 + "]" * 150,
        "dicts": "x = " + "{1: " * 80 + "1" + "}" * 80,
        "sum": "x = " + " + ".join(["1"] * 3000),
        "text sum": "x = " + " + ".join(["'a'"] * 900),
        "variable sum": "x = 1\ny = " + " + ".join(["x"] * 900),
        "deep unary": "x = " + "-" * 5000 + "1",
        "deep not": "x = " + "not " * 900 + "1",
        "attributes": "x = 1\ny = x" + ".real" * 900,
        "calls": "def f(x): return x\ny = " + "f(" * 90 + "1" + ")" * 90,
        "call chain": "def f(): return f\ny = f" + "()" * 900,
        "comparisons": "x = " + " < ".join(["1"] * 2000),
        "and or": "x = " + " and ".join(["1", "0 or 2"] * 900),
        "conditional": "x = " + "1 if 0 else " * 400 + "2",
        "lambdas": "x = " + "lambda: " * 90 + "1",
        "int": "x = " + "9" * 4000,
        "int beyond the limit": "x = " + "9" * 100_000,
        "hex": "x = 0x" + "f" * 100_000,
        "power": "x = 9 ** 9 ** 9",
        "shift": "x = 1 << 10 ** 9",
        "repetition": "x = 'a' * 10 ** 10",
        "list repetition": "x = [0] * 10 ** 10",
        "range": "x = list(range(10 ** 12))",
        "float": "x = 1" + "0" * 5000 + ".0",
        "str": "x = '" + "a" * 1_000_000 + "'",
        "lines": "x = 1\n" * 20_000,
        "names": names,
        "long name": "x" * 10_000 + " = 1",
        "ifs": "\n".join(" " * depth + "if 1:" for depth in range(90)) + "\n" + " " * 90 + "pass",
        "fors": "\n".join(" " * depth + "for x in y:" for depth in range(25)) + "\n" + " " * 25 + "pass",
        "functions": "\n".join(" " * depth + "def f():" for depth in range(60)) + "\n" + " " * 60 + "pass",
        "classes": "\n".join(" " * depth + "class A:" for depth in range(60)) + "\n" + " " * 60 + "pass",
        "elifs": "x = 1\nif x: pass\n" + "elif x: pass\n" * 1500,
        "excepts": "try: pass\n" + "except ValueError: pass\n" * 500,
        "parameters": "def f(" + ", ".join(f"a{number}" for number in range(1000)) + "): pass",
        "arguments": "print(" + ", ".join(["1"] * 5000) + ")",
        "bases": "".join(f"class A{n}: pass\n" for n in range(100)) + "class B(" + ", ".join(f"A{n}" for n in range(100)) + "): pass",
        "deep bases": "class A0: pass\n" + "".join(f"class A{n}(A{n - 1}): pass\n" for n in range(1, 200)),
        "diamonds": "class A0: pass\n" + "".join(f"class L{n}(A{n}): pass\nclass R{n}(A{n}): pass\nclass A{n + 1}(L{n}, R{n}): pass\n" for n in range(30)),
        "types": "x: " + "list[" * 60 + "int" + "]" * 60 + " = []",
        "unions": "x: " + " | ".join(f"list[{kind}]" for kind in ["int", "str", "float", "bytes"] * 60) + " = []",
        "decorators": "def d(f): return f\n" + "@d\n" * 200 + "def f(): pass",
        "comprehension": "x = [" + "".join(f"a{n} " for n in range(1)) + "".join(f"for a{n} in [1] " for n in range(19)) + "]",
        "nested comprehensions": "x = " + "[y for y in " * 30 + "[1]" + "]" * 30,
        "f-strings": "x = 1\ny = f'" + "{x}" * 3000 + "'",
        "targets": ", ".join(f"a{n}" for n in range(500)) + " = range(500)",
        "chained": " = ".join(f"a{n}" for n in range(500)) + " = 1",
        "patterns": "match 1:\n    case " + " | ".join(map(str, range(2000))) + ": pass",
        "deep pattern": "match 1:\n    case " + "[" * 80 + "x" + "]" * 80 + ": pass",
        "globals": "global " + ", ".join(f"a{n}" for n in range(2000)),
        "recursive type": "X = list['X']\nx: X = []\nY = dict[str, 'Y'] | int\ny: Y = 1",
        "mutual types": "X = list['Y']\nY = list['X']\nx: X = []",
        "recursive classes": "class A:\n    x: 'B'\nclass B(A):\n    y: A\nA.x = B()",
        "identifiers": "ℌ = 1\nªº = 2\nπ, ñ, 变量, ﬁ = 1, 2, 3, 4\nprint(H, fi, ao)",
        "odd names": "def _(_=_): _\n__ = ___ = 1\nclass __A:\n    __x = 1\n    def __f(self): return self.__x\n    __x__ = __A = 5",
        "right to left": "x\u202e = 1",
        "zero width": "x\u200b = 1",
        "full width": "ｐｒｉｎｔ(１)",
        "surrogate": "x = '\ud800'",
        "form feed": "\x0cif 1:\n\x0c    x = 1\n",
        "tabs": "if 1:\n\tx = 1\n        y = 2\n",
        "no-break space": "x =\u00a01",
        "line separators": "x = 1\u2028y = 2\x85z = 3",
        "backslashes": "x = \\\n" * 500 + "1",
        "comment only": "# nothing",
        "docstring only": "'''nothing'''",
        "semicolons": ";" * 10,
        "type comments": "x = [] # type: nonsense[\ndef f(a): # type: (int, str) -> \n    pass\n",
        "ignore": "x: int = 'a' # type: ignore[nothing]\n# type: ignore\n# mypy: ignore-errors\n# mypy: nonsense=1\n",
        "coding": "# -*- coding: nothing -*-\nx = 1",
    }  # fmt: skip


def _bytes() -> dict[str, bytes]:
    return {
        "empty": b"",
        "null": b"x = 1\0\n",
        "only null": b"\0" * 100,
        "BOM": b"\xef\xbb\xbfx = 1\n",
        "two BOMs": b"\xef\xbb\xbf\xef\xbb\xbfx = 1\n",
        "UTF-16": "x = 1\n".encode("utf-16"),
        "UTF-32": "x = 1\n".encode("utf-32"),
        "Latin-1": b"x = '\xe9'\n",
        "declared Latin-1": b"# coding: latin-1\nx = '\xe9'\n",
        "overlong": b"x = '\xc0\xaf'\n",
        "cut character": b"x = '\xe6\x97",
        "every byte": bytes(range(256)),
        "Wasm": b"\0asm\1\0\0\0",
        "gzip": b"\x1f\x8b\x08\0\0\0\0\0",
        "carriage returns": b"x = 1\ry = 2\rif x:\r    z = 1\r",
        "mixed ends": b"if 1:\r\n    x = 1\n\r    y = 2\r\r\n",
        "end of file": b"x = 1\x1a",
    }


def _several() -> dict[str, dict[str, str]]:
    return {
        "imports itself": {MAIN: "import case\nfrom case import x\nx = 1"},
        "circle": {MAIN: "import a\nprint(a.x)", "a.py": "import b\nx = b.y", "b.py": "import a\ny = a.x"},
        "circle of names": {MAIN: "from a import x", "a.py": "from b import y as x", "b.py": "from a import x as y"},
        "circle with the main module": {MAIN: "from a import A\nclass B(A): pass", "a.py": "from case import B\nclass A(B): pass"},
        "broken import": {MAIN: "import a", "a.py": "def"},
        "import of no UTF-8": {MAIN: "import a", "a.py": "x = '\x00'"},
        "import of null": {MAIN: "import a", "a.py": "x = 1\0"},
        "missing in a package": {MAIN: "from p import q", "p/__init__.py": ""},
        "package and module": {MAIN: "import a", "a.py": "x = 1", "a/__init__.py": "x = 2"},
        "hidden library": {MAIN: "import json\njson.loads('1')", "json.py": "x = 1"},
        "hidden sluice": {MAIN: "from sluice import Filter", "sluice.py": "x = 1"},
        "hidden typing": {MAIN: "from typing import Any\nx: Any = 1", "typing.py": "y = 1"},
        "hidden builtins": {MAIN: "x = len('a')", "builtins.py": "y = 1"},
        "odd name": {MAIN: "import été", "été.py": "x = 1"},
        "type errors elsewhere": {MAIN: "import a", "a.py": "x: int = 'a'\ndef f() -> int: return 'x'"},
        "stub beside": {MAIN: "import a\na.f()", "a.py": "def f(): pass", "a.pyi": "def g() -> int: ..."},
        "relative beyond": {MAIN: "import p.a", "p/__init__.py": "", "p/a.py": "from ... import x"},
        "star circle": {MAIN: "from a import *", "a.py": "from b import *", "b.py": "from a import *\nx = 1"},
        "star of nothing": {MAIN: "from a import *", "a.py": "__all__ = ['x', 1]\n__all__ += y"},
        "class circle": {MAIN: "import a", "a.py": "import b\nclass A(b.B): pass", "b.py": "import a\nclass B(a.A): pass"},
        "reassigned module": {MAIN: "import a\na = 5\na.x = 1\ndel a.x", "a.py": "x = 1"},
    }  # fmt: skip


def seeds() -> list[str]:
    """Programs that compile, to be broken."""
    folders = (
        ROOT / "filters",
        ROOT / "tests" / "behaviour" / "cases",
        ROOT / "tests" / "behaviour" / "untyped",
    )
    paths = sorted(path for folder in folders for path in folder.glob("*.py") if path.name != "__init__.py")
    return [text for path in paths if len(text := path.read_text(encoding="utf-8")) < 6000]


def mutated(number: int, texts: list[str]) -> Source:
    """A program of the bank, broken in one to three places."""
    random = Random(number)
    text = random.choice(texts)
    titles = []
    for _ in range(random.choice((1, 1, 2, 3))):
        mutate = random.choice(_MUTATIONS)
        titles.append(mutate.__name__.strip("_"))
        text = mutate(text, random)
    return _one(f"mutation {number}: {', '.join(titles)}", text)


def _truncate(text: str, random: Random) -> str:
    return text[: random.randrange(len(text) + 1)]


def _tokens(text: str) -> list[tokenize.TokenInfo]:
    try:
        return [each for each in tokenize.generate_tokens(io.StringIO(text).readline) if each.string.strip()]
    except (tokenize.TokenError, SyntaxError):
        return []


def _put(text: str, token: tokenize.TokenInfo, new: str) -> str:
    lines = text.splitlines(keepends=True)
    row, start = token.start
    if token.end[0] != row or row > len(lines):
        return text
    line = lines[row - 1]
    lines[row - 1] = line[:start] + new + line[token.end[1] :]
    return "".join(lines)


def _replace_token(text: str, random: Random) -> str:
    tokens = _tokens(text)
    return (
        _put(text, random.choice(tokens), random.choice(_WORDS)) if tokens else text + random.choice(_WORDS)
    )


def _drop_token(text: str, random: Random) -> str:
    tokens = _tokens(text)
    return _put(text, random.choice(tokens), "") if tokens else text[1:]


def _swap_names(text: str, random: Random) -> str:
    """Syntax stays, meaning goes: one name becomes another one of the program."""
    names = [token for token in _tokens(text) if token.type == tokenize.NAME]
    return _put(text, random.choice(names), random.choice(names).string) if names else text


def _swap_literals(text: str, random: Random) -> str:
    found = [token for token in _tokens(text) if token.type in (tokenize.NUMBER, tokenize.STRING)]
    values = (
        "None",
        "-1",
        "''",
        "[]",
        "{}",
        "()",
        "1.5",
        "b''",
        "lambda: 0",
        "print",
        "...",
        "10 ** 30",
        "(yield)",
        "*[]",
    )
    return _put(text, random.choice(found), random.choice(values)) if found else text


def _move_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    if lines:
        lines.insert(random.randrange(len(lines)), lines.pop(random.randrange(len(lines))))
    return "".join(lines)


def _drop_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    if lines:
        lines.pop(random.randrange(len(lines)))
    return "".join(lines)


def _repeat_lines(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    start = random.randrange(len(lines) + 1)
    return "".join([*lines, *lines[start : start + 20]])


def _indent_line(text: str, random: Random) -> str:
    lines = text.splitlines(keepends=True)
    if lines:
        place = random.randrange(len(lines))
        lines[place] = random.choice(("    ", " ", "\t")) + lines[place]
    return "".join(lines)


def _insert(text: str, random: Random) -> str:
    place = random.randrange(len(text) + 1)
    piece = random.choice(
        ("\0", "\ufeff", "\u202e", "é", "'", '"', "\\", "\t", "(", "\n", "\r", "𝒳", "\x1b", ";", *_WORDS)
    )
    return text[:place] + piece + text[place:]


def _drop_annotations(text: str, random: Random) -> str:
    return text.replace(
        ": int", random.choice((": str", ": 'A'", ": [", ": None", ": list[int, str]", ": 5", ""))
    )


_MUTATIONS: tuple[Callable[[str, Random], str], ...] = (
    _truncate, _replace_token, _drop_token, _swap_names, _swap_names, _swap_literals, _move_line, _drop_line,
    _repeat_lines, _indent_line, _insert, _drop_annotations,
)  # fmt: skip


def sources(count: int) -> list[Source]:
    """The bank, and as many mutations as make `count`."""
    fixed, texts = bank(), seeds()
    return [*fixed, *(mutated(number, texts) for number in range(count - len(fixed)))][:count]
