"""Implementations of generic functions that are chosen by an annotation, which is gone when the program runs.

@singledispatch                    @singledispatch
def show(x): …                     def show(x): …
@show.register             →       @show.register(int)
def _(x: int): …                   def _(x: int): …
"""

from __future__ import annotations

import ast
import builtins
import typing
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
    for node in walk(tree) if generic else ():
        match node:
            case ast.Call(func=called, args=[first, *_]) if _registers(called, generic):
                node.args[0] = _no_class(first, "", node) or first
            case _:
                pass


def _registers(node: ast.expr, generic: set[str]) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name), attr="register"):
            return name in generic
    return False


def _makes_generic(node: ast.expr) -> bool:
    title = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    return title in _GENERIC


def _decorators(node: ast.expr, function: ast.FunctionDef, generic: set[str]) -> list[ast.expr]:
    match node:
        case ast.Call(func=register, args=[ast.BinOp() as union], keywords=[]) if _registers(
            register, generic
        ):
            classes = _alternatives(union)
            if classes:
                return [ast.copy_location(ast.Call(register, [each], []), node) for each in classes]
        case _ if _registers(node, generic):
            arguments = (*function.args.posonlyargs, *function.args.args)
            chosen = next((each for each in arguments if each.annotation is not None), None)
            if chosen is not None and chosen.annotation is not None:
                wrong = _no_class(chosen.annotation, chosen.arg, node)
                classes = [wrong] if wrong is not None else _alternatives(chosen.annotation)
                if classes:
                    return [ast.copy_location(ast.Call(node, [each], []), node) for each in classes]
    return [node]


def _no_class(node: ast.expr, parameter: str, like: ast.expr) -> ast.expr | None:
    """What complains of `list[int]`, which is no class; None where the expression is none of that kind.

    `parameter`: of the annotation that it is.
    """
    if _alternatives(node) is not None or not any(isinstance(each, ast.Subscript) for each in walk(node)):
        return None
    parts = _parts(node)
    shown = [_shown(each) for each in parts]
    if None in shown:
        return None
    names = [each for each in shown if each is not None]
    text = (
        f"typing.Union[{', '.join(names)}]" if any("typing." in each for each in names) else " | ".join(names)
    )
    reason = "not all arguments are classes" if len(names) > 1 else "is not a class"
    function = ast.Attribute(ast.Name("$functools", ast.Load()), "NoClass", ast.Load())
    arguments = (text if len(names) > 1 else names[0], parameter, reason)
    made = ast.Call(function, [ast.Constant(each) for each in arguments], [])
    for each in walk(made):
        ast.copy_location(each, like)
    return made


def _parts(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return [*_parts(node.left), *_parts(node.right)]
    return [node]


def _shown(node: ast.expr) -> str | None:
    """The repr of a type of the standard library."""
    match node:
        case ast.Name(id=name) if isinstance(getattr(builtins, name, None), type):
            return name
        case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="typing"), attr=name) if (
            name in typing.__all__
        ):
            return f"typing.{name}"
        case ast.Constant(value=None):
            return "None"
        case ast.Subscript(value=value, slice=ast.Tuple(elts=items)):
            shown = [_shown(each) for each in (value, *items)]
        case ast.Subscript(value=value, slice=item):
            shown = [_shown(each) for each in (value, item)]
        case _:
            return None
    names = [each for each in shown if each is not None]
    return f"{names[0]}[{', '.join(names[1:])}]" if len(names) == len(shown) else None


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
