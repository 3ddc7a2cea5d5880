"""What `lib/collections/_ordered_dict.py` needs from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BOOL, DICT, VALUE, VOID

_DICT = Parameter("dict", DICT)

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_ordered.move",
        (_DICT, Parameter("key"), Parameter("to_end", BOOL)),
        Primitive("slu_dict_move", (DICT, VALUE, BOOL), VOID, Raises.RESULT),
    ),
    *(
        Builtin(f"_sluice_ordered.{name}", (_DICT,), Primitive(f"slu_ordered_{name}", (DICT,), VALUE))
        for name in ("keys", "values", "items", "iterate", "reversed")
    ),
)
