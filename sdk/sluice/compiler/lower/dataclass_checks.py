"""What CPython refuses when `@dataclass` runs, in its words and its order."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    BuiltinFunction,
    ClassSymbol,
    ConstantSymbol,
    FunctionSymbol,
    Symbol,
    TypingSymbol,
)

if TYPE_CHECKING:
    from sluice.compiler.lower.dataclasses import Field, Options

Resolve = Callable[[ClassSymbol, ast.expr], Symbol | None]
"""What an expression in the body of a class certainly means."""

_ORDERS: Final = ("__lt__", "__le__", "__gt__", "__ge__")
_DISPLAYS: Final = (
    (ast.List, "list"),
    (ast.ListComp, "list"),
    (ast.Dict, "dict"),
    (ast.DictComp, "dict"),
    (ast.Set, "set"),
    (ast.SetComp, "set"),
)

_HASHABLE: Final = (ConstantSymbol, FunctionSymbol, ClassSymbol, BuiltinClass, BuiltinFunction, TypingSymbol)
_UNHASHABLE: Final = frozenset(f"builtins.{name}" for name in ("list", "dict", "set", "bytearray"))


def refuse(symbol: ClassSymbol, node: ast.AST, message: str) -> Exception:
    return refusal(Code.CLASS_FORM, symbol.module.span(node), message)


def check_class(symbol: ClassSymbol, options: Options, bases_are_frozen: list[bool]) -> None:
    """What the decorator looks at before it writes methods. `bases_are_frozen`: of the bases' dataclasses."""
    if bases_are_frozen and any(bases_are_frozen) != options.frozen:
        one, other = ("frozen", "a non-frozen") if options.frozen else ("non-frozen", "a frozen")
        raise ClassFaultError(symbol, "TypeError", f"cannot inherit {one} dataclass from {other} one")
    if options.order and not options.eq:
        raise ClassFaultError(symbol, "ValueError", "eq must be true if order is true")


def check_methods(symbol: ClassSymbol, options: Options) -> None:
    """What it comes upon when it writes them, `__init__` and `__repr__` being written already."""
    for text in _overwritten(symbol, options):
        raise ClassFaultError(symbol, "TypeError", text)


def _overwritten(symbol: ClassSymbol, options: Options) -> Iterator[str]:
    own, title = symbol.scope.bound, symbol.title
    for name in _ORDERS if options.order else ():
        if own.get(name):
            yield (
                f"Cannot overwrite attribute {name} in class {title}. Consider using functools.total_ordering"
            )
    for name in ("__setattr__", "__delattr__") if options.frozen else ():
        if own.get(name):
            yield f"Cannot overwrite attribute {name} in class {title}"
    if options.unsafe_hash and "__hash__" in symbol.methods:
        yield f"Cannot overwrite attribute __hash__ in class {title}"
    if options.weakref_slot and not options.slots:
        yield "weakref_slot is True but slots is False"
    if options.slots and own.get("__slots__"):
        yield f"{title} already specifies __slots__"


def check_order(symbol: ClassSymbol, fields: Iterable[Field]) -> None:
    """A parameter of `__init__` without a default behind one that has one."""
    seen = False
    for each in fields:
        if not each.init or each.kw_only:
            continue
        if each.default is not None or each.factory is not None:
            seen = True
        elif seen:
            text = f"non-default argument {each.name!r} follows default argument"
            raise ClassFaultError(symbol, "TypeError", text, advice="; give it a default")


def check_field(resolve: Resolve, field: Field, node: ast.AnnAssign) -> None:
    """A field of a class; those that stand above it have the methods that their decorators write."""
    symbol = field.owner
    if field.default is not None and field.factory is not None:
        raise ClassFaultError(symbol, "ValueError", "cannot specify both default and default_factory", node)
    if field.init_only and field.factory is not None:
        raise ClassFaultError(symbol, "TypeError", f"field {field.name} cannot have a default factory")
    kind = _unhashable(resolve, symbol, field.default)
    if kind is not None:
        text = f"mutable default <class '{kind}'> for field {field.name} is not allowed: use default_factory"
        raise ClassFaultError(symbol, "ValueError", text)


def needs_run(resolve: Resolve, field: Field) -> bool:
    """Whether only the run can tell if the default has a hash."""
    match field.default:
        case ast.Name() | ast.Subscript() as node:
            return not isinstance(resolve(field.owner, node), _HASHABLE)
        case ast.Attribute(value=owner) as node:
            known = isinstance(resolve(field.owner, node), _HASHABLE)
            return not known and not isinstance(resolve(field.owner, owner), ClassSymbol)
        case ast.Call(func=function):
            return not isinstance(resolve(field.owner, function), BuiltinClass | ClassSymbol)
        case _:
            return False


def check_class_variable(symbol: ClassSymbol, node: ast.AnnAssign, keywords: Iterable[ast.keyword]) -> None:
    """`x: ClassVar[int] = field(…)`."""
    assert isinstance(node.target, ast.Name)
    names = {each.arg for each in keywords}
    if "default_factory" in names:
        raise ClassFaultError(symbol, "TypeError", f"field {node.target.id} cannot have a default factory")
    if "kw_only" in names:
        raise ClassFaultError(
            symbol, "TypeError", f"field {node.target.id} is a ClassVar but specifies kw_only"
        )


def check_slots(symbol: ClassSymbol) -> None:
    """`slots=True` looks at the slots of the classes above, which must be written out."""
    for base in symbol.ancestors[1:]:
        for statement in base.node.body:
            match statement:
                case ast.Assign(targets=[ast.Name(id="__slots__")], value=value):
                    if not _is_written_out(value):
                        message = (
                            f"slots=True needs the `__slots__` of {base.title} as a str or a tuple of strs"
                        )
                        raise refuse(symbol, symbol.node, message)
                case _:
                    pass


def _is_written_out(value: ast.expr) -> bool:
    items = value.elts if isinstance(value, ast.Tuple | ast.List | ast.Set) else [value]
    return all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in items)


def _unhashable(resolve: Resolve, symbol: ClassSymbol, default: ast.expr | None) -> str | None:
    """The class of a default that is made where it stands and has no hash."""
    for display, name in _DISPLAYS:
        if isinstance(default, display):
            return name
    if not isinstance(default, ast.Call):
        return None
    match resolve(symbol, default.func):
        case BuiltinClass(name=name) if name in _UNHASHABLE:
            return name.removeprefix("builtins.")
        case ClassSymbol() as made if _has_no_hash(made):
            return re.sub(r"#\d+", "", made.name)
        case _:
            return None


def _has_no_hash(made: ClassSymbol) -> bool:
    for each in made.ancestors:
        if each.scope.bound.get("__hash__"):
            return _is_none(each, "__hash__")
        if each.scope.bound.get("__eq__"):
            return True
    return any(each in _UNHASHABLE for each in made.mro)


def _is_none(symbol: ClassSymbol, name: str) -> bool:
    """Whether the body of the class sets it to None."""
    return any(
        isinstance(each, ast.Assign)
        and isinstance(each.value, ast.Constant)
        and each.value.value is None
        and any(isinstance(target, ast.Name) and target.id == name for target in each.targets)
        for each in symbol.node.body
    )
