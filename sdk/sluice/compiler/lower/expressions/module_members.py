"""`getattr(module, "name")` and `hasattr(module, "name")`, answered when the program is built."""

from __future__ import annotations

import ast
import importlib
import sys
from typing import Final

from sluice.compiler.ir.ops import BoolConstant, Operand
from sluice.compiler.lower.expressions.names import static_symbol
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import ModuleSymbol, VariableSymbol

_ASKING: Final = ("getattr", "hasattr")
_COUNTS: Final = {"getattr": (2, 3), "hasattr": (2,), "setattr": (3,), "delattr": (2,)}
"""How many arguments each of them takes."""


def find_by_name(frame: Frame, name: str, node: ast.Call) -> Operand | None:
    """None for calls that are not about a module, and for members of which only the run can tell."""
    from sluice.compiler.lower.expressions import lower_expression

    if name not in _ASKING or node.keywords or len(node.args) < 2:
        return None
    owner, title = static_symbol(frame, node.args[0]), node.args[1]
    if not isinstance(owner, ModuleSymbol) or not isinstance(title, ast.Constant):
        return None
    if not isinstance(title.value, str) or len(node.args) > (3 if name == "getattr" else 2):
        return None
    member = frame.program.names.member_of(owner.name, title.value)
    is_certain = member is not None and not isinstance(member, VariableSymbol)
    if name == "hasattr":
        is_known = is_certain or not _cpython_has(owner.name, title.value)
        return BoolConstant(member is not None) if is_known else None
    if member is not None and (is_certain or len(node.args) == 2):
        return lower_expression(frame, ast.copy_location(_attribute(node.args[0], title.value), node))
    if member is None and len(node.args) == 3 and not _cpython_has(owner.name, title.value):
        return lower_expression(frame, node.args[2])
    return None


def without_module(frame: Frame, name: str, node: ast.Call) -> ast.Call:
    """`getattr(sys, 1)` raises for whatever stands in the place of the module: so None stands there."""
    counts = _COUNTS.get(name)
    if counts is None or not node.args or not isinstance(static_symbol(frame, node.args[0]), ModuleSymbol):
        return node
    title = node.args[1] if len(node.args) in counts else None
    if isinstance(title, ast.Constant) and isinstance(title.value, str):
        return node
    if title is not None and not isinstance(title, ast.Constant):
        return node
    nothing = ast.copy_location(ast.Constant(None), node.args[0])
    return ast.copy_location(ast.Call(node.func, [nothing, *node.args[1:]], node.keywords), node)


def _attribute(module: ast.expr, name: str) -> ast.Attribute:
    return ast.Attribute(module, name, ast.Load())


def _cpython_has(module: str, name: str) -> bool:
    """Whether there is such a member, or may be: what is missing here may be there in CPython."""
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return True
    return hasattr(importlib.import_module(module), name)
