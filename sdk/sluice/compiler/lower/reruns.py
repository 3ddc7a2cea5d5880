"""Class statements inside functions: a class is laid out once, so its statement may run once.

A second run would need a second class. Where the two would differ (captured variables, computed class
variables) the program is stopped with an exception instead of going on with the first class.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sluice.compiler.ir.ops import BoolConstant, ClassConstant, Reraise, StrConstant
from sluice.compiler.ir.types import TYPE
from sluice.compiler.lower.symbols import ClassSymbol
from sluice.compiler.primitives.language_ops import RAISE_NEW

if TYPE_CHECKING:
    from sluice.compiler.lower.frame import Frame


def refuse_second_run(frame: Frame, symbol: ClassSymbol) -> None:
    """NotImplementedError when the class statement runs again."""
    builder = frame.builder
    name = f"{symbol.name}.<ran>"
    ran = frame.load_global(name, checked=False)
    again, first = builder.label("again"), builder.label("first")
    builder.branch(builder.is_nothing(ran), first, again)
    builder.start(again)
    message = StrConstant(
        f"the class statement of {symbol.title} ran twice, with captured or computed values: "
        "Sluice lays a class out once; move it out of the function"
    )
    builder.call(RAISE_NEW, ClassConstant("builtins.NotImplementedError", TYPE), variadic=(message,))
    builder.end(Reraise(builder.line))
    builder.start(first)
    frame.store_global(name, builder.box(BoolConstant(True)))
