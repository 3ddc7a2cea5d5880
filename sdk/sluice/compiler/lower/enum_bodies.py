"""The body of an enumeration as one assignment for each member, and what CPython refuses when it runs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final, NoReturn

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.made_classes import MadeClass
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.symbols import ClassSymbol

_SUNDER: Final = frozenset(("_order_", "_generate_next_value_", "_numeric_repr_", "_missing_", "_ignore_"))
"""The names with one underscore on both sides that an enumeration may define."""


def is_flag(symbol: ClassSymbol) -> bool:
    return _derives(symbol, "enum.Flag")


def _derives(symbol: ClassSymbol, name: str) -> bool:
    return any(each.name == name for each in symbol.ancestors[1:])


def has_new(symbol: ClassSymbol) -> bool:
    """Whether members are made by a `__new__` of the program's."""
    return any("__new__" in each.scope.bound for each in symbol.ancestors)


def member_name(symbol: ClassSymbol, statement: ast.stmt) -> str | None:
    """The member that a statement of the body makes. What is called like `_this_`, `__this` or `__this__` is
    none, and neither a function nor `nonmember(…)` is."""
    match statement:
        case ast.Assign(targets=[ast.Name()], value=ast.Lambda()):
            return None
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if not _is_call_of(value, "nonmember"):
            return None if is_reserved(name) or _is_private(symbol, name) else name
    return None


def is_reserved(name: str) -> bool:
    return _is_sunder(name) or (name.startswith("__") and name.endswith("__"))


def _is_sunder(name: str) -> bool:
    return len(name) > 2 and name[0] == name[-1] == "_" and "_" not in (name[1], name[-2])


def _is_private(symbol: ClassSymbol, name: str) -> bool:
    """`__name` of this class, mangled or not yet."""
    own = f"_{symbol.title.lstrip('_')}__"
    return (name.startswith("__") or name.startswith(own)) and not name.endswith("__")


def is_auto(node: ast.AST) -> bool:
    return _is_call_of(node, "auto")


def _is_call_of(node: ast.AST, title: str) -> bool:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name == title
    return False


def one_by_one(symbol: ClassSymbol) -> Iterator[ast.stmt]:
    """`A = B = 1`, `A, B = 1, 2` and `A: int = 1` as assignments of one name each."""
    for statement in symbol.node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name() as name, value=ast.expr() as value):
                yield _assigned(name, value, statement)
            case ast.Assign(targets=[ast.Name() as first, ast.Name(), *_] as targets, value=value):
                yield _assigned(first, value, statement)
                for each in targets[1:]:
                    yield _assigned(each, ast.Name(first.id, ast.Load()), statement)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)) if _fit(
                names, values
            ):
                for each, value in zip(names, values, strict=True):
                    yield _assigned(each, value, statement)
            case ast.Assign(targets=[ast.Name()]):
                yield statement
            case (
                ast.Assign() | ast.AugAssign() | ast.For() | ast.While() | ast.If() | ast.With() | ast.Try()
            ) if _binds(statement):
                refuse(
                    symbol, statement, "only plain assignments of members are compiled; write each on its own"
                )
            case _:
                yield statement


def _binds(statement: ast.stmt) -> bool:
    return any(isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store) for each in walk(statement))


def _fit(names: list[ast.expr], values: list[ast.expr]) -> bool:
    """Whether they can be assigned one after the other."""
    titles = {each.id for each in names if isinstance(each, ast.Name)}
    used = {each.id for value in values for each in walk(value) if isinstance(each, ast.Name)}
    stars = any(isinstance(each, ast.Starred) for each in values)
    return len(titles) == len(names) == len(values) and not titles & used and not stars


def _assigned(name: ast.expr, value: ast.expr, statement: ast.stmt) -> ast.Assign:
    made = ast.copy_location(ast.Assign([name], value), statement)
    if not hasattr(value, "lineno"):
        ast.copy_location(value, statement)
    return made


def check_enumeration(symbol: ClassSymbol) -> None:
    """Refuse what CPython refuses, and what is not compiled."""
    if "_ignore_" in symbol.scope.bound:
        refuse(symbol, symbol.node, "`_ignore_` is not compiled; keep the name outside of the class")
    if is_flag(symbol) and has_new(symbol):
        refuse(symbol, symbol.node, "`__new__` of flags is not compiled; give their values directly")
    _check_bases(symbol)
    seen: dict[str, ast.expr] = {}
    autos = False
    for statement in symbol.node.body:
        member = member_name(symbol, statement)
        name = member or _other_name(statement)
        inside = statement if isinstance(statement, ast.ClassDef) else None
        is_made = isinstance(statement, MadeClass)
        if inside is not None and not is_made and "nonmember" not in map(_title, inside.decorator_list):
            refuse(symbol, statement, "a class inside is a member; put `@member` or `@nonmember` before it")
        if name is None or (member is None and _is_private(symbol, name)):
            continue
        if _is_sunder(name) and name not in _SUNDER:
            text = f"_sunder_ names, such as {name!r}, are reserved for future Enum use"
            raise ClassFaultError(symbol, "ValueError", text, statement)
        if name in seen and not _is_sunder(name):
            if not isinstance(seen[name], ast.Constant):
                refuse(symbol, statement, f"{name!r} is already defined")
            text = f"{name!r} already defined as {ast.unparse(seen[name])}"
            raise ClassFaultError(symbol, "TypeError", text, statement)
        if name == "_generate_next_value_" and autos:
            text = "_generate_next_value_ must be defined before members"
            raise ClassFaultError(symbol, "TypeError", text, statement)
        if member is not None:
            assert isinstance(statement, ast.Assign)
            seen[name] = statement.value
            autos = autos or any(map(is_auto, walk(statement)))


def _title(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else getattr(node, "attr", "")


def _other_name(statement: ast.stmt) -> str | None:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
    return None


def _check_bases(symbol: ClassSymbol) -> None:
    last = symbol.bases[-1]
    if not isinstance(last, ClassSymbol) or not any(each.name == "enum.Enum" for each in last.ancestors):
        text = "new enumerations should be created as `EnumName([mixin_type, ...] [data_type,] enum_type)`"
        raise ClassFaultError(symbol, "TypeError", text, symbol.node)
    if is_flag(symbol) and symbol.head != "builtins.object" and not _derives(symbol, "enum.IntFlag"):
        refuse(symbol, symbol.node, "flags with a data type of their own are not compiled; use IntFlag")
    for base in symbol.ancestors[1:]:
        decorators = [each.func if isinstance(each, ast.Call) else each for each in base.node.decorator_list]
        if "dataclass" in map(_title, decorators):
            refuse(symbol, symbol.node, "a dataclass as the data type of members is not compiled")
        if "_members_" in base.scope.bound and base.module.name != "enum":
            text = f"<enum {symbol.title!r}> cannot extend <enum {base.title!r}>"
            raise ClassFaultError(symbol, "TypeError", text, symbol.node)


def take_order(symbol: ClassSymbol) -> str | None:
    """The text of `_order_`, which is taken out of the body."""
    for statement in symbol.node.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="_order_")], value=value):
                if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
                    refuse(symbol, statement, "`_order_` is compiled as a str written out")
                symbol.node.body.remove(statement)
                return value.value
    return None


def refuse(symbol: ClassSymbol, node: ast.AST, message: str) -> NoReturn:
    """Stop with what is wrong in the enumeration."""
    raise refusal(Code.CLASS_FORM, symbol.module.span(node), f"in an enumeration, {message}")
