"""What a call of a function gives: its result, a generator, a coroutine, an asynchronous generator."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import children
from sluice.compiler.ir.program import FunctionKind
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import FunctionSymbol, TypingSymbol

COROUTINE = TypingSymbol("types.coroutine")
"""As a decorator of a generator function: what it makes can be awaited."""


def kind_of(names: NameTable, symbol: FunctionSymbol) -> FunctionKind:
    """What a call of the function gives."""
    match symbol.node:
        case ast.AsyncFunctionDef():
            return FunctionKind.ASYNC_GENERATOR if symbol.scope.is_generator else FunctionKind.COROUTINE
        case ast.GeneratorExp() as node if is_asynchronous(node):
            return FunctionKind.ASYNC_GENERATOR
        case ast.FunctionDef() as node if symbol.scope.is_generator and any(
            names.static(symbol.module, each) == COROUTINE for each in node.decorator_list
        ):
            return FunctionKind.AWAITABLE_GENERATOR
    return FunctionKind.GENERATOR if symbol.scope.is_generator else FunctionKind.PLAIN


def may_give_value(symbol: FunctionSymbol) -> bool:
    """Whether a call may give something else than None, as far as the function's statements tell."""
    is_plain = isinstance(symbol.node, ast.FunctionDef) and not symbol.scope.is_generator
    return not is_plain or _returns_value(symbol.node)


def _returns_value(node: ast.AST) -> bool:
    for child in children(node):
        match child:
            case ast.Return(value=None | ast.Constant(value=None)):
                pass
            case ast.Return():
                return True
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.expr():
                pass
            case _ if _returns_value(child):
                return True
    return False


def is_asynchronous(node: ast.GeneratorExp) -> bool:
    """Whether a generator expression awaits anything: what it makes is an asynchronous generator then. Its
    first iterable is evaluated outside."""
    inside: list[ast.AST] = [node.elt, *(each.iter for each in node.generators[1:])]
    inside += [condition for each in node.generators for condition in each.ifs]
    return any(each.is_async for each in node.generators) or any(map(_awaits, inside))


def _awaits(node: ast.AST) -> bool:
    match node:
        case ast.Await():
            return True
        case ast.Lambda() | ast.GeneratorExp():
            return False
        case ast.comprehension(is_async=1):
            return True
    return any(map(_awaits, ast.iter_child_nodes(node)))
