"""Which function a method call reaches, and the signatures that overriding methods share."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct

from sluice.compiler.frontend.known_types import Signature
from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.builtin_members import builtin_members
from sluice.compiler.ir.program import MemberKind, ParameterKind
from sluice.compiler.ir.types import DICT, FLOAT, TUPLE, VALUE, Instance, Type
from sluice.compiler.lower.facts import Key
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol, PropertySymbol, is_static_member

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering


class Family(Struct, frozen=True):
    """A method and everything that overrides it. `regular`: all take the same parameters, so that one native
    signature serves them all. `same_names`: under the same names, too, so that keywords mean the same."""

    root: FunctionSymbol
    members: tuple[FunctionSymbol, ...]
    regular: bool
    same_names: bool = True


class Families:
    """Looks methods up and keeps what is believed about signatures."""

    def __init__(self, program: ProgramLowering) -> None:
        self._program = program
        self._families: dict[FunctionSymbol, Family] = {}

    # --- looking up

    def member(
        self, symbol: ClassSymbol, name: str
    ) -> tuple[ClassSymbol, FunctionSymbol | PropertySymbol | None] | None:
        """The class that defines `name` and its method or property there (None: a class variable)."""
        for ancestor in symbol.mro:
            if isinstance(ancestor, str):
                if name in builtin_members(ancestor):
                    return None
                continue
            if name in ancestor.methods:
                return ancestor, ancestor.methods[name]
            if name in ancestor.properties:
                return ancestor, ancestor.properties[name]
            if name in ancestor.variables:
                return ancestor, None
        return None

    def is_overridden(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether a class with instances at or below `symbol` means something else by `name`."""
        found = self.member(symbol, name)
        return any(self.member(each, name) != found for each in self._program.live_below(symbol))

    def is_shadowed(self, symbol: ClassSymbol, name: str) -> bool:
        """Whether an instance attribute of that name may hide the class's."""
        relatives = self._relatives(symbol)
        return name in self._program.names_stored_outside or any(
            each.keeps_dict or name in each.slots for each in relatives
        )

    def _relatives(self, symbol: ClassSymbol) -> list[ClassSymbol]:
        return [*symbol.ancestors, *symbol.descendants]

    # --- signatures

    def family(self, function: FunctionSymbol) -> Family:
        found = self._families.get(function)
        if found is None:
            found = self._make_family(function)
            for member in found.members:
                self._families[member] = found
            self._families[function] = found
        return found

    def _make_family(self, function: FunctionSymbol) -> Family:
        owner = function.owner
        title = function.title
        accessor = owner is not None and owner.methods.get(title) is not function
        if owner is None or accessor or title in ("__init__", "__new__", "__init_subclass__"):
            return Family(function, (function,), True)
        definers = [each for each in owner.ancestors if title in each.methods]
        root = definers[-1]
        members = tuple(each.methods[title] for each in [root, *root.descendants] if title in each.methods)
        shapes = {_shape(each) for each in members}
        roots = {
            [base for base in each.ancestors if title in base.methods][-1]
            for each in [root, *root.descendants]
        }
        names = {tuple(parameter.name for parameter in each.parameters[1:]) for each in members}
        return Family(root.methods[title], members, len(shapes) == 1 and len(roots) == 1, len(names) == 1)

    def parameter_key(self, function: FunctionSymbol, position: int) -> Key:
        family = self.family(function)
        owner = family.root if family.regular else function
        return ("parameter", owner.name, str(position))

    def parameter_type(self, function: FunctionSymbol, position: int) -> Type:
        """What arrives as this parameter in native calls."""
        fixed = self._fixed_parameter(function, position)
        if fixed is not None:
            return fixed
        start = self._common(function, lambda each: self._declared_parameter(each, position))
        kind = self._program.facts.read(self.parameter_key(function, position), start)
        if (
            kind != VALUE
            and self.is_dynamic(function)
            and (kind == FLOAT or not self._holds_its_word(function))
        ):
            return VALUE
        return kind

    def take_one_receiver(self, functions: Iterable[FunctionSymbol]) -> bool:
        """Whether `self` arrives in all of them alike, as an instance or as any value: one native call
        fits them all. It is any value where the class's body uses the function, as `@size.setter` does.
        """
        return len({isinstance(self.parameter_type(each, 0), Instance) for each in functions}) == 1

    def _holds_its_word(self, function: FunctionSymbol) -> bool:
        return function.module.trusted or self._program.tree.strict

    def _fixed_parameter(self, function: FunctionSymbol, position: int) -> Type | None:
        parameter = function.parameters[position]
        if parameter.kind is ParameterKind.VAR_POSITIONAL:
            return TUPLE
        if parameter.kind is ParameterKind.VAR_KEYWORD:
            return DICT
        if position == 0 and function.member_kind is MemberKind.METHOD and function.owner is not None:
            called_by_anything = _is_called_in_body(function) or (
                self._program.has_descriptors and not is_static_member(function)
            )
            known = function.owner.has_own_layout and not called_by_anything
            return Instance(function.owner.name) if known else VALUE
        if function.written_by_compiler or isinstance(function.node, ast.Lambda | ast.GeneratorExp):
            return None if function.written_by_compiler else VALUE
        return None

    def _declared_parameter(self, function: FunctionSymbol, position: int) -> Type:
        parameter = function.parameters[position]
        signature = self._signature(function)
        if not parameter.annotated or signature is None:
            return VALUE
        for name, kind in zip(signature.names, signature.parameters, strict=True):
            if name is not None and name.rpartition("'")[2] == parameter.name:
                return self._program.place(kind)
        known = position < len(signature.parameters)
        return self._program.place(signature.parameters[position]) if known else VALUE

    def result_key(self, function: FunctionSymbol) -> Key:
        family = self.family(function)
        return ("result", (family.root if family.regular else function).name)

    def result_type(self, function: FunctionSymbol) -> Type:
        start = self._common(function, self._declared_result)
        return self._program.facts.read(self.result_key(function), start)

    def _declared_result(self, function: FunctionSymbol) -> Type:
        node = function.node
        if not isinstance(node, ast.FunctionDef) or function.scope.is_generator or node.returns is None:
            return VALUE
        signature = self._signature(function)
        return self._program.place(signature.returned) if signature is not None else VALUE

    def _signature(self, function: FunctionSymbol) -> Signature | None:
        if not isinstance(function.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return None
        return self._program.oracle.signature(function.module.name, function.node)

    def _common(self, function: FunctionSymbol, declared: object) -> Type:
        family = self.family(function)
        if not family.regular:
            return declared(function)  # type: ignore[operator, no-any-return]
        kinds = {declared(each) for each in family.members}  # type: ignore[operator]
        return kinds.pop() if len(kinds) == 1 else VALUE

    # --- calls that only the run can bind

    def is_dynamic(self, function: FunctionSymbol) -> bool:
        return self._program.facts.read(("dynamic", self.family(function).root.name), False)

    def mark_dynamic(self, function: FunctionSymbol) -> None:
        self._program.facts.write(("dynamic", self.family(function).root.name), True)
        self._program.needs_entry[function.name] = None

    def dynamic_members(self, symbol: ClassSymbol) -> list[FunctionSymbol]:
        """Methods of a class that some code may reach by name."""
        found = [
            function for name, function in symbol.methods.items() if self._program.is_looked_up(symbol, name)
        ]
        for name, each in symbol.properties.items():
            if self._program.is_looked_up(symbol, name):
                found += [part for part in (each.getter, each.setter, each.deleter) if part is not None]
        return found


def _shape(function: FunctionSymbol) -> tuple[object, ...]:
    """What must agree between methods that override each other: kinds and defaults of parameters, and whether
    `self` is an instance with a layout of its own."""
    return (
        function.owner is not None and function.owner.has_own_layout,
        *((each.kind, each.constant, each.default is None) for each in function.parameters),
    )


def _is_called_in_body(function: FunctionSymbol) -> bool:
    """Whether the class's body itself uses the function, as a decorator for example: it is no method then."""
    owner = function.owner
    if owner is None or owner.module.trusted:
        return False
    return any(
        isinstance(node, ast.Name) and node.id == function.title
        for statement in owner.node.body
        for part in getattr(statement, "decorator_list", [statement])
        for node in walk(part)
    )
