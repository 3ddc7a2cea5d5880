"""What a filter keeps of a stream, written as the class's variables: set when the object is made.

class Timing(HttpFilter[None]):            class Timing(HttpFilter[None]):
    started: float = 0.0            →          started: float = 0.0

    def on_request_headers(…):                 def __init__(self) -> None:
        self.started = monotonic()                 self.started = 0.0
                                               …
An attribute that is certainly set needs no look-up in the class, and a number needs no object. Nobody can
tell the difference, unless the file looks into `__dict__`, deletes the attribute or stores it in the class:
then it is left as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sluice.compiler.frontend.trees import walk

FILTERS = frozenset(("HttpFilter", "TcpFilter", "AccessLogger"))
_TELLS = frozenset(("__dict__", "vars", "setattr", "delattr", "hasattr", "getattr"))


def set_start_values(tree: ast.Module) -> None:
    """In place, in the filters of an author's module."""
    filters = [
        each for each in tree.body if isinstance(each, ast.ClassDef) and any(map(_is_filter, each.bases))
    ]
    if not filters or any(_looks_inside(node) for node in walk(tree)):
        return
    stored = set(_stored(tree)) - set(_stored_elsewhere(tree))
    for node in filters:
        found = [each for each in _start_values(node) if each[0] in stored]
        if found:
            _set(node, found)


def _is_filter(base: ast.expr) -> bool:
    origin = base.value if isinstance(base, ast.Subscript) else base
    name = (
        origin.attr
        if isinstance(origin, ast.Attribute)
        else origin.id
        if isinstance(origin, ast.Name)
        else ""
    )
    return name in FILTERS


def _looks_inside(node: ast.AST) -> bool:
    """Whether it may notice where an attribute is kept."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name in _TELLS
        case _:
            return False


def _stored(tree: ast.Module) -> Iterator[str]:
    """Attributes of `self`."""
    for node in walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
            case _:
                pass


def _stored_elsewhere(tree: ast.Module) -> Iterator[str]:
    """Those that are deleted, or stored in what may be the class."""
    for node in walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                pass
            case ast.Attribute(attr=name, ctx=ast.Store() | ast.Del()):
                yield name
            case _:
                pass


def _start_values(node: ast.ClassDef) -> Iterator[tuple[str, ast.expr]]:
    for each in node.body:
        match each:
            case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation, value=ast.expr() as value):
                if "ClassVar" not in ast.unparse(annotation) and _is_constant(value):
                    yield name, value
            case _:
                pass


def _is_constant(node: ast.expr) -> bool:
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return True
        case _:
            return False


def _set(node: ast.ClassDef, values: list[tuple[str, ast.expr]]) -> None:
    stores = [_store(name, value) for name, value in values]
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "__init__":
            each.body[_place(each) : _place(each)] = stores
            return
    self_ = ast.arg("self")
    parameters = ast.arguments(posonlyargs=[], args=[self_], kwonlyargs=[], kw_defaults=[], defaults=[])
    init = ast.FunctionDef("__init__", parameters, stores, [], ast.Constant(None))
    for part in walk(init):
        if isinstance(part, ast.expr | ast.stmt | ast.arg) and not hasattr(part, "lineno"):
            ast.copy_location(part, values[0][1])
    node.body.append(init)


def _place(init: ast.FunctionDef) -> int:
    """Behind the docstring and `super().__init__()`."""
    place = 0
    while place < len(init.body):
        match init.body[place]:
            case ast.Expr(value=ast.Constant()):
                place += 1
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super"))))):
                place += 1
            case _:
                break
    return place


def _store(name: str, value: ast.expr) -> ast.stmt:
    target = ast.Attribute(ast.Name("self", ast.Load()), name, ast.Store())
    made = ast.Assign([target], value)
    for part in walk(made):
        if isinstance(part, ast.expr | ast.stmt) and not hasattr(part, "lineno"):
            ast.copy_location(part, value)
    return made
