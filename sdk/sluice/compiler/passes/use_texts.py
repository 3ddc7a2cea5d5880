"""Call the functions for strs where keys of dicts and messages of exceptions are known to be strs.

    t1: value = convert key                            (key: str)
    t2: value = slu_dict_get(table, t1, None)     →    t2: value = slu_dict_get_or_str(table, key, None)

Those functions ask no type how it hashes, compares or shows itself; a program all of whose keys and messages
are strs carries none of that. Where a class derived from `str` has an `__hash__`, `__eq__` or `__str__` of
its own, everything stays as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from sluice.compiler.ir.ops import CallPrimitive, Convert, Instruction, NothingConstant, Operand, Register
from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import STR, VALUE
from sluice.compiler.primitives.dict_ops import (
    DICT_CONTAINS,
    DICT_CONTAINS_STR,
    DICT_GET,
    DICT_GET_OR_STR,
    DICT_NEW,
    DICT_OF,
    DICT_OF_STR,
    DICT_SET_ITEM,
    DICT_SET_STR,
)
from sluice.compiler.primitives.language_ops import (
    NEW_EXCEPTION,
    NEW_EXCEPTION_TEXT,
    RAISE_NEW,
    RAISE_TEXT,
)

_FOR_STRS: Final = {DICT_GET: DICT_GET_OR_STR, DICT_SET_ITEM: DICT_SET_STR, DICT_CONTAINS: DICT_CONTAINS_STR}
"""The key is the second argument of each."""

_WITH_TEXT: Final = {RAISE_NEW: RAISE_TEXT, NEW_EXCEPTION: NEW_EXCEPTION_TEXT}
"""The message is the only other argument."""

_OWN: Final = ("__hash__", "__eq__", "__str__")

_Sources = dict[Register, Operand]
"""What each VALUE register was converted from, as far as that still holds."""


def use_texts(program: Program) -> Program:
    own = [each for each in program.classes.values() if "builtins.str" in each.mro]
    if any(member.name in _OWN for each in own for member in each.members):
        return program
    functions = {name: _rewrite(function) for name, function in program.functions.items()}
    return replace(program, functions=functions)


def _rewrite(function: Function) -> Function:
    return replace(function, blocks=tuple(map(_rewrite_block, function.blocks)))


def _rewrite_block(block: Block) -> Block:
    sources: _Sources = {}
    done: list[Instruction] = []
    for op in block.instructions:
        done.append(_for_strs(op, sources) if isinstance(op, CallPrimitive) else op)
        for target in targets(op):
            sources = {key: source for key, source in sources.items() if target not in (key, source)}
        if isinstance(op, Convert) and op.target.type == VALUE and op.source.type == STR:
            sources[op.target] = op.source
    return replace(block, instructions=tuple(done))


def _for_strs(op: CallPrimitive, sources: _Sources) -> CallPrimitive:
    with_text = _WITH_TEXT.get(op.primitive)
    if with_text is not None and len(op.variadic) <= 1:
        message = _text(op.variadic[0], sources) if op.variadic else NothingConstant(STR)
        if message is None:
            return op
        return replace(op, primitive=with_text, arguments=(*op.arguments, message), variadic=())
    if op.primitive == DICT_OF:
        keys = [_text(key, sources) for key in op.variadic[::2]]
        if not keys:
            return replace(op, primitive=DICT_NEW, variadic=())
        return replace(op, primitive=DICT_OF_STR) if None not in keys else op
    target: Primitive | None = _FOR_STRS.get(op.primitive)
    key = None if target is None else _text(op.arguments[1], sources)
    if target is None or key is None:
        return op
    return replace(op, primitive=target, arguments=(op.arguments[0], key, *op.arguments[2:]))


def _text(key: Operand, sources: _Sources) -> Operand | None:
    """The key as an operand of type STR; None: it may be something else."""
    if key.type == STR:
        return key
    return sources.get(key) if isinstance(key, Register) else None
