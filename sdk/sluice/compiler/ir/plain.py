"""The instructions that call nothing of the program: what only has them can stand in place of its calls."""

from __future__ import annotations

from typing import Final

from sluice.compiler.ir.ops import (
    Assign,
    Binary,
    CallPrimitive,
    Compare,
    Convert,
    Is,
    LoadSlot,
    Not,
    StoreSlot,
    Truth,
)

PLAIN: Final = (Assign, Binary, CallPrimitive, Compare, Convert, Is, LoadSlot, Not, StoreSlot, Truth)
