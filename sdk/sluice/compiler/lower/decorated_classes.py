"""Whether the name of a decorated class still means the class: `@singleton` may give a function instead."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import children, walk
from sluice.compiler.lower.symbols import FunctionSymbol, TypingSymbol

if TYPE_CHECKING:
    from sluice.compiler.lower.module_names import NameTable

_GIVE_THE_CLASS = frozenset(("dataclass", "total_ordering", "unique", "verify", "global_enum"))


def stays_a_class(names: NameTable, module: SourceModule, node: ast.ClassDef) -> bool:
    """Decorators of the standard library that give the class, and those of the author that certainly do."""
    return all(_gives_the_class(names, module, each) for each in node.decorator_list)


def _gives_the_class(names: NameTable, module: SourceModule, decorator: ast.expr) -> bool:
    is_call = isinstance(decorator, ast.Call)
    target = decorator.func if isinstance(decorator, ast.Call) else decorator
    title = target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", "")
    match names.static(module, target):
        case FunctionSymbol(module=origin, node=ast.FunctionDef() as function) if not origin.trusted:
            return _suits(function, 0, is_call)
        case FunctionSymbol(name=name) if name.startswith("sluice."):
            return True
        case TypingSymbol():
            return True
        case None if isinstance(target, ast.Attribute):
            methods = list(_functions_called(names, title))
            return bool(methods) and all(_suits(each, 1, is_call) for each in methods)
    return title in _GIVE_THE_CLASS


def _functions_called(names: NameTable, title: str) -> Iterator[ast.FunctionDef]:
    for module in names.tree.modules.values():
        for node in [] if module.trusted else walk(module.tree):
            if isinstance(node, ast.FunctionDef) and node.name == title:
                yield node


def _suits(function: ast.FunctionDef, position: int, is_call: bool) -> bool:
    return _makes_decorator(function) if is_call else _gives_back(function, position)


def _gives_back(function: ast.FunctionDef, position: int) -> bool:
    """Every `return` gives that parameter, which is never bound anew."""
    if "staticmethod" in {getattr(each, "id", "") for each in function.decorator_list}:
        position = 0
    parameters = [*function.args.posonlyargs, *function.args.args]
    if len(parameters) <= position:
        return False
    name = parameters[position].arg
    stored = {
        each.id for each in walk(function) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)
    }
    return name not in stored and _returns_only(function, {name})


def _makes_decorator(function: ast.FunctionDef) -> bool:
    inner = {
        each.name for each in function.body if isinstance(each, ast.FunctionDef) and _gives_back(each, 0)
    }
    return _returns_only(function, inner)


def _returns_only(function: ast.FunctionDef, names: set[str]) -> bool:
    return isinstance(function.body[-1], ast.Return) and all(
        isinstance(each.value, ast.Name) and each.value.id in names for each in _returns(function)
    )


def _returns(node: ast.AST) -> Iterator[ast.Return]:
    for child in children(node):
        if isinstance(child, ast.Return):
            yield child
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            yield from _returns(child)
