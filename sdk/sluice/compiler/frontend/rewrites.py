"""Calls that make enumerations and TypedDicts, written as the class statements that they stand for.

Color = Enum("Color", "RED GREEN")      →      class Color(Enum): RED = auto(); GREEN = auto()
class Movie(TypedDict): title: str      →      Movie = dict
"""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, Span, refusal
from sluice.compiler.frontend.hoisting import Hoister
from sluice.compiler.frontend.made_classes import (
    MadeClass,
    class_makers,
    field_names,
    make_class,
    pair_name,
)
from sluice.compiler.frontend.trees import walk
from sluice.compiler.frontend.unrolling import unroll_class_loops

ENUMERATIONS = frozenset(("Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"))


def rewrite_class_calls(tree: ast.Module, display: str) -> None:
    """In place, wherever such a call is assigned to a name; others are left for the lowering to refuse."""
    enumerations = _imported_from_enum(tree)
    _rewrite_typed_dicts(tree, display)
    _name_member_classes(tree)
    hoister = Hoister(class_makers(tree))
    unroll_class_loops(tree, hoister.makes_class)
    tree.body[:] = hoister.rewrite(tree.body, expects_faults=False)
    for node in walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                statements[:] = [_rewritten(each, enumerations) for each in statements]


def _name_member_classes(tree: ast.Module) -> None:
    """A class under `@member` is the value of a member of its name: a class of another, and an assignment."""
    decorators: set[str] = set()
    for node in walk(tree):
        match node:
            case ast.ImportFrom(module="enum", names=names, level=0):
                decorators |= {each.asname or each.name for each in names if each.name == "member"}
            case ast.Import(names=names):
                decorators |= {f"{each.asname or each.name}.member" for each in names if each.name == "enum"}
            case _:
                pass
    for owner in walk(tree) if decorators else ():
        if isinstance(owner, ast.ClassDef):
            owner.body[:] = [made for each in owner.body for made in _member_class(each, decorators)]


def _member_class(statement: ast.stmt, decorators: set[str]) -> list[ast.stmt]:
    match statement:
        case ast.ClassDef(name=title, decorator_list=[decorator]) if ast.unparse(decorator) in decorators:
            made = make_class(title, statement.bases, statement.body)
            made.keywords = statement.keywords
            made.name = f"<{title}>"
            value = ast.Assign([ast.Name(title, ast.Store())], ast.Name(made.name, ast.Load()))
            for each in (made, *walk(value)):
                if isinstance(each, ast.expr | ast.stmt):
                    ast.copy_location(each, statement)
            return [made, value]
    return [statement]


def _rewrite_typed_dicts(tree: ast.Module, display: str) -> None:
    """A TypedDict is a dict when the program runs."""
    known = set[str]()
    for node in walk(tree):
        match node:
            case ast.ImportFrom(module="typing" | "typing_extensions", names=names):
                known |= {each.asname or each.name for each in names if each.name == "TypedDict"}
            case ast.Import(names=names):
                known |= {f"{each.asname or each.name}.TypedDict" for each in names if "typing" in each.name}
            case _:
                pass
    if not known:
        return
    for node in walk(tree):
        for name in ("body", "orelse", "finalbody"):
            statements = getattr(node, name, None)
            if isinstance(statements, list):
                statements[:] = [_without_typed_dict(each, known) for each in statements]
    _refuse_checks(tree, known, display)


def _refuse_checks(tree: ast.Module, typed_dicts: set[str], display: str) -> None:
    """`isinstance(x, Movie)` of a TypedDict raises in CPython, and must not ask for a dict here."""
    for node in walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="isinstance" | "issubclass"), args=[_, kind]) if (
                ast.unparse(kind) in typed_dicts
            ):
                text = "a TypedDict does not support instance and class checks; ask for `dict`"
                place = Span(display, node.lineno, node.col_offset + 1)
                raise refusal(Code.MODULE_VALUE, place, text)


def _without_typed_dict(statement: ast.stmt, known: set[str]) -> ast.stmt:
    match statement:
        case ast.ClassDef(name=name, bases=bases) if any(
            ast.unparse(_origin(each)) in known for each in bases
        ):
            known.add(name)
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=function)) if (
            ast.unparse(function) in known
        ):
            if ast.unparse(function).rpartition(".")[2] != "TypedDict":
                return statement  # a call of a TypedDict class: a value
            known.add(name)
        case _:
            return statement
    made = ast.Assign([ast.Name(name, ast.Store())], ast.Name("dict", ast.Load()))
    for each in walk(made):
        if isinstance(each, ast.expr | ast.stmt):
            ast.copy_location(each, statement)
    return made


def _origin(node: ast.expr) -> ast.expr:
    return node.value if isinstance(node, ast.Subscript) else node


def _imported_from_enum(tree: ast.Module) -> set[str]:
    """The names that stand for `Enum` and its like."""
    found: set[str] = set()
    for node in walk(tree):
        match node:
            case ast.ImportFrom(module="enum", names=names, level=0):
                found.update(each.asname or each.name for each in names if each.name in ENUMERATIONS)
            case ast.Import(names=names):
                owners = [each.asname or each.name for each in names if each.name == "enum"]
                found.update(f"{owner}.{name}" for owner in owners for name in ENUMERATIONS)
            case _:
                pass
    return found


def _rewritten(statement: ast.stmt, enumerations: set[str]) -> ast.stmt:
    match statement:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=function, args=[ast.Constant(value=title), members], keywords=keywords),
        ) if enumerations and title == name and ast.unparse(function) in enumerations:
            options = {each.arg: each.value for each in keywords}
            if not set(options) <= {"start", "type", "module"}:
                return statement
            return _enumeration(statement, name, function, members, options) or statement
    return statement


def _enumeration(
    statement: ast.stmt,
    name: str,
    base: ast.expr,
    members: ast.expr,
    options: dict[str | None, ast.expr],
) -> MadeClass | None:
    """`Enum(name, "A B")`, `Enum(name, ["A", "B"])`, `Enum(name, [("A", 1)])`, `Enum(name, {"A": 1})`.

    `options`: of `start=`, `type=` and `module=`, those that are there; the last one changes nothing.
    """
    found: list[tuple[str | None, ast.expr]] = []
    match members:
        case ast.Call(func=ast.Name(id="OrderedDict" | "dict"), args=[pairs], keywords=[]) if isinstance(
            pairs, ast.Tuple | ast.List
        ):
            return _enumeration(statement, name, base, pairs, options)
        case ast.Dict(keys=keys, values=values):
            found = [
                (pair_name(key) if key else None, value) for key, value in zip(keys, values, strict=True)
            ]
        case (
            ast.List(elts=[ast.Tuple(elts=[_, _]), *_] as items) | ast.Tuple(elts=[ast.Tuple(), *_] as items)
        ):
            found = [(pair_name(each.elts[0]), each.elts[1]) for each in items if isinstance(each, ast.Tuple)]
        case _:
            auto = ast.Attribute(ast.Name("$enum", ast.Load()), "auto_from", ast.Load())
            names = field_names(members)
            start = options.get("start", ast.Constant(1))
            if names is None or not isinstance(start, ast.Constant):
                return None
            found = [(each, ast.Call(auto, [ast.Constant(start.value)], [])) for each in names]
    if any(each is None or not each.isidentifier() for each, _ in found):
        return None
    body: list[ast.stmt] = [
        ast.Assign([ast.Name(each, ast.Store())], value) for each, value in found if each is not None
    ]
    bases = [options["type"], base] if "type" in options else [base]
    body = body or [ast.Pass()]
    return _placed(make_class(name, bases, body), statement, [*bases, *(each for _, each in found)])


def _placed(made: MadeClass, statement: ast.stmt, authored: list[ast.expr]) -> MadeClass:
    """What the author did not write stands where the statement does."""
    own = {id(node) for each in authored for node in walk(each) if hasattr(node, "lineno")}
    for each in walk(made):
        if id(each) not in own and isinstance(each, ast.expr | ast.stmt):
            ast.copy_location(each, statement)
    return made
