"""Names of a function that always mean one function, class or imported thing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sluice.compiler.frontend.imports import absolute_name
from sluice.compiler.frontend.scopes import Scope, ScopeKind
from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import children
from sluice.compiler.lower.symbols import ModuleSymbol, Symbol, TypingSymbol, VariableSymbol

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering

_GIVE_THE_CLASS = frozenset(("dataclasses.dataclass", "typing.final", "typing.runtime_checkable"))


def find_local_symbol(
    program: ProgramLowering, module: SourceModule, owner: Scope, name: str
) -> Symbol | None:
    """The symbol; None for an ordinary variable."""
    if owner.kind is not ScopeKind.FUNCTION or owner.bound.get(name) != 1:
        return None
    for statement in _statements(owner.node):
        match statement:
            case ast.FunctionDef() if statement.name == name and not statement.decorator_list:
                symbol = program.names.function(module, statement, None)
                plain = not symbol.captures and all(each.default_global is None for each in symbol.parameters)
                return symbol if plain else None
            case ast.ClassDef() if statement.name == name and _stays_itself(program, module, statement):
                made = program.names.modules[module.name].classes.get(statement)
                return None if made is None or made.is_faulty else made
            case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                return _module_of(program, module, owner, value)
            case ast.Import():
                for alias in statement.names:
                    if (alias.asname or alias.name.partition(".")[0]) == name:
                        return ModuleSymbol(alias.name if alias.asname else name)
            case ast.ImportFrom():
                for alias in statement.names:
                    if (alias.asname or alias.name) == name:
                        origin = absolute_name(statement, module.name, is_package=module.is_package)
                        found = program.names.member_of(origin, alias.name)
                        return None if isinstance(found, VariableSymbol) else found
            case _:
                pass
    return None


def _module_of(
    program: ProgramLowering, module: SourceModule, owner: Scope, value: ast.expr
) -> ModuleSymbol | None:
    """`tools = json`: another name of a module."""
    root = value
    while isinstance(root, ast.Attribute):
        root = root.value
    if not isinstance(root, ast.Name) or owner.owner_of(root.id) is not None:
        return None
    found = program.names.static(module, value)
    return found if isinstance(found, ModuleSymbol) else None


def _stays_itself(program: ProgramLowering, module: SourceModule, node: ast.ClassDef) -> bool:
    """Whether its decorators give back the class that they get."""
    for each in node.decorator_list:
        found = program.names.static(module, each.func if isinstance(each, ast.Call) else each)
        if not isinstance(found, TypingSymbol) or found.name not in _GIVE_THE_CLASS:
            return False
    return True


def _statements(node: ast.AST) -> Iterator[ast.stmt]:
    """The statements of a function's body, not those of functions and classes inside it."""
    for child in children(node):
        if isinstance(child, ast.stmt):
            yield child
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
        if isinstance(child, ast.stmt | ast.ExceptHandler | ast.match_case):
            yield from _statements(child)
