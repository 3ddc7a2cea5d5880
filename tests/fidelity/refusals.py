"""Which assertions and cases of a program are refused, and the program without them."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterator, Sequence

from tests.support.script_worker import Refusal


def find_refused(tree: ast.Module, refusals: Sequence[Refusal]) -> dict[str, str]:
    """Return why, by an assertion's label or a case's function, as the diagnostics' lines say.

    An assertion that contains others is taken only when the line stands in none of those.
    """
    found: dict[str, str] = {}
    for refusal in refusals:
        inner = min(_around(tree, refusal.line), default=None)
        if inner is not None:
            found[inner[1]] = f"[{refusal.code}] {refusal.text}"
    return found


def without(tree: ast.Module, refused: Container[str]) -> ast.Module:
    """Return the program without these assertions and cases."""

    class Remover(ast.NodeTransformer):
        def visit_Try(self, node: ast.Try) -> ast.AST:
            return ast.Pass() if _label(node) in refused else self.generic_visit(node)

        def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
            return ast.Pass() if node.name in refused else self.generic_visit(node)

    remaining: ast.Module = Remover().visit(tree)
    return ast.fix_missing_locations(remaining)


def _around(tree: ast.Module, line: int) -> Iterator[tuple[int, str]]:
    """Yield the size and the label of all that can be taken out and has this line in it."""
    called = {label for label in map(_label, tree.body) if label}
    for node in ast.walk(tree):
        match node:
            case ast.Try():
                label = _label(node)
            case ast.FunctionDef(name=name):
                label = name if name in called else None
            case _:
                continue
        first, last = node.lineno, node.end_lineno or 0
        if label and first <= line <= last:
            yield last - first, label


def _label(node: ast.AST) -> str | None:
    """Return `L12` of an assertion's `try`, the function's name of a case's call."""
    match node:
        case ast.Try(
            body=[ast.Expr(ast.Call(ast.Name(name))), ast.Expr(ast.Call(args=[ast.Constant(str(end))]))]
        ) if end.startswith("C"):
            return name
        case ast.Try(
            handlers=[ast.ExceptHandler(body=[ast.Expr(ast.Call(args=[ast.Constant(str(text)), *_]))])]
        ) if text.startswith("L") and text.endswith(" raised"):
            return text.split()[0]
    return None
