"""Rewrite the assertions of `unittest` into prints: what was compared becomes a line of output."""

from __future__ import annotations

import ast


class UnsupportedTestError(Exception):
    """The test cannot stand alone; it is left out."""


TWO_VALUES = frozenset(
    """
    assertEqual assertNotEqual assertEquals assertListEqual assertTupleEqual assertDictEqual
    assertSetEqual assertSequenceEqual assertMultiLineEqual assertIs assertIsNot assertIn assertNotIn
    assertLess assertLessEqual assertGreater assertGreaterEqual assertIsInstance assertNotIsInstance
    assertAlmostEqual assertNotAlmostEqual assertCountEqual assertTypedEqual assertFloatsAreIdentical
    assertFloatIdentical ftest
    """.split()
)
ONE_VALUE = frozenset(["assertTrue", "assertFalse", "assertIsNone", "assertIsNotNone", "assert_"])
RAISES = frozenset(["assertRaises", "assertRaisesRegex", "assertRaisesWithMessage"])
IDENTITY = frozenset(["assertIs", "assertIsNot"])
MEMBERSHIP = frozenset(["assertIn", "assertNotIn"])
INSTANCE = frozenset(["assertIsInstance", "assertNotIsInstance"])
ORDER: dict[str, type[ast.cmpop]] = {
    "assertLess": ast.Lt,
    "assertLessEqual": ast.LtE,
    "assertGreater": ast.Gt,
    "assertGreaterEqual": ast.GtE,
    "assertNotEqual": ast.NotEq,
}


def rewrite_body(
    body: list[ast.stmt], constants: dict[str, ast.expr], receiver: str | None
) -> tuple[list[ast.stmt], list[int]]:
    """Return the body with every assertion printed, and the assertions' line numbers.

    `constants` are what `self.<name>` may stand for; `receiver` is the type under test in a shared mix-in.
    Raises UnsupportedTestError where `self` is used in any other way.
    """
    rewriter = _Rewriter(constants, receiver)
    statements = rewriter.rewrite_all(body)
    for statement in statements:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and node.id == "self" and isinstance(node.ctx, ast.Load):
                raise UnsupportedTestError("uses self")
    return statements, rewriter.lines


class _Rewriter(ast.NodeTransformer):
    def __init__(self, constants: dict[str, ast.expr], receiver: str | None) -> None:
        self.constants = constants
        self.receiver = receiver
        self.lines: list[int] = []

    def rewrite_all(self, body: list[ast.stmt]) -> list[ast.stmt]:
        result: list[ast.stmt] = []
        for statement in body:
            rewritten = self.visit(statement)
            result.extend(rewritten if isinstance(rewritten, list) else [rewritten])
        return result

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if isinstance(node.value, ast.Name) and node.value.id == "self":
            if node.attr in self.constants:
                return self.constants[node.attr]
            if node.attr in ("type2test", "thetype") and self.receiver:
                return ast.Name(self.receiver, ast.Load())
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        match node.func:
            case ast.Attribute(value=ast.Name(id="self"), attr="fixtype") if len(node.args) == 1:
                argument: ast.AST = self.visit(node.args[0])
                return argument
        return self.generic_visit(node)

    def visit_With(self, node: ast.With) -> ast.AST | list[ast.stmt]:
        context = node.items[0].context_expr
        match context:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr="subTest")):
                return self.rewrite_all(node.body)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name), args=[kind, *_]) if (
                name in RAISES
            ):
                line = self._count(node)
                return self._raising(
                    line, self.visit(kind), self.rewrite_all(node.body), node.items[0].optional_vars
                )
        return self.generic_visit(node)

    def visit_Expr(self, node: ast.Expr) -> ast.AST | list[ast.stmt]:
        match node.value:
            case ast.Constant(value=str()):
                return ast.Pass()
            case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)) as call:
                return self._assertion(name, call)
        return self.generic_visit(node)

    def _assertion(self, name: str, call: ast.Call) -> list[ast.stmt]:
        arguments = [self.visit(argument) for argument in call.args]
        if any(isinstance(argument, ast.Starred) for argument in arguments[:3]):
            raise UnsupportedTestError("star arguments")
        line = self._count(call)
        if name in TWO_VALUES and len(arguments) >= 2:
            return self._printing(line, self._two_values(name, arguments[0], arguments[1]))
        if name in ONE_VALUE and arguments:
            value = arguments[0] if "None" in name else _call("bool", arguments[0])
            return self._printing(line, [value])
        if name in RAISES and len(arguments) >= 2:
            first = 2 if name == "assertRaises" else 3
            if len(arguments) < first:
                raise UnsupportedTestError("no callable")
            function, rest = arguments[first - 1], arguments[first:]
            run = ast.Expr(_call("repr", ast.Call(function, rest, call.keywords)))
            return self._raising(line, arguments[0], [run], None)
        if name in ("checkequal", "checkraises") and len(arguments) >= 3 and self.receiver == "str":
            return self._check_method(name, line, arguments, call.keywords)
        raise UnsupportedTestError(f"self.{name}")

    def _two_values(self, name: str, left: ast.expr, right: ast.expr) -> list[ast.expr]:
        if name in IDENTITY:
            return [ast.Compare(left, [ast.Is()], [right])]
        if name in MEMBERSHIP:
            return [ast.Compare(left, [ast.In()], [right])]
        if name in INSTANCE:
            return [_call("isinstance", left, right)]
        if name in ORDER:
            return [ast.Compare(left, [ORDER[name]()], [right])]
        if name == "assertCountEqual":
            return [_call("sorted", left), _call("sorted", right)]
        return [left, right]

    def _check_method(
        self, name: str, line: int, arguments: list[ast.expr], keywords: list[ast.keyword]
    ) -> list[ast.stmt]:
        expected, target, method, *rest = arguments
        if not (isinstance(method, ast.Constant) and isinstance(method.value, str)):
            raise UnsupportedTestError("computed method name")
        call = ast.Call(ast.Attribute(target, method.value, ast.Load()), rest, keywords)
        if name == "checkequal":
            return self._printing(line, [call, expected])
        return self._raising(line, expected, [ast.Expr(call)], None)

    def _printing(self, line: int, values: list[ast.expr]) -> list[ast.stmt]:
        text = _call("print", ast.Constant(f"L{line}"), *(_call("repr", value) for value in values))
        return [self._guarded(line, [ast.Expr(text)], "error")]

    def _raising(
        self, line: int, kind: ast.expr, body: list[ast.stmt], variable: ast.expr | None
    ) -> list[ast.stmt]:
        nothing = ast.Expr(_call("print", ast.Constant(f"L{line} nothing raised")))
        if variable is not None:
            raise UnsupportedTestError("uses the caught exception")
        return [self._guarded(line, [*body, nothing], "error")]

    def _guarded(self, line: int, body: list[ast.stmt], variable: str) -> ast.stmt:
        error = ast.Name(variable, ast.Load())
        kind = ast.Attribute(_call("type", error), "__name__", ast.Load())
        report = _call("print", ast.Constant(f"L{line} raised"), kind, _call("str", copy_name(variable)))
        handler = ast.ExceptHandler(ast.Name("Exception", ast.Load()), variable, [ast.Expr(report)])
        return ast.Try(body, [handler], [], [])

    def _count(self, node: ast.stmt | ast.expr) -> int:
        line: int = node.lineno
        while line in self.lines:
            line += 100_000
        self.lines.append(line)
        return line


def copy_name(name: str) -> ast.expr:
    """Return a fresh load of a name (an AST node must not stand in two places)."""
    return ast.Name(name, ast.Load())


def _call(function: str, *arguments: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(function, ast.Load()), list(arguments), [])
