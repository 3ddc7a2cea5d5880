"""The programs about lists that the passes are shown."""

from __future__ import annotations

from msgspec.structs import replace

from sluice.compiler.ir.ops import (
    Arithmetic,
    Assign,
    Binary,
    Branch,
    CallPrimitive,
    Compare,
    Comparison,
    Convert,
    FloatConstant,
    Goto,
    InPlace,
    IntConstant,
    Register,
    Return,
)
from sluice.compiler.ir.program import Block, Parameter, Program
from sluice.compiler.ir.types import BOOL, INT, INT64, LIST, VALUE
from sluice.compiler.primitives.list_ops import LIST_APPEND, LIST_GET, LIST_OF, LIST_SET

from .golden import function, program


def known_lists() -> Program:
    """`words` is filled and changed with masked sums of its own items, `given` belongs to somebody else."""
    one, times, product = Register("one", VALUE), Register("times", VALUE), Register("product", VALUE)
    single, words, given = Register("single", LIST), Register("words", LIST), Register("given", LIST)
    boxed, again, done = Register("boxed", VALUE), Register("again", BOOL), Register("done", VALUE)
    item, word, total = Register("item", VALUE), Register("word", INT), Register("total", INT)
    place, low, stored = Register("place", INT64), Register("low", INT), Register("stored", VALUE)
    entry = (
        Convert(one, IntConstant(0), 1),
        CallPrimitive(single, LIST_OF, (), (one,), 1),
        Convert(boxed, single, 1),
        Convert(times, IntConstant(8), 1),
        Binary(product, Arithmetic.MULTIPLY, boxed, times, 1),
        Convert(words, product, 1),
        Assign(place, IntConstant(0, INT64), 2),
    )
    body = (
        CallPrimitive(item, LIST_GET, (words, place), (), 3),
        Convert(word, item, 3),
        Binary(total, Arithmetic.ADD, word, IntConstant(77), 3),
        Binary(low, Arithmetic.AND, total, IntConstant(255), 3),
        Convert(stored, low, 3),
        CallPrimitive(None, LIST_SET, (words, place, stored), (), 3),
        CallPrimitive(None, LIST_SET, (given, place, stored), (), 4),
        Binary(place, Arithmetic.ADD, place, IntConstant(1, INT64), 5),
    )
    blocks = (
        Block("entry", entry, Goto("loop", 2)),
        Block(
            "loop",
            (Compare(again, Comparison.LESS, place, IntConstant(8, INT64), 2),),
            Branch(again, "body", "end", 2),
        ),
        Block("body", body, Goto("loop", 5)),
        Block("end", (CallPrimitive(done, LIST_GET, (given, place), (), 6),), Return(done, 6)),
    )
    fill = function("demo.fill", *blocks, parameters=(Parameter(given),))
    return program(replace(fill, needs_entry=True))


def turned() -> Program:
    """The low 32 bits of `word`, turned by 7 places to the right."""
    word, right, left, both = (Register(name, INT) for name in ("word", "right", "left", "both"))
    low, turned_ = Register("low", INT), Register("turned", INT)
    block = Block(
        "entry",
        (
            Binary(low, Arithmetic.AND, word, IntConstant(0xFFFFFFFF), 2),
            Binary(right, Arithmetic.RIGHT_SHIFT, low, IntConstant(7), 3),
            Binary(left, Arithmetic.LEFT_SHIFT, low, IntConstant(25), 3),
            Binary(both, Arithmetic.OR, right, left, 3),
            Binary(turned_, Arithmetic.AND, both, IntConstant(0xFFFFFFFF), 3),
        ),
        Return(turned_, 3),
    )
    return program(function("demo.turn", block, parameters=(Parameter(word),), result=INT))


def known_floats() -> Program:
    """`halves` holds floats only and grows by sums of its own; of `given` nobody knows what it holds."""
    halves, given = Register("halves", LIST), Register("given", LIST)
    half, item, other, total = (Register(name, VALUE) for name in ("half", "item", "other", "total"))
    product, both = Register("product", VALUE), Register("both", VALUE)
    block = Block(
        "entry",
        (
            Convert(half, FloatConstant(0.5), 1),
            CallPrimitive(halves, LIST_OF, (), (half,), 1),
            CallPrimitive(item, LIST_GET, (halves, IntConstant(0, INT64)), (), 2),
            Binary(product, Arithmetic.MULTIPLY, item, IntConstant(3), 2),
            InPlace(total, Arithmetic.ADD, product, half, 2),
            CallPrimitive(None, LIST_APPEND, (halves, total), (), 2),
            CallPrimitive(other, LIST_GET, (given, IntConstant(0, INT64)), (), 3),
            Binary(both, Arithmetic.ADD, other, total, 3),
        ),
        Return(both, 3),
    )
    return program(replace(function("demo.halves", block, parameters=(Parameter(given),)), needs_entry=True))
