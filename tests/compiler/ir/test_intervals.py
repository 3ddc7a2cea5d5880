"""Ranges of ints against every number in them."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Callable
from typing import Final

import pytest

from sluice.compiler.ir.intervals import (
    FULL,
    INT64_MAX,
    INT64_MIN,
    Interval,
    compared,
    contains,
    hull,
    modulo_of_any,
    reckon,
    widen,
)
from sluice.compiler.ir.ops import Arithmetic, Comparison

OPERATIONS: Final[dict[Arithmetic, Callable[[int, int], int]]] = {
    Arithmetic.ADD: operator.add,
    Arithmetic.SUBTRACT: operator.sub,
    Arithmetic.MULTIPLY: operator.mul,
    Arithmetic.FLOOR_DIVIDE: operator.floordiv,
    Arithmetic.MODULO: operator.mod,
    Arithmetic.LEFT_SHIFT: operator.lshift,
    Arithmetic.RIGHT_SHIFT: operator.rshift,
    Arithmetic.AND: operator.and_,
    Arithmetic.OR: operator.or_,
    Arithmetic.XOR: operator.xor,
}
COMPARISONS: Final[dict[Comparison, Callable[[int, int], bool]]] = {
    Comparison.EQUAL: operator.eq,
    Comparison.NOT_EQUAL: operator.ne,
    Comparison.LESS: operator.lt,
    Comparison.LESS_EQUAL: operator.le,
    Comparison.GREATER: operator.gt,
    Comparison.GREATER_EQUAL: operator.ge,
}
BOUNDS: Final = (-9, -8, -5, -2, -1, 0, 1, 2, 3, 7, 8)
INTERVALS: Final = [Interval(low, high) for low in BOUNDS for high in BOUNDS if low <= high]
EDGES: Final = [
    sign * (1 << bits) + by for bits in (31, 32, 61, 62, 63) for sign in (1, -1) for by in (-1, 0, 1)
]


def _result(operation: Callable[[int, int], int], left: int, right: int) -> int | None:
    try:
        return operation(left, right)
    except (ZeroDivisionError, ValueError):
        return None


@pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name.lower())
def test_results_lie_within(kind: Arithmetic) -> None:
    for left, right in itertools.product(INTERVALS, repeat=2):
        known = reckon(kind, left, right)
        for first in range(left.low, left.high + 1):
            for second in range(right.low, right.high + 1):
                found = _result(OPERATIONS[kind], first, second)
                if found is not None and known is not None:
                    assert known.low <= found <= known.high, (left, right, first, second)


@pytest.mark.parametrize("kind", OPERATIONS, ids=lambda kind: kind.name.lower())
def test_no_result_passes_64_bits(kind: Arithmetic) -> None:
    numbers = [edge for edge in EDGES if INT64_MIN <= edge <= INT64_MAX] + [-3, -1, 0, 1, 2, 31, 63]
    shown = 0
    for first, second in itertools.product(numbers, repeat=2):
        known = reckon(kind, Interval(first, first), Interval(second, second))
        if "SHIFT" in kind.name and not 0 <= second <= 63:
            assert known is None
            continue
        found = _result(OPERATIONS[kind], first, second)
        if found is not None and not INT64_MIN <= found <= INT64_MAX:
            assert known is None
        elif found is not None:
            assert known is not None and INT64_MIN <= known.low <= found <= known.high <= INT64_MAX
            shown += 1
    assert shown > len(numbers)


@pytest.mark.parametrize("kind", COMPARISONS, ids=lambda kind: kind.name.lower())
def test_both_sides_of_a_comparison_keep_what_fulfils_it(kind: Comparison) -> None:
    for left, right in itertools.product(INTERVALS, repeat=2):
        first, second = compared(kind, left, right)
        for pair in itertools.product(range(left.low, left.high + 1), range(right.low, right.high + 1)):
            if COMPARISONS[kind](*pair):
                assert first is not None and first.low <= pair[0] <= first.high
                assert second is not None and second.low <= pair[1] <= second.high


def test_a_comparison_narrows() -> None:
    assert compared(Comparison.LESS, Interval(0, 9), Interval(3, 5)) == (Interval(0, 4), Interval(3, 5))
    assert compared(Comparison.EQUAL, Interval(0, 9), Interval(12, 13)) == (None, None)
    assert compared(Comparison.NOT_EQUAL, Interval(0, 9), Interval(0, 0))[0] == Interval(1, 9)


def test_the_rest_of_anything() -> None:
    assert modulo_of_any(Interval(8, 8)) == Interval(0, 7)
    assert modulo_of_any(Interval(-8, 5)) == Interval(-7, 4)


def test_what_keeps_moving_comes_to_rest() -> None:
    known, rounds = Interval(0, 0), 0
    while known != FULL:
        grown = hull(known, Interval(max(known.low - 1, INT64_MIN), min(known.high + 1, INT64_MAX)))
        wider = widen(known, grown)
        assert contains(wider, grown)
        known, rounds = wider, rounds + 1
    assert rounds < 12


def test_bits_of_two_bools_are_no_int() -> None:
    bit = Interval(0, 1, exact=False)
    for kind in (Arithmetic.AND, Arithmetic.OR, Arithmetic.XOR):
        both, one = reckon(kind, bit, bit), reckon(kind, bit, Interval(0, 1))
        assert both is not None and not both.exact
        assert one is not None and one.exact
    added = reckon(Arithmetic.ADD, bit, bit)
    assert added is not None and added.exact
