"""`x.name`: slots, properties, class variables, modules' members; by name where nothing better is known."""

from __future__ import annotations

import ast

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import (
    CallVirtual,
    ClassConstant,
    FunctionConstant,
    LoadSlot,
    NoneConstant,
    NothingConstant,
    Operand,
    StoreAttribute,
    StoreSlot,
    StrConstant,
)
from sluice.compiler.ir.program import MemberKind, ParameterKind
from sluice.compiler.ir.types import STR, VALUE, Instance, Ref, Type
from sluice.compiler.lower import tables
from sluice.compiler.lower.class_stores import TITLES
from sluice.compiler.lower.enums import is_enum
from sluice.compiler.lower.expressions import lower_expression
from sluice.compiler.lower.expressions.asked_attributes import is_defined
from sluice.compiler.lower.expressions.names import load_symbol, static_symbol
from sluice.compiler.lower.expressions.supers import load_super_attribute, super_of
from sluice.compiler.lower.expressions.table_calls import call_entry
from sluice.compiler.lower.format_fields import FORMATS, note_any_fields, note_fields
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import (
    BuiltinClass,
    BuiltinFunction,
    ClassSymbol,
    FunctionSymbol,
    ModuleSymbol,
    PropertySymbol,
)
from sluice.compiler.primitives.object_ops import (
    BIND,
    CHECK_TITLE,
    KEEP_DICT,
    KEPT_DICT,
    TYPE_NAME,
    TYPE_QUALIFIED_NAME,
)


def refuse_subclasses(frame: Frame, node: ast.Attribute) -> None:
    if node.attr == "__subclasses__" and not frame.module.trusted and not is_defined(frame, node.attr):
        text = "classes do not know their subclasses; keep a list, which `__init_subclass__` appends to"
        raise frame.refuse(Code.NOT_COMPILED, node, text)


def refuse_class_dict(frame: Frame, node: ast.expr, owner: ast.expr) -> None:
    if isinstance(static_symbol(frame, owner), ClassSymbol | BuiltinClass | ModuleSymbol):
        raise frame.refuse(
            Code.NOT_COMPILED,
            node,
            "the `__dict__` of a class is not kept; ask `name in C.__dict__`, or use getattr and setattr",
        )


def load_attribute(frame: Frame, node: ast.Attribute) -> Operand:
    refuse_subclasses(frame, node)
    if node.attr == "__dict__" and not frame.module.trusted:
        refuse_class_dict(frame, node, node.value)
        if id(node) not in frame.read_dicts:
            return _load_dict(frame, node)
    symbol = static_symbol(frame, node)
    if symbol is not None:
        return load_symbol(frame, symbol, node)
    asked = _asked_for_type(frame, node.value) if node.attr in _TYPE_TEXTS else None
    if asked is not None:
        return frame.builder.call(_TYPE_TEXTS[node.attr], frame.coerce(lower_expression(frame, asked), VALUE))
    owner = static_symbol(frame, node.value)
    if isinstance(owner, ModuleSymbol) and node.attr == "__name__":
        return StrConstant(owner.name)
    if isinstance(owner, ModuleSymbol):
        raise unknown_member(frame, node, owner)
    if isinstance(owner, BuiltinClass):
        note_any_fields(frame, node.attr, (owner.name,))
    if isinstance(owner, BuiltinClass) and node.attr == "__hash__" and owner.name in _WITHOUT_HASH:
        return NoneConstant()
    if isinstance(owner, ClassSymbol):
        found = _load_from_class(frame, owner, node.attr)
        if found is not None:
            return found
    parent = super_of(frame, node.value)
    if parent is not None:
        return load_super_attribute(frame, parent, node.attr)
    receiver = frame.refine(node.value, lower_expression(frame, node.value))
    frame.at(node)
    receiver = frame.known_other(node.value, receiver)
    return load_attribute_of(frame, node, receiver)


def _asked_for_type(frame: Frame, node: ast.expr) -> ast.expr | None:
    """The `x` of `type(x)`: to name a type makes no class a value."""
    match node:
        case ast.Call(func=function, args=[argument], keywords=[]) if not isinstance(argument, ast.Starred):
            symbol = static_symbol(frame, function)
            is_type = isinstance(symbol, BuiltinFunction | BuiltinClass) and symbol.name in _TYPE
            return argument if is_type else None
        case _:
            return None


_TYPE = ("type", "builtins.type")
_WITHOUT_HASH = ("builtins.list", "builtins.dict", "builtins.set", "builtins.bytearray")
_TYPE_TEXTS = {"__name__": TYPE_NAME, "__qualname__": TYPE_QUALIFIED_NAME}


def _load_dict(frame: Frame, node: ast.Attribute) -> Operand:
    """The dict itself, not a copy: the program keeps or changes it."""
    receiver = lower_expression(frame, node.value)
    frame.at(node)
    return frame.builder.call(KEPT_DICT, receiver)


def unknown_member(frame: Frame, node: ast.expr, module: ModuleSymbol) -> Exception:
    name = node.attr if isinstance(node, ast.Attribute) else ast.unparse(node)
    return frame.refuse(
        Code.MODULE_MEMBER,
        node,
        f"`{module.name}.{name}` is not compiled; see docs/errors/SLU023.md for what the module offers",
    )


def _load_from_class(frame: Frame, owner: ClassSymbol, name: str) -> Operand | None:
    found = frame.program.families.member(owner, name) if name not in _TYPE_TEXTS else None
    if found is None:
        return None
    definer, member = found
    if member is None:
        program = frame.program
        if owner is not definer or name in program.names_stored_outside or program.has_descriptors:
            return None
        if program.class_facts.may_lack(definer, name):
            return None
        frame.program.note_class_value(owner)
        return frame.load_global(definer.variables[name])
    if isinstance(member, FunctionSymbol) and member.member_kind is not MemberKind.CLASS_METHOD:
        if name in frame.program.names_stored_outside:
            return None
        return FunctionConstant(frame.program.want_value(member))
    return None


def load_attribute_of(frame: Frame, node: ast.Attribute, receiver: Operand) -> Operand:
    """`receiver.name`."""
    frame.at(node)
    if node.attr == "__class__" and id(node) not in frame.named_classes:
        frame.program.note_unknown_class()
    if isinstance(receiver.type, Instance):
        found = load_from_instance(frame, receiver, receiver.type, node.attr)
        if found is not None:
            return found
    elif not isinstance(receiver.type, Instance):
        kind = str(receiver.type)
        entries = tables.PROPERTIES.get((kind, node.attr))
        if isinstance(receiver.type, Ref) or entries:
            found = call_entry(frame, entries, (), (), receiver) if entries else None
            if found is not None:
                return found
    return dynamic_attribute(frame, receiver, node.attr)


def dynamic_attribute(frame: Frame, receiver: Operand, name: str) -> Operand:
    if name in FORMATS and (receiver.type == STR or isinstance(receiver, StrConstant)):
        note_fields(frame, receiver)
    frame.program.note_dynamic(name)
    return frame.builder.load_attribute(receiver, name)


def load_from_instance(frame: Frame, receiver: Operand, kind: Instance, name: str) -> Operand | None:
    """A slot, property or class variable at a known place; None: look it up by name."""
    program = frame.program
    symbol = program.classes.classes[kind.class_name]
    if program.may_intercept(symbol, "__getattribute__"):
        return None
    owner = program.slot_owner(symbol, name)
    if owner is not None:
        return _load_slot(frame, receiver, symbol, owner, name)
    found = program.families.member(symbol, name)
    if found is None:
        return None
    if program.families.is_overridden(symbol, name) and not program.may_intercept(symbol, "__getattr__"):
        return _load_overridden(frame, receiver, symbol, name)
    definer, member = found
    if isinstance(member, PropertySymbol) and program.may_intercept(symbol, "__getattr__"):
        return None  # asked when the getter raises AttributeError
    if isinstance(member, PropertySymbol):
        from sluice.compiler.lower.expressions.direct_calls import call_function

        return call_function(frame, member.getter, (receiver,), ())
    if isinstance(member, FunctionSymbol):
        return _bind(frame, receiver, symbol, member)
    if member is None and not program.families.is_shadowed(symbol, name):
        if program.has_descriptors or (symbol.closed is False and name in program.names_stored_outside):
            return None
        if program.class_facts.may_lack(definer, name):
            return None
        return frame.load_class_variable(definer.variables[name], receiver)
    return None


def _bind(frame: Frame, receiver: Operand, symbol: ClassSymbol, method: FunctionSymbol) -> Operand | None:
    """A method as a value, of a class of which all instances have the same."""
    program = frame.program
    if method.member_kind is not MemberKind.METHOD or method.title in program.names_stored_outside:
        return None
    if program.has_descriptors or program.families.is_shadowed(symbol, method.title):
        return None
    function = FunctionConstant(program.want_value(method))
    return frame.builder.call(BIND, function, frame.builder.box(receiver))


def _load_overridden(frame: Frame, receiver: Operand, symbol: ClassSymbol, name: str) -> Operand | None:
    """A property with several getters: the only one that instances have, or through the method table."""
    program = frame.program
    getters: list[FunctionSymbol] = []
    for live in program.live_below(symbol):
        found = program.families.member(live, name)
        if found is None or not isinstance(found[1], PropertySymbol):
            return None
        if found[1].getter not in getters:
            getters.append(found[1].getter)
    definers = [each for each in symbol.ancestors if name in each.properties]
    if not definers:
        return None
    called = (*getters, definers[0].properties[name].getter)
    results = {program.families.result_type(each) for each in called}
    if len(results) != 1 or any(each.owner is None or each.owner.displaced for each in getters):
        return None
    if len(getters) == 1:
        from sluice.compiler.lower.expressions.direct_calls import call_function

        owner = getters[0].owner
        assert owner is not None
        return call_function(frame, getters[0], (frame.builder.convert(receiver, Instance(owner.name)),), ())
    if not all(map(_takes_self_alone, called)) or not program.families.take_one_receiver(called):
        return None
    for each in called:
        program.want(each)
    program.note_virtual(definers[-1], name)
    target = frame.builder.register(results.pop())
    frame.builder.emit(CallVirtual(target, symbol.name, name, (receiver,), frame.builder.line))
    return frame.builder.loaded(target)


def _takes_self_alone(getter: FunctionSymbol) -> bool:
    """Whether the getter has no parameter but a plain `self`."""
    kinds = (ParameterKind.POSITIONAL_ONLY, ParameterKind.POSITIONAL_OR_KEYWORD)
    return len(getter.parameters) == 1 and getter.parameters[0].kind in kinds


def _load_slot(
    frame: Frame, receiver: Operand, symbol: ClassSymbol, owner: ClassSymbol, name: str
) -> Operand | None:
    program = frame.program
    if owner.displaced or symbol.displaced or program.has_descriptors:
        return None
    kind = program.slot_type(owner, name)
    always_set = program.is_always_set(owner, name)
    builder = frame.builder
    has_default = program.families.member(symbol, name) is not None or program.may_intercept(
        symbol, "__getattr__"
    )
    target = builder.register(kind)
    checked = not always_set and not has_default
    builder.emit(LoadSlot(target, receiver, owner.name, name, checked, builder.line))
    if always_set or not has_default:
        return builder.loaded(target)
    return builder.loaded(_or_class_variable(frame, receiver, target, symbol, name))


def _or_class_variable(
    frame: Frame, receiver: Operand, own: Operand, symbol: ClassSymbol, name: str
) -> Operand:
    """The instance's own attribute where it has one, else the class's: a variable that is known, or what a
    look-up by name finds.
    """
    builder = frame.builder
    result = builder.register(own.type)
    missing, present, end = builder.label("inherited"), builder.label("own"), builder.label("loaded")
    builder.branch(builder.is_nothing(own), missing, present)
    builder.start(present)
    builder.assign(result, own)
    builder.goto(end)
    builder.start(missing)
    variable = _class_variable(frame, symbol, name)
    if variable is None:
        inherited = dynamic_attribute(frame, receiver, name)
    else:
        inherited = frame.load_class_variable(variable, receiver)
    builder.assign(result, frame.coerce(inherited, own.type))
    builder.start(end)
    return result


def _class_variable(frame: Frame, symbol: ClassSymbol, name: str) -> str | None:
    """The global of the class variable that every instance has by this name."""
    program = frame.program
    found = program.families.member(symbol, name)
    if found is None or found[1] is not None or name in program.names_stored_outside:
        return None
    if program.class_facts.may_lack(found[0], name):
        return None
    return None if program.families.is_overridden(symbol, name) else found[0].variables[name]


def store_attribute(
    frame: Frame, node: ast.Attribute, receiver: Operand, value: Operand, value_node: ast.expr | None
) -> None:
    """`receiver.name = value`."""
    name = node.attr
    owner = static_symbol(frame, node.value)
    if isinstance(owner, ModuleSymbol):
        frame.store_global(f"{owner.name}.{name}", value, value_node)
        return
    if name in TITLES:
        frame.builder.call(CHECK_TITLE, receiver, StrConstant(name), value)
    if isinstance(owner, ClassSymbol) and name in owner.variables and not is_enum(owner):
        frame.store_global(owner.variables[name], value, value_node)
        return
    if name == "__dict__" and not frame.module.trusted:
        frame.builder.call(KEEP_DICT, receiver, value)
        return
    kind = receiver.type
    if isinstance(kind, Instance) and _store_in_instance(frame, receiver, kind, name, value, value_node):
        return
    store_dynamic(frame, receiver, name, value)


def store_dynamic(frame: Frame, receiver: Operand, name: str, value: Operand) -> None:
    builder = frame.builder
    frame.program.note_dynamic(name)
    frame.program.note_dynamic("__setattr__")
    frame.program.note_dynamic_store(name)
    boxed = value if isinstance(value, NothingConstant) else builder.box(value)
    builder.emit(StoreAttribute(builder.box(receiver), name, boxed, builder.line))


def _store_in_instance(
    frame: Frame, receiver: Operand, kind: Instance, name: str, value: Operand, value_node: ast.expr | None
) -> bool:
    program = frame.program
    symbol = program.classes.classes[kind.class_name]
    intercepted = program.may_intercept(symbol, "__setattr__") or program.has_descriptors
    if (intercepted and not _is_in_frozen(frame)) or symbol.displaced:
        return False
    owner = program.slot_owner(symbol, name)
    if owner is not None and not owner.displaced:
        slot: Type = program.slot_type(owner, name)
        annotated = owner.slots[name].annotated
        fitted = frame.fit(("slot", owner.name, name), slot, value, value_node, annotated=annotated)
        frame.builder.emit(StoreSlot(receiver, owner.name, name, fitted, frame.builder.line))
        return True
    found = program.families.member(symbol, name)
    if found is None or not isinstance(found[1], PropertySymbol) or found[1].setter is None:
        return False
    if program.families.is_overridden(symbol, name):
        return False
    from sluice.compiler.lower.expressions.direct_calls import call_function

    call_function(frame, found[1].setter, (receiver, value), (), nodes=(None, value_node))
    return True


def _is_in_frozen(frame: Frame) -> bool:
    """Whether the code is the `__init__` of a frozen dataclass, which its own `__setattr__` does not stop."""
    symbol = frame.symbol
    if symbol is None or not symbol.written_by_compiler or symbol.owner is None:
        return False
    stops = symbol.owner.methods.get("__setattr__")
    return stops is not None and stops.written_by_compiler


def delete_attribute(frame: Frame, node: ast.Attribute, receiver: Operand) -> None:
    frame.at(node)
    frame.program.note_dynamic("__delattr__")
    if node.attr in TITLES:
        frame.builder.call(CHECK_TITLE, receiver, StrConstant(node.attr), NothingConstant())
    store_dynamic(frame, receiver, node.attr, NothingConstant())


__all__ = ["BuiltinClass", "ClassConstant", "load_attribute", "load_attribute_of", "store_attribute"]
