"""Whether a function or class may be used before the statement that defines it has run."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol


def runs_before(names: NameTable, symbol: FunctionSymbol | ClassSymbol) -> bool:
    """Whether a statement above the definition may call something that comes to use it."""
    for statement in symbol.module.tree.body:
        if statement is symbol.node:
            return False
        if _runs_code(names, symbol, statement):
            return True
    return True


def _runs_code(names: NameTable, symbol: FunctionSymbol | ClassSymbol, statement: ast.stmt) -> bool:
    """Whether a top-level statement may run functions of this module."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return any(
                _has_call(names, symbol, each)
                for each in (*statement.decorator_list, *statement.args.defaults)
            )
        case ast.ClassDef():
            return any(_has_call(names, symbol, each) for each in statement.decorator_list) or any(
                _runs_code(names, symbol, each) for each in statement.body
            )
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return False
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _has_call(names, symbol, value)
        case ast.AnnAssign() | ast.Expr(value=ast.Constant()):
            return False
        case _:
            return True


def _has_call(names: NameTable, symbol: FunctionSymbol | ClassSymbol, node: ast.expr) -> bool:
    """Whether an expression may come to code of this module. Other modules cannot call it unasked."""
    for each in walk(node):
        match each:
            case ast.Call(func=function):
                found = names.static(symbol.module, function)
                other = found is not None and getattr(found, "module", None) is not symbol.module
                passes_own = any(isinstance(argument, ast.Name | ast.Lambda) for argument in each.args)
                if not other or passes_own or found.__class__.__name__ == "VariableSymbol":
                    return True
            case ast.BinOp() | ast.Compare() | ast.Attribute() | ast.Subscript() | ast.JoinedStr():
                if not _is_plain(each):
                    return True
            case _:
                pass
    return False


def _is_plain(node: ast.AST) -> bool:
    """Names and constants only: nothing of this module's can be called by operators on built-in values."""
    return all(
        isinstance(
            each,
            ast.Constant
            | ast.BinOp
            | ast.operator
            | ast.Compare
            | ast.cmpop
            | ast.expr_context
            | ast.Attribute
            | ast.Subscript
            | ast.Name
            | ast.Tuple,
        )
        for each in walk(node)
    )
