"""What each name of a module means: found once, by looking, before anything is lowered."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Set
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from sluice.compiler.frontend.imports import absolute_name, is_type_checking
from sluice.compiler.frontend.made_classes import MadeClass
from sluice.compiler.frontend.scopes import Scope, all_parameters
from sluice.compiler.frontend.sources import SourceModule, SourceTree
from sluice.compiler.frontend.trees import children, walk
from sluice.compiler.ir.program import MemberKind, ParameterKind
from sluice.compiler.lower import tables
from sluice.compiler.lower.class_items import names_class_item
from sluice.compiler.lower.constants import constant_of
from sluice.compiler.lower.decorated_classes import stays_a_class
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    BuiltinFunction,
    ClassSymbol,
    ConstantSymbol,
    FunctionNode,
    FunctionSymbol,
    ModuleSymbol,
    ParameterSymbol,
    Symbol,
    TypingSymbol,
    VariableSymbol,
)

ANNOTATION_MODULES = frozenset(
    (
        "typing",
        "typing_extensions",
        "__future__",
        "collections.abc",
        "abc",
        "dataclasses",
        "types",
        "builtins",
    )
)
"""Modules whose members the compiler understands itself."""


COMPILE_TIME = frozenset(("functools.total_ordering", "collections.namedtuple"))
"""Members of other modules that the compiler understands itself."""
UNION = "types.UnionType"


class ModuleNames(Struct):
    """The names of one module: its nodes' full names, its static symbols, its bindings' statements."""

    source: SourceModule
    scope: Scope
    full_names: dict[ast.AST, tuple[str, str]] = field(default_factory=dict)
    top_level: dict[str, list[ast.AST]] = field(default_factory=dict)
    symbols: dict[str, Symbol] = field(default_factory=dict)
    functions: dict[ast.AST, FunctionSymbol] = field(default_factory=dict)
    classes: dict[ast.AST, ClassSymbol] = field(default_factory=dict)
    looped: frozenset[ast.AST] = frozenset()


class NameTable:
    """The names of all modules."""

    def __init__(self, tree: SourceTree) -> None:
        self.tree = tree
        self.modules: dict[str, ModuleNames] = {}
        self._mentioned: dict[str, bool] = {}
        self.outside_stores: set[tuple[str, str]] = set()
        for source in tree.modules.values():
            names = ModuleNames(source, source.scopes[source.tree])
            self.modules[source.name] = names
            _name_nodes(source, names.full_names)
            _collect_top_level(source.tree.body, names.top_level)
            names.looped = frozenset() if source.trusted else _find_looped(source.tree)
        for names in self.modules.values():
            self._find_outside_stores(names)

    def _find_outside_stores(self, names: ModuleNames) -> None:
        """`module.name = …` makes `name` an ordinary variable of that module."""
        for node in walk(names.source.tree):
            if not isinstance(node, ast.Attribute) or isinstance(node.ctx, ast.Load):
                continue  # nearly all of them: patterns take longer
            match node:
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    for statement in names.top_level.get(owner, ()):
                        if isinstance(statement, ast.Import | ast.ImportFrom):
                            self._note_outside_store(names.source, statement, owner, name)
                case _:
                    pass

    def _note_outside_store(
        self, module: SourceModule, statement: ast.Import | ast.ImportFrom, owner: str, name: str
    ) -> None:
        for alias in statement.names:
            if (alias.asname or alias.name.partition(".")[0]) != owner:
                continue
            if isinstance(statement, ast.Import):
                self.outside_stores.add((alias.name if alias.asname else owner, name))
            else:
                origin = absolute_name(statement, module.name, is_package=module.is_package)
                self.outside_stores.add((f"{origin}.{alias.name}", name))

    def mentions(self, name: str) -> bool:
        """Whether a module of the author's reads an attribute of that name, or spells it in a str."""
        if name not in self._mentioned:
            self._mentioned[name] = any(
                (isinstance(node, ast.Attribute) and node.attr == name)
                or (isinstance(node, ast.Constant) and node.value == name)
                for source in self.tree.modules.values()
                if not source.trusted
                for node in ast.walk(source.tree)
            )
        return self._mentioned[name]

    # --- functions

    def function(self, module: SourceModule, node: FunctionNode, owner: ClassSymbol | None) -> FunctionSymbol:
        """The symbol of a function node, made on first sight."""
        names = self.modules[module.name]
        found = names.functions.get(node)
        if found is None:
            full, title = names.full_names[node]
            kind = _member_kind(node) if owner is not None else None
            scope = module.scopes[node]
            found = FunctionSymbol(full, title, module, node, scope, _parameters(node, full), owner, kind)
            found.is_in_loop = node in names.looped
            names.functions[node] = found
        return found

    # --- names

    def resolve(self, module: str, name: str) -> Symbol:
        """What a global name of a module means; built-ins where the module does not bind it."""
        if name.startswith("$"):  # written by the compiler: a module by its full name
            return ModuleSymbol(name[1:])
        names = self.modules[module]
        found = names.symbols.get(name)
        if found is None:
            names.symbols[name] = VariableSymbol(f"{module}.{name}")  # stops circles of imports
            found = self._find(names, name)
            names.symbols[name] = found
        return found

    def _find(self, names: ModuleNames, name: str) -> Symbol:
        module = names.source
        variable = VariableSymbol(f"{module.name}.{name}")
        bindings = names.scope.bound.get(name, 0)
        if f"{module.name}.{name}" in tables.BUILTINS:
            return BuiltinFunction(f"{module.name}.{name}")
        if not bindings:
            return builtin_symbol(name) or variable
        statements = names.top_level.get(name, [])
        if names.source.trusted:
            statements = statements[-1:] if _are_overloads(statements) else statements
            bindings = len(statements) if _are_overloads(names.top_level.get(name, [])) else bindings
        elif _are_overloads(statements):
            bindings, statements = 1, statements[-1:]
        if bindings == len(statements) > 1 and _import_the_same(statements, name):
            bindings, statements = 1, statements[:1]
        if bindings != 1 or len(statements) != 1 or (module.name, name) in self.outside_stores:
            return variable
        match statements[0]:
            case ast.FunctionDef() | ast.AsyncFunctionDef() as node:
                return self._function_symbol(module, node, variable)
            case ast.ClassDef() as node:
                known = module.trusted or stays_a_class(self, module, node)
                return (known and names.classes.get(node)) or variable
            case ast.Import() as node:
                return self._imported_module(node, name)
            case ast.ImportFrom() as node:
                return self._imported_name(module, node, name) or variable
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                return self._alias(module, value) or self._constant(module, value) or variable
            case _:
                return variable

    def _function_symbol(
        self, module: SourceModule, node: ast.FunctionDef | ast.AsyncFunctionDef, variable: VariableSymbol
    ) -> Symbol:
        if node.decorator_list:
            return variable
        return self.function(module, node, None)

    def _imported_module(self, node: ast.Import, name: str) -> Symbol:
        for alias in node.names:
            if alias.asname == name:
                return ModuleSymbol(alias.name)
        return ModuleSymbol(name)

    def _imported_name(self, module: SourceModule, node: ast.ImportFrom, name: str) -> Symbol | None:
        origin = absolute_name(node, module.name, is_package=module.is_package)
        for alias in node.names:
            if (alias.asname or alias.name) == name and not self._changes(origin, alias.name):
                return self.member_of(origin, alias.name)
        return None

    def _changes(self, origin: str, name: str) -> bool:
        """Whether a variable of the author's is set more than once: who imports it keeps what it was then."""
        names = self.modules.get(origin)
        if names is None or names.source.trusted or name not in names.scope.bound:
            return False
        is_set_again = names.scope.bound[name] != 1 or (origin, name) in self.outside_stores
        return is_set_again and isinstance(self.resolve(origin, name), VariableSymbol)

    def member_of(self, module: str, name: str) -> Symbol | None:
        """What `module.name` is; None when there is no such thing."""
        if f"{module}.{name}" in COMPILE_TIME:
            return TypingSymbol(f"{module}.{name}")
        if f"{module}.{name}" in tables.BUILTINS:
            return BuiltinFunction(f"{module}.{name}")
        if module == "builtins":
            return builtin_symbol(name)
        if module in self.modules:
            names = self.modules[module]
            if name in names.scope.bound:
                found = self.resolve(module, name)
                if isinstance(found, VariableSymbol) and names.scope.bound[name] != 1:
                    return VariableSymbol(f"{module}.{name}") if module != self.tree.main else None
                return found
        dotted = f"{module}.{name}"
        if dotted in self.modules or dotted in ANNOTATION_MODULES or dotted in tables.MODULES:
            return ModuleSymbol(dotted)
        if module in ANNOTATION_MODULES:
            return TypingSymbol(dotted)
        if dotted in tables.BUILTINS or dotted in tables.CONSTANTS:
            return BuiltinFunction(dotted)
        return None

    def is_module(self, name: str) -> bool:
        return name in self.modules or name in ANNOTATION_MODULES or name in tables.MODULES

    def _constant(self, module: SourceModule, value: ast.expr) -> Symbol | None:
        """Filters and the SDK only: a script may look at a name before it is bound."""
        if not (module.trusted or self.tree.strict):
            return None
        constant = constant_of(value)
        return ConstantSymbol(constant) if constant is not None else None

    def _alias(self, module: SourceModule, value: ast.expr) -> Symbol | None:
        """`T = TypeVar("T")`, `Pairs = list[tuple[str, str]]`: names that only annotations use."""
        match value:
            case ast.Call(func=function):
                made_by = self.static(module, function)
                if isinstance(made_by, TypingSymbol) and made_by.name.rpartition(".")[2] in (
                    "TypeVar",
                    "ParamSpec",
                    "TypeVarTuple",
                    "NewType",
                ):
                    return made_by
            case ast.Subscript(value=generic):
                symbol = self.static(module, generic)
                if isinstance(symbol, TypingSymbol):
                    return symbol
                if isinstance(symbol, ClassSymbol) and not symbol.module.trusted and self._subscripts_classes:
                    return None
                if isinstance(symbol, ClassSymbol | BuiltinClass) and not isinstance(value.ctx, ast.Store):
                    return symbol
            case ast.BinOp(op=ast.BitOr()):
                return self._union_of(module, value)
            case ast.Name() | ast.Attribute():
                symbol = self.static(module, value)
                if isinstance(symbol, ModuleSymbol):
                    return symbol
                if module.trusted and isinstance(
                    symbol, FunctionSymbol | ClassSymbol | BuiltinFunction | BuiltinClass
                ):
                    return symbol
            case _:
                pass
        return None

    @cached_property
    def _subscripts_classes(self) -> bool:
        return names_class_item(self.tree)

    def _union_of(self, module: SourceModule, node: ast.expr) -> TypingSymbol | None:
        """`int | float`, where the parts are certainly classes, None or other such unions."""
        match node:
            case ast.BinOp(op=ast.BitOr(), left=left, right=right):
                first, second = self._union_of(module, left), self._union_of(module, right)
                if first is None or second is None:
                    return None
                return TypingSymbol(UNION, first.alternatives + second.alternatives)
            case ast.Constant(value=None):
                return TypingSymbol(UNION, (BuiltinClass("builtins.NoneType"),))
        symbol = self.static(module, node)
        if isinstance(symbol, TypingSymbol):
            return TypingSymbol(UNION, symbol.alternatives or (symbol,))
        return TypingSymbol(UNION, (symbol,)) if isinstance(symbol, ClassSymbol | BuiltinClass) else None

    def static(self, module: SourceModule, node: ast.expr) -> Symbol | None:
        """What a dotted name at a module's top level means."""
        match node:
            case ast.Name(id=name):
                return self.resolve(module.name, name)
            case ast.Attribute(value=value, attr=name):
                owner = self.static(module, value)
                if isinstance(owner, ModuleSymbol):
                    return self.member_of(owner.name, name)
            case ast.Subscript(value=value):
                return self.static(module, value)
            case _:
                pass
        return None


def builtin_symbol(name: str) -> Symbol | None:
    kind = getattr(builtins, name, None)
    if isinstance(kind, type):
        return BuiltinClass(f"builtins.{name}")
    if name in tables.BUILTINS or kind is not None:
        return BuiltinFunction(name)
    return None


def _find_looped(tree: ast.Module) -> frozenset[ast.AST]:
    """Definitions of functions and classes inside loops, which run again and again."""
    return frozenset(
        node
        for loop in walk(tree)
        if isinstance(loop, ast.For | ast.AsyncFor | ast.While)
        for node in walk(loop)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    )


_LEAVES: Final = frozenset((ast.Name, ast.Constant, ast.Pass, ast.Break, ast.Continue))
"""Kinds of nodes that hold no others: half of all."""
_TITLED: Final = frozenset(
    (MadeClass, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)
)


def _name_nodes(source: SourceModule, names: dict[ast.AST, tuple[str, str]]) -> None:
    """Full names as Python's `__qualname__`, told apart by a number where one comes twice."""
    taken: set[str] = set()

    def visit(node: ast.AST, prefix: str, outside: Set[str]) -> None:
        """`outside`: the names that are global in the scope around."""
        for child in children(node):
            if child.__class__ in _LEAVES:
                continue
            inner, inside = prefix, outside
            title = _title(child) if child.__class__ in _TITLED else None
            if title is not None:
                is_outside = isinstance(child, MadeClass) or title in outside
                around = f"{source.name}." if is_outside else prefix
                full = f"{around}{title}"
                number = 2
                while full in taken:
                    full = f"{around}{title}#{number}"
                    number += 1
                taken.add(full)
                names[child] = (full, title)
                inner = f"{full}." if isinstance(child, ast.ClassDef) else f"{full}.<locals>."
                inside = source.scopes[child].global_names
            visit(child, inner, inside)

    visit(source.tree, f"{source.name}.", frozenset())


def _title(node: ast.AST) -> str | None:
    match node:
        case MadeClass(title=title):
            return title
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Lambda():
            return "<lambda>"
        case ast.GeneratorExp():
            return "<genexpr>"
    return None


def _collect_top_level(statements: list[ast.stmt], found: dict[str, list[ast.AST]]) -> None:
    """Statements at a module's top level that bind names, `if TYPE_CHECKING` opened."""
    for statement in statements:
        match statement:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                found.setdefault(name, []).append(statement)
            case ast.Import() | ast.ImportFrom():
                for alias in statement.names:
                    found.setdefault(alias.asname or alias.name.split(".")[0], []).append(statement)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found.setdefault(name, []).append(statement)
            case ast.If(test=test) if is_type_checking(test):
                _collect_top_level(statement.body, found)
                _collect_top_level(statement.orelse, found)
            case ast.If() | ast.Try() | ast.With() | ast.For() | ast.While() | ast.ExceptHandler():
                _collect_nested_imports(statement, found)
            case _:
                pass


def _collect_nested_imports(node: ast.AST, found: dict[str, list[ast.AST]]) -> None:
    """Imports that are not at the very top: they bind names of the module all the same."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            _collect_top_level([child], found)
        elif isinstance(child, ast.If | ast.Try | ast.With | ast.For | ast.While | ast.ExceptHandler):
            _collect_nested_imports(child, found)


def _import_the_same(statements: list[ast.AST], name: str) -> bool:
    """Whether each of the statements gives a name the same module, or the same member of one."""
    imported: set[tuple[str | None, int, str]] = set()
    for statement in statements:
        match statement:
            case ast.Import(names=aliases):
                imported |= {
                    (None, 0, each.name if each.asname else name)
                    for each in aliases
                    if (each.asname or each.name.split(".")[0]) == name
                }
            case ast.ImportFrom(module=module, names=aliases, level=level):
                imported |= {
                    (module or "", level, each.name) for each in aliases if (each.asname or each.name) == name
                }
            case _:
                return False
    return len(imported) == 1


def _are_overloads(statements: list[ast.AST]) -> bool:
    """`@overload` signatures followed by the one that runs."""
    if len(statements) < 2:
        return False
    *signatures, last = statements
    return isinstance(last, ast.FunctionDef | ast.AsyncFunctionDef) and all(map(is_overload, signatures))


def is_overload(node: ast.AST | None) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
        decorator_name(each) == "overload" for each in node.decorator_list
    )


def decorator_name(node: ast.expr) -> str:
    """The last part of a decorator's name: `functools.wraps(f)` → `wraps`."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return decorator_name(function)
    return ""


def _member_kind(node: FunctionNode) -> MemberKind:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        decorators = {decorator_name(each) for each in node.decorator_list}
        if "staticmethod" in decorators or node.name == "__new__":
            return MemberKind.STATIC_METHOD
        if "classmethod" in decorators or node.name in ("__init_subclass__", "__class_getitem__"):
            return MemberKind.CLASS_METHOD
    return MemberKind.METHOD


def _parameters(node: FunctionNode, full: str) -> tuple[ParameterSymbol, ...]:
    if isinstance(node, ast.GeneratorExp):
        return (ParameterSymbol(".0", ParameterKind.POSITIONAL_ONLY, False),)
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    missing = len(positional) - len(arguments.defaults)
    defaults: dict[str, ast.expr] = {
        each.arg: arguments.defaults[index - missing]
        for index, each in enumerate(positional)
        if index >= missing
    }
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if default is not None:
            defaults[each.arg] = default
    return tuple(
        _parameter(each, _parameter_kind(each, arguments), defaults.get(each.arg), full)
        for each in all_parameters(arguments)
    )


def _parameter(node: ast.arg, kind: ParameterKind, default: ast.expr | None, full: str) -> ParameterSymbol:
    constant = constant_of(default) if default is not None else None
    needs_global = default is not None and constant is None
    return ParameterSymbol(
        node.arg,
        kind,
        node.annotation is not None,
        node,
        default,
        constant,
        f"{full}.<default>.{node.arg}" if needs_global else None,
    )


def _parameter_kind(node: ast.arg, arguments: ast.arguments) -> ParameterKind:
    if node in arguments.posonlyargs:
        return ParameterKind.POSITIONAL_ONLY
    if node in arguments.kwonlyargs:
        return ParameterKind.KEYWORD_ONLY
    if node is arguments.vararg:
        return ParameterKind.VAR_POSITIONAL
    if node is arguments.kwarg:
        return ParameterKind.VAR_KEYWORD
    return ParameterKind.POSITIONAL_OR_KEYWORD
