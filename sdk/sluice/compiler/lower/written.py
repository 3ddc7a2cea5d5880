"""Methods that the compiler writes itself, as Python text, for dataclasses, named tuples and others."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from sluice.compiler.frontend.scopes import analyse_function
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.module_names import NameTable, decorator_name
from sluice.compiler.lower.symbols import ClassSymbol, PropertySymbol


def parse_method(text: str) -> ast.FunctionDef:
    """One method. `$module.name` names a module's member whatever the author's names mean: `$` is nothing
    that an author can write."""
    statement = ast.parse(text.replace("$", "_sluice_dollar_")).body[0]
    assert isinstance(statement, ast.FunctionDef)
    for node in walk(statement):
        if isinstance(node, ast.Name):
            node.id = node.id.replace("_sluice_dollar_", "$")
    return statement


def place_like(node: ast.AST, like: ast.AST, keep: Iterable[ast.AST] = ()) -> None:
    """Give everything in `node` the place of `like`, except what the author wrote."""
    authored = {id(each) for each in keep}
    line, column = getattr(like, "lineno", 1), getattr(like, "col_offset", 0)
    for each in walk(node):
        if id(each) not in authored and isinstance(each, ast.expr | ast.stmt | ast.arg | ast.keyword):
            each.lineno = each.end_lineno = line
            each.col_offset = each.end_col_offset = column


def add_member(
    names: NameTable, symbol: ClassSymbol, node: ast.FunctionDef, keep: Iterable[ast.AST] = ()
) -> None:
    """Make a written method one of the class's own, unless the author has one of that name."""
    place_like(node, symbol.node, keep)
    if symbol.scope.bound.get(node.name):
        return
    symbol.scope.bind(node.name)
    symbol.module.scopes.update(analyse_function(node, symbol.scope))  # type: ignore[attr-defined]
    names.modules[symbol.module.name].full_names[node] = (f"{symbol.name}.{node.name}", node.name)
    function = names.function(symbol.module, node, symbol)
    function.written_by_compiler = True
    if any(decorator_name(each) == "property" for each in node.decorator_list):
        symbol.properties[node.name] = PropertySymbol(function)
    elif function.captures:
        symbol.variables[node.name] = f"{symbol.name}.{node.name}"
    else:
        symbol.methods[node.name] = function
    symbol.node.body.append(node)


def add_variable(symbol: ClassSymbol, name: str, value: ast.expr) -> None:
    """A class variable that the body sets last."""
    node = ast.Assign([ast.Name(name, ast.Store())], value)
    place_like(node, symbol.node)
    symbol.node.body.append(node)
    symbol.scope.bind(name)
    symbol.variables[name] = f"{symbol.name}.{name}"
