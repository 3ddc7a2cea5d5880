"""`Class[key]` where a class of the program says itself what that is: its `__class_getitem__` is called."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.sources import SourceTree
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.symbols import ClassSymbol

HOOK = "__class_getitem__"


def is_subscripted(symbol: ClassSymbol) -> bool:
    """Whether `Class[key]` calls a method of the program."""
    return any(HOOK in each.scope.bound or HOOK in each.variables for each in symbol.ancestors)


def names_class_item(tree: SourceTree) -> bool:
    """Whether some class of the author has a `__class_getitem__`, which others may inherit."""
    return any(
        HOOK in (getattr(node, "name", None), getattr(node, "id", None), getattr(node, "attr", None))
        for module in tree.modules.values()
        if not module.trusted
        for node in walk(module.tree)
    )


def check_class_item(symbol: ClassSymbol) -> None:
    """CPython makes a class method of a function that a class body binds; here only of a `def` that uses no
    variables of a function around."""
    if HOOK not in symbol.variables:
        return
    kept = [each for each in symbol.node.body if _binds(each)]
    if not (kept and all(map(_makes_method, kept))):
        raise refusal(
            Code.CLASS_FORM,
            symbol.module.span(symbol.node),
            f"`{HOOK}` of class {symbol.title} is kept in a variable; write `def {HOOK}(cls, key)` in its "
            "body, without variables of the function around",
        )


def check_item_as_base(symbol: ClassSymbol, node: ast.expr, found: ClassSymbol) -> None:
    """`class C(Base[key])` builds on whatever `Base` gives."""
    if isinstance(node, ast.Subscript) and is_subscripted(found):
        raise refusal(
            Code.CLASS_FORM,
            symbol.module.span(node),
            f"the base `{ast.unparse(node)}` is what `{found.title}.{HOOK}` gives, which only the run tells; "
            f"derive from `{found.title}`",
        )


def _binds(statement: ast.stmt) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return getattr(statement, "name", None) == HOOK or any(
        getattr(each, "id", None) == HOOK for each in targets
    )


def _makes_method(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(value=ast.Call(func=ast.Name("classmethod" | "staticmethod"))):
            return True
    return False
