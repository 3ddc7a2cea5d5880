"""`fractions`: rational numbers, always in lowest terms. Made from ints, floats, strs and other fractions."""

import math
import re
from typing import Any

_PATTERN = re.compile(
    r"""\A\s*(?P<sign>[-+]?)(?=\d|\.\d)(?P<num>\d*|\d+(_\d+)*)"""
    r"""(?:(?:/(?P<denom>\d+(_\d+)*))?|(?:\.(?P<decimal>d*|\d+(_\d+)*))?(?:[eE](?P<exp>[-+]?\d+(_\d+)*))?)\s*\Z"""
)
_MODULUS = (1 << 61) - 1


def _add(a: Any, b: Any) -> Any:
    return Fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)


def _sub(a: Any, b: Any) -> Any:
    return Fraction(a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator)


def _mul(a: Any, b: Any) -> Any:
    return Fraction(a.numerator * b.numerator, a.denominator * b.denominator)


def _floordiv(a: Any, b: Any) -> Any:
    return (a.numerator * b.denominator) // (a.denominator * b.numerator)


def _mod(a: Any, b: Any) -> Any:
    return Fraction(
        (a.numerator * b.denominator) % (b.numerator * a.denominator), a.denominator * b.denominator
    )


def _truediv(a: Any, b: Any) -> Any:
    if b.numerator == 0:
        sign = (a.numerator > 0) - (a.numerator < 0)
        raise ZeroDivisionError(f"Fraction({sign}, 0)")
    return Fraction(a.numerator * b.denominator, a.denominator * b.numerator)


def _divmod(a: Any, b: Any) -> Any:
    below = a.denominator * b.denominator
    div, mod = divmod(a.numerator * b.denominator, a.denominator * b.numerator)
    return div, Fraction(mod, below)


class Fraction:
    """A numerator over a denominator that is greater than zero."""

    __slots__ = ("_denominator", "_numerator")

    def __init__(self, numerator: Any = 0, denominator: Any = None) -> None:
        if denominator is None and isinstance(numerator, str):
            numerator, denominator = _parse(numerator)
        elif denominator is None and isinstance(numerator, float):
            numerator, denominator = numerator.as_integer_ratio()
        elif denominator is None and isinstance(numerator, (int, Fraction)):
            numerator, denominator = numerator.numerator, numerator.denominator
        elif denominator is None:
            raise TypeError("argument should be a string or a Rational instance")
        elif isinstance(numerator, (int, Fraction)) and isinstance(denominator, (int, Fraction)):
            numerator, denominator = (
                numerator.numerator * denominator.denominator,
                denominator.numerator * numerator.denominator,
            )
        else:
            raise TypeError("both arguments should be Rational instances")
        if denominator == 0:
            raise ZeroDivisionError(f"Fraction({numerator}, 0)")
        divisor = math.gcd(numerator, denominator)
        if denominator < 0:
            divisor = -divisor
        self._numerator: Any = numerator // divisor
        self._denominator: Any = denominator // divisor

    @classmethod
    def from_float(cls, f: Any) -> Any:
        """Exactly the value of a float; an int stays what it is."""
        if not isinstance(f, (int, float)):
            raise TypeError(f"{cls.__name__}.from_float() only takes floats, not {f!r} ({type(f).__name__})")
        return cls(f)

    def as_integer_ratio(self) -> Any:
        """Numerator and denominator."""
        return (self._numerator, self._denominator)

    def limit_denominator(self, max_denominator: Any = 1000000) -> Any:
        """The closest fraction whose denominator is not greater."""
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self._denominator <= max_denominator:
            return Fraction(self)
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self._numerator, self._denominator
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        bound1 = Fraction(p0 + k * p1, q0 + k * q1)
        bound2 = Fraction(p1, q1)
        if abs(bound2 - self) <= abs(bound1 - self):
            return bound2
        return bound1

    @property
    def numerator(self) -> Any:
        """Above the line; carries the sign."""
        return self._numerator

    @property
    def denominator(self) -> Any:
        """Below the line, greater than zero."""
        return self._denominator

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._numerator}, {self._denominator})"

    def __str__(self) -> str:
        if self._denominator == 1:
            return str(self._numerator)
        return f"{self._numerator}/{self._denominator}"

    def __add__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _add(self, other)
        return float(self) + other if isinstance(other, float) else NotImplemented

    def __radd__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _add(other, self)
        return other + float(self) if isinstance(other, float) else NotImplemented

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _sub(self, other)
        return float(self) - other if isinstance(other, float) else NotImplemented

    def __rsub__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _sub(other, self)
        return other - float(self) if isinstance(other, float) else NotImplemented

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _mul(self, other)
        return float(self) * other if isinstance(other, float) else NotImplemented

    def __rmul__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _mul(other, self)
        return other * float(self) if isinstance(other, float) else NotImplemented

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _truediv(self, other)
        return float(self) / other if isinstance(other, float) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _truediv(other, self)
        return other / float(self) if isinstance(other, float) else NotImplemented

    def __floordiv__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _floordiv(self, other)
        return float(self) // other if isinstance(other, float) else NotImplemented

    def __rfloordiv__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _floordiv(other, self)
        return other // float(self) if isinstance(other, float) else NotImplemented

    def __mod__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _mod(self, other)
        return float(self) % other if isinstance(other, float) else NotImplemented

    def __rmod__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _mod(other, self)
        return other % float(self) if isinstance(other, float) else NotImplemented

    def __divmod__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return _divmod(self, other)
        return divmod(float(self), other) if isinstance(other, float) else NotImplemented

    def __rdivmod__(self, other: Any) -> Any:
        if isinstance(other, int):
            return _divmod(other, self)
        return divmod(other, float(self)) if isinstance(other, float) else NotImplemented

    def __pow__(self, other: Any) -> Any:
        if isinstance(other, float):
            return float(self) ** other
        if not isinstance(other, (int, Fraction)):
            return NotImplemented
        if other.denominator != 1:
            return float(self) ** float(other)
        power = other.numerator
        if power >= 0:
            return Fraction(self._numerator**power, self._denominator**power)
        if self._numerator >= 0:
            return Fraction(self._denominator**-power, self._numerator**-power)
        return Fraction((-self._denominator) ** -power, (-self._numerator) ** -power)

    def __rpow__(self, other: Any) -> Any:
        if self._denominator == 1 and self._numerator >= 0:
            return other**self._numerator
        if isinstance(other, int):
            return Fraction(other) ** self
        return other ** float(self)

    def __pos__(self) -> Any:
        return Fraction(self._numerator, self._denominator)

    def __neg__(self) -> Any:
        return Fraction(-self._numerator, self._denominator)

    def __abs__(self) -> Any:
        return Fraction(abs(self._numerator), self._denominator)

    def __int__(self) -> Any:
        return self.__trunc__()

    def __float__(self) -> float:
        return float(self._numerator / self._denominator)

    def __trunc__(self) -> Any:
        if self._numerator < 0:
            return -(-self._numerator // self._denominator)
        return self._numerator // self._denominator

    def __floor__(self) -> Any:
        return self._numerator // self._denominator

    def __ceil__(self) -> Any:
        return -(-self._numerator // self._denominator)

    def __round__(self, ndigits: Any = None) -> Any:
        if ndigits is None:
            floor, remainder = divmod(self._numerator, self._denominator)
            if remainder * 2 < self._denominator:
                return floor
            if remainder * 2 > self._denominator or floor % 2:
                return floor + 1
            return floor
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(round(self * shift), shift)
        return Fraction(round(self / shift) * shift)

    def __hash__(self) -> int:
        try:
            inverse = pow(self._denominator, -1, _MODULUS)
        except ValueError:
            found = 314159
        else:
            found = hash(hash(abs(self._numerator)) * inverse)
        result = found if self._numerator >= 0 else -found
        return -2 if result == -1 else result

    def __eq__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return self._numerator == other.numerator and self._denominator == other.denominator
        if not isinstance(other, float):
            return NotImplemented
        return self == Fraction(other) if math.isfinite(other) else 0.0 == other

    def __lt__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return self._numerator * other.denominator < self._denominator * other.numerator
        if not isinstance(other, float):
            return NotImplemented
        return self < Fraction(other) if math.isfinite(other) else 0.0 < other

    def __gt__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return self._numerator * other.denominator > self._denominator * other.numerator
        if not isinstance(other, float):
            return NotImplemented
        return self > Fraction(other) if math.isfinite(other) else 0.0 > other

    def __le__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return self._numerator * other.denominator <= self._denominator * other.numerator
        if not isinstance(other, float):
            return NotImplemented
        return self <= Fraction(other) if math.isfinite(other) else 0.0 <= other

    def __ge__(self, other: Any) -> Any:
        if isinstance(other, (int, Fraction)):
            return self._numerator * other.denominator >= self._denominator * other.numerator
        if not isinstance(other, float):
            return NotImplemented
        return self >= Fraction(other) if math.isfinite(other) else 0.0 >= other

    def __bool__(self) -> bool:
        return bool(self._numerator)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, memo: Any) -> Any:
        return self


def _parse(text: str) -> Any:
    """Numerator and denominator of "3/4", "-1.5" or "2e-3"."""
    found: Any = _PATTERN.match(text)
    if found is None:
        raise ValueError(f"Invalid literal for Fraction: {text!r}")
    numerator = int(found["num"] or "0")
    denominator = 1
    if found["denom"]:
        denominator = int(found["denom"])
    else:
        if found["decimal"]:
            decimal = found["decimal"].replace("_", "")
            scale = 10 ** len(decimal)
            numerator = numerator * scale + int(decimal)
            denominator = scale
        exponent = int(found["exp"] or "0")
        if exponent >= 0:
            numerator *= 10**exponent
        else:
            denominator *= 10**-exponent
    return (-numerator if found["sign"] == "-" else numerator), denominator
