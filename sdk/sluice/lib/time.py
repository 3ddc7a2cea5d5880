"""`time`: the proxy's clock. There is only one, so all functions read it; it can jump when the machine's time
is set. It is UTC: `localtime` is `gmtime`. Filters cannot sleep: a worker that waits serves nobody.
"""

from typing import Any

from _calendar import Moment, format_moment, from_ordinal, parse_moment, to_ordinal

from sluice.api.hostcalls import get_current_time_nanoseconds

timezone = 0
altzone = 0
daylight = 0
tzname = ("UTC", "UTC")
_EPOCH = 719163
_FIELDS = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")


class struct_time(tuple):  # type: ignore[type-arg]
    """A moment in nine numbers."""

    n_fields = 11
    n_sequence_fields = 9
    n_unnamed_fields = 0
    tm_zone: Any = None
    tm_gmtoff: Any = None

    @property
    def tm_year(self) -> int:
        return int(self[0])

    @property
    def tm_mon(self) -> int:
        return int(self[1])

    @property
    def tm_mday(self) -> int:
        return int(self[2])

    @property
    def tm_hour(self) -> int:
        return int(self[3])

    @property
    def tm_min(self) -> int:
        return int(self[4])

    @property
    def tm_sec(self) -> int:
        return int(self[5])

    @property
    def tm_wday(self) -> int:
        return int(self[6])

    @property
    def tm_yday(self) -> int:
        return int(self[7])

    @property
    def tm_isdst(self) -> int:
        return int(self[8])

    def __repr__(self) -> str:
        items = [f"{_FIELDS[place]}={self[place]!r}" for place in range(9)]
        return f"time.struct_time({', '.join(items)})"


def time() -> float:
    """Seconds since 1970."""
    return get_current_time_nanoseconds() / 1e9


def time_ns() -> int:
    """Nanoseconds since 1970."""
    return get_current_time_nanoseconds()


def monotonic() -> float:
    """Seconds; the host has one clock, so the same as `time`."""
    return get_current_time_nanoseconds() / 1e9


def monotonic_ns() -> int:
    """Nanoseconds; the same as `time_ns`."""
    return get_current_time_nanoseconds()


def perf_counter() -> float:
    """Seconds; the same as `time`."""
    return get_current_time_nanoseconds() / 1e9


def perf_counter_ns() -> int:
    """Nanoseconds; the same as `time_ns`."""
    return get_current_time_nanoseconds()


def gmtime(secs: Any = None, /) -> struct_time:
    """A moment in UTC."""
    seconds = get_current_time_nanoseconds() // 1000000000 if secs is None else int(secs // 1)
    days, rest = divmod(seconds, 86400)
    year, month, day = from_ordinal(days + _EPOCH)
    yday = days + _EPOCH - to_ordinal(year, 1, 1) + 1
    made = struct_time((year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7, yday, 0))
    made.tm_zone, made.tm_gmtoff = "GMT", 0
    return made


def localtime(secs: Any = None, /) -> struct_time:
    """A moment in the host's zone, which is UTC."""
    made = gmtime(secs)
    made.tm_zone = "UTC"
    return made


def mktime(time_tuple: Any, /) -> float:
    """Seconds since 1970 of a moment."""
    year, month, day, hour, minute, second = time_tuple[:6]
    year += (month - 1) // 12
    days = to_ordinal(year, (month - 1) % 12 + 1, 1) + day - 1 - _EPOCH
    return float(days * 86400 + hour * 3600 + minute * 60 + second)


def strftime(format: str, time_tuple: Any = None, /) -> str:
    """A moment as text."""
    shown = localtime() if time_tuple is None else time_tuple
    moment = Moment(shown)
    if isinstance(shown, struct_time) and shown.tm_zone is not None:
        moment.zone = shown.tm_zone
    return format_moment(format, moment)


def strptime(data_string: str, format: str = "%a %b %d %H:%M:%S %Y", /) -> struct_time:
    """A text as a moment."""
    found = parse_moment(data_string, format)
    weekday, yday = found.weekday, found.yday
    return struct_time(
        (found.year, found.month, found.day, found.hour, found.minute, found.second, weekday, yday, -1)
    )


def asctime(time_tuple: Any = None, /) -> str:
    """`Thu Jan  1 00:00:00 1970`."""
    return strftime("%a %b %e %H:%M:%S %Y", gmtime() if time_tuple is None else time_tuple)


def ctime(secs: Any = None, /) -> str:
    """As `asctime`, of seconds since 1970."""
    return asctime(gmtime(secs))
