"""log, exp and pow: within a hair of correct rounding, and exact where the result is."""

from __future__ import annotations

import math
import random
from decimal import Context, Decimal, localcontext

import pytest
from tests.runtime.compiled import CompiledModule, compile_entry_points

SAMPLES = 2000
MOST_WRONG = 12  # of SAMPLES: results that are not the nearest double, but its neighbour


@pytest.fixture(scope="module")
def mathematics() -> CompiledModule:
    return compile_entry_points("entry_points/mathematics.c", "logarithm.c", "float_round.c")


def check(found: list[tuple[float, Decimal]]) -> None:
    wrong = 0
    for number, exact in found:
        wanted = float(exact)
        if number != wanted:
            wrong += 1
            assert abs(Decimal(number) - exact) < Decimal("0.55") * Decimal(math.ulp(wanted)), (
                number,
                wanted,
            )
    assert wrong <= MOST_WRONG


def test_log(mathematics: CompiledModule) -> None:
    source = random.Random(1)
    with localcontext(Context(prec=50)):
        numbers = [math.exp(source.uniform(-700, 700)) for _ in range(SAMPLES)]
        check([(mathematics.call("log", number), Decimal(number).ln()) for number in numbers])


def test_exp(mathematics: CompiledModule) -> None:
    source = random.Random(2)
    with localcontext(Context(prec=50)):
        numbers = [source.uniform(-744, 709) for _ in range(SAMPLES)]
        check([(mathematics.call("exp", number), Decimal(number).exp()) for number in numbers])


def test_pow(mathematics: CompiledModule) -> None:
    source = random.Random(3)
    with localcontext(Context(prec=50)):
        pairs = [(source.uniform(0, 100), source.uniform(-30, 30)) for _ in range(SAMPLES)]
        check(
            [(mathematics.call("pow", base, power), Decimal(base) ** Decimal(power)) for base, power in pairs]
        )


def test_pow_is_exact_where_it_can_be(mathematics: CompiledModule) -> None:
    for base in range(2, 60):
        for exponent in range(-3, 9):
            exact = float(base) ** exponent
            if Decimal(base) ** exponent == Decimal(exact):
                assert mathematics.call("pow", float(base), float(exponent)) == exact


def test_ends_of_the_range(mathematics: CompiledModule) -> None:
    assert mathematics.call("exp", 710.0) == math.inf
    assert mathematics.call("exp", -746.0) == 0
    assert mathematics.call("exp", -745.0) == 5e-324
    assert mathematics.call("pow", 10.0, 400.0) == math.inf
    assert mathematics.call("pow", 10.0, -400.0) == 0
