"""`datetime`: a day and a time of day, perhaps in a zone."""

from datetime._dates import MAX_ORDINAL, check_date, check_timestamp, date, parse_date, shown_class
from datetime._durations import divide_rounded, timedelta
from datetime._times import check_time, parse_time, show_time, time
from datetime._zones import check_zone, fill_in, name_of, offset_of, saving_of, show_offset, timezone
from typing import Any

from _calendar import (
    DAYS,
    MONTHS,
    Moment,
    check_format,
    format_moment,
    from_ordinal,
    parse_moment,
    to_ordinal,
)

from sluice.api.hostcalls import get_current_time_nanoseconds

_MISSING: Any = object()
_date, _time = date, time  # two methods have these names
_EPOCH_DAY = 719163
_DAY = 86400000000


class datetime(date):
    """A moment."""

    __slots__ = ("_fold", "_hour", "_microsecond", "_minute", "_second", "_tzinfo")

    min: Any = None
    max: Any = None
    resolution: Any = None

    def __init__(
        self,
        year: Any,
        month: Any,
        day: Any,
        hour: Any = 0,
        minute: Any = 0,
        second: Any = 0,
        microsecond: Any = 0,
        tzinfo: Any = None,
        *,
        fold: int = 0,
    ) -> None:
        self._year, self._month, self._day = check_date(year, month, day)
        check_zone(tzinfo)
        h, m, s, us = check_time(hour, minute, second, microsecond, fold)
        self._hour = h
        self._minute = m
        self._second = s
        self._microsecond = us
        self._tzinfo = tzinfo
        self._fold = fold

    # --- making

    @classmethod
    def _from_total(cls, total: int, zone: Any) -> Any:
        """The moment so many microseconds after the end of the year 0."""
        days, rest = divmod(total, _DAY)
        if not 0 < days <= MAX_ORDINAL:
            raise OverflowError("date value out of range")
        year, month, day = from_ordinal(days)
        seconds, fraction = divmod(rest, 1000000)
        return cls(year, month, day, seconds // 3600, seconds // 60 % 60, seconds % 60, fraction, zone)

    @classmethod
    def _from_epoch(cls, microseconds: int, zone: Any) -> Any:
        year_of = _EPOCH_DAY * _DAY + microseconds
        if not _DAY <= year_of < (MAX_ORDINAL + 1) * _DAY:
            year = 1970 + microseconds // (_DAY * 365)
            raise ValueError(f"year {year} is out of range")
        return cls._from_total(year_of, zone)

    @classmethod
    def fromtimestamp(cls, timestamp: Any, tz: Any = None) -> Any:
        """The moment of seconds since 1970; without a zone in UTC."""
        check_zone(tz)
        if tz is None:
            return cls._from_epoch(_to_microseconds(timestamp), None)
        return tz.fromutc(cls._from_epoch(_to_microseconds(timestamp), tz))

    @classmethod
    def utcfromtimestamp(cls, t: Any, /) -> Any:
        """The moment of seconds since 1970 in UTC, without a zone."""
        return cls._from_epoch(_to_microseconds(t), None)

    @classmethod
    def now(cls, tz: Any = None) -> Any:
        """The moment it is; without a zone in UTC."""
        check_zone(tz)
        found = cls._from_epoch(get_current_time_nanoseconds() // 1000, tz)
        return found if tz is None else tz.fromutc(found)

    @classmethod
    def utcnow(cls) -> Any:
        """The moment it is in UTC, without a zone."""
        return cls._from_epoch(get_current_time_nanoseconds() // 1000, None)

    @classmethod
    def today(cls) -> Any:
        """The same as `now()`."""
        return cls.now()

    @classmethod
    def fromordinal(cls, n: int, /) -> Any:
        """Midnight of an ordinal's day."""
        if n < 1:
            raise ValueError("ordinal must be >= 1")
        year, month, day = from_ordinal(n)
        return cls(year, month, day)

    @classmethod
    def combine(cls, date: Any, time: Any, tzinfo: Any = _MISSING) -> Any:
        """A day and a time of day."""
        if not isinstance(date, _date):
            raise TypeError(f"combine() argument 1 must be datetime.date, not {shown_class(date)}")
        if not isinstance(time, _time):
            raise TypeError(f"combine() argument 2 must be datetime.time, not {shown_class(time)}")
        zone = time.tzinfo if tzinfo is _MISSING else tzinfo
        return cls(
            date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond, zone,
            fold=time.fold,
        )  # fmt: skip

    @classmethod
    def fromisoformat(cls, date_string: Any, /) -> Any:
        """`2024-02-29T10:11:12+01:00`; any character may stand for the T."""
        if not isinstance(date_string, str):
            raise TypeError("fromisoformat: argument must be str")
        size = _date_size(date_string)
        day = parse_date(date_string[:size])
        clock: Any = (0, 0, 0, 0, None)
        if day is not None and len(date_string) > size:
            clock = parse_time(date_string[size + 1 :])
        if day is None or clock is None:
            raise ValueError(f"Invalid isoformat string: {date_string!r}")
        return cls(*day, *clock)

    @classmethod
    def strptime(cls, date_string: str, format: str, /) -> Any:
        """A text read by a format."""
        found = parse_moment(date_string, format)
        zone: Any = None
        if found.offset is not None:
            offset = timedelta(seconds=found.offset, microseconds=found.offset_fraction)
            zone = timezone(offset, found.zone) if found.zone else timezone(offset)
            if not offset and not found.zone:
                zone = timezone.utc
        return cls(
            found.year, found.month, found.day, found.hour, found.minute, found.second, found.fraction, zone
        )

    # --- parts

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

    def date(self) -> Any:
        """The day."""
        return date(self._year, self._month, self._day)

    def time(self) -> Any:
        """The time of day, without the zone."""
        return time(self._hour, self._minute, self._second, self._microsecond, fold=self._fold)

    def timetz(self) -> Any:
        """The time of day, with the zone."""
        return time(self._hour, self._minute, self._second, self._microsecond, self._tzinfo, fold=self._fold)

    def utcoffset(self) -> Any:
        """How much the zone is ahead of UTC, or None."""
        return offset_of(self._tzinfo, self)

    def tzname(self) -> Any:
        """The zone's name, or None."""
        return name_of(self._tzinfo, self)

    def dst(self) -> Any:
        """The zone's daylight saving, or None."""
        return saving_of(self._tzinfo, self)

    def _total(self) -> int:
        """Microseconds since the end of the year 0, as the clock shows it."""
        seconds = (self._hour * 60 + self._minute) * 60 + self._second
        return to_ordinal(self._year, self._month, self._day) * _DAY + seconds * 1000000 + self._microsecond

    def _utc_total(self) -> int:
        offset = offset_of(self._tzinfo, self)
        return self._total() if offset is None else self._total() - int(offset._total())

    def timestamp(self) -> float:
        """Seconds since 1970; without a zone it counts as UTC."""
        return (self._utc_total() - _EPOCH_DAY * _DAY) / 1000000

    # --- texts

    def isoformat(self, sep: str = "T", timespec: str = "auto") -> str:
        """`2024-02-29T10:11:12.000500+01:00`."""
        day = f"{self._year:04d}-{self._month:02d}-{self._day:02d}"
        clock = show_time(self._hour, self._minute, self._second, self._microsecond, timespec)
        return f"{day}{sep}{clock}{show_offset(offset_of(self._tzinfo, self))}"

    def __str__(self) -> str:
        return self.isoformat(sep=" ")

    def __repr__(self) -> str:
        text = f"{self._year}, {self._month}, {self._day}, {self._hour}, {self._minute}"
        if self._second or self._microsecond:
            text += f", {self._second}"
        if self._microsecond:
            text += f", {self._microsecond}"
        if self._fold:
            text += ", fold=1"
        if self._tzinfo is not None:
            text += f", tzinfo={self._tzinfo!r}"
        return f"{_shown_name(self)}({text})"

    def ctime(self) -> str:
        """`Thu Feb 29 10:11:12 2024`."""
        clock = f"{self._hour:02d}:{self._minute:02d}:{self._second:02d}"
        return f"{DAYS[self.weekday()][:3]} {MONTHS[self._month - 1][:3]} {self._day:2d} {clock} {self._year:04d}"

    def strftime(self, format: Any) -> str:
        """The moment as text."""
        check_format(format)
        moment = Moment(self.timetuple())
        return format_moment(fill_in(format, self._tzinfo, self, self._microsecond), moment)

    def timetuple(self) -> Any:
        """As a struct_time."""
        import time

        saving = saving_of(self._tzinfo, self)
        flag = -1 if saving is None else 1 if saving else 0
        clock = (self._hour, self._minute, self._second)
        return time.struct_time(
            (self._year, self._month, self._day, *clock, self.weekday(), self._yday(), flag)
        )

    def utctimetuple(self) -> Any:
        """As a struct_time in UTC."""
        import time

        found = datetime._from_total(self._utc_total(), None)
        clock = (found.hour, found.minute, found.second)
        return time.struct_time(
            (found.year, found.month, found.day, *clock, found.weekday(), found._yday(), 0)
        )

    # --- arithmetic

    def replace(
        self,
        year: Any = None,
        month: Any = None,
        day: Any = None,
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
            self._year if year is None else year,
            self._month if month is None else month,
            self._day if day is None else day,
            self._hour if hour is None else hour,
            self._minute if minute is None else minute,
            self._second if second is None else second,
            self._microsecond if microsecond is None else microsecond,
            self._tzinfo if tzinfo is _MISSING else tzinfo,
            fold=self._fold if fold is None else fold,
        )

    def astimezone(self, tz: Any = None) -> Any:
        """The same moment in another zone; without one in UTC."""
        zone: Any = timezone.utc if tz is None else tz
        check_zone(zone)
        if zone is self._tzinfo:
            return self
        utc = type(self)._from_total(self._utc_total(), zone)
        return zone.fromutc(utc)

    def __add__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return type(self)._from_total(self._total() + other._total(), self._tzinfo)
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return type(self)._from_total(self._total() - other._total(), self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        if self._tzinfo is other._tzinfo:
            return timedelta(microseconds=self._total() - other._total())
        if (offset_of(self._tzinfo, self) is None) != (offset_of(other._tzinfo, other) is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        return timedelta(microseconds=self._utc_total() - other._utc_total())

    def _compare(self, other: Any) -> int:
        if self._tzinfo is other._tzinfo:
            return self._total() - int(other._total())
        if (offset_of(self._tzinfo, self) is None) != (offset_of(other._tzinfo, other) is None):
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        return self._utc_total() - int(other._utc_total())

    def __eq__(self, other: Any) -> Any:
        if not isinstance(other, datetime):
            return NotImplemented if not isinstance(other, date) else False
        if self._tzinfo is other._tzinfo:
            return self._total() == other._total()
        if (offset_of(self._tzinfo, self) is None) != (offset_of(other._tzinfo, other) is None):
            return False
        if self._depends_on_fold() or other._depends_on_fold():
            return False
        return self._compare(other) == 0

    def _depends_on_fold(self) -> bool:
        """Whether the clock shows this time twice or never: such a moment equals none of another zone."""
        if self._tzinfo is None:
            return False
        other = self.replace(fold=1 - self._fold)
        return bool(offset_of(self._tzinfo, self) != offset_of(other._tzinfo, other))

    def __lt__(self, other: Any) -> Any:
        return self._compare(self._other(other)) < 0 if isinstance(other, date) else NotImplemented

    def __le__(self, other: Any) -> Any:
        return self._compare(self._other(other)) <= 0 if isinstance(other, date) else NotImplemented

    def __gt__(self, other: Any) -> Any:
        return self._compare(self._other(other)) > 0 if isinstance(other, date) else NotImplemented

    def __ge__(self, other: Any) -> Any:
        return self._compare(self._other(other)) >= 0 if isinstance(other, date) else NotImplemented

    def _other(self, other: Any) -> Any:
        if not isinstance(other, datetime):
            raise TypeError(f"can't compare {shown_class(self)} to {shown_class(other)}")
        return other

    def __hash__(self) -> int:
        first = self.replace(fold=0) if self._fold else self
        offset = offset_of(first._tzinfo, first)
        if offset is None:
            return hash(self._total())
        return hash(timedelta(microseconds=first._total()) - offset)


def _to_microseconds(seconds: Any) -> int:
    """Seconds as microseconds, rounded half to even."""
    check_timestamp(seconds)
    if isinstance(seconds, int):
        return seconds * 1000000
    numerator, denominator = float(seconds).as_integer_ratio()
    return divide_rounded(numerator * 1000000, denominator)


def _date_size(text: str) -> int:
    """How much of an ISO text is the date."""
    if text[4:5] == "-":
        if text[5:6] != "W":
            return 10
        return 10 if text[8:9] == "-" else 8
    if text[4:5] != "W":
        return 8
    end = 7
    while end < len(text) and text[end].isdigit():
        end += 1
    return 8 if end in (8, 10, 12, 14) or (end == len(text) and end % 2 == 0) else 7


setattr(datetime, "min", datetime(1, 1, 1))
setattr(datetime, "max", datetime(9999, 12, 31, 23, 59, 59, 999999))
setattr(datetime, "resolution", timedelta(microseconds=1))


def _shown_name(value: Any) -> str:
    """As CPython's C types are called: the module's name stands before this class's, not before a subclass's."""
    return "datetime.datetime" if type(value) is datetime else type(value).__name__
