"""What `lib/_descriptors.py` needs from C."""

from __future__ import annotations

from sluice.compiler.ir.primitive import Builtin, Parameter, Primitive
from sluice.compiler.ir.types import VALUE

BUILTINS: tuple[Builtin, ...] = (
    Builtin(
        "_sluice_descriptors.bind",
        (Parameter("function"), Parameter("receiver")),
        Primitive("slu_bound_method_new", (VALUE, VALUE), VALUE),
    ),
)
"""`bind(function, receiver)`: a method whose first argument is the receiver."""
