"""Imports with a fallback, and branches on the version: decided while the file is read.

try:                                          import json
    import ujson as json             →
except ImportError:
    import json

if sys.version_info >= (3, 11): A             A
else: B                              →
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from sluice.compiler.frontend.trees import walk

VERSION = (3, 11, 7, "final", 0)
"""What `sys.version_info` is in a compiled program."""
_EXPECTED = frozenset(("ImportError", "ModuleNotFoundError", "Exception"))
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}

IsThere = Callable[[str, str | None], bool]
"""Whether there is a module, and in it a member of that name."""


def settle_fallbacks(tree: ast.Module, is_there: IsThere) -> None:
    """In place. A `try` stays as it is where it does more than import, or looks at the exception."""
    for node in walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                settled = [each for statement in statements for each in _settle(statement, is_there)]
                statements[:] = settled or ([ast.Pass()] if name == "body" and statements else [])


def _settle(statement: ast.stmt, is_there: IsThere) -> list[ast.stmt]:
    match statement:
        case ast.Try(body=body, handlers=[ast.ExceptHandler(name=None) as handler], finalbody=[]) if (
            _expects_import_error(handler)
            and all(isinstance(each, ast.Import | ast.ImportFrom) for each in body)
        ):
            return _settled_try(statement, handler, is_there)
        case ast.If(test=test):
            holds = _known(test)
            if holds is not None:
                chosen = statement.body if holds else statement.orelse
                return [each for inner in chosen for each in _settle(inner, is_there)]
    return [statement]


def _expects_import_error(handler: ast.ExceptHandler) -> bool:
    match handler.type:
        case None:
            return True
        case ast.Name(id=name):
            return name in _EXPECTED
        case ast.Tuple(elts=items):
            return any(isinstance(each, ast.Name) and each.id in _EXPECTED for each in items)
    return False


def _settled_try(node: ast.Try, handler: ast.ExceptHandler, is_there: IsThere) -> list[ast.stmt]:
    for position, each in enumerate(node.body):
        if not _can_import(each, is_there):
            return [
                *node.body[:position],
                *(inner for statement in handler.body for inner in _settle(statement, is_there)),
            ]
    return [*node.body, *node.orelse]


def _can_import(statement: ast.stmt, is_there: IsThere) -> bool:
    match statement:
        case ast.Import(names=names):
            return all(is_there(each.name, None) for each in names)
        case ast.ImportFrom(module=str() as module, names=names, level=0):
            return all(is_there(module, each.name) for each in names)
    return True  # beside the file: missing ones are reported


def _known(test: ast.expr) -> bool | None:
    """What a test of the version says; None for every other one."""
    match test:
        case ast.Compare(left=left, ops=[operation], comparators=[ast.Constant() | ast.Tuple() as right]):
            version, wanted = _version(left), _literal(right)
            compare = _COMPARISONS.get(type(operation))
            if version is None or wanted is None or compare is None or type(version) is not type(wanted):
                return None
            return compare(version, wanted)
    return None


def _version(node: ast.expr) -> object:
    """`sys.version_info`, `sys.version_info[0]`, `sys.version_info[:2]`, `sys.version_info.major`."""
    match node:
        case ast.Attribute(value=ast.Name(id="sys"), attr="version_info"):
            return VERSION
        case ast.Attribute(value=inner, attr="major" | "minor" as name) if _version(inner) == VERSION:
            return VERSION[0 if name == "major" else 1]
        case ast.Subscript(value=inner, slice=ast.Constant(value=int() as index)) if (
            _version(inner) == VERSION
        ):
            return VERSION[index] if index < len(VERSION) else None
        case ast.Subscript(
            value=inner, slice=ast.Slice(lower=None, upper=ast.Constant(value=int() as end), step=None)
        ) if _version(inner) == VERSION:
            return VERSION[:end]
    return None


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None
