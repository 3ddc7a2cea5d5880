"""`tzinfo` and `timezone`: zones. Only fixed offsets are ready-made."""

from datetime._durations import timedelta
from typing import Any

_DAY = timedelta(1)
_DAY_SIZE = 86400000000
_MISSING: Any = object()


def _shown(value: Any) -> str:
    return "None" if value is None else type(value).__name__


class tzinfo:
    """What a zone answers; to derive from."""

    def tzname(self, dt: Any, /) -> Any:
        """The zone's name at a moment."""
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt: Any, /) -> Any:
        """How much the zone is ahead of UTC."""
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt: Any, /) -> Any:
        """How much of that is daylight saving."""
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt: Any, /) -> Any:
        """A moment in UTC as one in this zone."""
        if not hasattr(dt, "astimezone"):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        saving = dt.dst()
        if saving is None:
            raise ValueError("fromutc: non-None dst() result required")
        standard = offset - saving
        if standard:
            dt += standard
            saving = dt.dst()
            if saving is None:
                raise ValueError("fromutc: tz.dst() gave inconsistent results; cannot convert")
        return dt + saving


class timezone(tzinfo):
    """A zone of fixed offset."""

    utc: Any = None
    min: Any = None
    max: Any = None

    def __new__(cls, offset: Any, name: Any = _MISSING) -> Any:
        if not isinstance(offset, timedelta):
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {_shown(offset)}")
        if name is not _MISSING and not isinstance(name, str):
            raise TypeError(f"timezone() argument 2 must be str, not {_shown(name)}")
        if not -_DAY < offset < _DAY:
            raise ValueError(
                "offset must be a timedelta strictly between -timedelta(hours=24) and "
                f"timedelta(hours=24), not {offset!r}."
            )
        if name is _MISSING and not offset and cls.utc is not None:
            return cls.utc
        made: Any = object.__new__(cls)
        made._offset = offset
        made._name = None if name is _MISSING else name
        return made

    def utcoffset(self, dt: Any, /) -> Any:
        """The offset."""
        return self._offset

    def tzname(self, dt: Any, /) -> Any:
        """The name, or `UTC+01:00`."""
        if self._name is not None:
            return self._name
        return "UTC" + show_offset(self._offset) if self._offset else "UTC"

    def dst(self, dt: Any, /) -> Any:
        """None: fixed zones know no daylight saving."""
        return None

    def fromutc(self, dt: Any, /) -> Any:
        """A moment in UTC as one in this zone."""
        if not hasattr(dt, "astimezone"):
            raise TypeError("fromutc() argument must be a datetime instance or None")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset

    def __eq__(self, other: Any) -> Any:
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._offset)

    def __repr__(self) -> str:
        if self is timezone.utc:
            return "datetime.timezone.utc"
        if self._name is None:
            return f"datetime.timezone({self._offset!r})"
        return f"datetime.timezone({self._offset!r}, {self._name!r})"

    def __str__(self) -> str:
        return str(self.tzname(None))

    def __copy__(self) -> "timezone":
        return self

    def __deepcopy__(self, memo: Any) -> "timezone":
        return self


def show_offset(offset: Any, separator: str = ":") -> str:
    """`+01:30`, with seconds and microseconds where there are any; "" for None."""
    if offset is None:
        return ""
    whole: int = offset._total()
    seconds, fraction = divmod(abs(whole), 1000000)
    text = f"{'-' if whole < 0 else '+'}{seconds // 3600:02d}{separator}{seconds // 60 % 60:02d}"
    if seconds % 60 or fraction:
        text += f"{separator}{seconds % 60:02d}"
        if fraction:
            text += f".{fraction:06d}"
    return text


def check_zone(zone: Any) -> None:
    """TypeError for what is no zone."""
    if zone is not None and not isinstance(zone, tzinfo):
        raise TypeError(
            f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(zone).__name__}'"
        )


# --- what a zone says of a moment: None without a zone. Methods that a moment has for it are not asked.


def offset_of(zone: Any, moment: Any) -> Any:
    """How much it is ahead of UTC."""
    return None if zone is None else _checked(zone.utcoffset(moment), "utcoffset")


def saving_of(zone: Any, moment: Any) -> Any:
    """How much of that is daylight saving."""
    return None if zone is None else _checked(zone.dst(moment), "dst")


def name_of(zone: Any, moment: Any) -> Any:
    """What it is called."""
    name = None if zone is None else zone.tzname(moment)
    if name is not None and not isinstance(name, str):
        raise TypeError(f"tzinfo.tzname() must return None or a string, not '{type(name).__name__}'")
    return name


def _checked(offset: Any, method: str) -> Any:
    """None or less than a day."""
    if offset is None:
        return None
    if not isinstance(offset, timedelta):
        raise TypeError(f"tzinfo.{method}() must return None or timedelta, not '{type(offset).__name__}'")
    if not -_DAY_SIZE < offset._total() < _DAY_SIZE:
        raise ValueError(
            "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)."
        )
    return offset


# --- formats


def fill_in(format: str, zone: Any, moment: Any, fraction: int) -> str:
    """A format of `strftime` with what only `datetime` knows: %f, %z and %Z, which the zone is asked for once."""
    offset: Any = None
    name: Any = None
    found: list[Any] = []
    parts = format.split("%")
    place = 1
    found.append(parts[0])
    while place < len(parts):
        part = parts[place]
        code = part[:1]
        if code == "f":
            found += (f"{fraction:06d}", part[1:])
        elif code == "z":
            offset = show_offset(offset_of(zone, moment), "") if offset is None else offset
            found += (offset, part[1:])
        elif code == "Z":
            name = _escaped(name_of(zone, moment)) if name is None else name
            found += (name, part[1:])
        else:
            found += ("%", part)
        if not part and place + 1 < len(parts):
            place += 1
            found += ("%", parts[place])
        place += 1
    return "".join(found)


def _escaped(name: Any) -> Any:
    """A zone's name as part of a format. `replace` may be that of a class of the program."""
    if name is None:
        return ""
    escaped = name.replace("%", "%%")
    if not isinstance(escaped, str):
        raise TypeError("tzname.replace() did not return a string")
    return escaped


setattr(timezone, "utc", timezone(timedelta(0)))
setattr(timezone, "min", timezone(-timedelta(hours=23, minutes=59)))
setattr(timezone, "max", timezone(timedelta(hours=23, minutes=59)))
