"""The function that is being lowered: its builder, its variables, what it may believe about types."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from sluice.compiler.diagnostics import Code, CompileError, refusal
from sluice.compiler.frontend.scopes import Scope
from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.frontend.trees import walk
from sluice.compiler.ir.ops import (
    CheckSet,
    ClassConstant,
    LoadGlobal,
    NoneConstant,
    NothingConstant,
    Operand,
    Register,
    StoreGlobal,
)
from sluice.compiler.ir.program import Parameter
from sluice.compiler.ir.types import (
    BOOL,
    CELL,
    FLOAT,
    FUNCTION,
    INT,
    INT64,
    VALUE,
    Instance,
    Maybe,
    Type,
    is_pointer,
)
from sluice.compiler.lower.builder import FunctionBuilder
from sluice.compiler.lower.exits import Exit
from sluice.compiler.lower.facts import Key
from sluice.compiler.lower.representation import holds, is_any, join
from sluice.compiler.lower.symbols import ClassSymbol, FunctionSymbol
from sluice.compiler.primitives.language_ops import CELL_GET, CELL_NEW, CELL_SET
from sluice.compiler.primitives.object_ops import BIND_FOUND

if TYPE_CHECKING:
    from sluice.compiler.lower.program import ProgramLowering


class Local(Struct):
    """A variable of the function: a register, or a cell that closures share. `always_set`: a parameter."""

    register: Register
    is_cell: bool = False
    always_set: bool = False


_NO_FUNCTIONS = (NothingConstant, NoneConstant, ClassConstant)
_COMPARISONS = frozenset(("__eq__", "__lt__", "__le__", "__gt__", "__ge__"))


class Frame:
    """One function (or a module's top level) while it is lowered.

    `trusted`: mypy's types of expressions hold here, so that a value may be checked once and then used as
    what mypy says. Elsewhere only what the lowering itself has seen counts.
    """

    def __init__(
        self,
        program: ProgramLowering,
        module: SourceModule,
        name: str,
        scope: Scope,
        *,
        symbol: FunctionSymbol | None = None,
        trusted: bool,
    ) -> None:
        self.program = program
        self.module = module
        self.name = name
        self.scope = scope
        self.symbol = symbol
        self.trusted = trusted
        self.builder = FunctionBuilder(program.has_own_truth)
        self.result: Type = VALUE
        self.exits: list[Exit] = []
        self.locals: dict[tuple[Scope, str], Local] = {}
        self.class_scopes: dict[Scope, ClassSymbol] = {}
        self.defined: set[str] = set()
        habits = program.habits_of(scope.node)
        self.walrus_names = habits.walrus
        self.deleted_names = habits.deleted
        self.named_classes = habits.named_classes
        self.read_dicts = habits.read_dicts
        self.certain_floats = habits.certain_floats
        self.numbers: dict[Scope, int] = {}
        self.expects_import_error = False

    # --- places and messages

    def at(self, node: ast.AST) -> None:
        """What is emitted from now on belongs to this node's line."""
        line = getattr(node, "lineno", 0)
        if line:
            self.builder.line = line

    def refuse(self, code: Code, node: ast.AST, message: str) -> CompileError:
        return refusal(code, self.module.span(node), message)

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[None]:
        """Names mean what they mean in `scope`: a comprehension or class body of this function."""
        before = self.scope
        self.scope = scope
        yield
        self.scope = before

    # --- types

    def known_type(self, node: ast.expr) -> Type:
        """What mypy proves about an expression, where it may be believed; VALUE elsewhere."""
        if not self.trusted:
            return VALUE
        return self.program.representation(self.program.oracle.expression_type(self.module.name, node))

    def refine(self, node: ast.expr, operand: Operand) -> Operand:
        """The operand as what mypy says that it is, checked. A `float` may be an int, so it stays a VALUE."""
        if operand.type != VALUE or _ends_in_sum(node):
            return operand
        kind = self.known_type(node)
        if kind in (VALUE, FLOAT):
            return operand
        return self.builder.convert(operand, kind)

    def refine_local(self, node: ast.expr, operand: Operand) -> Operand:
        """The same where Python goes on whatever the value is, as in `node.link is None`.

        mypy narrows attributes and globals that a call in between may have changed: those stay as they are.
        """
        is_own = isinstance(node, ast.Name) and self.scope.owner_of(node.id) is self.scope
        may_change = isinstance(node, ast.Attribute | ast.Name) and not is_own
        return operand if may_change else self.refine(node, operand)

    def known_other(self, node: ast.expr, operand: Operand) -> Operand:
        """The operand whose attribute is read, `other` in a comparison that a dataclass was given: that has
        asked before whether both are of one class.
        """
        symbol = self.symbol
        if symbol is None or not symbol.written_by_compiler or symbol.title not in _COMPARISONS:
            return operand
        owner = symbol.owner
        is_other = operand.type == VALUE and isinstance(node, ast.Name) and node.id == "other"
        if is_other and owner in self.program.classes.fields and owner is not None and owner.has_own_layout:
            return self.builder.convert(operand, Instance(owner.name))
        return operand

    def coerce(self, operand: Operand, kind: Type) -> Operand:
        """The operand as `kind`; where that is not certain, checked at run time (TypeError)."""
        if operand.type == kind:
            return operand
        if holds(kind, operand.type) or operand.type == VALUE or self.is_upcast(operand.type, kind):
            return self.builder.convert(operand, kind)
        if kind == INT64 and operand.type in (INT, BOOL):
            return self.builder.convert(self.builder.convert(operand, INT), INT64)
        if kind == BOOL:
            return self.builder.convert(self.builder.box(operand), BOOL)
        return self.builder.convert(self.builder.box(operand), kind)

    def is_upcast(self, source: Type, target: Type) -> bool:
        if not (isinstance(source, Instance) and isinstance(target, Instance | Maybe)):
            return False
        below = self.program.classes.classes[source.class_name]
        return any(each.name == target.class_name for each in below.ancestors)

    def fit(
        self,
        key: Key,
        kind: Type,
        operand: Operand,
        node: ast.expr | None,
        *,
        annotated: bool,
        is_guess: bool = False,
    ) -> Operand:
        """The operand for a place that holds `kind` now; weakens the place where it does not fit.

        A value of unknown type is checked where the place's type is the author's word and mypy does not
        object; elsewhere the place becomes dynamic. `is_guess`: the type is what the place received first.
        """
        is_none = isinstance(kind, Maybe) and isinstance(operand, NoneConstant)
        if holds(kind, operand.type) or self.is_upcast(operand.type, kind) or is_none:
            return self.builder.convert(operand, kind)
        if (
            operand.type == VALUE
            and kind not in (FLOAT, INT64)
            and not is_guess
            and self._may_check(node, annotated=annotated)
        ):
            return self.builder.convert(operand, kind)
        if self.builder.live:
            self.program.facts.write(key, join(kind, operand.type))
        return (
            self.coerce(operand, kind)
            if kind != FLOAT
            else self.builder.convert(self.builder.box(operand), kind)
        )

    def _may_check(self, node: ast.expr | None, *, annotated: bool) -> bool:
        if self.trusted and (annotated or self.module.trusted):
            return True
        if self.program.tree.strict and annotated:
            return True
        if node is None:
            return False
        known = self.program.oracle.expression_type(self.module.name, node)
        return not is_any(known) and (annotated or self.trusted)

    # --- local variables

    def local(self, owner: Scope, name: str, start: Type = VALUE) -> Local:
        """The variable, made on first sight with the type that is believed of it."""
        found = self.locals.get((owner, name))
        if found is None:
            if name in owner.cells:
                register = self.builder.register(CELL, name)
                found = Local(register, is_cell=True)
            else:
                kind = self.program.facts.read(self.local_key(owner, name), start)
                found = Local(self.builder.register(kind, name))
            self.locals[(owner, name)] = found
        return found

    def local_key(self, owner: Scope, name: str) -> Key:
        number = self.numbers.setdefault(owner, len(self.numbers))
        return ("local", self.name, str(number), name)

    def load_local(self, owner: Scope, name: str, node: ast.expr | None) -> Operand:
        variable = self.local(owner, name, self._declared(node))
        free = owner is not self.scope  # a comprehension is a function of its own in CPython
        if variable.is_cell:
            value = self.builder.register(VALUE)
            loaded = self.builder.call(CELL_GET, variable.register)
            self.builder.assign(value, loaded)
            if not variable.always_set:
                self.builder.emit(CheckSet(value, name, free, self.builder.line))
            return value
        if not variable.always_set:
            self.builder.emit(CheckSet(variable.register, name, free, self.builder.line))
        if isinstance(variable.register.type, Maybe):
            return self.builder.loaded(variable.register)
        if name in self.walrus_names:
            return self.builder.copy(variable.register)
        return variable.register

    def store_local(
        self,
        owner: Scope,
        name: str,
        operand: Operand,
        node: ast.expr | None = None,
        value: ast.expr | None = None,
    ) -> None:
        if name in owner.cells:
            self.builder.call(CELL_SET, self.local(owner, name).register, self.builder.box(operand))
            return
        declared = self._declared(node)
        is_guess = node is not None and declared == VALUE
        if declared == VALUE or (declared == INT and operand.type == INT64):
            declared = operand.type
        variable = self.local(owner, name, declared)
        kind = variable.register.type
        if isinstance(operand, NothingConstant):
            self.builder.assign(variable.register, NothingConstant(kind))
            return
        fitted = self.fit(
            self.local_key(owner, name), kind, operand, value, annotated=self.trusted, is_guess=is_guess
        )
        self.builder.assign(variable.register, fitted)

    def _declared(self, node: ast.expr | None) -> Type:
        """The type that mypy gives the variable, for code in which it may be believed."""
        if node is None or not self.trusted:
            return VALUE
        return self.program.place(self.program.oracle.variable_type(self.module.name, node))

    def unset_local(self, owner: Scope, name: str) -> None:
        """`del name`, and the end of `except … as name`."""
        variable = self.local(owner, name)
        if variable.is_cell:
            self.builder.call(CELL_SET, variable.register, NothingConstant())
        else:
            self.builder.assign(variable.register, NothingConstant(variable.register.type))

    def open_cells(self, scope: Scope) -> None:
        """Fresh cells for the captured variables of a scope that begins to run."""
        for name in scope.cells:
            self._open_cell(scope, name)

    def _open_cell(self, scope: Scope, name: str) -> None:
        fresh = self.builder.call(CELL_NEW, NothingConstant())
        self.builder.assign(self.local(scope, name).register, fresh)

    def open_own_cells(self, parameters: tuple[Parameter, ...]) -> None:
        """Cells for the function's captured variables; those of parameters exist already."""
        bound = {each.register.name for each in parameters}
        for name in self.scope.cells:
            if (self.scope, name) not in self.locals and name not in bound:
                self._open_cell(self.scope, name)

    def fit_result(self, value: Operand, node: ast.expr | None) -> Operand:
        """What `return value` hands back, in the function's result type."""
        if self.symbol is None or self.result == VALUE:
            return self.builder.convert(value, self.result)
        declared = isinstance(self.symbol.node, ast.FunctionDef) and self.symbol.node.returns is not None
        key = self.program.families.result_key(self.symbol)
        return self.fit(key, self.result, value, node, annotated=declared)

    # --- global variables

    def load_global(self, name: str, *, checked: bool = True) -> Operand:
        self.program.note_global_load(name)
        kind = self.program.global_type(name)
        target = self.builder.register(kind)
        self.builder.emit(LoadGlobal(target, name, checked, self.builder.line))
        return target

    def load_class_variable(self, name: str, receiver: Operand) -> Operand:
        """The global of a class's variable, read through an instance: a function in it binds."""
        found = self.load_global(name)
        if not self.program.may_hold_function(name):
            return found
        return self.builder.call(BIND_FOUND, self.builder.box(found), self.builder.box(receiver))

    def store_global(self, name: str, operand: Operand, value: ast.expr | None = None) -> None:
        if operand.type in (VALUE, FUNCTION) and not isinstance(operand, _NO_FUNCTIONS):
            self.program.note_function_in(name)
        kind = self.program.global_type(name, operand.type)
        if isinstance(operand, NothingConstant):
            self.builder.emit(StoreGlobal(name, NothingConstant(kind), self.builder.line))
            return
        fitted = self.fit(("global", name), kind, operand, value, annotated=False)
        self.builder.emit(StoreGlobal(name, fitted, self.builder.line))


def global_start(kind: Type) -> Type:
    """A global must be able to hold nothing: words, pointers, and floats, of which one stands for it."""
    if kind in (INT, FLOAT, VALUE) or is_pointer(kind):
        return kind
    return INT if kind == INT64 else VALUE


_READERS = frozenset(
    ("len", "sorted", "list", "dict", "tuple", "set", "print", "repr", "str", "bool", "iter", "hasattr")
)


class Habits(Struct, frozen=True):
    """What a function's code does with names, found in one walk.

    `walrus`: assigned inside expressions. `deleted`: may become unset again (`del x`, `except … as x`).
    `named_classes`: expressions (by id) that give a class only to be named or compared, as in
    `type(x).__name__`. `read_dicts`: expressions (by id) that are only read where they stand, as in
    `x.__dict__[name]`. `certain_floats`: names (by id) behind `if isinstance(x, float)`.
    """

    walrus: frozenset[str]
    deleted: frozenset[str]
    named_classes: frozenset[int]
    read_dicts: frozenset[int]
    certain_floats: frozenset[int]


_TELLING: Final = frozenset(
    (ast.NamedExpr, ast.Name, ast.ExceptHandler, ast.Attribute, ast.Compare, ast.Subscript, ast.Call)
) | frozenset((ast.For, ast.comprehension, ast.FormattedValue, ast.If))


def find_habits(node: ast.AST) -> Habits:
    walrus: set[str] = set()
    deleted: set[str] = set()
    named: set[int] = set()
    read: set[int] = set()
    floats: set[int] = set()
    for each in walk(node):
        if each.__class__ not in _TELLING:  # most nodes: patterns take longer
            continue
        match each:
            case ast.NamedExpr(target=target):
                walrus.add(target.id)
            case ast.Name(id=name, ctx=ast.Del()):
                deleted.add(name)
            case ast.ExceptHandler(name=str() as name):
                deleted.add(name)
            case ast.Attribute(value=value, attr="__name__" | "__qualname__" | "__module__"):
                named.add(id(value))
            case ast.Compare(left=left, comparators=comparators):
                named.update(id(part) for part in (left, *comparators))
                read.update(id(part) for part in (left, *comparators))
            case ast.Subscript(value=value, ctx=ast.Load()):
                read.add(id(value))
            case ast.Call(func=ast.Attribute(value=value, attr="get" | "items" | "keys" | "values" | "copy")):
                read.add(id(value))
            case ast.Call(func=ast.Name(id=name), args=arguments) if name in _READERS:
                read.update(map(id, arguments))
            case ast.For(iter=value) | ast.comprehension(iter=value) | ast.FormattedValue(value=value):
                read.add(id(value))
            case ast.If(test=test, body=body):
                floats.update(_certain_floats(test, body))
            case _:
                pass
    return Habits(frozenset(walrus), frozenset(deleted), frozenset(named), frozenset(read), frozenset(floats))


def _certain_floats(test: ast.expr, body: list[ast.stmt]) -> Iterator[int]:
    """Where a body reads the name that the test in front of it has found to be a float."""
    match test:
        case ast.Call(func=ast.Name(id="isinstance"), args=[ast.Name(id=name), ast.Name(id="float")]):
            for statement in body:
                yield from (
                    id(each) for each in walk(statement) if isinstance(each, ast.Name) and each.id == name
                )


def _ends_in_sum(node: ast.expr) -> bool:
    """Of `n + sum(weights)` mypy tries first whether the sum is an int, and remembers that of it."""
    match node:
        case ast.Call(func=ast.Name(id="sum")):
            return True
        case ast.IfExp(body=body, orelse=otherwise):
            return _ends_in_sum(body) or _ends_in_sum(otherwise)
        case ast.BoolOp(values=values):
            return any(map(_ends_in_sum, values))
        case ast.NamedExpr(value=value):
            return _ends_in_sum(value)
    return False
