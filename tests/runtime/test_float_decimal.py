"""Doubles to decimal digits and back: always what CPython gives."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Iterator
from decimal import Context, Decimal, localcontext
from itertools import islice

import pytest
from tests.runtime.compiled import CompiledModule, compile_entry_points

ROOM = 1400


@pytest.fixture(scope="module")
def decimals() -> CompiledModule:
    return compile_entry_points(
        "entry_points/decimals.c",
        "float_shortest.c",
        "float_nearest.c",
        "float_digits.c",
        "float_round.c",
        "limbs.c",
    )


def nasty_floats() -> Iterator[float]:
    """Random bits, powers of two and ten with their neighbours, short decimals, integers, subnormals."""
    source = random.Random(7)
    for _ in range(6000):
        (number,) = struct.unpack("<d", source.randbytes(8))
        if math.isfinite(number) and number:
            yield abs(number)
    for exponent in range(-1074, 1024):
        power = math.ldexp(1.0, exponent)
        yield from filter(None, (power, math.nextafter(power, 0), math.nextafter(power, math.inf)))
    for exponent in range(-323, 309):
        power = float(f"1e{exponent}")
        yield from filter(None, (power, math.nextafter(power, 0), math.nextafter(power, math.inf)))
    for _ in range(4000):
        yield source.randint(1, 10**6) / 10 ** source.randint(0, 8)
    yield from (float(n) for n in range(1, 2000))
    yield from (float(2**53 + n) for n in range(-50, 50))
    yield from (5e-324, 1.7976931348623157e308, 2.2250738585072014e-308, 9007199254740993.0, 1e23, 9.5e-323)


def test_shortest_digits_are_reprs(decimals: CompiledModule) -> None:
    for number in nasty_floats():
        digits = decimals.integer("shortest_digits", number) % 2**64
        exponent = decimals.call("shortest_exponent", number)
        _, expected, expected_exponent = Decimal(repr(number)).normalize().as_tuple()
        assert (digits, exponent) == (int("".join(map(str, expected))), expected_exponent), number


def nearest(decimals: CompiledModule, text: str) -> float:
    digits, _, exponent = text.partition("e")
    whole, _, fraction = digits.partition(".")
    decimals.write((whole + fraction).encode())
    return decimals.call("nearest", len(whole) + len(fraction), int(exponent or 0) - len(fraction))


def test_nearest_double_of_reprs_and_long_digits(decimals: CompiledModule) -> None:
    for number in nasty_floats():
        for text in (repr(number), f"{number:.25e}", f"{number:.16e}"):
            assert nearest(decimals, text) == number, text


def test_nearest_double_at_the_middle_of_two(decimals: CompiledModule) -> None:
    source = random.Random(8)
    for number in list(nasty_floats())[::40]:
        above = math.nextafter(number, math.inf)
        if math.isinf(above):
            continue
        with localcontext(Context(prec=1100)):
            middle = (Decimal(number) + Decimal(above)) / 2
        text = format(middle, "e").replace("E", "e").replace("+", "")
        digits, exponent = text.split("e")
        if "." not in digits:
            digits += ".0"
        for variant in (digits, digits + "1", digits + "0" * 30 + "1", digits[: source.randint(20, 60)]):
            full = f"{variant}e{exponent}"
            assert nearest(decimals, full) == float(full), full


@pytest.mark.parametrize(
    "text",
    [
        *("0", "1e400", "1e-400", "1.7976931348623158e308", "1.7976931348623159e308"),
        *("2.4703282292062328e-324", "2.4703282292062327e-324", "0.000001e6"),
        *("123456789012345678901234567890e-30", "9" * 900 + "e-600"),
        *("1" + "0" * 800 + "1e-1100", "4.9e-324", "179769313486231580793728971405301e276"),
    ],
)
def test_nearest_double_at_the_edges(decimals: CompiledModule, text: str) -> None:
    assert nearest(decimals, text) == float(text)


def test_fixed_digits(decimals: CompiledModule) -> None:
    source = random.Random(9)
    for number in nasty_floats():
        places = source.choice([0, 1, 2, 2, 3, 6, 17, 60, 400, 1074])
        start = decimals.integer("fixed", number, places)
        expected = f"{number:.{places}f}".replace(".", "").lstrip("0")
        assert decimals.read(ROOM)[start:].decode() == expected, (number, places)


def test_fixed_digits_left_of_the_point(decimals: CompiledModule) -> None:
    for number in islice(nasty_floats(), 0, None, 4):
        for places in (-1, -2, -5, -20):
            start = decimals.integer("fixed", number, places)
            with localcontext(Context(prec=1100)):
                expected = str(int(Decimal(number).quantize(Decimal(f"1e{-places}")) / 10**-places))
            assert decimals.read(ROOM)[start:].decode() == expected.replace("0", "", expected == "0")


def test_significant_digits(decimals: CompiledModule) -> None:
    source = random.Random(10)
    for number in nasty_floats():
        count = source.choice([1, 2, 3, 6, 12, 15, 16, 17, 18, 40, 800, 1100])
        exponent = decimals.call("significant", number, count)
        digits, expected_exponent = f"{number:.{count - 1}e}".split("e")
        assert decimals.read(count).decode() == digits.replace(".", "")
        assert exponent == int(expected_exponent)
