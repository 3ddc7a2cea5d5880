"""Ranges of ints: what arithmetic on numbers of known bounds gives. None stands for "may pass 64 bits"."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from msgspec import Struct

from sluice.compiler.ir.ops import Arithmetic, Comparison

INT64_MIN: Final = -(1 << 63)
INT64_MAX: Final = (1 << 63) - 1
MOST_BITS: Final = 63
"""What a machine word can be shifted by."""


class Interval(Struct, frozen=True):
    """All of `low` … `high`, both within 64 bits.

    `exact`: the object is an int. Else it may be a bool, or of a class that derives from int: a number with
    the same value, but not the same thing.
    """

    low: int
    high: int
    exact: bool = True


FULL: Final = Interval(INT64_MIN, INT64_MAX)
SMALL: Final = Interval(-(1 << 62), (1 << 62) - 1)
"""What fits into a tagged word."""
BIT: Final = Interval(0, 1, exact=False)
_STEPS: Final = (0, 1, 255, 1 << 32, SMALL.high, INT64_MAX)
"""Where a bound that keeps moving comes to rest."""


def constant(value: int) -> Interval | None:
    return Interval(value, value) if INT64_MIN <= value <= INT64_MAX else None


def contains(outer: Interval, inner: Interval) -> bool:
    return outer.low <= inner.low and inner.high <= outer.high


def hull(left: Interval, right: Interval) -> Interval:
    if left == right:
        return left
    return Interval(min(left.low, right.low), max(left.high, right.high), left.exact and right.exact)


def meet(known: Interval, low: int, high: int) -> Interval | None:
    """What of `known` lies within the bounds; None: nothing."""
    low, high = max(known.low, low), min(known.high, high)
    return Interval(low, high, known.exact) if low <= high else None


def widen(before: Interval, after: Interval, rests: Iterable[int] = ()) -> Interval:
    """`after`, with a bound that moved put at the next step, so that loops come to an end.

    `rests`: further places where a bound may stop.
    """
    low, high = after.low, after.high
    if low < before.low:
        low = max((step for step in (*(-each for each in _STEPS), *rests) if step <= low), default=INT64_MIN)
    if high > before.high:
        high = min(step for step in (*_STEPS, *rests) if step >= high)
    return Interval(max(low, INT64_MIN), min(high, INT64_MAX), after.exact)


def _of(bounds: Iterable[int], exact: bool = True) -> Interval | None:
    found = list(bounds)
    low, high = min(found), max(found)
    return Interval(low, high, exact) if low >= INT64_MIN and high <= INT64_MAX else None


def _corners(left: Interval, right: Interval, reckon: Callable[[int, int], int]) -> Interval | None:
    return _of(reckon(a, b) for a in (left.low, left.high) for b in (right.low, right.high))


def _floor_divide(left: Interval, right: Interval) -> Interval | None:
    if right.low > 0 or right.high < 0:
        return _corners(left, right, lambda a, b: a // b)
    largest = max(abs(left.low), abs(left.high))
    return _of((-largest, largest))


def _modulo(left: Interval, right: Interval) -> Interval | None:
    if left.low >= 0 and right.low > left.high:
        return Interval(left.low, left.high)
    return modulo_of_any(right)


def modulo_of_any(right: Interval) -> Interval:
    """What the rest of any int lies in."""
    return Interval(min(right.low + 1, 0), max(right.high - 1, 0))


def _left_shift(left: Interval, right: Interval) -> Interval | None:
    if right.low < 0 or right.high > MOST_BITS:
        return None
    return _corners(left, right, lambda a, b: a << b)


def _right_shift(left: Interval, right: Interval) -> Interval | None:
    if right.low < 0 or right.high > MOST_BITS:
        return None
    return _corners(left, right, lambda a, b: a >> b)


def _bits(left: Interval, right: Interval) -> int:
    """How many all of the values need beside a sign."""
    bounds = (left.low, left.high, right.low, right.high)
    return max((~value if value < 0 else value).bit_length() for value in bounds)


def _and(left: Interval, right: Interval) -> Interval:
    exact = left.exact or right.exact
    positive = [each.high for each in (left, right) if each.low >= 0]
    if positive:
        return Interval(0, min(positive), exact)
    return Interval(-(1 << _bits(left, right)), max(left.high, right.high, 0), exact)


def _or(left: Interval, right: Interval) -> Interval:
    exact, bits = left.exact or right.exact, _bits(left, right)
    if left.low >= 0 and right.low >= 0:
        return Interval(max(left.low, right.low), (1 << bits) - 1, exact)
    return Interval(-(1 << bits), (1 << bits) - 1, exact)


def _xor(left: Interval, right: Interval) -> Interval:
    exact, bits = left.exact or right.exact, _bits(left, right)
    low = 0 if left.low >= 0 and right.low >= 0 else -(1 << bits)
    return Interval(low, (1 << bits) - 1, exact)


_OPERATIONS: Final[dict[Arithmetic, Callable[[Interval, Interval], Interval | None]]] = {
    Arithmetic.ADD: lambda left, right: _of((left.low + right.low, left.high + right.high)),
    Arithmetic.SUBTRACT: lambda left, right: _of((left.low - right.high, left.high - right.low)),
    Arithmetic.MULTIPLY: lambda left, right: _corners(left, right, lambda a, b: a * b),
    Arithmetic.FLOOR_DIVIDE: _floor_divide,
    Arithmetic.MODULO: _modulo,
    Arithmetic.LEFT_SHIFT: _left_shift,
    Arithmetic.RIGHT_SHIFT: _right_shift,
    Arithmetic.AND: _and,
    Arithmetic.OR: _or,
    Arithmetic.XOR: _xor,
}


def reckon(operator: Arithmetic, left: Interval, right: Interval) -> Interval | None:
    """What `left operator right` lies in; None where 64 bits may not hold it, or where it is no int."""
    operation = _OPERATIONS.get(operator)
    return operation(left, right) if operation is not None else None


def compared(
    operator: Comparison, left: Interval, right: Interval
) -> tuple[Interval | None, Interval | None]:
    """Both sides where `left operator right` holds; None: it never does."""
    match operator:
        case Comparison.LESS:
            return meet(left, INT64_MIN, right.high - 1), meet(right, left.low + 1, INT64_MAX)
        case Comparison.LESS_EQUAL:
            return meet(left, INT64_MIN, right.high), meet(right, left.low, INT64_MAX)
        case Comparison.GREATER:
            return meet(left, right.low + 1, INT64_MAX), meet(right, INT64_MIN, left.high - 1)
        case Comparison.GREATER_EQUAL:
            return meet(left, right.low, INT64_MAX), meet(right, INT64_MIN, left.high)
        case Comparison.EQUAL:
            return meet(left, right.low, right.high), meet(right, left.low, left.high)
        case Comparison.NOT_EQUAL:
            return _without(left, right), _without(right, left)


def _without(known: Interval, other: Interval) -> Interval | None:
    """`known` less a single value at one of its ends."""
    if other.low != other.high:
        return known
    if known.low == other.low:
        return meet(known, known.low + 1, INT64_MAX)
    return meet(known, INT64_MIN, known.high - 1) if known.high == other.low else known
