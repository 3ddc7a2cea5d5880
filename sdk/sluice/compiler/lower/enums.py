"""Enumerations: the members of an `Enum` class, rewritten as calls that register them.

class Color(Enum):          →      _members_, _names_ = [], {}
    RED = 1                        RED = add_member(…, <fresh instance>, "RED", 1)
"""

from __future__ import annotations

import ast
from typing import NoReturn

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.symbols import ClassSymbol

ENUM = "enum.Enum"
NEW_INSTANCE = "$new_instance"
"""Called in a class body: a bare instance of the class, made before `__init__`."""


def is_enum(symbol: ClassSymbol) -> bool:
    """Whether the class is an enumeration of the program (not one of the library's own)."""
    return symbol.module.name != "enum" and any(each.name == ENUM for each in symbol.ancestors[1:])


def is_flag(symbol: ClassSymbol) -> bool:
    return any(each.name == "enum.Flag" for each in symbol.ancestors[1:])


def expand_enum(symbol: ClassSymbol, keeps_members: bool) -> None:
    """Rewrite the body of an enumeration in place; other classes stay as they are.

    `keeps_members`: the program asks for `__members__`.
    """
    if not is_enum(symbol):
        return
    _check(symbol)
    for statement in symbol.node.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "_generate_next_value_":
            _make_static(statement)
    members = [each for each in symbol.node.body if _member_name(each) is not None]
    if not members:
        return
    first = symbol.node.body.index(members[0])
    _read_plain_values(symbol, {_member_name(each) for each in members})
    for statement in members:
        assert isinstance(statement, ast.Assign)
        _rewrite(symbol, statement)
    start = [_variable("_members_", ast.List([], ast.Load())), _variable("_names_", ast.Dict([], []))]
    if keeps_members:
        start.append(_variable("__members__", _name("_names_")))
    if is_flag(symbol):
        start.append(_variable("_composites_", ast.Dict([], [])))
        start += [
            _variable("_boundary_", each.value) for each in symbol.node.keywords if each.arg == "boundary"
        ]
    for each in start:
        _place(each, members[0])
        symbol.scope.bind(each.targets[0].id)  # type: ignore[attr-defined]
    symbol.node.body[first:first] = start


def _make_static(statement: ast.FunctionDef) -> None:
    """`_generate_next_value_` is called on the class, whether it says so or not."""
    if not statement.decorator_list:
        decorator = ast.Name("staticmethod", ast.Load())
        statement.decorator_list.append(ast.copy_location(decorator, statement))


def _check(symbol: ClassSymbol) -> None:
    for name in ("__new__", "_ignore_", "_order_"):
        if name in symbol.scope.bound:
            raise refusal(
                Code.CLASS_FORM,
                symbol.module.span(symbol.node),
                f"`{name}` in an enumeration is not compiled; give the members their values directly",
            )


def _member_name(statement: ast.stmt) -> str | None:
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)]) if not name.startswith("_"):
            return name
    return None


def _read_plain_values(symbol: ClassSymbol, names: set[str | None]) -> None:
    """Inside the body a member's name still means its value: `RW = R | W` combines two ints."""
    reader = _ValueReader(names)
    for statement in symbol.node.body:
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            reader.visit(statement)


class _ValueReader(ast.NodeTransformer):
    """`R` → `R._value_`, but not in lambdas, which do not see the class's names."""

    def __init__(self, names: set[str | None]) -> None:
        self._names = names

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self._names or not isinstance(node.ctx, ast.Load):
            return node
        return ast.copy_location(ast.Attribute(node, "_value_", ast.Load()), node)


def _rewrite(symbol: ClassSymbol, statement: ast.Assign) -> None:
    name = _member_name(statement)
    assert name is not None
    if name in ("name", "value"):
        _refuse(symbol, statement, f"a member called `{name}` is not compiled; give it another name")
    if isinstance(statement.value, ast.Tuple | ast.List) and any(map(_is_auto, walk(statement.value))):
        _refuse(symbol, statement, "`auto()` inside another value is not compiled; write the number")
    value = _call(
        "resolve_auto", _name("__class_here__"), _name("_names_"), ast.Constant(name), statement.value
    )
    is_mixed = not symbol.has_own_layout
    made = ast.Call(ast.Name(NEW_INSTANCE, ast.Load()), [value] if is_mixed else [], [])
    has_init = any("__init__" in each.scope.bound for each in symbol.ancestors)
    add = "add_flag" if is_flag(symbol) else "add_initialised" if has_init else "add_member"
    body = _call(
        add,
        _name("__class_here__"),
        _name("_members_"),
        _name("_names_"),
        made,
        ast.Constant(name),
        value,
    )
    statement.value = body
    _place(statement, statement)


def _refuse(symbol: ClassSymbol, statement: ast.stmt, message: str) -> NoReturn:
    raise refusal(Code.CLASS_FORM, symbol.module.span(statement), f"in an enumeration, {message}")


def _is_auto(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="auto") | ast.Attribute(attr="auto")):
            return True
    return False


def _variable(name: str, value: ast.expr) -> ast.Assign:
    return ast.Assign([ast.Name(name, ast.Store())], value)


def _name(name: str) -> ast.Name:
    return ast.Name(name, ast.Load())


def _call(function: str, *arguments: ast.expr) -> ast.Call:
    callee = ast.Attribute(ast.Name("$enum", ast.Load()), function, ast.Load())
    return ast.Call(callee, list(arguments), [])


def _place(node: ast.AST, like: ast.stmt) -> None:
    for each in walk(node):
        if isinstance(each, ast.expr | ast.stmt) and not hasattr(each, "lineno"):
            each.lineno = each.end_lineno = like.lineno
            each.col_offset = each.end_col_offset = like.col_offset
