"""Enumerations: the members of an `Enum` class, rewritten as calls that register them.

class Color(Enum):          →      _members_, _names_ = [], {}
    RED = 1                        RED = add_member(…, <fresh instance>, "RED", 1)
"""

from __future__ import annotations

import ast

from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.enum_bodies import (
    check_enumeration,
    has_new,
    is_auto,
    is_flag,
    member_name,
    one_by_one,
    refuse,
    take_order,
)
from sluice.compiler.lower.module_names import NameTable
from sluice.compiler.lower.symbols import ClassSymbol

ENUM = "enum.Enum"
NEW_INSTANCE = "$new_instance"
"""Called in a class body: a bare instance of the class, made before `__init__`."""


def is_enum(symbol: ClassSymbol) -> bool:
    """Whether the class is an enumeration of the program (not one of the library's own)."""
    return symbol.module.name != "enum" and any(each.name == ENUM for each in symbol.ancestors[1:])


def expand_enum(names: NameTable, symbol: ClassSymbol) -> None:
    """Rewrite the body of an enumeration in place; other classes stay as they are."""
    if not is_enum(symbol):
        return
    symbol.node.body[:] = one_by_one(symbol)
    check_enumeration(symbol)
    order = take_order(symbol)
    for statement in symbol.node.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == "_generate_next_value_":
            _make_static(statement)
    members = [each for each in symbol.node.body if member_name(symbol, each) is not None]
    if not members:
        return
    first = symbol.node.body.index(members[0])
    _read_plain_values(symbol, {member_name(symbol, each) for each in members})
    in_tuples = any(_has_auto_inside(each) for each in members)
    for statement in members:
        assert isinstance(statement, ast.Assign)
        place = symbol.node.body.index(statement)
        symbol.node.body[place : place + 1] = _rewrite(symbol, statement, in_tuples)
    if order is not None:
        checked = ast.Expr(_call("check_order", _name("_members_"), _name("_names_"), ast.Constant(order)))
        _place(checked, members[-1])
        symbol.node.body.append(checked)
    start = [_variable("_members_", ast.List([], ast.Load())), _variable("_names_", ast.Dict([], []))]
    if in_tuples:
        start.append(_variable("_last_values_", ast.List([], ast.Load())))
    data_type = ast.Attribute(_name("$builtins"), symbol.head.removeprefix("builtins."), ast.Load())
    if names.mentions("_member_type_"):
        start.append(_variable("_member_type_", data_type))
    if has_new(symbol) and symbol.head != "builtins.object":
        start.append(_variable("_shown_as_", data_type))
    if names.mentions("__members__"):
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


def _has_auto_inside(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Assign)
        and isinstance(statement.value, ast.Tuple)
        and any(map(is_auto, statement.value.elts))
    )


def _rewrite(symbol: ClassSymbol, statement: ast.Assign, in_tuples: bool) -> list[ast.Assign]:
    """`in_tuples`: some member of the class has `auto()` inside a tuple."""
    name = member_name(symbol, statement)
    assert name is not None
    if name in ("name", "value"):
        refuse(symbol, statement, f"a member called `{name}` is not compiled; give it another name")
    if isinstance(statement.value, ast.List) and any(map(is_auto, walk(statement.value))):
        refuse(symbol, statement, "`auto()` inside a list is an object of its own; use a tuple")
    here = (_name("__class_here__"), _name("_members_"), _name("_names_"))
    known = (_name("_names_"), _name("_last_values_")) if in_tuples else (_name("_names_"),)
    resolve = "resolve_autos" if in_tuples else "resolve_auto"
    value: ast.expr = _call(resolve, here[0], *known, ast.Constant(name), statement.value)
    first: list[ast.Assign] = []
    if not symbol.has_own_layout and not isinstance(statement.value, ast.Constant):
        first = [_variable(name, value)]  # what is needed twice is evaluated once
        value = _name(name)
    has_init = any("__init__" in each.scope.bound for each in symbol.ancestors)
    if has_new(symbol) or _is_converted(symbol, statement.value):
        kind = symbol.head.removeprefix("builtins.")
        data = ast.Attribute(_name("$builtins"), kind, ast.Load()) if kind != "object" else ast.Constant(None)
        body = _call("add_new", *here, ast.Constant(name), value, data, ast.Constant(has_init))
    else:
        made = ast.Call(ast.Name(NEW_INSTANCE, ast.Load()), [] if symbol.has_own_layout else [value], [])
        add = "add_flag" if is_flag(symbol) else "add_initialised" if has_init else "add_member"
        body = _call(add, *here, made, ast.Constant(name), value)
    both = [*first, _variable(name, body)]
    for each in both:
        _place(each, statement)
    return both


def _is_converted(symbol: ClassSymbol, value: ast.expr) -> bool:
    """Whether the data type may make something else of a value: `A = "11", 2` is 3 where members are ints."""
    if symbol.head == "builtins.object" or is_flag(symbol) or is_auto(value):
        return False
    kind = symbol.head.removeprefix("builtins.")
    return not isinstance(value, ast.Constant) or type(value.value).__name__ != kind


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
