"""What classes are called: `__qualname__` and `__module__` in a class's body are the class's own.

class C:                              →    class C: …
    __qualname__ = "Outer.C"               symbol.told = {"__qualname__": "Outer.C"}
"""

from __future__ import annotations

import ast
from typing import Final

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.made_classes import MadeClass
from sluice.compiler.lower.symbols import ClassSymbol

_TOLD: Final = ("__qualname__", "__module__")


def take_titles(symbol: ClassSymbol) -> None:
    """Take the statements out of the body. Refuses texts that are not written out there."""
    for statement in list(symbol.node.body):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value)) if name in _TOLD:
                if isinstance(value, str) and symbol.scope.bound[name] == 1:
                    symbol.told[name] = value
                    symbol.node.body.remove(statement)
                    del symbol.scope.bound[name]
                elif name == "__qualname__" and not isinstance(value, str):
                    return  # a fault that is told of later
            case _:
                pass
    for name in _TOLD:
        if name in symbol.scope.bound:
            raise refusal(
                Code.CLASS_FORM,
                symbol.module.span(symbol.node),
                f"the `{name}` of class {symbol.title} is not one text that stands in its body; "
                f"set it behind the statement: `{symbol.node.name}.{name} = …`",
            )


def qualified_title(symbol: ClassSymbol) -> str:
    """`__qualname__` where the body says another one than its place; else an empty str."""
    return symbol.told.get("__qualname__", "")


_ELSEWHERE: Final = {
    "_abstract_bases": "collections.abc",
    "_descriptors": "builtins",
    "collections._deque._deque_iterator": "_collections",
    "collections._deque._deque_reverse_iterator": "_collections",
}
"""The module that classes of the library give, where it is not the one that the author names."""


def module_title(symbol: ClassSymbol) -> str:
    """`__module__`. Parts of a module of the library are no modules to the author: `datetime._dates` is
    `datetime`."""
    name = symbol.module.name
    if "__module__" in symbol.told:
        return symbol.told["__module__"]
    if isinstance(symbol.node, MadeClass) and symbol.node.module:
        return symbol.node.module
    if not symbol.module.trusted:
        return name
    package = name.partition(".")[0]
    if symbol.name in _ELSEWHERE or package in _ELSEWHERE:
        return _ELSEWHERE.get(symbol.name) or _ELSEWHERE[package]
    return ".".join(part for part in name.split(".") if not part.startswith("_")) or name
