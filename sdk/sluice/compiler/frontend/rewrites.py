"""Calls that make classes, written as the class statements that they stand for.

Point = namedtuple("Point", "x y")      →      class Point(NamedTuple): x: …; y: …
"""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk


def rewrite_class_calls(tree: ast.Module) -> None:
    """In place, wherever such a call is assigned to a name; others are left for the lowering to refuse."""
    for node in walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                statements[:] = [_rewritten(each) for each in statements]


def _rewritten(statement: ast.stmt) -> ast.stmt:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function, args=arguments) as call):
            if _last_name(function) not in ("namedtuple", "NamedTuple") or len(arguments) != 2:
                return statement
            fields = _field_names(arguments[1])
            defaults = _defaults(call)
            if fields is None or defaults is None or len(defaults) > len(fields):
                return statement
            return _class(statement, name, fields, defaults)
    return statement


def _last_name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _field_names(node: ast.expr) -> list[str] | None:
    """`"x y"`, `["x", "y"]` or `[("x", int), ("y", int)]`, written out."""
    match node:
        case ast.Constant(value=str() as text):
            return text.replace(",", " ").split()
        case ast.List(elts=items) | ast.Tuple(elts=items):
            names = [_field_name(each) for each in items]
            return None if None in names else [each for each in names if each is not None]
    return None


def _field_name(node: ast.expr) -> str | None:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.Tuple(elts=[ast.Constant(value=str() as text), _]):
            return text
    return None


def _defaults(call: ast.Call) -> list[ast.expr] | None:
    match call.keywords:
        case []:
            return []
        case [ast.keyword(arg="defaults", value=ast.Tuple(elts=items) | ast.List(elts=items))]:
            return items
    return None


def _class(statement: ast.stmt, name: str, fields: list[str], defaults: list[ast.expr]) -> ast.ClassDef:
    first = len(fields) - len(defaults)
    body: list[ast.stmt] = [
        ast.AnnAssign(
            ast.Name(field, ast.Store()),
            ast.Constant(None),
            defaults[index - first] if index >= first else None,
            1,
        )
        for index, field in enumerate(fields)
    ]
    base = ast.Attribute(ast.Name("$typing", ast.Load()), "NamedTuple", ast.Load())
    made = ast.ClassDef(name, [base], [], body or [ast.Pass()], [])
    authored = {id(each) for default in defaults for each in walk(default)}
    for each in walk(made):
        if id(each) not in authored and isinstance(each, ast.expr | ast.stmt):
            ast.copy_location(each, statement)
    return made
