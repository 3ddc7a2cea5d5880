"""Methods of built-in types that take any keywords, which the tables cannot say."""

from __future__ import annotations

from sluice.compiler.ir.ops import NoneConstant, Operand, StrConstant
from sluice.compiler.lower.arguments import Arguments
from sluice.compiler.lower.format_fields import note_fields
from sluice.compiler.lower.frame import Frame
from sluice.compiler.primitives.dict_ops import DICT_UPDATE
from sluice.compiler.primitives.format_ops import STR_FORMAT
from sluice.compiler.primitives.language_ops import DICT_OF, TUPLE_OF


def call_special_method(
    frame: Frame, owner: str, receiver: Operand, name: str, arguments: Arguments
) -> Operand | None:
    """`template.format(…)` and `mapping.update(…, key=…)`; None for everything else."""
    builder = frame.builder
    match owner, name:
        case "str", "format_map":
            note_fields(frame, receiver)
        case "str", "format":
            note_fields(frame, receiver, arguments.all_operands)
            values = builder.call(TUPLE_OF, variadic=arguments.operands)
            named = names_to_dict(frame, arguments) if arguments.keywords else NoneConstant()
            return builder.call(STR_FORMAT, receiver, values, named)
        case "dict", "update" if arguments.keywords and len(arguments.operands) <= 1:
            for other in arguments.operands:
                builder.call(DICT_UPDATE, receiver, other)
            builder.call(DICT_UPDATE, receiver, names_to_dict(frame, arguments))
            return NoneConstant()
    return None


def names_to_dict(frame: Frame, arguments: Arguments) -> Operand:
    """The keyword arguments of a call as a dict."""
    pairs: list[Operand] = []
    for name, operand in arguments.keyword_operands:
        pairs += [StrConstant(name), operand]
    return frame.builder.call(DICT_OF, variadic=tuple(pairs))
