"""The program's classes: bases, resolution order, members and slots, found by reading class statements."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.scopes import ScopeKind
from sluice.compiler.frontend.sources import SourceModule, checked_names
from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.program import MemberKind
from sluice.compiler.lower.class_bases import Bases
from sluice.compiler.lower.class_faults import ClassFaultError, raise_in_body
from sluice.compiler.lower.class_layouts import check_layout
from sluice.compiler.lower.class_stores import find_stores_on_classes
from sluice.compiler.lower.class_titles import take_titles
from sluice.compiler.lower.dataclasses import Field, expand_dataclass
from sluice.compiler.lower.enums import expand_enum
from sluice.compiler.lower.instance_dicts import choose_slots
from sluice.compiler.lower.module_names import NameTable, decorator_name, is_overload
from sluice.compiler.lower.named_tuples import expand_named_tuple
from sluice.compiler.lower.orderings import expand_total_ordering
from sluice.compiler.lower.symbols import (
    ClassSymbol,
    FunctionSymbol,
    PropertySymbol,
    SlotSymbol,
)
from sluice.compiler.lower.written import add_variable, place_like


class ClassModel:
    """All classes by full name, in an order in which bases come first."""

    def __init__(self, names: NameTable) -> None:
        self._names = names
        self.classes: dict[str, ClassSymbol] = {}
        self._by_checked_name: dict[str, str] = {}
        self._bases = Bases(names, self.classes, self._make)
        self.fields: dict[ClassSymbol, tuple[Field, ...]] = {}
        for module in names.tree.order:
            source = names.tree.modules[module]
            for node in walk(source.tree):
                if isinstance(node, ast.ClassDef):
                    self._make(source, node)
        choose_slots(names, self.classes, self.fields)
        for symbol in self.classes.values():
            _find_displaced(symbol)
        find_stores_on_classes(names, list(self.classes.values()))

    def find(self, checked_name: str) -> ClassSymbol | None:
        """The class that mypy calls by this name."""
        name = self._by_checked_name.get(checked_name)
        return self.classes.get(name) if name is not None else None

    def _make(self, module: SourceModule, node: ast.ClassDef) -> ClassSymbol:
        known = self._names.modules[module.name].classes.get(node)
        if known is not None:
            return known
        full, title = self._names.modules[module.name].full_names[node]
        symbol = ClassSymbol(full, title, module, node, module.scopes[node])
        self._names.modules[module.name].classes[node] = symbol
        parent = symbol.scope.parent
        symbol.is_local = parent is not None and parent.kind is not ScopeKind.MODULE
        self._bases.find(symbol)
        if not module.trusted and self._names.mentions("__doc__"):
            _keep_doc(symbol)
        if not module.trusted:
            _check_class_variable(symbol)
            take_titles(symbol)
        try:
            self._expand(symbol)
        except ClassFaultError as fault:
            raise_in_body(symbol, fault)
        if self._names.mentions("__hash__"):
            _take_hash_away(symbol)
        _find_slots(symbol)
        self.classes[full] = symbol
        for checked in checked_names(module):
            name = f"{checked}{full.removeprefix(module.name)}".replace(".<locals>", "")
            self._by_checked_name[name] = full
        for base in symbol.bases:
            if isinstance(base, ClassSymbol):
                base.subclasses.append(symbol)
        return symbol

    def _expand(self, symbol: ClassSymbol) -> None:
        """The parts that the language, a base or the decorator give the class."""
        try:
            expand_enum(self._names, symbol)
            if symbol.is_named_tuple:
                expand_named_tuple(self._names, symbol)
        finally:
            self._find_members(symbol)
        if symbol in self._bases.faults:
            raise self._bases.faults[symbol]
        if not symbol.module.trusted:
            check_layout(symbol)
        expand_dataclass(self._names, symbol, self.fields, self._bases.resolve)
        expand_total_ordering(self._names, symbol)

    # --- members

    def _find_members(self, symbol: ClassSymbol) -> None:
        bindings = symbol.scope.bound
        defined = [
            each
            for each in symbol.node.body
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef) and each.name in bindings
        ]
        capturing = {
            each.name for each in defined if self._names.function(symbol.module, each, symbol).captures
        }
        for statement in defined:
            if statement.name not in capturing or not self._is_accessor(statement):
                self._find_method(symbol, statement, bindings, capturing)
        for name in bindings:
            if name not in symbol.methods and name not in symbol.properties and _has_value(symbol.node, name):
                symbol.variables[name] = f"{symbol.name}.{name}"

    def _find_method(
        self,
        symbol: ClassSymbol,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        bindings: dict[str, int],
        capturing: set[str],
    ) -> None:
        """`capturing`: names of functions that exist only as closures; properties of them are objects."""
        if is_overload(node):
            bindings[node.name] -= 1
            return
        decorators = [decorator_name(each) for each in node.decorator_list]
        function = self._names.function(symbol.module, node, symbol)
        if self._is_accessor(node):
            self._find_accessor(symbol, node, function)
        elif node.name in capturing:
            return
        elif decorators == ["property"] and self._is_property(symbol, node):
            symbol.properties[node.name] = PropertySymbol(function)
        elif bindings[node.name] != 1 or function.captures:
            return
        elif all(
            each in ("staticmethod", "classmethod", "abstractmethod", "override", "final")
            for each in decorators
        ):
            symbol.methods[node.name] = function
        elif set(decorators) == {"property", "abstractmethod"}:
            symbol.properties[node.name] = PropertySymbol(function)

    def _is_property(self, symbol: ClassSymbol, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        return self._bases.is_builtin(symbol, node.decorator_list[0], "property")

    def _is_accessor(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        return len(node.decorator_list) == 1 and (
            isinstance(node.decorator_list[0], ast.Attribute)
            and node.decorator_list[0].attr in ("setter", "deleter", "getter")
        )

    def _find_accessor(
        self, symbol: ClassSymbol, node: ast.FunctionDef | ast.AsyncFunctionDef, function: FunctionSymbol
    ) -> None:
        decorator = node.decorator_list[0]
        assert isinstance(decorator, ast.Attribute)
        known = symbol.properties.get(node.name)
        if known is None:
            raise refusal(
                Code.DECORATOR,
                symbol.module.span(decorator),
                f"`{ast.unparse(decorator)}` needs a property of that name in the same class",
            )
        match decorator.attr:
            case "setter":
                symbol.properties[node.name] = PropertySymbol(known.getter, function, known.deleter)
            case "deleter":
                symbol.properties[node.name] = PropertySymbol(known.getter, known.setter, function)
            case _:
                symbol.properties[node.name] = PropertySymbol(function, known.setter, known.deleter)


def _check_class_variable(symbol: ClassSymbol) -> None:
    if "__class__" in symbol.scope.bound:
        raise refusal(
            Code.CLASS_FORM,
            symbol.module.span(symbol.node),
            f"`__class__` of {symbol.title} would be what `isinstance` believes, which is not compiled; "
            "derive from the class instead",
        )


def _keep_doc(symbol: ClassSymbol) -> None:
    """`__doc__` as a class variable of its own: None where the class has no docstring."""
    if "__doc__" in symbol.scope.bound:
        return
    node = ast.Assign(
        [ast.Name("__doc__", ast.Store())], ast.Constant(ast.get_docstring(symbol.node, clean=False))
    )
    place_like(node, symbol.node)
    symbol.node.body.insert(0, node)
    symbol.scope.bind("__doc__")


def _take_hash_away(symbol: ClassSymbol) -> None:
    """`__hash__` is None in a class that has only `__eq__`."""
    bound = symbol.scope.bound
    if bound.get("__eq__") and not bound.get("__hash__"):
        add_variable(symbol, "__hash__", ast.Constant(None))


def _has_value(node: ast.ClassDef, name: str) -> bool:
    """False for a bare annotation `name: type`, which makes no class variable."""
    for statement in node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=bound), value=None) if bound == name:
                continue
            case _:
                pass
        for each in walk(statement):
            match each:
                case ast.Name(id=bound, ctx=ast.Store()) if bound == name:
                    return True
                case ast.MatchAs(name=caught) | ast.MatchStar(name=caught) | ast.MatchMapping(rest=caught):
                    if caught == name:
                        return True
                case (
                    ast.FunctionDef(name=bound) | ast.AsyncFunctionDef(name=bound) | ast.ClassDef(name=bound)
                ):
                    if bound == name:
                        return True
                case ast.alias() if (each.asname or each.name.split(".")[0]) == name:
                    return True
                case _:
                    pass
    return False


def _find_slots(symbol: ClassSymbol) -> None:
    """Attributes that the class's own code gives to `self`, and those that it declares."""
    for statement in symbol.node.body:
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name) as target, annotation=annotation):
                if not _is_class_variable(annotation):
                    slot = symbol.slots.setdefault(name, SlotSymbol(name))
                    slot.annotated = True
                    slot.nodes.insert(0, target)
            case ast.Assign(targets=[ast.Name(id="__slots__")], value=value):
                _declare_slots(symbol, value)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if (
                statement.args.args or statement.args.posonlyargs
            ):
                if "staticmethod" not in map(decorator_name, statement.decorator_list) and (
                    "classmethod" not in map(decorator_name, statement.decorator_list)
                ):
                    first = (*statement.args.posonlyargs, *statement.args.args)[0].arg
                    _find_self_stores(symbol, statement, first)
            case _:
                pass
    inherited = {name for base in symbol.ancestors[1:] for name in base.properties} | set(symbol.properties)
    if not symbol.closed:  # what stands before a method is found as what stores from outside make
        inherited |= {name for base in symbol.ancestors for name in base.methods}
    for name in inherited & set(symbol.slots):
        del symbol.slots[name]


def _is_class_variable(annotation: ast.expr) -> bool:
    match annotation:
        case ast.Subscript(value=value):
            return _is_class_variable(value)
        case ast.Name(id="ClassVar") | ast.Attribute(attr="ClassVar"):
            return True
        case ast.Constant(value=str() as text):
            return text.startswith(("ClassVar", "typing.ClassVar"))
    return False


def _declare_slots(symbol: ClassSymbol, value: ast.expr) -> None:
    items = value.elts if isinstance(value, ast.Tuple | ast.List | ast.Set) else [value]
    for item in items:
        if isinstance(item, ast.Constant) and isinstance(item.value, str):
            symbol.slots.setdefault(item.value, SlotSymbol(item.value))
    symbol.closed = not any(
        isinstance(each, ast.Constant) and each.value == "__dict__" for each in items
    ) and all(not isinstance(base, ClassSymbol) or base.closed for base in symbol.mro[1:])


def _find_self_stores(symbol: ClassSymbol, method: ast.AST, first: str) -> None:
    for node in walk(method):
        if not isinstance(node, (ast.Attribute, ast.AnnAssign)):
            continue  # nearly all of them: patterns take longer
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Store()) if name == first:
                if not symbol.closed or attribute in symbol.slots:
                    slot = symbol.slots.setdefault(attribute, SlotSymbol(attribute))
                    slot.nodes.append(node)
            case ast.AnnAssign(target=ast.Attribute(value=ast.Name(id=name), attr=attribute)) if (
                name == first
            ):
                if attribute in symbol.slots:
                    symbol.slots[attribute].annotated = True
                else:
                    symbol.slots[attribute] = SlotSymbol(attribute, True)
            case _:
                pass


def _find_displaced(symbol: ClassSymbol) -> None:
    """Classes whose slots lie elsewhere in an instance of `symbol` than in their own."""
    primary: set[ClassSymbol] = set()
    current: ClassSymbol | str | None = symbol
    while isinstance(current, ClassSymbol):
        primary.add(current)
        current = next((base for base in current.bases if isinstance(base, ClassSymbol)), None)
    for ancestor in symbol.ancestors:
        if ancestor not in primary or ancestor.head != symbol.head:
            ancestor.displaced = True


def member_kind_of(symbol: ClassSymbol, name: str) -> MemberKind | None:
    """What `name` is in this class itself."""
    if name in symbol.methods:
        return symbol.methods[name].member_kind
    if name in symbol.properties:
        return MemberKind.PROPERTY
    return MemberKind.VARIABLE if name in symbol.variables else None
