"""`log.info("took %s of %s", x, y)`: a text that is known is put together as an f-string is.

What `%` knows beside `%s` (widths, numbers, mappings) is large; a filter that only says what something is
does not carry it. As in `logging`, arguments become text only where the proxy keeps the message.
"""

from __future__ import annotations

import re
from typing import Final

from sluice.compiler.ir.ops import IntConstant, NoneConstant, Operand, StrConstant
from sluice.compiler.lower.arguments import Arguments
from sluice.compiler.lower.expressions.strings import to_text
from sluice.compiler.lower.frame import Frame
from sluice.compiler.lower.symbols import FunctionSymbol
from sluice.compiler.primitives.str_ops import STR_CONCAT_MANY

_MODULE: Final = "sluice.api.log"
_LEVELS: Final = {"debug": 1, "info": 2, "warning": 3, "error": 4, "critical": 5}
"""As the host counts them (`hostcalls.DEBUG`…)."""
_CONVERSION: Final = re.compile("%(.?)", re.DOTALL)


def lower_log_call(frame: Frame, symbol: FunctionSymbol, arguments: Arguments) -> Operand | None:
    """None: not a call of that kind."""
    from sluice.compiler.lower.expressions.direct_calls import call_function

    level = _LEVELS.get(symbol.title) if symbol.module.name == _MODULE and symbol.owner is None else None
    if level is None or arguments.keywords:
        return None
    match arguments.operands:
        case (StrConstant(template), _, *_):
            texts = _texts_between(template)
        case _:
            return None
    values = arguments.operands[1:]
    if texts is None or len(texts) != len(values) + 1:
        return None
    keeps = frame.program.names.member_of(_MODULE, "_keeps")
    write = frame.program.names.member_of(_MODULE, "_say")
    if not isinstance(keeps, FunctionSymbol) or not isinstance(write, FunctionSymbol):
        return None
    builder = frame.builder
    kept, done = builder.label("kept"), builder.label("logged")
    builder.branch(call_function(frame, keeps, [IntConstant(level)]), kept, done)
    builder.start(kept)
    parts: list[Operand] = [StrConstant(texts[0])]
    for value, text in zip(values, texts[1:], strict=True):
        parts += [to_text(frame, value), StrConstant(text)]
    parts = [each for each in parts if each != StrConstant("")]
    message = parts[0] if len(parts) == 1 else builder.call(STR_CONCAT_MANY, variadic=tuple(parts))
    call_function(frame, write, [IntConstant(level), message])
    builder.goto(done)
    builder.start(done)
    return NoneConstant()


def _texts_between(template: str) -> list[str] | None:
    """What stands before, between and behind each `%s`; None: there are other conversions."""
    texts, at = [""], 0
    for found in _CONVERSION.finditer(template):
        texts[-1] += template[at : found.start()]
        at = found.end()
        match found[1]:
            case "%":
                texts[-1] += "%"
            case "s":
                texts.append("")
            case _:
                return None
    texts[-1] += template[at:]
    return texts
