"""What CPython raises while a class statement runs: refused at build, or raised where it is expected.

try:                                       try:
    @dataclass                                 class C(Base):
    class C(Base):               →                 x: int = 0
        x: int = 0                                 y: int
        y: int                                     raise TypeError("non-default argument 'y' follows …")
except TypeError: …                        except TypeError: …

Nobody writes such a class but to see it fail, so that outside of a `try` the author is told at once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from sluice.compiler.diagnostics import Code, CompileError, refusal
from sluice.compiler.frontend.trees import children, walk
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.lower.written import place_like


class ClassFaultError(CompileError):
    """`kind(text)`, raised by the statement `at` of the body; before the body where `at` is the class
    statement itself, behind it where it is None. `advice` is for the message at build time only."""

    def __init__(
        self, symbol: ClassSymbol, kind: str, text: str, at: ast.stmt | None = None, advice: str = ""
    ) -> None:
        where = symbol.module.span(at if at is not None else symbol.node)
        super().__init__(refusal(Code.CLASS_FORM, where, text + advice).diagnostics)
        self.kind = kind
        self.text = text
        self.at = at


def raise_in_body(symbol: ClassSymbol, fault: ClassFaultError) -> None:
    """Rewrite the body so that it ends as CPython's does. Raises the fault where the author expects none, or
    where what runs between the body and the exception cannot be told."""
    if not _is_expected(symbol) or (fault.at is None and _tells_others(symbol)):
        raise fault
    made = ast.Call(
        ast.Attribute(ast.Name("$builtins", ast.Load()), fault.kind, ast.Load()),
        [ast.Constant(fault.text)],
        [],
    )
    stop = ast.Raise(made, None)
    place_like(stop, fault.at or symbol.node)
    symbol.node.body[:] = [*_run_before(symbol, fault), stop]
    symbol.is_faulty = True


def _run_before(symbol: ClassSymbol, fault: ClassFaultError) -> Iterator[ast.stmt]:
    """The statements of the body that still run, without what only its decorator understands."""
    for statement in [] if fault.at is symbol.node else symbol.node.body:
        value = getattr(statement, "value", None)
        if isinstance(statement, ast.Assign | ast.AnnAssign) and value is not None and _is_field(value):
            if statement is fault.at:
                return
            value = _default(value)
            if value is None:
                continue
            statement.value = value
        if statement is fault.at:
            if value is not None:
                yield ast.copy_location(ast.Expr(value), statement)  # CPython evaluates it first
            return
        yield statement


def _is_field(value: ast.expr) -> bool:
    """A call of `field`, whose arguments have nothing to do when they are evaluated."""
    match value:
        case ast.Call(func=ast.Name(id="field") | ast.Attribute(attr="field"), args=[], keywords=keywords):
            return not any(isinstance(each, ast.Call) for keyword in keywords for each in walk(keyword.value))
    return False


def _default(value: ast.expr) -> ast.expr | None:
    assert isinstance(value, ast.Call)
    return next((each.value for each in value.keywords if each.arg == "default"), None)


def _tells_others(symbol: ClassSymbol) -> bool:
    """Whether code of the author's runs between the body and the decorator."""
    return any("__init_subclass__" in each.scope.bound for each in symbol.ancestors[1:])


def _is_expected(symbol: ClassSymbol) -> bool:
    """Whether the statement stands inside a `try` that has handlers, in the same function."""
    return any(each is symbol.node for each in _tried(symbol.module.tree, inside=False))


def _tried(node: ast.AST, *, inside: bool) -> Iterator[ast.ClassDef]:
    for child in children(node):
        is_function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        tried = isinstance(node, ast.Try) and bool(node.handlers) and child in node.body
        within = not is_function and (inside or tried)
        if within and isinstance(child, ast.ClassDef):
            yield child
        yield from _tried(child, inside=within)


__all__ = ["ClassFaultError", "raise_in_body"]
