"""`statistics`: averages and spreads. Sums are exact fractions, rounded once at the end."""

import math
from typing import Any


class StatisticsError(ValueError):
    """The data do not allow an answer."""


class _Sum:
    """Exact sums of values and of their squares; `special`: an infinity or NaN among them."""

    __slots__ = ("count", "denominator", "is_float", "numerator", "special", "squares")

    def __init__(self, data: Any) -> None:
        numbers: dict[int, int] = {}
        squares: dict[int, int] = {}
        self.count = 0
        self.is_float = False
        self.special: Any = None
        for value in data:
            self.count += 1
            if isinstance(value, float):
                self.is_float = True
                if not math.isfinite(value):
                    self.special = value if self.special is None else self.special + value
                    continue
            elif not isinstance(value, int):
                raise TypeError(f"can't convert type '{type(value).__name__}' to numerator/denominator")
            top, bottom = value.as_integer_ratio()
            numbers[bottom] = numbers.get(bottom, 0) + top
            squares[bottom] = squares.get(bottom, 0) + top * top
        self.denominator: int = max(numbers) if numbers else 1
        self.numerator = 0
        for bottom, top in numbers.items():
            self.numerator += top * (self.denominator // bottom)
        self.squares = 0  # over denominator ** 2
        for bottom, top in squares.items():
            factor = self.denominator // bottom
            self.squares += top * factor * factor


def _convert(numerator: int, denominator: int, is_float: bool) -> Any:
    """A fraction as a float, or as an int where the data are ints and it is one."""
    if not is_float and numerator % denominator == 0:
        return numerator // denominator
    return numerator / denominator


def mean(data: Any) -> Any:
    """The arithmetic mean."""
    total = _Sum(data)
    if not total.count:
        raise StatisticsError("mean requires at least one data point")
    if total.special is not None:
        return total.special
    return _convert(total.numerator, total.denominator * total.count, total.is_float)


def fmean(data: Any, weights: Any = None) -> float:
    """The arithmetic mean in floats, perhaps weighted."""
    values = [float(each) for each in data]
    if weights is None:
        if not values:
            raise StatisticsError("fmean requires at least one data point")
        return math.fsum(values) / len(values)
    factors = [float(each) for each in weights]
    if len(factors) != len(values):
        raise StatisticsError("data and weights must be the same length")
    total = math.fsum(factors)
    if not total:
        raise StatisticsError("sum of weights must be non-zero")
    return math.fsum([values[place] * factors[place] for place in range(len(values))]) / total


def geometric_mean(data: Any) -> float:
    """The n-th root of the product."""
    try:
        return math.exp(fmean([math.log(each) for each in data]))
    except ValueError:
        raise StatisticsError(
            "geometric mean requires a non-empty dataset containing positive numbers"
        ) from None


def harmonic_mean(data: Any, weights: Any = None) -> Any:
    """The reciprocal of the mean of the reciprocals."""
    values = list(data)
    if not values:
        raise StatisticsError("harmonic_mean requires at least one data point")
    factors: list[Any] = [1] * len(values) if weights is None else list(weights)
    if len(factors) != len(values):
        raise StatisticsError("Number of weights does not match data size")
    if len(values) == 1 and weights is None:
        if values[0] < 0:
            raise StatisticsError("harmonic mean does not support negative values")
        return values[0]
    for place in range(len(values)):
        if values[place] < 0 or factors[place] < 0:
            raise StatisticsError("harmonic mean does not support negative values")
    if 0 in values:
        return 0
    total = _Sum([factors[place] / values[place] if factors[place] else 0 for place in range(len(values))])
    whole = _Sum(factors)
    top, bottom = whole.numerator * total.denominator, whole.denominator * total.numerator
    return _convert(top, bottom, total.is_float or whole.is_float)


def median(data: Any) -> Any:
    """The middle, or the mean of the two in the middle."""
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def median_low(data: Any) -> Any:
    """The middle, or the lower of two."""
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values[(len(values) - 1) // 2]


def median_high(data: Any) -> Any:
    """The middle, or the higher of two."""
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    return values[len(values) // 2]


def median_grouped(data: Any, interval: Any = 1.0) -> float:
    """The median of data grouped around class midpoints."""
    values = sorted(data)
    if not values:
        raise StatisticsError("no median for empty data")
    wanted = values[len(values) // 2]
    before = len([each for each in values if each < wanted])
    same = values.count(wanted)
    try:
        width, middle = float(interval), float(wanted)
    except ValueError:
        raise TypeError("Value cannot be converted to a float") from None
    return middle - width / 2.0 + width * (len(values) / 2 - before) / same


def mode(data: Any) -> Any:
    """What occurs most often; of several the first."""
    counts = _counts(data)
    if not counts:
        raise StatisticsError("no mode for empty data")
    most = max(counts.values())
    for each, count in counts.items():
        if count == most:
            return each


def multimode(data: Any) -> list[Any]:
    """All that occur most often, in order."""
    counts = _counts(data)
    most = max(counts.values(), default=0)
    return [each for each, count in counts.items() if count == most]


def _counts(data: Any) -> dict[Any, int]:
    counts: dict[Any, int] = {}
    for each in data:
        counts[each] = counts.get(each, 0) + 1
    return counts


def _squares(data: Any, center: Any) -> tuple[int, int, int, bool, Any]:
    """The sum of the squares around the mean or a centre: fraction, count, floats?, special."""
    if center is not None:
        total = _Sum([(each - center) * (each - center) for each in data])
        return total.numerator, total.denominator, total.count, total.is_float, total.special
    total = _Sum(data)
    if not total.count:
        return 0, 1, 0, False, None
    top = total.count * total.squares - total.numerator * total.numerator
    return (
        top,
        total.denominator * total.denominator * total.count,
        total.count,
        total.is_float,
        total.special,
    )


def variance(data: Any, xbar: Any = None) -> Any:
    """The variance of a sample."""
    top, bottom, count, is_float, special = _squares(data, xbar)
    if count < 2:
        raise StatisticsError("variance requires at least two data points")
    if special is not None:
        return float("nan")
    return _convert(top, bottom * (count - 1), is_float)


def pvariance(data: Any, mu: Any = None) -> Any:
    """The variance of a population."""
    top, bottom, count, is_float, special = _squares(data, mu)
    if count < 1:
        raise StatisticsError("pvariance requires at least one data point")
    if special is not None:
        return float("nan")
    return _convert(top, bottom * count, is_float)


def stdev(data: Any, xbar: Any = None) -> float:
    """The standard deviation of a sample."""
    top, bottom, count, _, special = _squares(data, xbar)
    if count < 2:
        raise StatisticsError("stdev requires at least two data points")
    return float("nan") if special is not None else _root(top, bottom * (count - 1))


def pstdev(data: Any, mu: Any = None) -> float:
    """The standard deviation of a population."""
    top, bottom, count, _, special = _squares(data, mu)
    if count < 1:
        raise StatisticsError("pstdev requires at least one data point")
    return float("nan") if special is not None else _root(top, bottom * count)


def _root(numerator: int, denominator: int) -> float:
    """The square root of a fraction, rounded once: enough bits of it, the last one odd when it is not exact."""
    shift = (numerator.bit_length() - denominator.bit_length() - 109) // 2
    if shift >= 0:
        return float(_odd_root(numerator, denominator << 2 * shift) << shift)
    return _odd_root(numerator << -2 * shift, denominator) / (1 << -shift)


def _odd_root(numerator: int, denominator: int) -> int:
    root = math.isqrt(numerator // denominator)
    return root | (1 if root * root * denominator != numerator else 0)


def quantiles(data: Any, *, n: int = 4, method: str = "exclusive") -> list[Any]:
    """The cuts that divide data into `n` parts of equal probability."""
    if n < 1:
        raise StatisticsError("n must be at least 1")
    values = sorted(data)
    size = len(values)
    if size < 2:
        raise StatisticsError("must have at least two data points")
    found: list[Any] = []
    if method == "inclusive":
        for part in range(1, n):
            place, rest = divmod(part * (size - 1), n)
            found.append((values[place] * (n - rest) + values[place + 1] * rest) / n)
        return found
    if method != "exclusive":
        raise ValueError(f"Unknown method: {method!r}")
    for part in range(1, n):
        place = min(max(part * (size + 1) // n, 1), size - 1)
        rest = part * (size + 1) - place * n
        found.append((values[place - 1] * (n - rest) + values[place] * rest) / n)
    return found


def _deviations(x: Any, y: Any, name: str) -> tuple[list[Any], list[Any]]:
    if len(x) != len(y):
        raise StatisticsError(f"{name} requires that both inputs have same number of data points")
    if len(x) < 2:
        raise StatisticsError(f"{name} requires at least two data points")
    x_mean, y_mean = math.fsum(x) / len(x), math.fsum(y) / len(y)
    return [each - x_mean for each in x], [each - y_mean for each in y]


def _sum_of_products(left: list[Any], right: list[Any]) -> float:
    return math.fsum([left[place] * right[place] for place in range(len(left))])


def covariance(x: Any, y: Any, /) -> float:
    """How two go together."""
    left, right = _deviations(x, y, "covariance")
    return _sum_of_products(left, right) / (len(left) - 1)


def correlation(x: Any, y: Any, /) -> float:
    """How two go together, from -1 to 1."""
    left, right = _deviations(x, y, "correlation")
    try:
        return _sum_of_products(left, right) / math.sqrt(
            _sum_of_products(left, left) * _sum_of_products(right, right)
        )
    except ZeroDivisionError:
        raise StatisticsError("at least one of the inputs is constant") from None
