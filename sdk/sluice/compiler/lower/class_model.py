"""The program's classes: bases, resolution order, members and slots, found by reading class statements."""

from __future__ import annotations

import ast
import builtins

from sluice.compiler.diagnostics import Code, refusal
from sluice.compiler.frontend.abstract_bases import ABSTRACT_BASES, MODULE, last_name
from sluice.compiler.frontend.scopes import ScopeKind
from sluice.compiler.frontend.sources import SourceModule, checked_names
from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.program import MemberKind
from sluice.compiler.lower.class_faults import ClassFaultError, raise_in_body
from sluice.compiler.lower.class_items import check_item_as_base
from sluice.compiler.lower.class_layouts import check_layout
from sluice.compiler.lower.class_stores import find_stores_on_classes
from sluice.compiler.lower.class_titles import take_titles
from sluice.compiler.lower.dataclasses import Field, expand_dataclass
from sluice.compiler.lower.decorated_classes import stays_a_class
from sluice.compiler.lower.enums import expand_enum
from sluice.compiler.lower.final_classes import final_title, final_title_of_type
from sluice.compiler.lower.instance_dicts import choose_slots
from sluice.compiler.lower.module_names import NameTable, decorator_name, is_overload
from sluice.compiler.lower.named_tuples import NAMED_TUPLE, expand_named_tuple
from sluice.compiler.lower.nearest_class import find_nearest_class
from sluice.compiler.lower.orderings import expand_total_ordering
from sluice.compiler.lower.protocol_faults import protocol_fault
from sluice.compiler.lower.star_imports import refuse_star
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    ClassSymbol,
    FunctionSymbol,
    ModuleSymbol,
    PropertySymbol,
    SlotSymbol,
    Symbol,
    TypingSymbol,
)
from sluice.compiler.lower.written import add_variable, place_like

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


class ClassModel:
    """All classes by full name, in an order in which bases come first."""

    def __init__(self, names: NameTable) -> None:
        self._names = names
        self.classes: dict[str, ClassSymbol] = {}
        self._by_checked_name: dict[str, str] = {}
        self._base_faults: dict[ClassSymbol, ClassFaultError] = {}
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
        self._find_bases(symbol)
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
        if symbol in self._base_faults:
            raise self._base_faults[symbol]
        if not symbol.module.trusted:
            check_layout(symbol)
        expand_dataclass(self._names, symbol, self.fields, self._resolve)
        expand_total_ordering(self._names, symbol)

    # --- bases

    def _find_bases(self, symbol: ClassSymbol) -> None:
        self._check_keywords(symbol)
        bases: list[ClassSymbol | str] = []
        for node in symbol.node.bases:
            base = self._base(symbol, node)
            if base is not None:
                bases.append(base)
        symbol.bases = tuple(bases) or ("builtins.object",)
        fault = protocol_fault(symbol)
        if fault is not None:
            self._base_faults.setdefault(symbol, fault)
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
        found = self._resolve(symbol, node)
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
            self._base_faults[symbol] = ClassFaultError(symbol, "TypeError", text, advice=advice)
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
            case ast.Call(func=function, args=[argument]) if self._is_builtin(symbol, function, "type"):
                return final_title_of_type(argument)
            case _:
                return final_title(found)

    def _resolve(self, symbol: ClassSymbol, node: ast.expr) -> Symbol | None:
        """A base, which may be a class of the same function or class body."""
        match node:
            case ast.Subscript(value=value):
                return self._resolve(symbol, value)
            case ast.Name(id=name):
                inner = self._local_class(symbol, name)
                if inner is not None:
                    return inner
                return self._global_base(symbol.module, name, symbol.node.lineno)
            case ast.Attribute(value=value, attr=name):
                owner = self._resolve(symbol, value)
                if isinstance(owner, ModuleSymbol):
                    self._make_all(owner.name)
                    return self._names.member_of(owner.name, name)
                if isinstance(owner, ClassSymbol):
                    return self.classes.get(f"{owner.name}.{name}")
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
        elif decorators == ["property"] and self._is_builtin(symbol, node.decorator_list[0], "property"):
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

    def _is_builtin(self, symbol: ClassSymbol, node: ast.expr, name: str) -> bool:
        found = self._resolve(symbol, node)
        return isinstance(found, BuiltinClass) and found.name == f"builtins.{name}"

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
