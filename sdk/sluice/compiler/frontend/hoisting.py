"""Classes that are made inside statements, as class statements before them.

print(namedtuple("P", "x")(1))      →      class P(NamedTuple): x: …
                                           print(P(1))
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from sluice.compiler.frontend.made_classes import FaultyCall, Made, MadeClass, Maker
from sluice.compiler.frontend.trees import children, walk

Node = TypeVar("Node", bound=ast.AST)


class Hoister:
    """Moves the classes that statements make before them; `makers` as `class_makers` gives them."""

    def __init__(self, makers: Mapping[str, Maker]) -> None:
        self._makers = makers
        self._count = 0

    def rewrite(self, block: list[ast.stmt], *, expects_faults: bool) -> list[ast.stmt]:
        """The statements of a block, and those of blocks inside."""
        done: list[ast.stmt] = []
        for statement in block:
            done += self._statement(statement, expects_faults)
        return done

    def _statement(self, statement: ast.stmt, expected: bool) -> Iterator[ast.stmt]:
        is_scope = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
        for owner in (statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
            for field in ("body", "orelse", "finalbody"):
                block = getattr(owner, field, None)
                if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                    tried = isinstance(statement, ast.Try) and field == "body" and owner is statement
                    catches = tried and bool(getattr(statement, "handlers", ()))
                    within = not is_scope and (expected or catches)
                    block[:] = self.rewrite(block, expects_faults=within)
        direct = self._assigned(statement)
        if direct is not None:
            yield direct
            return
        call = _first_call(statement, lambda node: self._maker(node) is not None)
        made = self._make(call) if call is not None else None
        if isinstance(made, FaultyCall) and expected:
            assert call is not None
            yield _raise(made, call)
        if isinstance(made, MadeClass):
            assert call is not None
            self._count += 1
            made.name = f"<{made.title} {self._count}>"
            yield _placed(made, call)
            _replace(statement, call, ast.copy_location(ast.Name(made.name, ast.Load()), call))
        yield statement

    def _assigned(self, statement: ast.stmt) -> MadeClass | None:
        """`C = type("C", …)`: a class statement, as it would be written by hand."""
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as call):
                made = self._make(call)
                if isinstance(made, MadeClass) and made.title == name:
                    return _placed(made, statement)
        return None

    def makes_class(self, node: ast.Call) -> bool:
        """Whether a call may be one of those; `type(x)` is none."""
        return self._maker(node) is not None and len(node.args) + len(node.keywords) > 1

    def _maker(self, node: ast.Call) -> Maker | None:
        if not isinstance(node.func, ast.Name | ast.Attribute):
            return None
        return self._makers.get(ast.unparse(node.func))

    def _make(self, node: ast.Call) -> Made:
        maker = self._maker(node)
        return maker(node) if maker is not None else None


def _first_call(statement: ast.stmt, is_wanted: Callable[[ast.Call], bool]) -> ast.Call | None:
    """A call that a statement certainly makes, before anything else in it that could have an effect."""
    parts: list[ast.AST]
    match statement:
        case ast.ClassDef(bases=bases, decorator_list=[]):
            parts = list(bases)
        case ast.Expr(value=value) | ast.Assign(value=value) | ast.Return(value=ast.expr() as value):
            parts = [value]
        case ast.AnnAssign(value=ast.expr() as value):
            parts = [value]
        case _:
            return None
    for part in parts:
        for node in _evaluated(part, is_wanted):
            if isinstance(node, ast.Call) and is_wanted(node):
                return node
            if not isinstance(node, ast.Name | ast.Constant | ast.Attribute | ast.Tuple | ast.List):
                return None
    return None


def _evaluated(node: ast.AST, is_wanted: Callable[[ast.Call], bool]) -> Iterator[ast.AST]:
    """The expression's nodes in the order in which they have an effect: the parts of one before itself."""
    if isinstance(node, ast.Call) and is_wanted(node):
        yield node
        return
    if not isinstance(node, ast.Lambda | ast.GeneratorExp | ast.ListComp | ast.SetComp | ast.DictComp):
        for child in children(node):
            yield from _evaluated(child, is_wanted)
            if isinstance(node, ast.IfExp | ast.BoolOp):
                break  # what comes then may not be evaluated
    yield node


def _replace(statement: ast.stmt, old: ast.expr, new: ast.expr) -> None:
    for node in walk(statement):
        for field, value in ast.iter_fields(node):
            if value is old:
                setattr(node, field, new)
                return
            if isinstance(value, list) and any(each is old for each in value):
                value[:] = [new if each is old else each for each in value]
                return


def _raise(fault: FaultyCall, like: ast.Call) -> ast.Raise:
    kind = ast.Attribute(ast.Name("$builtins", ast.Load()), fault.kind, ast.Load())
    made = ast.Raise(ast.Call(kind, [ast.Constant(each) for each in fault.arguments], []), None)
    return _located(made, like)


def _placed(made: MadeClass, like: ast.AST) -> MadeClass:
    return _located(made, like)


def _located(made: Node, like: ast.AST) -> Node:
    """What the author did not write stands where the call does."""
    for each in walk(made):
        if isinstance(each, ast.expr | ast.stmt | ast.keyword) and not hasattr(each, "lineno"):
            ast.copy_location(each, like)
    return made
