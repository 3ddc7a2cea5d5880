"""`__init_subclass__`: called with each new class, behind its body and before its decorators.

class Base:                                       class Plugin(Base, name="a"): …
    def __init_subclass__(cls, name): …     →     super(Plugin, Plugin).__init_subclass__(name="a")
"""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import ClassConstant, Operand, Reraise, StrConstant
from sluice.compiler.ir.types import TYPE
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.primitives.language_ops import RAISE_NEW, SUPER_GET

HOOK = "__init_subclass__"

Keywords = tuple[tuple[str, Operand], ...]


def lower_class_keywords(frame: Frame, node: ast.ClassDef, symbol: ClassSymbol) -> Keywords:
    """The values of `class C(Base, name=value)`, before the body runs; of the author's classes only."""
    if not _is_plain(symbol) and not _has_hook(symbol):
        return ()
    found = []
    for keyword in node.keywords:
        if keyword.arg is None:
            raise frame.refuse(
                Code.CLASS_FORM, node, "`**` in a class statement is not compiled; write the keywords"
            )
        if keyword.arg != "metaclass":
            found.append((keyword.arg, frame.builder.copy(lower_expression(frame, keyword.value))))
    return tuple(found)


def call_hook(frame: Frame, node: ast.ClassDef, symbol: ClassSymbol, keywords: Keywords) -> None:
    """Tell the classes above of the new one. TypeError where nobody takes the keywords."""
    builder = frame.builder
    frame.at(node)
    if _has_hook(symbol):
        frame.program.note_dynamic(HOOK)
        frame.program.note_class_value(symbol)
        cls = ClassConstant(symbol.name)
        hook = builder.call(SUPER_GET, cls, cls, StrConstant(HOOK))
        builder.call_value(hook, tuple(value for _, value in keywords), tuple(name for name, _ in keywords))
    elif keywords:
        text = f"{symbol.title}.{HOOK}() takes no keyword arguments"
        builder.call(RAISE_NEW, ClassConstant("builtins.TypeError", TYPE), variadic=(StrConstant(text),))
        builder.end(Reraise(builder.line))


def _has_hook(symbol: ClassSymbol) -> bool:
    return any(HOOK in each.scope.bound for each in symbol.ancestors[1:] if not each.module.trusted)


def _is_plain(symbol: ClassSymbol) -> bool:
    """Whether all its bases are the author's: those of the library know keywords of their own."""
    authored = [each for each in symbol.bases if isinstance(each, ClassSymbol) and not each.module.trusted]
    return len(authored) == len(symbol.node.bases) and all(_is_plain(each) for each in authored)
