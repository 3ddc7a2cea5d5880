"""Implementations of generic functions that are chosen by an annotation, which is gone when the program runs.

@singledispatch                    @singledispatch
def show(x): …                     def show(x): …
@show.register             →       @show.register(int)
def _(x: int): …                   def _(x: int): …
"""

from __future__ import annotations

import ast
from typing import Final

from sluice.compiler.frontend.trees import walk

_GENERIC: Final = frozenset(("singledispatch", "singledispatchmethod"))


def name_registered_classes(tree: ast.Module) -> None:
    """Rewrite in place what registers with the generic functions of the file."""
    functions = [node for node in walk(tree) if isinstance(node, ast.FunctionDef)]
    generic = {each.name for each in functions if any(map(_makes_generic, each.decorator_list))}
    for function in functions if generic else ():
        function.decorator_list[:] = [
            made for each in function.decorator_list for made in _decorators(each, function, generic)
        ]


def _makes_generic(node: ast.expr) -> bool:
    title = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return title in _GENERIC


def _decorators(node: ast.expr, function: ast.FunctionDef, generic: set[str]) -> list[ast.expr]:
    match node:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr="register"):
            classes = _classes(function) if name in generic else None
            if classes:
                return [ast.copy_location(ast.Call(node, [each], []), node) for each in classes]
    return [node]


def _classes(function: ast.FunctionDef) -> list[ast.expr] | None:
    """What the first annotation names; None where that is no class or union of classes."""
    arguments = (*function.args.posonlyargs, *function.args.args)
    annotation = next((each.annotation for each in arguments if each.annotation is not None), None)
    return _alternatives(annotation) if annotation is not None else None


def _alternatives(node: ast.expr) -> list[ast.expr] | None:
    match node:
        case ast.Name() | ast.Attribute():
            return [node]
        case ast.Constant(value=None):
            kind = ast.Attribute(ast.Name("$builtins", ast.Load()), "type", ast.Load())
            nothing = ast.Call(kind, [ast.Constant(None)], [])
            for each in walk(nothing):
                ast.copy_location(each, node)
            return [nothing]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            parts = [_alternatives(each) for each in (left, right)]
        case ast.Subscript(
            value=ast.Name(id="Union") | ast.Attribute(attr="Union"), slice=ast.Tuple(elts=items)
        ):
            parts = [_alternatives(each) for each in items]
        case ast.Subscript(value=ast.Name(id="Optional") | ast.Attribute(attr="Optional"), slice=item):
            parts = [_alternatives(each) for each in (item, ast.copy_location(ast.Constant(None), item))]
        case _:
            return None
    return None if None in parts else [each for part in parts if part for each in part]
