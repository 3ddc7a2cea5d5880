"""`from module import *`, which no program may use."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.scopes import Scope
from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import walk


def star_message(origin: str) -> str:
    return f"`from {origin} import *` hides what is used; name what you import"


def refuse_star(module: SourceModule, base: ast.expr, scope: Scope) -> None:
    """Raises CompileError where the base of a class can only come from such an import: nothing binds it.

    `scope`: the module's own.
    """
    if any(isinstance(each, ast.Name) and each.id in scope.bound for each in walk(base)):
        return
    for node in module.tree.body:
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            origin = "." * node.level + (node.module or "")
            raise refusal(Code.IMPORT_FORM, module.span(node), star_message(origin))
