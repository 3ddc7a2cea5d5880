"""What is known about classes beyond their statements: slots' types, special methods, overriding."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.types import BOOL, FLOAT, INT64, VALUE, Instance, Type
from sluice.compiler.lower.class_items import is_subscripted
from sluice.compiler.lower.class_stores import is_self, stored_by_loose_functions, stores_of
from sluice.compiler.lower.descriptors import calls_for_objects, makes_descriptors
from sluice.compiler.lower.filter_kinds import FILTER_CLASSES
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol
from sluice.compiler.lower.unsure_variables import unsure_variables

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering


class ClassFacts:
    """Answers about classes, remembered."""

    def __init__(self, program: ProgramLowering) -> None:
        self._program = program
        self._unsure: dict[ClassSymbol, frozenset[str]] = {}
        self._always_set: dict[ClassSymbol, frozenset[str]] = {}
        trees = [module.tree for module in program.tree.modules.values() if not module.trusted]
        stored = [
            node
            for tree in trees
            for node in walk(tree)
            if isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)
        ]
        self.deleted = {node.attr for node in stored if isinstance(node.ctx, ast.Del)}
        methods = {
            name
            for each in program.classes.classes.values()
            if not each.module.trusted
            for name in each.methods
        }
        self.stored_outside = {
            name
            for tree in trees
            for node in walk(tree)
            for receiver, name in stores_of(node)
            if name in methods or not is_self(receiver)
        }
        self.stored_outside.update(name for tree in trees for name in stored_by_loose_functions(tree))
        self.subscripts_classes = any(map(is_subscripted, program.classes.classes.values()))
        self.replaces_stdout = "stdout" in self.stored_outside and "sys" in program.names.modules
        self.has_descriptors = calls_for_objects(program.names) or any(
            makes_descriptors(program.names, each) for each in program.classes.classes.values()
        )

    # --- special methods

    def special(self, symbol: ClassSymbol, name: str) -> FunctionSymbol | None:
        """The method of that name in the class or its bases of the program."""
        found = self._program.families.member(symbol, name)
        return found[1] if found is not None and isinstance(found[1], FunctionSymbol) else None

    def is_abstract(self, symbol: ClassSymbol) -> bool:
        """Whether some method is still abstract, so that instances are refused (TypeError)."""
        return bool(self.abstract_members(symbol))

    def abstract_members(self, symbol: ClassSymbol) -> list[str]:
        """The names that are still abstract, sorted."""
        if not any(self._marks_abstract(each) for each in symbol.ancestors):
            return []
        names = {name for each in symbol.ancestors for name in (*each.methods, *each.properties)}
        names |= {name for each in symbol.ancestors for name in _abstract_generics(each)}
        return sorted(name for name in names if self._is_abstract_member(symbol, name))

    def _marks_abstract(self, symbol: ClassSymbol) -> bool:
        return (
            symbol.is_protocol
            or any(
                isinstance(base, ast.Name | ast.Attribute) and ast.unparse(base).endswith("ABC")
                for base in symbol.node.bases
            )
            or any(keyword.arg == "metaclass" for keyword in symbol.node.keywords)
        )

    def _is_abstract_member(self, symbol: ClassSymbol, name: str) -> bool:
        from sluice.compiler.lower.module_names import decorator_name

        found = self._program.families.member(symbol, name)
        if found is None or found[1] is None:
            return found is not None and name in _abstract_generics(found[0])
        function = found[1] if isinstance(found[1], FunctionSymbol) else found[1].getter
        node = function.node
        return isinstance(node, ast.FunctionDef) and any(
            decorator_name(each) == "abstractmethod" for each in node.decorator_list
        )

    def has_subclasses_of(self, builtin: str) -> bool:
        """Whether there are instances of a class of the program that derives from a built-in one."""
        return self._program.facts.read(("derived", f"builtins.{builtin}"), False)

    def overrides_builtin(self, builtin: str, name: str) -> bool:
        """Whether a class of the program gives a built-in type's method another meaning."""
        wanted = f"builtins.{builtin}"
        return self.has_subclasses_of(builtin) and any(
            wanted in symbol.mro and any(name in each.scope.bound for each in symbol.ancestors)
            for symbol in self._program.classes.classes.values()
        )

    def may_lack(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether the class's own body may leave the variable without a value."""
        found = self._unsure.get(symbol)
        if found is None:
            found = frozenset() if symbol.module.trusted else unsure_variables(symbol.node.body)
            self._unsure[symbol] = found
        return name in found

    # --- slots

    def slot_owner(self, symbol: ClassSymbol, name: str) -> ClassSymbol | None:
        """The class highest up that has the slot; its place is the same for all below."""
        owners = [each for each in symbol.ancestors if name in each.slots]
        return owners[-1] if owners else None

    def slot_type(self, owner: ClassSymbol, name: str) -> Type:
        program = self._program
        if program.config_classes and name == "config" and owner.name in FILTER_CLASSES:
            first, *others = program.config_classes.values()
            return (
                VALUE if first is None or any(each is not first for each in others) else Instance(first.name)
            )
        kind = program.facts.read(("slot", owner.name, name), self._start(owner, name))
        if kind == VALUE:
            return VALUE
        stored = program.facts.read(("stored by name", name), False) or program.facts.read(
            ("stored by name", "*"), False
        )
        holds_its_word = owner.module.trusted or (program.tree.strict and owner.slots[name].annotated)
        if stored and (kind in (BOOL, FLOAT) or not holds_its_word):
            return VALUE
        return kind

    def _start(self, owner: ClassSymbol, name: str) -> Type:
        known = self._program.oracle.attribute_type(owner.module.name, owner.node, name)
        if known is None:
            return VALUE
        kind = self._program.place(known)
        if kind == INT64 or (kind in (BOOL, FLOAT) and not self.is_always_set(owner, name)):
            return VALUE
        return kind

    def is_always_set(self, owner: ClassSymbol, name: str) -> bool:
        """Whether `__init__` certainly sets the slot before anyone can read it, in every class below."""
        if name in self.deleted or "*" in self.deleted:
            return False
        known = self._always_set.get(owner)
        if known is None:
            known = self._find_always_set(owner)
            self._always_set[owner] = known
        return name in known

    def _find_always_set(self, owner: ClassSymbol) -> frozenset[str]:
        init = owner.methods.get("__init__")
        if init is None or not isinstance(init.node, ast.FunctionDef) or not owner.has_own_layout:
            return frozenset()
        if owner.is_exception or not all(self._calls_up(each) for each in owner.descendants):
            return frozenset()
        family = (*owner.ancestors, *owner.descendants)
        if not init.written_by_compiler and any(_stores_in_its_own_way(each) for each in family):
            return frozenset()
        return _set_first(init.node)

    def _calls_up(self, symbol: ClassSymbol) -> bool:
        """Whether a subclass has no `__init__`, or one that calls `super().__init__` first."""
        if len(symbol.bases) != 1 or "__new__" in symbol.methods:
            return False
        init = symbol.methods.get("__init__")
        if init is None:
            return "__init__" not in symbol.scope.bound
        assert isinstance(init.node, ast.FunctionDef)
        body = [each for each in init.node.body if not _is_docstring(each)]
        return bool(body) and _is_super_init(body[0])


def _stores_in_its_own_way(symbol: ClassSymbol) -> bool:
    """Whether the author wrote a `__setattr__`, which may store or not."""
    method = symbol.methods.get("__setattr__")
    return "__setattr__" in symbol.scope.bound and not (method is not None and method.written_by_compiler)


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_super_init(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(
            value=ast.Call(func=ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr="__init__"))
        ):
            return True
    return False


def _set_first(init: ast.FunctionDef) -> frozenset[str]:
    """Attributes that the start of `__init__` sets, before anything else may see the instance."""
    if not init.args.args:
        return frozenset()
    me = init.args.args[0].arg
    found: set[str] = set()
    for statement in init.body:
        target = _plain_store(statement, me)
        if target is not None and not _escapes(statement, me, found):
            found.add(target)
        elif (_mentions(statement, me) and not _is_super_init(statement)) or any(
            isinstance(each, ast.Return) for each in walk(statement)
        ):
            break
    return frozenset(found)


def _plain_store(statement: ast.stmt, me: str) -> str | None:
    match statement:
        case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=name), attr=attribute)]) if name == me:
            return attribute
        case ast.AnnAssign(
            target=ast.Attribute(value=ast.Name(id=name), attr=attribute), value=ast.expr()
        ) if name == me:
            return attribute
    return None


def _mentions(node: ast.AST, me: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == me for each in walk(node))


def _escapes(statement: ast.stmt, me: str, known: set[str]) -> bool:
    """Whether the stored expression uses the instance other than by attributes that are set already."""
    assert isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None
    allowed = {
        id(each.value)
        for each in walk(statement.value)
        if isinstance(each, ast.Attribute) and each.attr in known
    }
    called = {id(each.func) for each in walk(statement.value) if isinstance(each, ast.Call)}
    for each in walk(statement.value):
        if isinstance(each, ast.Name) and each.id == me and id(each) not in allowed:
            return True
        if not isinstance(each, ast.Attribute) or id(each) not in called:
            continue
        if isinstance(each.value, ast.Name) and each.value.id == me:
            return True
    return False


def _abstract_generics(symbol: ClassSymbol) -> set[str]:
    """Abstract methods under `@singledispatchmethod`, which are variables of the class."""
    from sluice.compiler.lower.module_names import decorator_name

    wanted = ["singledispatchmethod", "abstractmethod"]
    return {
        each.name
        for each in symbol.node.body
        if isinstance(each, ast.FunctionDef) and list(map(decorator_name, each.decorator_list)) == wanted
    }
