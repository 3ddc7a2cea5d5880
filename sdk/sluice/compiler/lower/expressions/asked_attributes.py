"""`hasattr(x, "name")` and `getattr(x, "name", default)`, which tell nobody what is not there.

What an object of CPython has and a compiled one has not would be a wrong answer here, not an AttributeError.
So such names are refused, and a special name that is computed is looked up by functions that raise.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from sluice.compiler.diagnostics import Code
from sluice.compiler.ir.ops import BoolConstant, ClassConstant, Operand, StrConstant
from sluice.compiler.ir.types import BOOL
from sluice.compiler.lower.arguments import Arguments
from sluice.compiler.lower.frame import Frame
from sluice.compiler.primitives.builtins_ops import ATTRIBUTE_OR, HAS_ATTRIBUTE, IS_CALLABLE
from sluice.compiler.primitives.object_ops import HAS_TYPE

_ON_EVERYTHING: Final = frozenset(
    "__dir__ __doc__ __getstate__ __init_subclass__ __reduce__ __reduce_ex__ __sizeof__ "
    "__subclasshook__".split()
)
"""What every object of CPython has."""
_WITH_DICTS: Final = ("builtins.BaseException", "builtins.type")
"""Classes whose instances have a `__dict__` in CPython, which here only some keep."""
_UNKNOWN: Final = _ON_EVERYTHING - {"__doc__"} | frozenset(
    (
        "__abstractmethods__ __annotations__ __args__ __builtins__ __class_getitem__ __closure__ __code__ "
        "__dataclass_fields__ __defaults__ __final__ __get__ __globals__ __instancecheck__ "
        "__isabstractmethod__ __kwdefaults__ __length_hint__ __objclass__ __orig_bases__ __orig_class__ "
        "__origin__ __parameters__ __subclasscheck__ __subclasses__ __text_signature__ __weakref__ ag_frame "
        "cr_code cr_frame cr_running gi_code gi_frame gi_running gi_yieldfrom"
    ).split()
)
"""What some objects of CPython have, and compiled ones only where a class of the program says so."""


def ask_for_attribute(frame: Frame, name: str, arguments: Arguments, node: ast.Call) -> Operand | None:
    """None for other calls, and for names that are computed."""
    operands = arguments.operands
    if arguments.keywords or len(operands) != {"hasattr": 2, "getattr": 3}.get(name):
        return None
    title, builder = operands[1], frame.builder
    if not isinstance(title, StrConstant):
        return None
    is_asked = not frame.module.trusted  # the library asks what is there here
    if is_asked and name == "hasattr" and title.value in _ON_EVERYTHING:
        return BoolConstant(True)
    if is_asked and title.value in _UNKNOWN and not is_defined(frame, title.value):
        text = f"`{title.value}` is not there in compiled code, which `{name}` would not tell from CPython's"
        raise frame.refuse(Code.BUILTIN, node, f"{text}; ask for something else, like the object's class")
    receiver = builder.box(operands[0])
    if name == "getattr":
        return builder.call(ATTRIBUTE_OR, receiver, title, builder.box(operands[2]))
    if title.value == "__call__":
        return has_call(frame, receiver)
    if is_asked and title.value == "__dict__":
        kept = [builder.call(HAS_TYPE, receiver, ClassConstant(each)) for each in _WITH_DICTS]
        return _any_or_attribute(frame, kept, receiver, title)
    return builder.call(HAS_ATTRIBUTE, receiver, title)


def has_call(frame: Frame, receiver: Operand) -> Operand:
    """`hasattr(x, "__call__")`: also of what has none to be looked up, like functions."""
    is_callable = frame.builder.call(IS_CALLABLE, receiver)
    return _any_or_attribute(frame, [is_callable], receiver, StrConstant("__call__"))


def _any_or_attribute(
    frame: Frame, tests: Sequence[Operand], receiver: Operand, title: StrConstant
) -> Operand:
    """Whether one of the tests holds, or the attribute is found."""
    builder = frame.builder
    result, end = builder.register(BOOL), builder.label("asked")
    for each in tests:
        ask = builder.label("ask")
        builder.assign(result, each)
        builder.branch(result, end, ask)
        builder.start(ask)
    builder.assign(result, builder.call(HAS_ATTRIBUTE, receiver, title))
    builder.start(end)
    return result


def is_defined(frame: Frame, name: str) -> bool:
    """Whether a class of the program's own defines it."""
    classes = frame.program.classes.classes.values()
    return any(name in each.scope.bound for each in classes if not each.module.trusted)
