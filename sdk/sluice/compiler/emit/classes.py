"""A class of the program: the struct of its instances and its static type object."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sluice.compiler.emit.c_types import FLAGS, declare
from sluice.compiler.emit.calls import find_method, virtual_names
from sluice.compiler.emit.function_scope import EmitError, ProgramScope
from sluice.compiler.emit.places import has_tail_slots, slot_field
from sluice.compiler.emit.program_names import builtin_type
from sluice.compiler.ir.builtin_members import builtin_members
from sluice.compiler.ir.program import Class, Member, MemberKind, Program, Slot
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, VALUE, Instance, Maybe, Ref

_HEADS: Final = {
    "object": ("slu_object", None),
    "BaseException": ("slu_exception", ".values = offsetof(slu_exception, arguments)"),
    "dict": ("slu_dict", ".pointers = offsetof(slu_dict, entries), .pointer_count = 1"),
    "list": ("slu_list", ".pointers = offsetof(slu_list, items), .pointer_count = 1"),
    "set": ("slu_set", ".pointers = offsetof(slu_set, table), .pointer_count = 1"),
    "frozenset": ("slu_set", ".pointers = offsetof(slu_set, table), .pointer_count = 1"),
    "bytearray": ("slu_bytearray", ".pointers = offsetof(slu_bytearray, room), .pointer_count = 1"),
    "int": ("slu_int_object", ".values = offsetof(slu_int_object, number)"),
    "float": ("slu_float", None),
}
"""The built-in layouts that a class can build on: the head's struct, and what the collector has to know."""

_ARITHMETIC: Final = "add sub mul truediv floordiv mod pow lshift rshift and or xor matmul".split()
_OPERATIONS: Final[dict[str, tuple[str, ...]]] = {
    "repr": ("__repr__",),
    "str": ("__str__",),
    "format": ("__format__",),
    "hash": ("__hash__",),
    "truth": ("__bool__",),
    "length": ("__len__",),
    "iterate": ("__iter__",),
    "next": ("__next__",),
    "contains": ("__contains__",),
    "get_item": ("__getitem__",),
    "set_item": ("__setitem__", "__delitem__"),
    "missing": ("__missing__",),
    "compare": ("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"),
    "binary": tuple(f"__{prefix}{name}__" for name in _ARITHMETIC for prefix in ("", "r")),
    "in_place": tuple(f"__i{name}__" for name in _ARITHMETIC),
    "unary": ("__neg__", "__pos__", "__invert__", "__abs__"),
    "call": ("__call__",),
    "get_attribute": ("__getattribute__", "__getattr__"),
    "set_attribute": ("__setattr__", "__delattr__"),
    "index": ("__index__",),
}
"""Operation of `slu_type` → the special methods that any of makes it `slu_special_<operation>`."""

_SLOT_KINDS: Final = {VALUE: "VALUE", INT: "INT", INT64: "INT", FLOAT: "FLOAT", BOOL: "BOOL"}
_MEMBER_KINDS: Final = {
    MemberKind.METHOD: "SLU_METHOD",
    MemberKind.STATIC_METHOD: "SLU_STATIC_METHOD",
    MemberKind.CLASS_METHOD: "SLU_CLASS_METHOD",
    MemberKind.PROPERTY: "SLU_PROPERTY",
    MemberKind.VARIABLE: "SLU_VARIABLE",
}


def native_base(class_: Class) -> str:
    """The nearest built-in class in the mro: `KeyError`, `dict`, `object`."""
    for name in class_.mro:
        if name.startswith("builtins.") and name != "builtins.object":
            return name.rpartition(".")[2]
    return "object"


def _head(class_: Class) -> tuple[str, str | None]:
    base = native_base(class_)
    if "builtins.BaseException" in class_.mro:
        return _HEADS["BaseException"]
    if base not in _HEADS:
        raise EmitError(f"{class_.name}: a class cannot build on {base}")
    return _HEADS[base]


def opens_slots(program: Program, class_: Class) -> bool:
    """Whether instances have a dict for further attributes: the class or a base of it asks for one."""
    return any(program.classes[name].open_slots for name in class_.mro if name in program.classes)


def emit_struct(shared: ProgramScope, class_: Class) -> Iterator[str]:
    """The instances' layout. The open dict stands before the slots in every class of a hierarchy that has
    one anywhere, so that inherited slots keep their places."""
    yield f"{shared.names.struct(class_.name)} {{"
    if not has_tail_slots(shared.program, class_):
        yield f"    {_head(class_)[0]} head;"
    if _has_dict_word(shared.program, class_):
        yield "    slu_value dict;"
    for slot in class_.slots:
        kind = FLOAT if slot.type == FLOAT else VALUE
        yield f"    {declare(kind, slot_field(slot.name))};"
    yield "};"


def _has_dict_word(program: Program, class_: Class) -> bool:
    """Whether any class of this hierarchy (bases and classes derived from them) opens its slots."""
    roots = {name for name in class_.mro if name in program.classes}
    return any(other.open_slots for other in program.classes.values() if roots & set(other.mro))


def emit_class(shared: ProgramScope, class_: Class) -> Iterator[str]:
    """The type object with its tables."""
    names, program, pool = shared.names, shared.program, shared.pool

    def part(kind: str) -> str:
        return names.class_part(class_.name, kind)

    mro = ", ".join(f"&{names.class_object(name)}" for name in class_.mro)
    bases = ", ".join(f"&{names.class_object(name)}" for name in class_.bases or ("builtins.object",))
    yield f"static const slu_type *const {part('mro')}[] = {{{mro}}};"
    yield f"static const slu_type *const {part('bases')}[] = {{{bases}, NULL}};"
    yield from _emit_layout(shared, class_)
    reached = [member for member in class_.members if _is_reached_by_name(program, member)]
    if reached:
        items = ", ".join(_member(shared, member) for member in reached)
        yield f"static const slu_member {part('members')}[] = {{{items}}};"
    if class_.slots:
        items = ", ".join(_slot(shared, class_, slot) for slot in class_.slots)
        yield f"static const slu_slot {part('slots')}[] = {{{items}}};"
    virtuals = _virtual_table(shared, class_)
    if virtuals:
        yield f"static const void *const {part('methods')}[] = {{{', '.join(virtuals)}}};"
    native = native_base(class_)
    is_enumeration = "enum.Enum" in class_.mro
    fields = [
        f".type = &{'slu_enumeration_type' if is_enumeration else 'slu_type_type'}",
        f".name = (slu_str *)&{pool.text(class_.message_name or class_.title)}",
        f".qualified_name = (slu_str *)&{pool.text(_qualified_name(class_))}",
        f".flags = {_flags(program, class_)}",
        f".mro_count = {len(class_.mro)}",
        f".number = {shared.families.numbers[class_.name]}",
        f".mro = {part('mro')}",
        f".bases = {part('bases')}",
        f".layout = &{part('layout')}",
        f".native = &{builtin_type(native)}",
        f".member_count = {len(reached)}",
        f".slot_count = {len(class_.slots)}",
        f".construct = {'slu_construct_member' if is_enumeration else 'slu_construct_instance'}",
    ]
    if class_.module_title != "builtins":
        fields.append(f".module = (slu_str *)&{pool.text(class_.module_title or class_.module)}")
    if reached:
        fields.append(f".members = {part('members')}")
    if class_.slots:
        fields.append(f".slots = {part('slots')}")
    if virtuals:
        fields.append(f".methods = {part('methods')}")
    if class_.abstract:
        lacking = f"method{'s' if len(class_.abstract) > 1 else ''} {', '.join(class_.abstract)}"
        fields.append(f".abstract = (slu_str *)&{pool.text(lacking)}")
    if opens_slots(program, class_):
        fields.append(f".dict_place = 1 + offsetof({names.struct(class_.name)}, dict)")
    fields += _operations(program, class_)
    yield f"slu_type {names.class_object(class_.name)} = {{{', '.join(fields)}}};"


def _qualified_name(class_: Class) -> str:
    """`__qualname__`: numbers that tell classes of one name apart are left out."""
    return class_.qualified or re.sub(r"#\d+", "", class_.name.removeprefix(f"{class_.module}."))


def _flags(program: Program, class_: Class) -> str:
    flags = ["SLU_IS_INSTANCE"]
    for name in class_.mro:
        short = name.rpartition(".")[2]
        if name.startswith("builtins.") and (short in FLAGS or short in ("int", "float")):
            flags.append(FLAGS.get(short, f"SLU_IS_{short.upper()}"))
    if "builtins.BaseException" in class_.mro:
        flags.append("SLU_IS_EXCEPTION")
    if opens_slots(program, class_):
        flags.append("SLU_OPEN_SLOTS")
    if has_tail_slots(program, class_):
        flags.append("SLU_TAIL_SLOTS")
    if class_.message_name:
        flags.append("SLU_NAMED_FULLY")
    return " | ".join(flags)


def _emit_layout(shared: ProgramScope, class_: Class) -> Iterator[str]:
    struct, part = shared.names.struct(class_.name), shared.names.class_part
    has_dict = _has_dict_word(shared.program, class_)
    own = ["dict"] if has_dict else []
    own += [slot_field(slot.name) for slot in class_.slots]
    raw = ([0] if has_dict else []) + [int(slot.type == FLOAT) for slot in class_.slots]
    label = part(class_.name, "layout")
    if has_tail_slots(shared.program, class_):
        base = "slu_tuple" if "builtins.tuple" in class_.mro else "slu_str"
        counted = "length" if base == "slu_tuple" else "size"
        unit = "sizeof(slu_value), .items_are_values = 1" if base == "slu_tuple" else "1"
        data = "items" if base == "slu_tuple" else "data"
        yield (
            f"static const slu_layout {label} = {{.size = offsetof({base}, {data}), "
            f".counted = offsetof({base}, {counted}), .unit = {unit}, .tail_count = {len(own)}}};"
        )
        return
    _, known = _head(class_)
    fields = [f".size = sizeof({struct})"]
    head_words = 0
    if known is not None:
        fields.append(known)
        head_words = 6 if "slu_exception" in known else int("slu_int_object" in known)
    if own or head_words:
        if not head_words:
            fields.append(f".values = offsetof({struct}, {own[0]})" if own else "")
        fields.append(f".value_count = {len(own) + head_words}")
    if any(raw):
        flags = ", ".join(map(str, [0] * head_words + raw))
        yield f"static const uint8_t {part(class_.name, 'raw')}[] = {{{flags}}};"
        fields.append(f".raw = {part(class_.name, 'raw')}")
    yield f"static const slu_layout {label} = {{{', '.join(filter(None, fields))}}};"


def _is_reached_by_name(program: Program, member: Member) -> bool:
    """Whether the member has a value: a method that only native calls reach has no function object."""
    return member.function is None or program.functions[member.function].needs_entry


def _member(shared: ProgramScope, member: Member) -> str:
    fields = [f"(slu_str *)&{shared.pool.text(member.name)}", _MEMBER_KINDS[member.kind]]
    for function in (member.function, member.setter, member.deleter):
        fields.append(f"&{shared.names.function_object(function)}" if function else "NULL")
    fields.append(f"&{shared.names.global_(member.variable)}" if member.variable else "NULL")
    return f"{{{', '.join(fields)}}}"


def _slot(shared: ProgramScope, class_: Class, slot: Slot) -> str:
    struct = shared.names.struct(class_.name)
    kind, expected = "VALUE", "NULL"
    match slot.type:
        case Ref(name):
            kind, expected = "POINTER", f"&{shared.names.class_object(f'builtins.{name}')}"
        case Instance(class_name):
            kind, expected = "POINTER", f"&{shared.names.class_object(class_name)}"
        case Maybe(class_name):
            kind, expected = "MAYBE", f"&{shared.names.class_object(class_name)}"
        case scalar:
            kind = _SLOT_KINDS[scalar]
    offset = f"offsetof({struct}, {slot_field(slot.name)})"
    return f"{{(slu_str *)&{shared.pool.text(slot.name)}, SLU_SLOT_{kind}, {offset}, {expected}}}"


def _virtual_table(shared: ProgramScope, class_: Class) -> list[str]:
    """One pointer per virtual method name of the program; NULL where the class has no such method."""
    table = []
    for name in virtual_names(shared.program):
        try:
            function = find_method(shared.program, class_.name, name)
        except EmitError:
            table.append("NULL")
        else:
            table.append(f"(const void *){shared.names.function(function.name)}")
    return table if any(item != "NULL" for item in table) else []


def _defined(program: Program, class_: Class) -> dict[str, Member | None]:
    """What a class and its bases define, nearest first; None: a built-in base does."""
    found: dict[str, Member | None] = {}
    for name in class_.mro:
        if name in program.classes:
            for member in program.classes[name].members:
                found.setdefault(member.name, member)
        else:
            found = {**dict.fromkeys(builtin_members(name)), **found}
    return found


def _operations(program: Program, class_: Class) -> list[str]:
    defined = _defined(program, class_)
    fields = [
        f".{operation} = slu_special_{operation}"
        for operation, specials in _OPERATIONS.items()
        if any(defined.get(special) and special != "__hash__" for special in specials)
    ]
    if defined.get("__hash__") or defined.get("__eq__"):
        fields.append(f".hash = {_hash_operation(program, class_)}")
    is_bytes = native_base(class_) in ("bytes", "bytearray")
    if is_bytes and defined.get("__repr__") and not defined.get("__str__"):
        fields.append(".str = slu_bytes_repr")  # the type itself has none: it is always the same as `repr`
    if "__iter__" not in defined and defined.get("__getitem__"):
        fields.append(".iterate = slu_iterate_items")
    return fields


def _hash_operation(program: Program, class_: Class) -> str:
    """A class that defines `__eq__` without `__hash__` is unhashable."""
    for name in class_.mro:
        members = {m.name: m for m in program.classes[name].members} if name in program.classes else {}
        if "__hash__" in members:
            return "slu_special_hash"
        if "__eq__" in members:
            return "slu_unhashable"
    return "slu_special_hash"
