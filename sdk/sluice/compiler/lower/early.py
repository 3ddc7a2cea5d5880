"""Whether a function or class may be used before the statement that defines it has run."""

from __future__ import annotations

import ast

from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol


def runs_before(symbol: FunctionSymbol | ClassSymbol, first: int) -> bool:
    """Whether a statement above the definition may call something that comes to use it.

    `first` is the place of the first statement of the module that may: `find_first_running`.
    """
    return all(statement is not symbol.node for statement in symbol.module.tree.body[: first + 1])


def find_first_running(names: NameTable, module: SourceModule) -> int:
    """The place of the first top-level statement that may run functions of its module."""
    body = module.tree.body
    return next((place for place, each in enumerate(body) if _runs_code(names, module, each)), len(body))


def _runs_code(names: NameTable, module: SourceModule, statement: ast.stmt) -> bool:
    """Whether a top-level statement may run functions of this module."""
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return any(
                _has_call(names, module, each)
                for each in (*statement.decorator_list, *statement.args.defaults)
            )
        case ast.ClassDef():
            return any(_has_call(names, module, each) for each in statement.decorator_list) or any(
                _runs_code(names, module, each) for each in statement.body
            )
        case ast.Import() | ast.ImportFrom() | ast.Pass():
            return False
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _has_call(names, module, value)
        case ast.AnnAssign() | ast.Expr(value=ast.Constant()):
            return False
        case _:
            return True


def _has_call(names: NameTable, module: SourceModule, node: ast.expr) -> bool:
    """Whether an expression may come to code of this module. Other modules cannot call it unasked."""
    for each in walk(node):
        match each:
            case ast.Call(func=function):
                found = names.static(module, function)
                other = found is not None and getattr(found, "module", None) is not module
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
