"""What a name can mean without running the program: functions, classes, modules, built-ins, variables."""

from __future__ import annotations

import ast

from msgspec import Struct, field

from sluice.compiler.frontend.scopes import Scope
from sluice.compiler.frontend.sources import SourceModule
from sluice.compiler.ir.ops import Constant
from sluice.compiler.ir.program import MemberKind, ParameterKind

_NO_PROTOCOL_MEMBERS = frozenset(
    "__abstractmethods__ __annotations__ __class_getitem__ __dict__ __doc__ __init__ __module__ __new__ "
    "__slots__ __subclasshook__ __weakref__".split()
)

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.GeneratorExp


class ParameterSymbol(Struct, frozen=True):
    """A parameter as the author wrote it.

    `default` is the expression; `constant` its value where that is known at build time; `default_global`
    keeps it otherwise.
    """

    name: str
    kind: ParameterKind
    annotated: bool
    node: ast.arg | None = None
    default: ast.expr | None = None
    constant: Constant | None = None
    default_global: str | None = None


class FunctionSymbol(Struct, eq=False):
    """A function of the program. `owner` is the class whose body it stands in.

    `captures`: it uses variables of a function around, so that it exists only as a closure. `is_in_loop`: its
    definition may run again, with other defaults.
    """

    name: str
    title: str
    module: SourceModule
    node: FunctionNode
    scope: Scope
    parameters: tuple[ParameterSymbol, ...]
    owner: ClassSymbol | None = None
    member_kind: MemberKind | None = None
    written_by_compiler: bool = False
    is_in_loop: bool = False

    @property
    def captures(self) -> bool:
        return bool(self.scope.free)


class PropertySymbol(Struct, frozen=True):
    getter: FunctionSymbol
    setter: FunctionSymbol | None = None
    deleter: FunctionSymbol | None = None


class SlotSymbol(Struct):
    """An instance attribute. `nodes`: where it is assigned (`self.x = …`) or declared, for its type."""

    name: str
    annotated: bool = False
    nodes: list[ast.expr] = field(default_factory=list)
    always_set: bool = False


class ClassSymbol(Struct, eq=False):
    """A class of the program. `bases` and `mro` hold classes of the program and names of built-in ones.

    `variables`: names that the class's body binds other than by `def`, each kept in a global.
    `closed`: `__slots__` without a dict. `displaced`: as a base of some class its slots do not keep their
    places, so that they are reached by name. `keeps_dict`: all attributes lie in the
    instance's `__dict__`. `is_faulty`: its statement ends in an exception, so that it never comes to be.
    `told`: the `__qualname__` and `__module__` that its body says.
    """

    name: str
    title: str
    module: SourceModule
    node: ast.ClassDef
    scope: Scope
    bases: tuple[ClassSymbol | str, ...] = ()
    mro: tuple[ClassSymbol | str, ...] = ()
    methods: dict[str, FunctionSymbol] = field(default_factory=dict)
    properties: dict[str, PropertySymbol] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    slots: dict[str, SlotSymbol] = field(default_factory=dict)
    subclasses: list[ClassSymbol] = field(default_factory=list)
    closed: bool = False
    displaced: bool = False
    is_protocol: bool = False
    is_local: bool = False
    is_named_tuple: bool = False
    keeps_dict: bool = False
    is_faulty: bool = False
    told: dict[str, str] = field(default_factory=dict)

    @property
    def has_own_layout(self) -> bool:
        """Whether an instance is a record of slots that `Instance` can name: no base but object, exceptions
        and classes of the program."""
        return all(isinstance(each, ClassSymbol) or is_plain_builtin(each) for each in self.mro)

    @property
    def head(self) -> str:
        """The built-in class whose layout an instance begins with."""
        if self.is_exception:
            return "builtins.BaseException"
        found = (each for each in self.mro if isinstance(each, str) and each != "builtins.object")
        return next(found, "builtins.object")

    @property
    def is_exception(self) -> bool:
        return "builtins.BaseException" in self.mro

    @property
    def says_runtime_checkable(self) -> bool:
        names = {getattr(each, "attr", getattr(each, "id", "")) for each in self.node.decorator_list}
        return "runtime_checkable" in names

    @property
    def is_runtime_checkable(self) -> bool:
        return self.is_protocol and self.says_runtime_checkable

    @property
    def protocol_members(self) -> list[str]:
        """What a protocol and those above it name, but for what `typing` leaves out."""
        found = {
            name
            for each in self.ancestors
            if each.is_protocol
            for name in (*each.methods, *each.properties, *each.variables, *each.slots)
        }
        return sorted(found - _NO_PROTOCOL_MEMBERS)

    @property
    def ancestors(self) -> list[ClassSymbol]:
        """The classes of the program in resolution order, itself first."""
        return [each for each in self.mro if isinstance(each, ClassSymbol)]

    @property
    def descendants(self) -> list[ClassSymbol]:
        """All classes below, each once."""
        found: list[ClassSymbol] = []
        pending = list(self.subclasses)
        while pending:
            current = pending.pop(0)
            if current not in found:
                found.append(current)
                pending += current.subclasses
        return found


class BuiltinClass(Struct, frozen=True):
    """`builtins.KeyError`, `builtins.int`."""

    name: str


class BuiltinFunction(Struct, frozen=True):
    """A function from the primitives' tables: `len`, `math.sqrt`."""

    name: str


class ModuleSymbol(Struct, frozen=True):
    name: str


class TypingSymbol(Struct, frozen=True):
    """Something that only annotations use (`typing.Any`, a TypeVar, an alias): `name` is its full name.

    `alternatives` of `Number = int | float`; None among them is None's class.
    """

    name: str
    alternatives: tuple[Symbol, ...] = ()


class ConstantSymbol(Struct, frozen=True):
    """A global of a checked module that is bound once, to a constant: `LIMIT = 10`."""

    value: Constant


class VariableSymbol(Struct, frozen=True):
    """A global variable, by its full name."""

    name: str


Symbol = (
    FunctionSymbol
    | ClassSymbol
    | BuiltinClass
    | BuiltinFunction
    | ModuleSymbol
    | TypingSymbol
    | ConstantSymbol
    | VariableSymbol
)


def is_plain_builtin(name: str) -> bool:
    """Whether a built-in base leaves room for slots: object and the exceptions."""
    import builtins

    if name == "builtins.object":
        return True
    kind = getattr(builtins, name.removeprefix("builtins."), None)
    return isinstance(kind, type) and issubclass(kind, BaseException)


def is_static_member(symbol: FunctionSymbol) -> bool:
    """A method or accessor that its class's table holds, so that nothing happens when its `def` runs.

    Its defaults are kept in globals also where the class is local: a class is laid out once.
    """
    owner, node = symbol.owner, symbol.node
    if owner is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return False
    if owner.methods.get(node.name) is symbol:
        return True
    found = owner.properties.get(node.name)
    return found is not None and symbol in (found.getter, found.setter, found.deleter)


def is_nested(symbol: FunctionSymbol) -> bool:
    """Whether the definition may run more than once: inside a function, or a lambda anywhere."""
    is_again = symbol.is_in_loop and any(each.default_global is not None for each in symbol.parameters)
    return is_again or ".<locals>." in symbol.name or isinstance(symbol.node, ast.Lambda | ast.GeneratorExp)


def is_closure_default(symbol: FunctionSymbol, parameter: ParameterSymbol) -> bool:
    """Whether the default is evaluated anew each time the `def` runs."""
    return parameter.default_global is not None and is_nested(symbol) and not is_static_member(symbol)
