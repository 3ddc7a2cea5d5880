"""f-strings, `format`, `str.format` and `%`.

An f-string becomes one `STR_CONCAT_MANY` of its parts: constants, `STR_OF` (or a typed form) for a part
or `FORMAT_PLAIN` for a part without a spec, `FORMAT` for one with.
"""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive, Raises
from sluice.compiler.ir.types import FLOAT, INT64, STR, TUPLE, VALUE

FORMAT: Final = Primitive("slu_format", (VALUE, STR), STR, Raises.RESULT)
"""`format(value, spec)`: `__format__` of the value's type."""
FORMAT_PLAIN: Final = Primitive("slu_format_plain", (VALUE,), STR, Raises.RESULT)
"""`format(value, "")`."""
FORMAT_FLOAT: Final = Primitive("slu_float_format", (FLOAT, STR), STR, Raises.RESULT)
FORMAT_INT64: Final = Primitive("slu_int64_format", (INT64, STR), STR, Raises.RESULT)
FORMAT_STR: Final = Primitive("slu_str_format_spec", (STR, STR), STR, Raises.RESULT)
ASCII: Final = Primitive("slu_ascii", (VALUE,), STR, Raises.RESULT)
"""`!a`."""
PERCENT: Final = Primitive("slu_str_percent", (STR, VALUE), STR, Raises.RESULT)
"""`template % arguments` on a str."""
BYTES_PERCENT: Final = Primitive("slu_bytes_percent", (VALUE, VALUE), VALUE, Raises.RESULT)
STR_FORMAT: Final = Primitive("slu_str_format", (STR, TUPLE, VALUE), STR, Raises.RESULT)
"""`template.format(*arguments, **keywords)`: a tuple, and a dict or None."""

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "format",
        (Parameter("value"), Parameter("format_spec", VALUE, "")),
        Primitive("slu_format_checked", (VALUE, VALUE), STR, Raises.RESULT),
    ),
)
