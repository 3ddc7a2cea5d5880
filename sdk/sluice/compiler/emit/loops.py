"""Functions that collect in their loops what they have made: see loops.c.

Filters for release have no such collector, so the C of it stands behind `#ifndef SLU_SMALL`.
"""

from __future__ import annotations

from sluice.compiler.emit.c_types import to_c_type
from sluice.compiler.emit.function_scope import FunctionScope
from sluice.compiler.ir.ops import CollectLoop, Register
from sluice.compiler.ir.types import NUMBER, is_pointer


def emit_collect_loop(scope: FunctionScope, op: CollectLoop) -> None:
    words = ", ".join(_word(scope, register) for register in op.live)
    array = f"slu_value live[] = {{{words}}};" if op.live else "slu_value *live = NULL;"
    back = " ".join(_taken_back(scope, register, f"live[{place}]") for place, register in enumerate(op.live))
    scope.lines.append("#ifndef SLU_SMALL")
    scope.add(
        f"if (SLU_UNLIKELY(slu_free >= loop_room)) {{ {array} if (!loop_mark) loop_mark = slu_begin_loops(); "
        f"loop_room = slu_collect_loop(loop_mark, live, {len(op.live)}); {back} }}"
    )
    scope.lines.append("#endif")


def _word(scope: FunctionScope, register: Register) -> str:
    name = scope.register(register)
    if register.type == NUMBER:
        return f"{name}.other"
    return f"slu_of({name})" if is_pointer(register.type) else name


def _taken_back(scope: FunctionScope, register: Register, word: str) -> str:
    name, kind = scope.register(register), register.type
    if kind == NUMBER:
        return f"{name}.other = {word};"
    return f"{name} = ({to_c_type(kind)})slu_object_of({word});" if is_pointer(kind) else f"{name} = {word};"
