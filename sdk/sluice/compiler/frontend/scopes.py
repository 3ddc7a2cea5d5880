"""Which variable a name means: CPython's rules for functions, classes and comprehensions.

A comprehension is a scope of its own, but runs in the frame of the function around it (as in Python 3.12);
a generator expression is a function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping
from enum import Enum

from msgspec import Struct, field

from sluice.compiler.frontend.trees import children


class ScopeKind(Enum):
    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"


class Scope(Struct, eq=False):
    """The names of one module, class, function or comprehension.

    `bound`: names that are variables here, in the order of their first binding. `cells`: those of them that
    functions inside use. `free`: variables of functions around that this function (or one inside it)
    uses: name → the scope that owns it. `uses`: names that are read or written here.
    """

    kind: ScopeKind
    node: ast.AST
    parent: Scope | None
    bound: dict[str, int] = field(default_factory=dict)
    uses: dict[str, None] = field(default_factory=dict)
    global_names: set[str] = field(default_factory=set)
    nonlocal_names: set[str] = field(default_factory=set)
    cells: dict[str, None] = field(default_factory=dict)
    free: dict[str, Scope] = field(default_factory=dict)
    uses_class_cell: bool = False
    is_generator: bool = False

    @property
    def frame(self) -> Scope:
        """The function, class or module whose code this runs in."""
        scope = self
        while scope.kind is ScopeKind.COMPREHENSION:
            assert scope.parent is not None
            scope = scope.parent
        return scope

    @property
    def module(self) -> Scope:
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def bind(self, name: str) -> None:
        if name in self.global_names or name in self.nonlocal_names:
            self.uses[name] = None
            if name in self.global_names and self.kind is not ScopeKind.MODULE:
                module = self.module
                module.bound[name] = module.bound.get(name, 0) + 1
            return
        self.bound[name] = self.bound.get(name, 0) + 1

    def owner_of(self, name: str) -> Scope | None:
        """The function or comprehension scope whose variable `name` is here; None: a global or built-in.

        A class's own names are not found here: its body looks them up at run time, in the class and then
        among the globals, and never means a variable of a function around it by them.
        """
        if name in self.global_names or (self.kind is ScopeKind.CLASS and name in self.bound):
            return None
        scope: Scope | None = self
        if name in self.nonlocal_names:
            scope = self.parent
        first = True
        while scope is not None and scope.kind is not ScopeKind.MODULE:
            if not first and name in scope.global_names and scope.kind is not ScopeKind.CLASS:
                return None
            if name in scope.bound and scope.kind is not ScopeKind.CLASS:
                return scope
            first = False
            scope = scope.parent
        return None


def analyse_scopes(tree: ast.Module) -> Mapping[ast.AST, Scope]:
    """A scope for each module, class, function, lambda and comprehension node."""
    analysis = _Analysis()
    analysis.module(tree)
    for scope in analysis.scopes.values():
        _link_free_names(scope)
    return analysis.scopes


def analyse_function(node: ast.FunctionDef, parent: Scope) -> Mapping[ast.AST, Scope]:
    """Scopes of a function that the compiler wrote itself (a dataclass's `__init__`)."""
    analysis = _Analysis()
    analysis.function(node, parent)
    for scope in analysis.scopes.values():
        _link_free_names(scope)
    return analysis.scopes


def _link_free_names(scope: Scope) -> None:
    """Mark captured variables in the scopes that own them and in the functions between."""
    for name in (*scope.uses, *scope.bound):
        owner = scope.owner_of(name)
        if owner is None or owner.frame is scope.frame:
            continue
        owner.cells[name] = None
        between: Scope | None = scope
        while between is not None and between.frame is not owner.frame:
            frame = between.frame
            frame.free[name] = owner
            between = frame.parent


class _Analysis:
    """One walk over a module's tree."""

    def __init__(self) -> None:
        self.scopes: dict[ast.AST, Scope] = {}

    def module(self, tree: ast.Module) -> None:
        scope = self._open(ScopeKind.MODULE, tree, None)
        self._statements(tree.body, scope)

    def _open(self, kind: ScopeKind, node: ast.AST, parent: Scope | None) -> Scope:
        scope = Scope(kind, node, parent)
        self.scopes[node] = scope
        return scope

    def _statements(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self.visit(statement, scope)

    def visit(self, node: ast.AST, scope: Scope) -> None:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                scope.bind(node.name)
                self.function(node, scope)
            case ast.Lambda():
                self._lambda(node, scope)
            case ast.ClassDef():
                scope.bind(node.name)
                self._class(node, scope)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                self._comprehension(node, (node.elt,), scope)
            case ast.DictComp():
                self._comprehension(node, (node.key, node.value), scope)
            case ast.Name():
                self._name(node, scope)
            case ast.NamedExpr():
                self._named(node, scope)
            case ast.Import() | ast.ImportFrom():
                for alias in node.names:
                    scope.bind(alias.asname or alias.name.split(".")[0])
            case ast.ExceptHandler():
                if node.name is not None:
                    scope.bind(node.name)
                self._children(node, scope)
            case ast.MatchAs() | ast.MatchStar():
                if node.name is not None:
                    scope.bind(node.name)
                self._children(node, scope)
            case ast.MatchMapping():
                if node.rest is not None:
                    scope.bind(node.rest)
                self._children(node, scope)
            case ast.AnnAssign():
                self._annotated(node, scope)
            case ast.Global() | ast.Nonlocal():
                pass  # collected when the scope was opened
            case ast.Yield() | ast.YieldFrom():
                scope.frame.is_generator = True
                self._children(node, scope)
            case _:
                self._children(node, scope)

    def _children(self, node: ast.AST, scope: Scope) -> None:
        for child in children(node):
            self.visit(child, scope)

    def _name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            scope.uses[node.id] = None
            if node.id in ("super", "__class__"):
                self._use_class_cell(scope)
        else:
            scope.bind(node.id)

    def _use_class_cell(self, scope: Scope) -> None:
        current: Scope | None = scope
        while current is not None and current.kind is not ScopeKind.MODULE:
            current.uses_class_cell = True
            current = current.parent

    def _named(self, node: ast.NamedExpr, scope: Scope) -> None:
        target = scope
        while target.kind is ScopeKind.COMPREHENSION or isinstance(target.node, ast.GeneratorExp):
            assert target.parent is not None
            if target.kind is not ScopeKind.COMPREHENSION and node.target.id not in target.global_names:
                owner_is_module = target.parent.kind is ScopeKind.MODULE
                names = target.global_names if owner_is_module else target.nonlocal_names
                names.add(node.target.id)
            target.uses[node.target.id] = None
            target = target.parent
        target.bind(node.target.id)
        self.visit(node.value, scope)

    def _annotated(self, node: ast.AnnAssign, scope: Scope) -> None:
        if isinstance(node.target, ast.Name):
            scope.bind(node.target.id)
        else:
            self.visit(node.target, scope)
        if node.value is not None:
            self.visit(node.value, scope)

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, parent: Scope) -> None:
        for outside in (*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(outside, parent)
        scope = self._open(ScopeKind.FUNCTION, node, parent)
        self._parameters(node.args, scope)
        _collect_declarations(node.body, scope)
        self._statements(node.body, scope)

    def _lambda(self, node: ast.Lambda, parent: Scope) -> None:
        for outside in (*node.args.defaults, *filter(None, node.args.kw_defaults)):
            self.visit(outside, parent)
        scope = self._open(ScopeKind.FUNCTION, node, parent)
        self._parameters(node.args, scope)
        self.visit(node.body, scope)

    def _parameters(self, arguments: ast.arguments, scope: Scope) -> None:
        for argument in all_parameters(arguments):
            scope.bind(argument.arg)

    def _class(self, node: ast.ClassDef, parent: Scope) -> None:
        for outside in (*node.decorator_list, *node.bases, *(each.value for each in node.keywords)):
            self.visit(outside, parent)
        scope = self._open(ScopeKind.CLASS, node, parent)
        _collect_declarations(node.body, scope)
        self._statements(node.body, scope)

    def _comprehension(
        self,
        node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp,
        results: tuple[ast.expr, ...],
        parent: Scope,
    ) -> None:
        is_generator = isinstance(node, ast.GeneratorExp)
        kind = ScopeKind.FUNCTION if is_generator else ScopeKind.COMPREHENSION
        self.visit(node.generators[0].iter, parent)
        scope = self._open(kind, node, parent)
        scope.is_generator = is_generator
        for position, generator in enumerate(node.generators):
            self.visit(generator.target, scope)
            if position:
                self.visit(generator.iter, scope)
            for condition in generator.ifs:
                self.visit(condition, scope)
        for result in results:
            self.visit(result, scope)


def all_parameters(arguments: ast.arguments) -> list[ast.arg]:
    """In CPython's order: positional-only, positional, keyword-only, *args, **kwargs."""
    found = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    if arguments.vararg is not None:
        found.append(arguments.vararg)
    if arguments.kwarg is not None:
        found.append(arguments.kwarg)
    return found


def _collect_declarations(statements: Iterable[ast.AST], scope: Scope) -> None:
    """`global` and `nonlocal` hold for the whole scope, wherever they stand."""
    for statement in statements:
        match statement:
            case ast.Global(names=names):
                scope.global_names.update(names)
            case ast.Nonlocal(names=names):
                scope.nonlocal_names.update(names)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() | ast.Lambda():
                pass
            case _:
                _collect_declarations(
                    (
                        each
                        for each in children(statement)
                        if isinstance(each, ast.stmt | ast.ExceptHandler | ast.match_case)
                    ),
                    scope,
                )
