"""Slots, attributes, globals, instances: where values are kept."""

from __future__ import annotations

from sluice.compiler.emit.c_types import convert_freely, to_c_type
from sluice.compiler.emit.constants import quote
from sluice.compiler.emit.function_scope import EmitError, FunctionScope
from sluice.compiler.emit.names import to_identifier
from sluice.compiler.ir.ops import (
    CheckSet,
    LoadAttribute,
    LoadGlobal,
    LoadSlot,
    NewInstance,
    NothingConstant,
    Operand,
    Register,
    StoreAttribute,
    StoreGlobal,
    StoreSlot,
    StrConstant,
)
from sluice.compiler.ir.primitive import Raises
from sluice.compiler.ir.program import Class, Program, Slot
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, NUMBER, STR, VALUE, Type, is_pointer


def slot_field(slot: str) -> str:
    return f"s_{to_identifier(slot)}"


def find_slot(program: Program, class_name: str, name: str) -> Slot:
    for slot in program.classes[class_name].slots:
        if slot.name == name:
            return slot
    raise EmitError(f"{class_name} has no slot {name}")


def has_tail_slots(program: Program, class_: Class) -> bool:
    """Whether the slots stand behind text or items of variable length (subclasses of str, bytes, tuple)."""
    return any(name in ("builtins.str", "builtins.bytes", "builtins.tuple") for name in class_.mro)


def _slot_place(scope: FunctionScope, instance: str, class_name: str, slot: str) -> str:
    names, program = scope.shared.names, scope.shared.program
    struct = names.struct(class_name)
    if has_tail_slots(program, program.classes[class_name]):
        return f"(({struct} *)slu_slot_at(slu_of({instance}), 0))->{slot_field(slot)}"
    return f"(({struct} *){instance})->{slot_field(slot)}"


def from_word(word: str, kind: Type) -> str:
    """What a word that is known to be of the kind holds."""
    if kind in (VALUE, INT):
        return word
    if kind == BOOL:
        return f"({word} == slu_bool(1))"
    if kind == INT64:
        return f"slu_small_value({word})"
    if is_pointer(kind):
        return f"({to_c_type(kind)})slu_object_of({word})"
    raise EmitError(f"no word holds a {kind}")


def emit_load_slot(scope: FunctionScope, op: LoadSlot) -> None:
    slot = find_slot(scope.shared.program, op.class_name, op.slot)
    instance = scope.operand(op.instance, op.instance.type)
    place = _slot_place(scope, instance, op.class_name, op.slot)
    target = scope.register(op.target)
    if op.checked and not slot.always_set:
        unset = f"slu_is_unset_float({place})" if slot.type == FLOAT else f"!{place}"
        name = scope.operand(StrConstant(op.slot), STR)
        scope.fail_if(f"{unset} && slu_no_attribute(slu_of({instance}), {name})", op.line)
    code = place if slot.type == FLOAT else from_word(place, slot.type)
    fitted = convert_freely(code, slot.type, op.target.type)
    if fitted is None:
        raise EmitError(f"{scope.function.name}: slot {op.slot} ({slot.type}) is no {op.target.type}")
    scope.add(f"{target} = {fitted};")


def emit_store_slot(scope: FunctionScope, op: StoreSlot) -> None:
    slot = find_slot(scope.shared.program, op.class_name, op.slot)
    instance = scope.operand(op.instance, op.instance.type)
    place = _slot_place(scope, instance, op.class_name, op.slot)
    if slot.type == FLOAT:
        unset = isinstance(op.value, NothingConstant)
        scope.add(f"{place} = {'slu_unset_float()' if unset else scope.operand(op.value, FLOAT)};")
        return
    code = scope.operand(op.value, slot.type)
    if isinstance(op.value, NothingConstant):
        code = "SLU_NOTHING"
    elif slot.type not in (VALUE, INT):
        code = convert_freely(code, slot.type, VALUE) or code
    if _may_be_young(scope, op.value) and not op.fresh:
        offset = f"(uint32_t)((char *)&{place} - (char *){instance})"
        scope.add(f"slu_store((void *){instance}, {offset}, {code});")
    else:
        scope.add(f"{place} = {code};")


def _may_be_young(scope: FunctionScope, value: Operand) -> bool:
    """Constants, bools and small ints never are."""
    return needs_barrier(value.type) and isinstance(value, Register) and not scope.holds_nothing_young(value)


def needs_barrier(kind: Type) -> bool:
    return kind in (VALUE, INT, FLOAT, NUMBER) or is_pointer(kind)


def emit_load_attribute(scope: FunctionScope, op: LoadAttribute) -> None:
    name = scope.operand(StrConstant(op.name), STR)
    call = f"slu_get_attribute({scope.operand(op.receiver, VALUE)}, {name})"
    scope.store_checked(op.target, VALUE, call, Raises.RESULT, op.line)


def emit_store_attribute(scope: FunctionScope, op: StoreAttribute) -> None:
    name = scope.operand(StrConstant(op.name), STR)
    receiver, value = scope.operand(op.receiver, VALUE), scope.operand(op.value, VALUE)
    scope.fail_if(f"!slu_set_attribute({receiver}, {name}, {value})", op.line)


def emit_load_global(scope: FunctionScope, op: LoadGlobal) -> None:
    variable = scope.shared.program.globals[op.name]
    place, target = scope.shared.names.global_(op.name), scope.register(op.target)
    if op.checked:
        title = quote(op.name.rpartition(".")[2].encode())
        unset = f"slu_is_unset_float({place})" if variable.type == FLOAT else f"!{place}"
        scope.fail_if(f"{unset} && slu_undefined({title})", op.line)
    code = place if variable.type == FLOAT else from_word(place, variable.type)
    fitted = convert_freely(code, variable.type, op.target.type)
    if fitted is None:
        raise EmitError(f"{scope.function.name}: {op.name} ({variable.type}) is no {op.target.type}")
    scope.add(f"{target} = {fitted};")


def emit_store_global(scope: FunctionScope, op: StoreGlobal) -> None:
    variable = scope.shared.program.globals[op.name]
    place = scope.shared.names.global_(op.name)
    if variable.type == FLOAT:
        unset = isinstance(op.value, NothingConstant)
        scope.add(f"{place} = {'slu_unset_float()' if unset else scope.operand(op.value, FLOAT)};")
        return
    if isinstance(op.value, NothingConstant):
        scope.add(f"{place} = SLU_NOTHING;")
        return
    code = scope.operand(op.value, variable.type)
    scope.add(f"{place} = {convert_freely(code, variable.type, VALUE) or code};")
    program = scope.shared.program
    is_early = bool(program.filters) and scope.function.name in program.initialisers
    if needs_barrier(op.value.type) and isinstance(op.value, Register) and not is_early:
        scope.add("slu_keep_young();")


def emit_check_set(scope: FunctionScope, op: CheckSet) -> None:
    title = quote(op.name.encode())
    raiser = "slu_unbound_free" if op.free else "slu_unbound_local"
    scope.fail_if(f"!{scope.register(op.register)} && {raiser}({title})", op.line)


def emit_new_instance(scope: FunctionScope, op: NewInstance) -> None:
    names, program = scope.shared.names, scope.shared.program
    class_ = program.classes[op.class_name]
    struct, target = names.struct(op.class_name), scope.register(op.target)
    type_object = names.class_object(op.class_name)
    new = f"slu_new_instance(&{type_object}, sizeof({struct}))"
    scope.add(f"{target} = {f'slu_of({new})' if op.target.type == VALUE else new};")
    for slot in class_.slots:
        if slot.type == FLOAT and not slot.always_set:
            scope.add(
                f"(({struct} *)slu_object_of(slu_of({target})))->{slot_field(slot.name)} = slu_unset_float();"
            )
