"""The bases of class statements, as classes of the program or names of built-in ones, and their order."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Mapping

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.abstract_bases import ABSTRACT_BASES, MODULE, last_name
from sluice.compiler.frontend.scopes import ScopeKind
from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import walk
from sluice.compiler.lower.class_faults import ClassFaultError
from sluice.compiler.lower.class_items import check_item_as_base
from sluice.compiler.lower.decorated_classes import stays_a_class
from sluice.compiler.lower.final_classes import final_title, final_title_of_type
from sluice.compiler.lower.module_names import NameTable, decorator_name
from sluice.compiler.lower.named_tuples import NAMED_TUPLE
from sluice.compiler.lower.nearest_class import find_nearest_class
from sluice.compiler.lower.protocol_faults import protocol_fault
from sluice.compiler.lower.star_imports import refuse_star
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    ClassSymbol,
    ModuleSymbol,
    Symbol,
    TypingSymbol,
)

BUILDABLE = frozenset(
    "object int float str bytes bytearray list tuple dict set frozenset".split()
    + [
        name
        for name, kind in vars(builtins).items()
        if isinstance(kind, type) and issubclass(kind, BaseException)
    ]
)
"""Built-in classes whose layout a class can continue."""

IGNORED_BASES = frozenset(
    (
        "typing.Generic",
        "typing.Protocol",
        "typing_extensions.Protocol",
        "abc.ABC",
        "typing.Any",
        "typing.Hashable",
        "typing.Sized",
        "typing.Iterable",
        "typing.Iterator",
        "typing.Callable",
        "typing.Container",
        "collections.abc.Hashable",
        "collections.abc.Sized",
        "collections.abc.Iterable",
        "collections.abc.Iterator",
        "collections.abc.Callable",
        "collections.abc.Container",
    )
)
"""Bases that give a class no behaviour."""

_ALIASES = {f"typing.{each.title()}": f"builtins.{each}" for each in ("dict", "list", "set", "tuple")}
_ALIASES["typing.FrozenSet"] = "builtins.frozenset"

_METACLASSES = (
    "metaclasses need classes that are made while the program runs; use a class decorator of your own instead"
)


class Bases:
    """`make`: gives the class of a statement, whose own bases it finds first.

    `faults`: what ends the statements of classes.
    """

    def __init__(
        self,
        names: NameTable,
        classes: Mapping[str, ClassSymbol],
        make: Callable[[SourceModule, ast.ClassDef], ClassSymbol],
    ) -> None:
        self._names = names
        self._classes = classes
        self._make = make
        self.faults: dict[ClassSymbol, ClassFaultError] = {}

    def find(self, symbol: ClassSymbol) -> None:
        self._check_keywords(symbol)
        bases: list[ClassSymbol | str] = []
        for node in symbol.node.bases:
            base = self._base(symbol, node)
            if base is not None:
                bases.append(base)
        symbol.bases = tuple(bases) or ("builtins.object",)
        fault = protocol_fault(symbol)
        if fault is not None:
            self.faults.setdefault(symbol, fault)
        try:
            symbol.mro = tuple(_linearise(symbol))
        except ValueError:
            raise refusal(
                Code.CLASS_FORM,
                symbol.module.span(symbol.node),
                f"the bases of class {symbol.title} have no consistent order (C3); change their order",
            ) from None

    def _check_keywords(self, symbol: ClassSymbol) -> None:
        for keyword in symbol.node.keywords:
            if keyword.arg == "metaclass" and decorator_name(keyword.value) != "ABCMeta":
                raise refusal(Code.METACLASS, symbol.module.span(symbol.node), _METACLASSES)

    def _base(self, symbol: ClassSymbol, node: ast.expr) -> ClassSymbol | str | None:
        found = self.resolve(symbol, node)
        if isinstance(found, ClassSymbol) and not found.mro:
            raise refusal(
                Code.CLASS_FORM,
                symbol.module.span(node),
                f"class {symbol.title} would derive from itself; name a base that stands above it",
            )
        final = self._final_title(symbol, node, found) if not symbol.module.trusted else None
        if final is not None:
            text = f"type '{final}' is not an acceptable base type"
            advice = "; keep one in an attribute instead"
            self.faults[symbol] = ClassFaultError(symbol, "TypeError", text, advice=advice)
            return None
        if isinstance(found, ClassSymbol):
            check_item_as_base(symbol, node, found)
            return found
        if isinstance(found, BuiltinClass):
            short = found.name.removeprefix("builtins.")
            if short == "type":
                raise refusal(Code.METACLASS, symbol.module.span(node), _METACLASSES)
            if short not in BUILDABLE:
                raise refusal(
                    Code.CLASS_FORM,
                    symbol.module.span(node),
                    f"a class cannot build on `{short}`; keep one in an attribute instead",
                )
            return found.name
        if isinstance(found, TypingSymbol):
            if found.name in _ALIASES:
                return _ALIASES[found.name]
            if found.name.endswith(".Protocol"):
                symbol.is_protocol = True
            if found.name == NAMED_TUPLE:
                symbol.is_named_tuple = True
                return "builtins.tuple"
            if found.name in ABSTRACT_BASES and not any(
                last_name(each) == "Protocol" for each in symbol.node.bases
            ):
                self._make_all(MODULE)
                mixin = self._names.member_of(MODULE, ABSTRACT_BASES[found.name])
                if isinstance(mixin, ClassSymbol):
                    return mixin
            if found.name in IGNORED_BASES:
                return None
        refuse_star(symbol.module, node, self._names.modules[symbol.module.name].scope)
        raise refusal(
            Code.CLASS_FORM,
            symbol.module.span(node),
            f"the base `{ast.unparse(node)}` of class {symbol.title} is not a class known at build time; "
            "name a class of this program or a built-in one",
        )

    def _final_title(self, symbol: ClassSymbol, node: ast.expr, found: Symbol | None) -> str | None:
        match node:
            case ast.Call(func=function, args=[argument]) if self.is_builtin(symbol, function, "type"):
                return final_title_of_type(argument)
            case _:
                return final_title(found)

    def resolve(self, symbol: ClassSymbol, node: ast.expr) -> Symbol | None:
        """A base, which may be a class of the same function or class body."""
        match node:
            case ast.Subscript(value=value):
                return self.resolve(symbol, value)
            case ast.Name(id=name):
                inner = self._local_class(symbol, name)
                if inner is not None:
                    return inner
                return self._global_base(symbol.module, name, symbol.node.lineno)
            case ast.Attribute(value=value, attr=name):
                owner = self.resolve(symbol, value)
                if isinstance(owner, ModuleSymbol):
                    self._make_all(owner.name)
                    return self._names.member_of(owner.name, name)
                if isinstance(owner, ClassSymbol):
                    return self._classes.get(f"{owner.name}.{name}")
        return None

    def _global_base(self, module: SourceModule, name: str, line: int) -> Symbol:
        """A class of the module; of several with one name the last that is defined before `line`."""
        names = self._names.modules[module.name]
        statements = names.top_level.get(name, ())
        if len(statements) == names.scope.bound.get(name):
            classes = [each for each in statements if isinstance(each, ast.ClassDef)]
            before = [each for each in classes if each.lineno < line or len(classes) == 1]
            stays = before and (module.trusted or stays_a_class(self._names, module, before[-1]))
            if stays and len(classes) == len(statements):
                return self._make(module, before[-1])
        return self._names.resolve(module.name, name)

    def _make_all(self, module: str) -> None:
        source = self._names.tree.modules.get(module)
        if source is not None:
            for node in source.tree.body:
                if isinstance(node, ast.ClassDef):
                    self._make(source, node)

    def _local_class(self, symbol: ClassSymbol, name: str) -> ClassSymbol | None:
        scope = symbol.scope.parent
        while scope is not None and scope.kind is not ScopeKind.MODULE:
            if scope.bound.get(name) == 1:
                for node in walk(scope.node):
                    if isinstance(node, ast.ClassDef) and node.name == name and node is not symbol.node:
                        return self._make(symbol.module, node)
            elif name in scope.bound and scope.kind is ScopeKind.FUNCTION:
                nearest = find_nearest_class(scope.node, name, symbol.node)
                is_known = nearest is not None and stays_a_class(self._names, symbol.module, nearest)
                return self._make(symbol.module, nearest) if nearest is not None and is_known else None
            scope = scope.parent
        return None

    def is_builtin(self, symbol: ClassSymbol, node: ast.expr, name: str) -> bool:
        found = self.resolve(symbol, node)
        return isinstance(found, BuiltinClass) and found.name == f"builtins.{name}"


def _linearise(symbol: ClassSymbol) -> list[ClassSymbol | str]:
    """C3: the classes in the order in which Python looks names up."""
    sequences = [list(_mro_of(base)) for base in symbol.bases] + [list(symbol.bases)]
    result: list[ClassSymbol | str] = [symbol]
    while any(sequences):
        sequences = [each for each in sequences if each]
        for sequence in sequences:
            head = sequence[0]
            if not any(head in other[1:] for other in sequences):
                break
        else:
            raise ValueError(symbol.name)
        result.append(head)
        for sequence in sequences:
            if sequence[0] == head:
                del sequence[0]
    return result


def _mro_of(base: ClassSymbol | str) -> tuple[ClassSymbol | str, ...]:
    if isinstance(base, ClassSymbol):
        return base.mro
    return tuple(
        f"builtins.{each.__name__}" for each in getattr(builtins, base.removeprefix("builtins.")).__mro__
    )
