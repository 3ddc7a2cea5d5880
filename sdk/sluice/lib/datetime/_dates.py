"""`date`: a day of the Gregorian calendar."""

import operator
from datetime._durations import timedelta
from datetime._zones import fill_in
from typing import Any

from _calendar import (
    DAYS,
    MONTHS,
    Moment,
    check_format,
    days_before_month,
    days_in_month,
    format_moment,
    from_ordinal,
    iso_week,
    to_ordinal,
)

from sluice.api.hostcalls import get_current_time_nanoseconds

MAX_ORDINAL = 3652059


def check_date(year: Any, month: Any, day: Any) -> tuple[int, int, int]:
    """The three numbers. ValueError when there is no such day."""
    y, m, d = _integer(year), _integer(month), _integer(day)
    if not 1 <= y <= 9999:
        raise ValueError(f"year {y} is out of range")
    if not 1 <= m <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= d <= days_in_month(y, m):
        raise ValueError("day is out of range for month")
    return y, m, d


def _integer(value: Any) -> int:
    if isinstance(value, int):
        return value
    return operator.index(value)


def check_timestamp(value: Any) -> None:
    """OverflowError for seconds that no 64-bit number holds."""
    if not -9223372036854775808 <= value < 9223372036854775808:
        raise OverflowError("timestamp out of range for platform time_t")


def shown_class(value: Any) -> str:
    """What exceptions call the class of a value: `datetime.date`, but a subclass by its own name."""
    kind = type(value)
    return f"datetime.{kind.__name__}" if kind.__module__ == "datetime" else kind.__name__


class _IsoDate(tuple):  # type: ignore[type-arg]
    """Year, week and weekday."""

    @property
    def year(self) -> int:
        return int(self[0])

    @property
    def week(self) -> int:
        return int(self[1])

    @property
    def weekday(self) -> int:
        return int(self[2])

    def __repr__(self) -> str:
        return f"datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})"


class date:
    """A day."""

    __slots__ = ("_day", "_month", "_year")

    min: Any = None
    max: Any = None
    resolution: Any = None

    def __init__(self, year: Any, month: Any, day: Any) -> None:
        self._year, self._month, self._day = check_date(year, month, day)

    @classmethod
    def fromtimestamp(cls, timestamp: Any, /) -> Any:
        """The day of seconds since 1970 (UTC)."""
        check_timestamp(timestamp)
        return cls.fromordinal(int(timestamp // 86400) + 719163)

    @classmethod
    def today(cls) -> Any:
        """The day it is in UTC."""
        return cls.fromtimestamp(get_current_time_nanoseconds() // 1000000000)

    @classmethod
    def fromordinal(cls, n: int, /) -> Any:
        """The day of an ordinal; 1 is the 1st of January of the year 1."""
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        year, month, day = from_ordinal(n)
        return cls(year, month, day)

    @classmethod
    def fromisoformat(cls, date_string: Any, /) -> Any:
        """`2024-02-29`, `20240229`, `2024-W09-4`."""
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        found = parse_date(date_string)
        if found is None:
            raise ValueError(f"Invalid isoformat string: {date_string!r}")
        return cls(*found)

    @classmethod
    def fromisocalendar(cls, year: Any, week: Any, day: Any) -> Any:
        """The day of an ISO year, week and weekday."""
        numbers = [_integer(each) for each in (year, week, day)]
        if any(not -2147483648 <= each <= 2147483647 for each in numbers):
            raise ValueError("ISO calendar component out of range")
        return cls.fromordinal(iso_ordinal(numbers[0], numbers[1], numbers[2]))

    @property
    def year(self) -> int:
        return self._year

    @property
    def month(self) -> int:
        return self._month

    @property
    def day(self) -> int:
        return self._day

    def toordinal(self) -> int:
        """Days since the end of the year 0."""
        return to_ordinal(self._year, self._month, self._day)

    def weekday(self) -> int:
        """Monday is 0."""
        return (self.toordinal() + 6) % 7

    def isoweekday(self) -> int:
        """Monday is 1."""
        return self.toordinal() % 7 or 7

    def isocalendar(self) -> Any:
        """ISO year, week and weekday."""
        year, week = iso_week(self._year, self._yday(), self.weekday())
        return _IsoDate((year, week, self.weekday() + 1))

    def _yday(self) -> int:
        return days_before_month(self._year, self._month) + self._day

    def isoformat(self) -> str:
        """`2024-02-29`."""
        return f"{self._year:04d}-{self._month:02d}-{self._day:02d}"

    def __str__(self) -> str:
        return self.isoformat()

    def __repr__(self) -> str:
        return f"{_shown_name(self)}({self._year}, {self._month}, {self._day})"

    def ctime(self) -> str:
        """`Thu Feb 29 00:00:00 2024`."""
        return f"{DAYS[self.weekday()][:3]} {MONTHS[self._month - 1][:3]} {self._day:2d} 00:00:00 {self._year:04d}"

    def strftime(self, format: Any) -> str:
        """The day as text."""
        check_format(format)
        moment = Moment(self.timetuple())
        return format_moment(fill_in(format, None, None, 0), moment)

    def __format__(self, format_spec: Any, /) -> str:
        if not isinstance(format_spec, str):
            raise TypeError(f"__format__() argument 1 must be str, not {type(format_spec).__name__}")
        return self.strftime(format_spec) if format_spec else str(self)

    def timetuple(self) -> Any:
        """As a struct_time."""
        import time

        return time.struct_time(
            (self._year, self._month, self._day, 0, 0, 0, self.weekday(), self._yday(), -1)
        )

    def replace(self, year: Any = None, month: Any = None, day: Any = None) -> Any:
        """The same with some numbers changed."""
        return type(self)(
            self._year if year is None else year,
            self._month if month is None else month,
            self._day if day is None else day,
        )

    def __add__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            ordinal = self.toordinal() + other.days
            if not 0 < ordinal <= MAX_ORDINAL:
                raise OverflowError("date value out of range")
            return type(self).fromordinal(ordinal)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self + timedelta(-other.days)
        if isinstance(other, date):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def _key(self) -> Any:
        return (self._year, self._month, self._day)

    def _is_comparable(self, other: Any) -> bool:
        return isinstance(other, date)

    def __eq__(self, other: Any) -> Any:
        return self._key() == other._key() if self._is_comparable(other) else NotImplemented

    def __lt__(self, other: Any) -> Any:
        return self._key() < other._key() if self._is_comparable(other) else NotImplemented

    def __le__(self, other: Any) -> Any:
        return self._key() <= other._key() if self._is_comparable(other) else NotImplemented

    def __gt__(self, other: Any) -> Any:
        return self._key() > other._key() if self._is_comparable(other) else NotImplemented

    def __ge__(self, other: Any) -> Any:
        return self._key() >= other._key() if self._is_comparable(other) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __copy__(self) -> "date":
        return self

    def __deepcopy__(self, memo: Any) -> "date":
        return self


def iso_ordinal(year: int, week: int, day: int) -> int:
    """The ordinal of an ISO date. ValueError when there is none."""
    if not 1 <= year <= 9999:
        raise ValueError(f"Year is out of range: {year}")
    first = to_ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    if not 1 <= week <= 52:
        long_year = weekday == 3 or (weekday == 2 and days_in_month(year, 2) == 29)
        if week != 53 or not long_year:
            raise ValueError(f"Invalid week: {week}")
    if not 1 <= day <= 7:
        raise ValueError(f"Invalid day: {day} (range is [1, 7])")
    monday = first - weekday + (7 if weekday > 3 else 0)
    return monday + (week - 1) * 7 + day - 1


def digits_of(text: str, start: int, size: int) -> int:
    """A number of exactly so many ASCII digits; -1 when it is none."""
    part = text[start : start + size]
    if len(part) != size or not part.isascii() or not part.isdigit():
        return -1
    return int(part)


def parse_date(text: str) -> tuple[int, int, int] | None:
    """The date of an ISO text; None when it is none."""
    year = digits_of(text, 0, 4)
    if year < 0:
        return None
    dashed = text[4:5] == "-"
    place = 5 if dashed else 4
    if text[place : place + 1] == "W":
        week = digits_of(text, place + 1, 2)
        rest = text[place + 3 :]
        if week < 0 or (rest and (rest[0] == "-") != dashed):
            return None
        day = 1
        if rest:
            day = digits_of(rest, 1 if dashed else 0, len(rest) - (1 if dashed else 0))
            if day < 0 or len(rest) != (2 if dashed else 1):
                return None
        try:
            return from_ordinal(iso_ordinal(year, week, day))
        except ValueError:
            return None
    month = digits_of(text, place, 2)
    place += 2
    if dashed and text[place : place + 1] != "-":
        return None
    place += 1 if dashed else 0
    day = digits_of(text, place, 2)
    if month < 0 or day < 0 or len(text) != place + 2:
        return None
    return year, month, day


setattr(date, "min", date(1, 1, 1))
setattr(date, "max", date(9999, 12, 31))
setattr(date, "resolution", timedelta(days=1))


def _shown_name(value: Any) -> str:
    """As CPython's C types are called: the module's name stands before this class's, not before a subclass's."""
    return "datetime.date" if type(value) is date else type(value).__name__
