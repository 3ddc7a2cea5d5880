"""One instruction of the IR as statements of C; operators stand in `arithmetic`."""

from __future__ import annotations

from typing import assert_never

from sluice.compiler.emit.arithmetic import (
    emit_binary,
    emit_compare,
    emit_convert,
    emit_in_place,
    emit_truth,
)
from sluice.compiler.emit.calls import (
    emit_call,
    emit_call_method,
    emit_call_primitive,
    emit_call_value,
    emit_call_virtual,
    emit_new_closure,
)
from sluice.compiler.emit.frames import emit_load_frame, emit_new_generator, emit_store_frame
from sluice.compiler.emit.function_scope import EmitError, FunctionScope
from sluice.compiler.emit.loops import emit_collect_loop
from sluice.compiler.emit.places import (
    emit_check_set,
    emit_load_attribute,
    emit_load_global,
    emit_load_slot,
    emit_new_instance,
    emit_store_attribute,
    emit_store_global,
    emit_store_slot,
)
from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    Branch,
    Call,
    CallMethod,
    CallPrimitive,
    CallValue,
    CallVirtual,
    CatchException,
    CheckPending,
    CheckSet,
    CollectLoop,
    Compare,
    Convert,
    Finish,
    Goto,
    InPlace,
    Instruction,
    Is,
    LoadAttribute,
    LoadFrame,
    LoadGlobal,
    LoadSlot,
    NewClosure,
    NewGenerator,
    NewInstance,
    Not,
    Reraise,
    ResumeAt,
    Return,
    StoreAttribute,
    StoreFrame,
    StoreGlobal,
    StoreSlot,
    Suspend,
    Terminator,
    Truth,
    Unreachable,
    Yield,
)
from sluice.compiler.ir.types import BOOL, VALUE, VOID, is_pointer


def emit_instruction(scope: FunctionScope, op: Instruction) -> None:
    scope.at(op.line)
    match op:
        case Assign():
            scope.add(f"{scope.register(op.target)} = {scope.operand(op.source, op.target.type)};")
        case Convert():
            emit_convert(scope, op)
        case Binary():
            emit_binary(scope, op)
        case InPlace():
            emit_in_place(scope, op)
        case Compare():
            emit_compare(scope, op)
        case Is():
            scope.add(f"{scope.register(op.target)} = {_word(scope, op.left)} == {_word(scope, op.right)};")
        case Not():
            scope.add(f"{scope.register(op.target)} = !{scope.operand(op.source, BOOL)};")
        case Truth():
            emit_truth(scope, op)
        case Call():
            emit_call(scope, op)
        case CallVirtual():
            emit_call_virtual(scope, op)
        case CallPrimitive():
            emit_call_primitive(scope, op)
        case CallValue():
            emit_call_value(scope, op)
        case CallMethod():
            emit_call_method(scope, op)
        case LoadAttribute():
            emit_load_attribute(scope, op)
        case StoreAttribute():
            emit_store_attribute(scope, op)
        case LoadSlot():
            emit_load_slot(scope, op)
        case StoreSlot():
            emit_store_slot(scope, op)
        case LoadGlobal():
            emit_load_global(scope, op)
        case StoreGlobal():
            emit_store_global(scope, op)
        case CheckSet():
            emit_check_set(scope, op)
        case NewInstance():
            emit_new_instance(scope, op)
        case NewClosure():
            emit_new_closure(scope, op)
        case CatchException():
            scope.add(f"{scope.register(op.target)} = slu_catch();")
        case NewGenerator():
            emit_new_generator(scope, op)
        case LoadFrame():
            emit_load_frame(scope, op)
        case StoreFrame():
            emit_store_frame(scope, op)
        case CheckPending():
            scope.fail_if("slu_error", op.line)
        case CollectLoop():
            emit_collect_loop(scope, op)
        case Yield():
            raise EmitError(f"{scope.function.name}: a Yield is left; split_generators has not run")
        case _:
            assert_never(op)


def _word(scope: FunctionScope, operand: object) -> str:
    """The operand as the word that identity compares; a pointer is compared as an address."""
    from sluice.compiler.ir.ops import NothingConstant, Register

    if isinstance(operand, NothingConstant):
        return "SLU_NOTHING"
    if isinstance(operand, Register) and is_pointer(operand.type):
        return f"slu_of({scope.register(operand)})"
    return scope.operand(operand, VALUE)  # type: ignore[arg-type]


def emit_terminator(scope: FunctionScope, end: Terminator) -> None:
    scope.at(end.line)
    match end:
        case Goto(label):
            scope.add(f"goto {scope.label(label)};")
        case Branch(condition, then, otherwise):
            scope.add(
                f"if ({scope.operand(condition, BOOL)}) goto {scope.label(then)}; "
                f"else goto {scope.label(otherwise)};"
            )
        case Return(value):
            _emit_return(scope, value)
        case Reraise():
            scope.add(scope.leave())
        case ResumeAt(frame, labels):
            cases = " ".join(
                f"case {state}: goto {scope.label(label)};" for state, label in enumerate(labels)
            )
            scope.add(
                f"switch ({scope.register(frame)}->state) {{ {cases} default: __builtin_unreachable(); }}"
            )
        case Suspend(frame, state, value):
            scope.add(f"{scope.register(frame)}->state = {state};")
            scope.add(f"return {scope.operand(value, VALUE)};")
        case Finish(frame, value):
            result = "SLU_NONE" if value is None else scope.operand(value, VALUE)
            scope.add(f"slu_generator_finish({scope.register(frame)}, {result});")
            scope.add("return 0;")
        case Unreachable(line):
            scope.add("slu_raise_unreachable();")
            scope.add(scope.fail(line))
        case _:
            assert_never(end)


def _emit_return(scope: FunctionScope, value: object) -> None:
    result = scope.function.result
    if result == VOID or value is None:
        scope.add(scope.leave_depth() + ("return true;" if scope.function.may_raise else "return;"))
        return
    scope.add(f"{scope.leave_depth()}return {scope.operand(value, result)};")  # type: ignore[arg-type]
