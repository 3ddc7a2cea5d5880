"""Frames of generators: arrays of words. A double takes two, so the collector never takes it for a value."""

from __future__ import annotations

from sluice.compiler.emit.c_types import convert_freely, to_c_type
from sluice.compiler.emit.constants import quote
from sluice.compiler.emit.function_scope import FunctionScope
from sluice.compiler.emit.signatures import split_name
from sluice.compiler.ir.ops import LoadFrame, NewGenerator, Register, StoreFrame
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, VALUE


def emit_new_generator(scope: FunctionScope, op: NewGenerator) -> None:
    names = scope.shared.names
    resume = scope.shared.program.functions[op.function]
    _, qualified = split_name(scope.shared, scope.function)
    file, title = (quote(each.encode()) for each in (scope.function.file, scope.function.title))
    made_by = f"{{{{{file}, {title}, {scope.function.line}}}, {quote(qualified.encode())}}}"
    scope.add(f"static const slu_generator_place generator_place = {made_by};")
    new = f"slu_{op.maker}_new({names.function(resume.name)}, &generator_place.place, {op.size})"
    target = scope.register(op.target)
    scope.add(f"{target} = slu_of({new});")
    place = 0
    for word in op.words:
        if isinstance(word, Register):
            place += _store(scope, f"((slu_generator *)slu_object_of({target}))", place, word)


def _store(scope: FunctionScope, frame: str, place: int, register: Register) -> int:
    """Stores a register; returns how many words that took."""
    code = scope.register(register)
    if register.type == FLOAT:
        scope.add(f"slu_frame_set_double({frame}, {place}, {code});")
        return 2
    word = convert_freely(code, register.type, VALUE)
    scope.add(f"slu_frame_set({frame}, {place}, {word});")
    return 1


def emit_store_frame(scope: FunctionScope, op: StoreFrame) -> None:
    _store(scope, scope.register(op.frame), op.place, op.value)


def emit_load_frame(scope: FunctionScope, op: LoadFrame) -> None:
    frame, target, kind = scope.register(op.frame), scope.register(op.target), op.target.type
    word = f"{frame}->words[{op.place}]"
    if kind == FLOAT:
        code = f"slu_frame_double({frame}, {op.place})"
    elif kind in (VALUE, INT):
        code = word
    elif kind == INT64:
        code = f"slu_small_value({word})"
    elif kind == BOOL:
        code = f"{word} == slu_bool(1)"
    else:
        code = f"({to_c_type(kind)})slu_object_of({word})"
    scope.add(f"{target} = {code};")
