"""The flags of `re`, where a program only hands them over.

re.compile(text, re.I | re.S)    →    re.compile(text, 18)

`re.I` is a member of an enumeration, which brings all that such flags can do; the functions of `re` only ask
for its number. A program that names no flag elsewhere gets a `re` without them (`optional_parts.py`).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import Final

from sluice.compiler.frontend.trees import walk

_PATTERNS: Final = "re"
_NUMBERS: Final = {
    name: number
    for names, number in (
        ("NOFLAG", 0),
        ("T TEMPLATE", 1),
        ("I IGNORECASE", 2),
        ("L LOCALE", 4),
        ("M MULTILINE", 8),
        ("S DOTALL", 16),
        ("U UNICODE", 32),
        ("X VERBOSE", 64),
        ("DEBUG", 128),
        ("A ASCII", 256),
    )
    for name in names.split()
}
_TAKE_FLAGS: Final = {
    "compile": 1,
    "match": 2,
    "fullmatch": 2,
    "search": 2,
    "findall": 2,
    "finditer": 2,
    "split": 3,
    "sub": 4,
    "subn": 4,
}
"""The functions of `re`, and which argument the flags are."""


def number_flags(tree: ast.Module) -> None:
    """In place: flags that are written where a function of `re` takes them become their numbers."""
    aliases = _aliases(tree)
    if not aliases:
        return
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=alias), attr=function), args=arguments) if (
                alias in aliases and function in _TAKE_FLAGS
            ):
                place = _TAKE_FLAGS[function]
                if len(arguments) > place and not any(isinstance(each, ast.Starred) for each in arguments):
                    arguments[place] = _numbered(arguments[place], aliases)
                for keyword in node.keywords:
                    if keyword.arg == "flags":
                        keyword.value = _numbered(keyword.value, aliases)


def _aliases(tree: ast.Module) -> set[str]:
    """What the file calls the module, and nothing else."""
    found = {
        each.asname or each.name
        for node in tree.body
        if isinstance(node, ast.Import)
        for each in node.names
        if each.name == _PATTERNS
    }
    return found - {name for node in walk(tree) for name in _bound(node)} if found else found


def _bound(node: ast.AST) -> Iterable[str | None]:
    match node:
        case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.arg(arg=name):
            yield name
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.ExceptHandler(name=name) | ast.MatchAs(name=name) | ast.MatchStar(name=name):
            yield name
        case ast.MatchMapping(rest=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from ((each.asname or each.name).split(".")[0] for each in names if each.name != _PATTERNS)


def _numbered(value: ast.expr, aliases: set[str]) -> ast.expr:
    number = _number(value, aliases)
    return value if number is None else ast.copy_location(ast.Constant(number), value)


def _number(value: ast.expr, aliases: set[str]) -> int | None:
    match value:
        case ast.Attribute(value=ast.Name(id=alias), attr=name) if alias in aliases:
            return _NUMBERS.get(name)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            first, second = _number(left, aliases), _number(right, aliases)
            return None if first is None or second is None else first | second
    return None
