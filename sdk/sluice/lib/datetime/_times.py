"""`time`: a time of day."""

import operator
from datetime._dates import digits_of
from datetime._durations import timedelta
from datetime._zones import check_zone, fill_in, name_of, offset_of, saving_of, show_offset, timezone
from typing import Any

from _calendar import Moment, check_format, format_moment

_MISSING: Any = object()


def check_time(hour: Any, minute: Any, second: Any, microsecond: Any, fold: Any) -> tuple[int, int, int, int]:
    """The four numbers. ValueError when there is no such time."""
    h, m, s, us = (operator.index(each) for each in (hour, minute, second, microsecond))
    if not 0 <= h <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= m <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= s <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= us <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return h, m, s, us


def show_time(hour: int, minute: int, second: int, microsecond: int, timespec: str) -> str:
    """A time of day as ISO text."""
    if timespec == "auto":
        timespec = "microseconds" if microsecond else "seconds"
    if timespec == "hours":
        return f"{hour:02d}"
    if timespec == "minutes":
        return f"{hour:02d}:{minute:02d}"
    text = f"{hour:02d}:{minute:02d}:{second:02d}"
    if timespec == "seconds":
        return text
    if timespec == "milliseconds":
        return f"{text}.{microsecond // 1000:03d}"
    if timespec == "microseconds":
        return f"{text}.{microsecond:06d}"
    raise ValueError("Unknown timespec value")


class time:
    """A time of day, perhaps in a zone."""

    __slots__ = ("_fold", "_hour", "_microsecond", "_minute", "_second", "_tzinfo")

    min: Any = None
    max: Any = None
    resolution: Any = None

    def __init__(
        self,
        hour: Any = 0,
        minute: Any = 0,
        second: Any = 0,
        microsecond: Any = 0,
        tzinfo: Any = None,
        *,
        fold: int = 0,
    ) -> None:
        check_zone(tzinfo)
        h, m, s, us = check_time(hour, minute, second, microsecond, fold)
        self._hour = h
        self._minute = m
        self._second = s
        self._microsecond = us
        self._tzinfo = tzinfo
        self._fold = fold

    @property
    def hour(self) -> int:
        return self._hour

    @property
    def minute(self) -> int:
        return self._minute

    @property
    def second(self) -> int:
        return self._second

    @property
    def microsecond(self) -> int:
        return self._microsecond

    @property
    def tzinfo(self) -> Any:
        return self._tzinfo

    @property
    def fold(self) -> int:
        return self._fold

    def utcoffset(self) -> Any:
        """How much the zone is ahead of UTC, or None."""
        return offset_of(self._tzinfo, None)

    def tzname(self) -> Any:
        """The zone's name, or None."""
        return name_of(self._tzinfo, None)

    def dst(self) -> Any:
        """The zone's daylight saving, or None."""
        return saving_of(self._tzinfo, None)

    @classmethod
    def fromisoformat(cls, time_string: Any, /) -> Any:
        """`10:11:12.5+01:00` and shorter ones."""
        if not isinstance(time_string, str):
            raise TypeError("fromisoformat: argument must be str")
        found = parse_time(time_string.removeprefix("T"))
        if found is None:
            raise ValueError(f"Invalid isoformat string: {time_string!r}")
        return cls(*found)

    def isoformat(self, timespec: str = "auto") -> str:
        """`10:11:12.000500+01:00`."""
        text = show_time(self._hour, self._minute, self._second, self._microsecond, timespec)
        return text + show_offset(offset_of(self._tzinfo, None))

    def __str__(self) -> str:
        return self.isoformat()

    def __repr__(self) -> str:
        text = f"{self._hour}, {self._minute}"
        if self._second or self._microsecond:
            text += f", {self._second}"
        if self._microsecond:
            text += f", {self._microsecond}"
        if self._fold:
            text += ", fold=1"
        if self._tzinfo is not None:
            text += f", tzinfo={self._tzinfo!r}"
        return f"{_shown_name(self)}({text})"

    def strftime(self, format: Any) -> str:
        """The time as text; the date is the 1st of January 1900."""
        check_format(format)
        moment = Moment((1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1))
        return format_moment(fill_in(format, self._tzinfo, None, self._microsecond), moment)

    def __format__(self, format_spec: Any, /) -> str:
        if not isinstance(format_spec, str):
            raise TypeError(f"__format__() argument 1 must be str, not {type(format_spec).__name__}")
        return self.strftime(format_spec) if format_spec else str(self)

    def replace(
        self,
        hour: Any = None,
        minute: Any = None,
        second: Any = None,
        microsecond: Any = None,
        tzinfo: Any = _MISSING,
        *,
        fold: Any = None,
    ) -> Any:
        """The same with some parts changed."""
        return type(self)(
            self._hour if hour is None else hour,
            self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is _MISSING else tzinfo,
            fold=self._fold if fold is None else fold,
        )

    def _microseconds(self) -> int:
        """Since midnight, in UTC where there is a zone."""
        found = ((self._hour * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond
        offset = offset_of(self._tzinfo, None)
        return found if offset is None else found - int(offset._total())

    def _compare(self, other: Any) -> int:
        if (offset_of(self._tzinfo, None) is None) != (offset_of(other._tzinfo, None) is None):
            raise TypeError("can't compare offset-naive and offset-aware times")
        return self._microseconds() - int(other._microseconds())

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, time):
            return NotImplemented
        if (offset_of(self._tzinfo, None) is None) != (offset_of(other._tzinfo, None) is None):
            return False
        return self._microseconds() == other._microseconds()

    def __lt__(self, other: Any) -> Any:
        return self._compare(other) < 0 if isinstance(other, time) else NotImplemented

    def __le__(self, other: Any) -> Any:
        return self._compare(other) <= 0 if isinstance(other, time) else NotImplemented

    def __gt__(self, other: Any) -> Any:
        return self._compare(other) > 0 if isinstance(other, time) else NotImplemented

    def __ge__(self, other: Any) -> Any:
        return self._compare(other) >= 0 if isinstance(other, time) else NotImplemented

    def __hash__(self) -> int:
        first = self.replace(fold=0) if self._fold else self
        offset = offset_of(first._tzinfo, None)
        if offset is None:
            return hash(self._microseconds())
        return hash(timedelta(microseconds=first._microseconds()))

    def __copy__(self) -> "time":
        return self

    def __deepcopy__(self, memo: Any) -> "time":
        return self


def parse_time(text: str) -> tuple[int, int, int, int, Any] | None:
    """Hour, minute, second, microsecond and zone of an ISO text; None when it is none."""
    zone_at = len(text)
    for mark in "+-Z":
        place = text.find(mark)
        if place >= 0:
            zone_at = min(zone_at, place)
    clock = _parse_clock(text[:zone_at])
    if clock is None:
        return None
    zone: Any = None
    if zone_at < len(text):
        if text[zone_at] == "Z":
            if zone_at + 1 != len(text):
                return None
            zone = timezone.utc
        else:
            parts = _parse_clock(text[zone_at + 1 :])
            if parts is None:
                return None
            hours, minutes, seconds, fraction = parts
            offset = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=fraction)
            zone = timezone(-offset if text[zone_at] == "-" else offset) if offset else timezone.utc
    return (*clock, zone)


def _parse_clock(text: str) -> tuple[int, int, int, int] | None:
    """`hh`, `hh:mm`, `hhmmss`, `hh:mm:ss.ffffff`."""
    numbers = [0, 0, 0]
    place = 0
    colons = text[2:3] == ":"
    for each in range(3):
        number = digits_of(text, place, 2)
        if number < 0:
            return None
        numbers[each] = number
        place += 2
        if place >= len(text):
            return numbers[0], numbers[1], numbers[2], 0
        if each == 2:
            break
        if colons:
            if text[place] != ":":
                return None
            place += 1
        elif text[place] == ":":
            return None
    if text[place] not in ".,":
        return None
    digits = text[place + 1 :]
    if not digits or not digits.isascii() or not digits.isdigit():
        return None
    return numbers[0], numbers[1], numbers[2], int((digits + "000000")[:6])


setattr(time, "min", time(0, 0, 0))
setattr(time, "max", time(23, 59, 59, 999999))
setattr(time, "resolution", timedelta(microseconds=1))


def _shown_name(value: Any) -> str:
    """As CPython's C types are called: the module's name stands before this class's, not before a subclass's."""
    return "datetime.time" if type(value) is time else type(value).__name__
