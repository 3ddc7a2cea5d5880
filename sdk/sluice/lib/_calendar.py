"""The calendar that `time` and `datetime` share: days, dates, and formats of strftime. Names are English."""

from typing import Any

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
_EPOCH = 719163
"""The ordinal of the 1st of January 1970."""
_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)


def is_leap(year: int) -> bool:
    """Whether a year has a 29th of February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    if month == 2:
        return 29 if is_leap(year) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def days_before_month(year: int, month: int) -> int:
    """Days of the year before the month."""
    return _BEFORE[month] + (1 if month > 2 and is_leap(year) else 0)


def to_ordinal(year: int, month: int, day: int) -> int:
    """Days since the 31st of December of the year 0: the 1st of January of the year 1 is 1."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + days_before_month(year, month) + day


def from_ordinal(ordinal: int) -> tuple[int, int, int]:
    """Year, month and day of an ordinal."""
    rest = ordinal - 1
    year = rest // 146097 * 400 + 1
    rest %= 146097
    centuries = rest // 36524
    year += centuries * 100
    rest %= 36524
    year += rest // 1461 * 4
    single = rest % 1461
    years = single // 365
    year += years
    if centuries == 4 or years == 4:
        return year - 1, 12, 31
    rest = single % 365
    month = (rest + 50) >> 5
    before = days_before_month(year, month)
    if before > rest:
        month -= 1
        before = days_before_month(year, month)
    return year, month, rest - before + 1


class Moment:
    """What a format can show: a struct_time. `weekday`: Monday is 0; `yday`: from 1."""

    __slots__ = ("day", "hour", "minute", "month", "second", "weekday", "yday", "year", "zone")

    def __init__(self, time_tuple: Any) -> None:
        self.year: int = time_tuple[0]
        self.month: int = time_tuple[1]
        self.day: int = time_tuple[2]
        self.hour: int = time_tuple[3]
        self.minute: int = time_tuple[4]
        self.second: int = time_tuple[5]
        self.weekday: int = time_tuple[6]
        self.yday: int = time_tuple[7]
        self.zone: str = "" if time_tuple[8] < 0 else "UTC"


def check_format(format: Any) -> None:
    """TypeError for what is no format of `strftime`."""
    if not isinstance(format, str):
        shown = "None" if format is None else type(format).__name__
        raise TypeError(f"strftime() argument 1 must be str, not {shown}")


def format_moment(format: str, moment: Moment) -> str:
    """strftime of glibc in the C locale: `%`, flags (`_-0^#`), a width, `E` or `O`, and the code."""
    found: list[str] = []
    place = 0
    while place < len(format):
        start = place
        place += 1
        if format[start] != "%":
            found.append(format[start])
            continue
        while place < len(format) and format[place] in "_-0^#":
            place += 1
        flags = format[start + 1 : place]
        digits = place
        while place < len(format) and format[place] in "0123456789":
            place += 1
        width = int(format[digits:place] or "0")
        modifier = format[place : place + 1]
        if modifier == "E" or modifier == "O":
            place += 1
        else:
            modifier = ""
        code = format[place : place + 1]
        place += 1
        text = _directive(code, moment) if code and code in _MODIFIED.get(modifier, code) else None
        if text is None:
            found.append(format[start:place].rjust(width))
        else:
            found.append(_padded(text, code, flags, width) if flags or width else text)
    return "".join(found)


_MODIFIED = {"E": "cCxXyYs%", "O": "bBCdeGgHIjklmMSuUVwWyYs%"}
"""What may have a modifier, which changes nothing in the C locale."""


def _padded(text: str, code: str, flags: str, width: int) -> str:
    pad = ""
    for each in flags:
        if each in "_-0":
            pad = each
    if code in "CdegGHIjklmMSuUVwWyYs":
        size = len(text)
        text = text.lstrip("0 ") or "0"
        if pad == "-":
            size = 0
        elif (pad == "" and code not in "ekl") or pad == "0":
            return text.rjust(max(size, width), "0")
        return text.rjust(max(size, width))
    if "^" in flags:
        text = text.upper() if code != "P" else text
    elif "#" in flags:
        text = text.lower() if code in "pPZ" else text.upper() if code in "aAbBh" else text
    return text.rjust(width, "0" if pad == "0" else " ")


def _directive(code: str, m: Moment) -> str | None:
    """None: no code."""
    if code in "YmdHMSyjICG":
        return _number(code, m)
    if code in "aAbBhpP":
        return _name(code, m)
    if code == "e":
        return f"{m.day:2d}"
    if code == "k":
        return f"{m.hour:2d}"
    if code == "l":
        return f"{(m.hour + 11) % 12 + 1:2d}"
    if code == "%":
        return "%"
    if code == "n":
        return "\n"
    if code == "t":
        return "\t"
    if code == "z":
        return "+0000" if m.zone else ""
    if code == "Z":
        return m.zone
    if code in "cxXDFTRr":
        return format_moment(_COMPOSED[code], m)
    if code == "w":
        return str((m.weekday + 1) % 7)
    if code == "u":
        return str(m.weekday + 1)
    if code == "U":
        return f"{(m.yday + 6 - (m.weekday + 1) % 7) // 7:02d}"
    if code == "W":
        return f"{(m.yday + 6 - m.weekday) // 7:02d}"
    if code == "V":
        return f"{iso_week(m.year, m.yday, m.weekday)[1]:02d}"
    if code == "g":
        return f"{iso_week(m.year, m.yday, m.weekday)[0] % 100:02d}"
    if code == "s":
        seconds = (m.hour * 60 + m.minute) * 60 + m.second
        return str((to_ordinal(m.year, m.month, m.day) - _EPOCH) * 86400 + seconds)
    return None


_COMPOSED = {
    "c": "%a %b %e %H:%M:%S %Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "T": "%H:%M:%S",
    "R": "%H:%M",
    "r": "%I:%M:%S %p",
}


def _number(code: str, m: Moment) -> str:
    if code == "Y":
        return str(m.year)
    if code == "j":
        return f"{m.yday:03d}"
    if code == "G":
        return str(iso_week(m.year, m.yday, m.weekday)[0])
    numbers = {
        "m": m.month,
        "d": m.day,
        "H": m.hour,
        "M": m.minute,
        "S": m.second,
        "y": m.year % 100,
        "C": m.year // 100,
        "I": (m.hour + 11) % 12 + 1,
    }
    return f"{numbers[code]:02d}"


def _name(code: str, m: Moment) -> str:
    if code == "p":
        return "AM" if m.hour < 12 else "PM"
    if code == "P":
        return "am" if m.hour < 12 else "pm"
    if code in "aA":
        day = DAYS[m.weekday]
        return day if code == "A" else day[:3]
    month = MONTHS[m.month - 1]
    return month if code == "B" else month[:3]


def iso_week(year: int, yday: int, weekday: int) -> tuple[int, int]:
    """The ISO year and week of a day: week 1 has the year's first Thursday."""
    week = (yday - 1 - weekday + 10) // 7
    if week < 1:
        before = year - 1
        yday += 366 if is_leap(before) else 365
        return before, (yday - 1 - weekday + 10) // 7
    if week == 53 and (yday - weekday + 3) > (366 if is_leap(year) else 365):
        return year + 1, 1
    return year, week


class Parsed:
    """What strptime read; None where the format said nothing."""

    __slots__ = (
        "day",
        "fraction",
        "hour",
        "minute",
        "month",
        "offset",
        "offset_fraction",
        "second",
        "weekday",
        "yday",
        "year",
        "zone",
    )

    def __init__(self) -> None:
        self.year = 1900
        self.month = 1
        self.day = 1
        self.hour = 0
        self.minute = 0
        self.second = 0
        self.fraction = 0
        self.weekday = 0
        self.yday = 1
        self.zone: Any = None
        self.offset: Any = None
        self.offset_fraction = 0


_NUMBERS = {
    "d": 2,
    "H": 2,
    "I": 2,
    "j": 3,
    "m": 2,
    "M": 2,
    "S": 2,
    "U": 2,
    "W": 2,
    "y": 2,
    "Y": 4,
    "w": 1,
    "u": 1,
    "V": 2,
    "G": 4,
}


class _Reader:
    """Reads a text by a format."""

    def __init__(self, text: str, format: str) -> None:
        self.text = text
        self.format = format
        self.place = 0
        self.numbers: dict[str, int] = {}
        self.parsed = Parsed()

    def fail(self) -> ValueError:
        return ValueError(f"time data {self.text!r} does not match format {self.format!r}")

    def digits(self, most: int, least: int) -> str:
        """Up to so many digits."""
        start = self.place
        while self.place < len(self.text) and self.place - start < most and self.text[self.place].isdecimal():
            self.place += 1
        if self.place - start < least:
            raise self.fail()
        return self.text[start : self.place]

    def one_of(self, names: Any) -> int:
        """The place of the name that stands here; the longest counts."""
        rest = self.text[self.place :].lower()
        best = -1
        for number in range(len(names)):
            if rest.startswith(names[number].lower()) and (best < 0 or len(names[number]) > len(names[best])):
                best = number
        if best < 0:
            raise self.fail()
        self.place += len(names[best])
        return best

    def skip_spaces(self) -> None:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1

    def read(self, format: str) -> None:
        """Follow a format."""
        place = 0
        while place < len(format):
            letter = format[place]
            place += 1
            if letter.isspace():
                start = self.place
                self.skip_spaces()
                if self.place == start:
                    raise self.fail()
                while place < len(format) and format[place].isspace():
                    place += 1
            elif letter != "%":
                if self.text[self.place : self.place + 1].lower() != letter.lower():
                    raise self.fail()
                self.place += 1
            elif place >= len(format):
                raise ValueError(f"stray %% in format '{self.format}'".replace("%%", "%"))
            else:
                self.directive(format[place])
                place += 1

    def directive(self, code: str) -> None:
        """One item."""
        if code in _NUMBERS:
            self.number(code)
        elif code == "f":
            digits = self.digits(6, 1)
            self.parsed.fraction = int(digits + "0" * (6 - len(digits)))
        elif code in "aA":
            names = DAYS if code == "A" else [each[:3] for each in DAYS]
            self.numbers["a"] = self.one_of(names)
        elif code in "bB":
            names = MONTHS if code == "B" else [each[:3] for each in MONTHS]
            self.numbers["m"] = self.one_of(names) + 1
        elif code == "p":
            self.numbers["p"] = self.one_of(("AM", "PM"))
        elif code == "z":
            self.offset()
        elif code == "Z":
            self.parsed.zone = ("UTC", "GMT")[self.one_of(("UTC", "GMT"))]
        elif code == "%":
            if self.text[self.place : self.place + 1] != "%":
                raise self.fail()
            self.place += 1
        elif code in "cxXDTRF":
            self.read("%a %b %d %H:%M:%S %Y" if code == "c" else _COMPOSED[code])
        else:
            raise ValueError(f"'{code}' is a bad directive in format '{self.format}'")

    def number(self, code: str) -> None:
        """A number within its limits; a digit too much is left for what follows."""
        limits = {
            "d": (1, 31), "H": (0, 23), "I": (1, 12), "j": (1, 366), "m": (1, 12), "M": (0, 59), "S": (0, 61),
            "U": (0, 53), "W": (0, 53), "y": (0, 99), "Y": (0, 9999), "w": (0, 6), "u": (1, 7), "V": (1, 53), "G": (0, 9999),}  # fmt: skip
        start = self.place
        size = _NUMBERS[code]
        digits = self.digits(size, size if code in "YyG" else 1)
        low, high = limits[code]
        while digits and not low <= int(digits) <= high:
            digits = digits[:-1]
        if not digits:
            raise self.fail()
        self.place = start + len(digits)
        self.numbers[code] = int(digits)

    def offset(self) -> None:
        """`+hhmm`, `+hh:mm:ss.ffffff` or `Z`."""
        if self.text[self.place : self.place + 1] in ("Z", "z"):
            self.place += 1
            self.parsed.offset = 0
            return
        sign = self.text[self.place : self.place + 1]
        if sign not in ("+", "-"):
            raise self.fail()
        self.place += 1
        hours = int(self.digits(2, 2))
        colon = self.text[self.place : self.place + 1] == ":"
        self.place += 1 if colon else 0
        minutes = int(self.digits(2, 2))
        seconds = 0
        fraction = 0
        if self.text[self.place : self.place + 1].isdecimal() or (
            colon and self.text[self.place : self.place + 1] == ":"
        ):
            self.place += 1 if colon else 0
            seconds = int(self.digits(2, 2))
            if self.text[self.place : self.place + 1] == ".":
                self.place += 1
                digits = self.digits(6, 1)
                fraction = int(digits + "0" * (6 - len(digits)))
        total = hours * 3600 + minutes * 60 + seconds
        self.parsed.offset = -total if sign == "-" else total
        self.parsed.offset_fraction = -fraction if sign == "-" else fraction


def parse_moment(text: str, format: str) -> Parsed:
    """strptime in the C locale. ValueError when the text does not fit."""
    reader = _Reader(text, format)
    reader.read(format)
    if reader.place != len(text):
        raise ValueError(f"unconverted data remains: {text[reader.place :]}")
    _settle(reader)
    return reader.parsed


def _settle(reader: _Reader) -> None:
    numbers, parsed = reader.numbers, reader.parsed
    year_known = "Y" in numbers or "y" in numbers
    if "y" in numbers:
        short = numbers["y"]
        parsed.year = 2000 + short if short <= 68 else 1900 + short
    parsed.year = numbers.get("Y", parsed.year)
    parsed.month = numbers.get("m", 1)
    parsed.day = numbers.get("d", 1)
    parsed.hour = numbers.get("H", 0)
    if "I" in numbers:
        parsed.hour = numbers["I"] % 12 + (12 if numbers.get("p", 0) == 1 else 0)
    parsed.minute = numbers.get("M", 0)
    parsed.second = numbers.get("S", 0)
    leap_year = not year_known and parsed.month == 2 and parsed.day == 29
    year = 1904 if leap_year else parsed.year
    weekday = numbers.get("a", -1)
    if "w" in numbers:
        weekday = (numbers["w"] + 6) % 7
    if "u" in numbers:
        weekday = numbers["u"] - 1
    week = numbers.get("U", numbers.get("W", -1))
    if "G" in numbers or "V" in numbers:
        _check_iso(numbers, weekday)
        fourth = to_ordinal(numbers["G"], 1, 4)
        monday = fourth - (fourth + 6) % 7
        parsed.year, parsed.month, parsed.day = from_ordinal(monday + (numbers["V"] - 1) * 7 + weekday)
        year = parsed.year
    elif "j" in numbers:
        parsed.yday = numbers["j"]
        _, parsed.month, parsed.day = from_ordinal(to_ordinal(year, 1, 1) + parsed.yday - 1)
    elif week >= 0 and year_known and weekday >= 0:
        first = (to_ordinal(year, 1, 1) + 6) % 7
        shift = 1 if "U" in numbers else 0
        start = (first + shift) % 7
        day = (weekday + shift) % 7
        lead = (7 - start) % 7
        parsed.yday = 1 + day - start if week == 0 else 1 + lead + 7 * (week - 1) + day
        parsed.year, parsed.month, parsed.day = from_ordinal(to_ordinal(year, 1, 1) + parsed.yday - 1)
    if parsed.day > days_in_month(year, parsed.month):
        raise ValueError("day is out of range for month")
    ordinal = to_ordinal(year, parsed.month, parsed.day)
    parsed.yday = ordinal - to_ordinal(year, 1, 1) + 1
    parsed.weekday = weekday if weekday >= 0 else (ordinal + 6) % 7


def _check_iso(numbers: dict[str, int], weekday: int) -> None:
    """An ISO year, week and weekday come together."""
    days = "('%A', '%a', '%w', or '%u')"
    if "G" in numbers and ("V" not in numbers or weekday < 0):
        raise ValueError(
            f"ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive {days}."
        )
    if "G" not in numbers:
        if weekday < 0:
            raise ValueError(
                f"ISO week directive '%V' must be used with the ISO year directive '%G' and a weekday directive {days}."
            )
        raise ValueError(
            "ISO week directive '%V' is incompatible with the year directive '%Y'. Use the ISO year '%G' instead."
        )
