"""What `lib/re` needs from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import BYTES, INT64, LIST, VALUE

_PARAMETERS = (
    Parameter("program", BYTES),
    Parameter("subject"),
    Parameter("start", INT64),
    Parameter("end", INT64),
    Parameter("mode", INT64),
)
_TYPES = (BYTES, VALUE, INT64, INT64, INT64)

BUILTINS: tuple[Builtin, ...] = (
    Builtin("_sluice_re.match", _PARAMETERS, Primitive("slu_regex_match", _TYPES, VALUE, Raises.RESULT)),
    Builtin("_sluice_re.find_all", _PARAMETERS, Primitive("slu_regex_all", _TYPES, LIST, Raises.RESULT)),
    Builtin("_sluice_re.walk", (Parameter("matches", LIST),), Primitive("slu_regex_walk", (LIST,), VALUE)),
)
