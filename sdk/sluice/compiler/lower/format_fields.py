"""The attributes that the fields of `str.format` look up: `"{0.name}".format(x)`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Final

from sluice.compiler.ir.ops import Operand, StrConstant
from sluice.compiler.ir.types import BOOL, FLOAT, INT, INT64, STR, Instance
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import ClassSymbol

FORMATS: Final = ("format", "format_map")
_NAME_OR_ITEM: Final = re.compile(r"\[[^\]]*\]|\.([^.\[]+)")
_WITHOUT_MEMBERS: Final = (BOOL, FLOAT, INT, INT64, STR)


def note_fields(frame: Frame, template: Operand, operands: Iterable[Operand] | None = None) -> None:
    """Note the names in a constant text; any where it is computed and is given what may have members.

    `operands`: what it is given, None where that is not known.
    """
    program, kind = frame.program, template.type
    if isinstance(template, StrConstant):
        names = _names_in(template.value)
    elif isinstance(kind, Instance) and program.classes.classes[kind.class_name].has_own_layout:
        return  # it is no text
    elif operands is None or any(_may_have_members(frame, each) for each in operands):
        names = iter(("*",))
    else:
        return
    for name in names:
        if name == "__class__":
            program.note_unknown_class()
        program.note_dynamic(name)


def note_any_fields(frame: Frame, name: str, mro: Iterable[ClassSymbol | str]) -> None:
    """`str.format` as a value, and `super().format` in a class on str."""
    if name in FORMATS and "builtins.str" in mro:
        frame.program.note_dynamic("*")


def _may_have_members(frame: Frame, operand: Operand) -> bool:
    return operand.type not in _WITHOUT_MEMBERS or frame.program.has_subclasses_of(str(operand.type))


def _names_in(text: str) -> Iterator[str]:
    """Those before the first fault, which ends the call."""
    try:
        for _, field, spec, _ in Formatter().parse(text):
            if field is not None:
                yield from filter(None, _NAME_OR_ITEM.findall(field))
            if spec:
                yield from _names_in(spec)
    except ValueError:
        return
