"""What `lib/json.py` needs from C."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import INT64, STR, VALUE

_HOOKS: Final = (
    *("object_hook", "parse_float", "parse_int", "parse_constant", "object_pairs_hook"),
    *("error", "strict"),
)
_OPTIONS: Final = (
    "skipkeys",
    "ensure_ascii",
    "check_circular",
    "allow_nan",
    "indent",
    "item_separator",
    "key_separator",
    "default",
    "sort_keys",
)

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_json.loads",
        (Parameter("source"),),
        Primitive("slu_json_loads_plain", (VALUE,), VALUE, Raises.RESULT),
    ),
    Builtin(
        "_sluice_json.loads_hooked",
        (Parameter("source"), *(Parameter(name) for name in _HOOKS)),
        Primitive("slu_json_loads_hooked", (VALUE,) * 8, VALUE, Raises.RESULT),
    ),
    Builtin(
        "_sluice_json.raw_decode",
        (Parameter("text", STR), Parameter("start", INT64), *(Parameter(name) for name in _HOOKS)),
        Primitive("slu_json_raw_decode_hooked", (STR, INT64, *(VALUE,) * 7), VALUE, Raises.RESULT),
    ),
    Builtin(
        "_sluice_json.scan_string",
        (Parameter("text", STR), Parameter("end", INT64), Parameter("strict"), Parameter("error")),
        Primitive("slu_json_scan", (STR, INT64, VALUE, VALUE), VALUE, Raises.RESULT),
    ),
    Builtin(
        "_sluice_json.dumps",
        (Parameter("value"),),
        Primitive("slu_json_dumps_plain", (VALUE,), STR, Raises.RESULT),
    ),
    Builtin(
        "_sluice_json.dumps_with",
        (Parameter("value"), *(Parameter(name) for name in _OPTIONS)),
        Primitive("slu_json_dumps", (VALUE,) * 10, STR, Raises.RESULT),
    ),
)
