"""`timedelta`: days, seconds and microseconds between two moments."""

from typing import Any

_DAY = 86400000000


def divide_rounded(numerator: int, denominator: int) -> int:
    """The nearest integer to a quotient, ties to even."""
    quotient, rest = divmod(numerator, denominator)
    twice = 2 * rest
    more = twice > denominator if denominator > 0 else twice < denominator
    return quotient + 1 if more or (twice == denominator and quotient % 2 == 1) else quotient


class timedelta:
    """A duration, exact to the microsecond. `days` may be negative, the rest is not."""

    __slots__ = ("_days", "_microseconds", "_seconds")

    min: Any = None
    max: Any = None
    resolution: Any = None

    def __init__(
        self,
        days: Any = 0,
        seconds: Any = 0,
        microseconds: Any = 0,
        milliseconds: Any = 0,
        minutes: Any = 0,
        hours: Any = 0,
        weeks: Any = 0,
    ) -> None:
        whole = 0
        rest = 0.0
        parts = (
            (microseconds, 1, "microseconds"),
            (milliseconds, 1000, "milliseconds"),
            (seconds, 1000000, "seconds"),
            (minutes, 60000000, "minutes"),
            (hours, 3600000000, "hours"),
            (days, _DAY, "days"),
            (weeks, 7 * _DAY, "weeks"),
        )
        for value, unit, name in parts:
            if isinstance(value, int):
                whole += value * unit
            elif isinstance(value, float):
                full = int(value)
                whole += full * unit
                fraction = (value - full) * unit
                rounded = int(fraction)
                whole += rounded
                rest += fraction - rounded
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        if rest:
            odd = whole % 2
            whole += round(rest + odd) - odd
        days_, left = divmod(whole, _DAY)
        if not -2147483648 <= days_ <= 2147483647:
            raise OverflowError("Python int too large to convert to C int")
        if not -999999999 <= days_ <= 999999999:
            raise OverflowError(f"days={days_}; must have magnitude <= 999999999")
        self._days: int = days_
        self._seconds: int = left // 1000000
        self._microseconds: int = left % 1000000

    @property
    def days(self) -> int:
        return self._days

    @property
    def seconds(self) -> int:
        return self._seconds

    @property
    def microseconds(self) -> int:
        return self._microseconds

    def _total(self) -> int:
        """All of it in microseconds."""
        return (self._days * 86400 + self._seconds) * 1000000 + self._microseconds

    def total_seconds(self) -> float:
        """All of it in seconds."""
        return self._total() / 1000000

    def __repr__(self) -> str:
        parts = []
        if self._days:
            parts.append(f"days={self._days}")
        if self._seconds:
            parts.append(f"seconds={self._seconds}")
        if self._microseconds:
            parts.append(f"microseconds={self._microseconds}")
        kind = type(self)
        title = "datetime.timedelta" if kind is timedelta else kind.__name__
        return f"{title}({', '.join(parts) or '0'})"

    def __str__(self) -> str:
        hours, rest = divmod(self._seconds, 3600)
        text = f"{hours}:{rest // 60:02d}:{rest % 60:02d}"
        if self._days:
            plural = "" if abs(self._days) == 1 else "s"
            text = f"{self._days} day{plural}, {text}"
        if self._microseconds:
            text += f".{self._microseconds:06d}"
        return text

    def __add__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._total() + other._total())
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._total() - other._total())
        return NotImplemented

    def __rsub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return timedelta(microseconds=other._total() - self._total())
        return NotImplemented

    def __neg__(self) -> "timedelta":
        return timedelta(microseconds=-self._total())

    def __pos__(self) -> "timedelta":
        return self

    def __abs__(self) -> "timedelta":
        return -self if self._days < 0 else self

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, int):
            return timedelta(microseconds=self._total() * other)
        if isinstance(other, float):
            numerator, denominator = other.as_integer_ratio()
            return timedelta(microseconds=divide_rounded(self._total() * numerator, denominator))
        return NotImplemented

    __rmul__ = __mul__

    def __floordiv__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self._total() // other._total()
        if isinstance(other, int):
            return timedelta(microseconds=self._total() // other)
        return NotImplemented

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self._total() / other._total()
        if isinstance(other, int):
            return timedelta(microseconds=divide_rounded(self._total(), other))
        if isinstance(other, float):
            numerator, denominator = other.as_integer_ratio()
            return timedelta(microseconds=divide_rounded(denominator * self._total(), numerator))
        return NotImplemented

    def __mod__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return timedelta(microseconds=self._total() % other._total())
        return NotImplemented

    def __divmod__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            quotient, rest = divmod(self._total(), other._total())
            return quotient, timedelta(microseconds=rest)
        return NotImplemented

    def __eq__(self, other: Any) -> Any:
        return self._total() == other._total() if isinstance(other, timedelta) else NotImplemented

    def __lt__(self, other: Any) -> Any:
        return self._total() < other._total() if isinstance(other, timedelta) else NotImplemented

    def __le__(self, other: Any) -> Any:
        return self._total() <= other._total() if isinstance(other, timedelta) else NotImplemented

    def __gt__(self, other: Any) -> Any:
        return self._total() > other._total() if isinstance(other, timedelta) else NotImplemented

    def __ge__(self, other: Any) -> Any:
        return self._total() >= other._total() if isinstance(other, timedelta) else NotImplemented

    def __bool__(self) -> bool:
        return self._total() != 0

    def __hash__(self) -> int:
        return hash((self._days, self._seconds, self._microseconds))

    def __copy__(self) -> "timedelta":
        return self

    def __deepcopy__(self, memo: Any) -> "timedelta":
        return self


setattr(timedelta, "min", timedelta(-999999999))
setattr(timedelta, "max", timedelta(days=999999999, hours=23, minutes=59, seconds=59, microseconds=999999))
setattr(timedelta, "resolution", timedelta(microseconds=1))
