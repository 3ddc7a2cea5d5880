"""Numbers, times and durations as the pages write them.

>>> duration(228)
'3 min 48 s'
>>> percent(0.0224, digits=2)
'2.24\\xa0%'
"""

from datetime import UTC, datetime

from babel.dates import format_skeleton

from sluice_console.core.language import babel_locale, marked, tr

_SECONDS, _MINUTES, _HOURS = marked("%(number)s s"), marked("%(number)s min"), marked("%(number)s h")
NBSP = "\u00a0"
MINUS = "\u2212"


def as_utc(moment: datetime) -> datetime:
    """SQLite gives naive times back; all stored times are UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def iso(moment: datetime) -> str:
    """Machine-readable time for `datetime=`, to the second: `2026-11-20T10:30:00Z`."""
    return as_utc(moment).strftime("%Y-%m-%dT%H:%M:%SZ")


def clock(moment: datetime) -> str:
    return as_utc(moment).strftime("%H:%M:%S")


def day(moment: datetime, now: datetime | None = None) -> str:
    """`today 10:24:10`, `3 Nov 09:12`, `9 Oct 2025`."""
    moment, now = as_utc(moment), as_utc(now or datetime.now(UTC))
    if moment.date() == now.date():
        return tr("today %(time)s", time=clock(moment))
    if moment.year != now.year:
        return format_skeleton("yMMMd", moment, locale=babel_locale())
    return f"{format_skeleton('MMMd', moment, locale=babel_locale())} {moment:%H:%M}"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago in one unit: `just now`, `12 s ago`, `6 min ago`, `3 h ago`, `9 d ago`."""
    seconds = (as_utc(now or datetime.now(UTC)) - as_utc(moment)).total_seconds()
    return tr("just now") if seconds < 2 else tr("%(span)s ago", span=span(seconds))


def span(seconds: float) -> str:
    """A length of time in one unit, for cells: `0.3 s`, `12 s`, `6 min`, `3 h`, `9 d`."""
    if seconds < 10:
        return tr("%(number)s s", number=f"{seconds:.1f}")
    for limit, size, text in ((60, 1, _SECONDS), (3600, 60, _MINUTES), (86_400, 3600, _HOURS)):
        if seconds < limit:
            return tr(text, number=int(seconds // size))
    return tr("%(number)s d", number=int(seconds // 86_400))


def lag(seconds: float) -> str:
    """How long an answer took: `3 ms`, `310 ms`, `2.4 s`."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


def duration(seconds: float) -> str:
    """A length of time in two units, for sentences: `48 s`, `3 min 48 s`, `10 min`, `2 h 5 min`."""
    whole = max(0, round(seconds))
    units = ((whole // 3600, _HOURS), (whole % 3600 // 60, _MINUTES), (whole % 60, _SECONDS))
    parts = [tr(text, number=amount) for amount, text in units if amount]
    return " ".join(parts[:2]) or tr(_SECONDS, number=0)


def count(value: float) -> str:
    """`18,240`; below ten with one decimal if it has one."""
    if isinstance(value, float) and not value.is_integer() and abs(value) < 10:
        return f"{value:.1f}".replace("-", MINUS)
    return f"{round(value):,}".replace("-", MINUS)


def percent(share: float, digits: int | None = None) -> str:
    """A share from 0 to 1 as `25 %`, with a non-breaking space; as many digits as it needs, at most 2."""
    value = share * 100
    text = f"{value:.{digits}f}" if digits is not None else f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{text}{NBSP}%".replace("-", MINUS)


def size(number: int) -> str:
    """Bytes as `812 B`, `24.1 KB`, `1.2 MB` (powers of 1,000, as on the command line)."""
    if number < 1000:
        return f"{number} B"
    return f"{number / 1000:.1f} KB" if number < 1_000_000 else f"{number / 1_000_000:.1f} MB"


def short_digest(value: str) -> str:
    """`sha256:9f41c07be2`: enough to recognise a module, short enough for a line."""
    algorithm, _, hexadecimal = value.rpartition(":")
    return f"{algorithm or 'sha256'}:{hexadecimal[:10]}"


def ordinal(number: int) -> str:
    if babel_locale().language != "en":
        return tr("number %(number)s", number=number)
    suffix = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"


_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def browser(agent: str) -> str:
    """What a User-Agent header says, in two words: `Firefox on Linux`; other programs by their first word."""
    name = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if name:
        return tr("%(browser)s on %(system)s", browser=name, system=system) if system else name
    return agent.split("/")[0].split()[0][:40] if agent.strip(" /") else tr("unknown program")
