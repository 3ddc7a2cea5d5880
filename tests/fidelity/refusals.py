"""A program without what was refused in it: the statements, and whatever needs the names that they bind.

class Odd:                                   cut, with the reason
    __get__ = …
def Test_floor():
    try: print('L1', repr(floor(1.5)))       stays
    try: print('L2', repr(floor(Odd())))     cut: needs Odd
    odd = Odd()                              cut: needs Odd
    try: print('L3', repr(odd.x))            cut: needs odd
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tests.support.script_worker import Refusal


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left, and why each assertion that is not was refused, by its label."""

    tree: ast.Module
    refused: Mapping[str, str]


def cut_refused(tree: ast.Module, refusals: Sequence[Refusal]) -> Reduced:
    """Return the program without the refused places. Nothing is cut where no line is known."""
    cutter = _Cutter({each.line: f"[{each.code}] {each.text}" for each in refusals if each.line})
    names: dict[str, str] = {}
    while True:
        known = len(names), len(cutter.refused)
        tree.body = cutter.cut_all(tree.body, names)
        if (len(names), len(cutter.refused)) == known:
            return Reduced(ast.fix_missing_locations(tree), cutter.refused)


@dataclass(slots=True)
class _Cutter:
    """`names`, wherever it is passed: what is bound no more in this scope and around it, and why."""

    lines: Mapping[int, str]
    refused: dict[str, str] = field(default_factory=dict)

    def cut_all(self, body: list[ast.stmt], names: dict[str, str]) -> list[ast.stmt]:
        kept = [left for statement in body if (left := self._cut(statement, names)) is not None]
        return kept or [ast.Pass()]

    def _cut(self, node: ast.stmt, names: dict[str, str]) -> ast.stmt | None:
        match node:
            case ast.FunctionDef(name=name) if "_test" in name and name[0] != "_":
                local = dict(names)
                known = -1
                while known != len(local):
                    known = len(local)
                    node.body = self.cut_all(node.body, local)
                return node
            case ast.Try() if case_of(node):
                return node
            case ast.Try() if label_of(node):
                return self._cut_assertion(node, names)
            case ast.For() | ast.While() | ast.If() | ast.With() | ast.Try():
                return self._cut_compound(node, names)
        return self._leave_out(node, self._reason(ast.walk(node), names), names)

    def _cut_assertion(self, node: ast.Try, names: dict[str, str]) -> ast.stmt | None:
        """Take only the assertions within it, if it has any."""
        if any(label_of(each) for statement in node.body for each in ast.walk(statement)):
            return self._cut_compound(node, names)
        return self._leave_out(node, self._reason(ast.walk(node), names), names)

    def _cut_compound(self, node: ast.stmt, names: dict[str, str]) -> ast.stmt | None:
        header = [each for each in ast.iter_child_nodes(node) if not isinstance(each, ast.stmt)]
        nodes = (
            inner for part in header if not isinstance(part, ast.ExceptHandler) for inner in ast.walk(part)
        )
        reason = self._reason(nodes, names) or self.lines.get(node.lineno)
        if reason:
            return self._leave_out(node, reason, names)
        for name in ("body", "orelse", "finalbody"):
            body = getattr(node, name, None)
            if body:
                setattr(node, name, self.cut_all(body, names))
        for handler in getattr(node, "handlers", []):
            handler.body = self.cut_all(handler.body, names)
        return node

    def _reason(self, nodes: Iterator[ast.AST], names: Mapping[str, str]) -> str | None:
        for node in nodes:
            reason = self.lines.get(getattr(node, "lineno", 0))
            if reason:
                return reason
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names:
                return names[node.id]
        return None

    def _leave_out(self, node: ast.stmt, reason: str | None, names: dict[str, str]) -> ast.stmt | None:
        if reason is None:
            return node
        for inner in ast.walk(node):
            label = label_of(inner)
            if label:
                self.refused.setdefault(label, reason)
        for name in _bound(node):
            names.setdefault(name, reason)
        return None


def _bound(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (each.asname or each.name.split(".")[0] for each in names)
        case ast.Try() if label_of(node):
            return
        case _:
            for inner in ast.walk(node):
                if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                    yield inner.id


def label_of(node: ast.AST) -> str | None:
    """Return `L12` of an assertion's `try`."""
    match node:
        case ast.Try(
            handlers=[ast.ExceptHandler(body=[ast.Expr(ast.Call(args=[ast.Constant(str(text)), *_]))])]
        ) if text.startswith("L") and text.endswith(" raised"):
            return text.split()[0]
    return None


def case_of(node: ast.AST) -> str | None:
    """Return the function's name where `node` is the call of a case."""
    match node:
        case ast.Try(
            body=[ast.Expr(ast.Call(ast.Name(name))), ast.Expr(ast.Call(args=[ast.Constant(str(end))]))]
        ) if end.startswith("C"):
            return name
    return None
