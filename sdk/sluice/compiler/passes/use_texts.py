"""Call the functions for strs where keys of dicts, messages of exceptions and others are known to be strs.

    t1: value = convert key                            (key: str)
    t2: value = slu_dict_get(table, t1, None)     →    t2: value = slu_dict_get_or_str(table, key, None)

Those functions ask no type how it hashes, compares or shows itself; a program all of whose keys and messages
are strs carries none of that. Nor does one that compares only with strs, which asks the program's classes.
Where a class derived from `str` has an `__hash__`, `__eq__`, `__ne__` or `__str__` of its own or from another
base, all stays as it is.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    CallPrimitive,
    Convert,
    Instruction,
    IntConstant,
    NothingConstant,
    Operand,
    Register,
    StrConstant,
)
from sluice.compiler.ir.primitive import Primitive
from sluice.compiler.ir.program import Block, Function, Program
from sluice.compiler.ir.registers import targets
from sluice.compiler.ir.types import INT64, STR, VALUE
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
from sluice.compiler.primitives.list_ops import LIST_CONTAINS, LIST_CONTAINS_TEXT
from sluice.compiler.primitives.object_ops import COMPARE_TRUTH, EQUALS_TEXT
from sluice.compiler.primitives.str_ops import ENCODE_PLAINLY
from sluice.compiler.primitives.str_ops import METHODS as STR_METHODS

_FOR_STRS: Final = {DICT_GET: DICT_GET_OR_STR, DICT_SET_ITEM: DICT_SET_STR, DICT_CONTAINS: DICT_CONTAINS_STR}
"""The key is the second argument of each."""

_WITH_TEXT: Final = {RAISE_NEW: RAISE_TEXT, NEW_EXCEPTION: NEW_EXCEPTION_TEXT}
"""The message is the only other argument."""

_ENCODE: Final = next(each.primitive for each in STR_METHODS if each.name == "encode")
_EQUALITY: Final = (IntConstant(2, INT64), IntConstant(3, INT64))
"""Of `slu_comparison`: `==` and `!=`."""

_OWN: Final = ("__hash__", "__eq__", "__ne__", "__str__")

_Sources = dict[Register, Operand]
"""What each VALUE register was converted from, as far as that still holds."""


def use_texts(program: Program) -> Program:
    derived = [each for each in program.classes.values() if "builtins.str" in each.mro]
    lines = {name for each in derived for name in each.mro if name in program.classes}
    if any(member.name in _OWN for name in lines for member in program.classes[name].members):
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
    if op.primitive == COMPARE_TRUTH and op.arguments[2] in _EQUALITY:
        return _equal_to_text(op, sources)
    if op.primitive == LIST_CONTAINS:
        item = _text(op.arguments[1], sources)
        return (
            op
            if item is None
            else replace(op, primitive=LIST_CONTAINS_TEXT, arguments=(op.arguments[0], item))
        )
    if op.primitive == _ENCODE:
        named = [_text(each, sources) for each in op.arguments[1:]]
        plain = named == [StrConstant("utf-8"), StrConstant("strict")]
        return replace(op, primitive=ENCODE_PLAINLY, arguments=op.arguments[:1]) if plain else op
    target: Primitive | None = _FOR_STRS.get(op.primitive)
    key = None if target is None else _text(op.arguments[1], sources)
    if target is None or key is None:
        return op
    return replace(op, primitive=target, arguments=(op.arguments[0], key, *op.arguments[2:]))


def _equal_to_text(op: CallPrimitive, sources: _Sources) -> CallPrimitive:
    left, right, operator = op.arguments
    for value, other in ((left, right), (right, left)):
        text = _text(other, sources)
        if text is not None:
            return replace(op, primitive=EQUALS_TEXT, arguments=(value, text, operator))
    return op


def _text(key: Operand, sources: _Sources) -> Operand | None:
    """The key as an operand of type STR; None: it may be something else."""
    if key.type == STR:
        return key
    return sources.get(key) if isinstance(key, Register) else None
