"""What zones, formats and names of the program's own are asked for by `datetime`, and how often."""

from datetime import date, datetime, time, timedelta, timezone, tzinfo

log: list[str] = []


class Name(str):
    def replace(self, *given):
        log.append(f"replace{given}")
        return "<" + super().replace(*given) + ">"

    def __str__(self):
        log.append("str")
        return "other"


class Formats(str):
    def replace(self, *given):
        return "%Y %%Y %Z %z %f"


class NoText(str):
    def replace(self, *given):
        return 3


class Own(timedelta):
    @property
    def days(self):
        log.append("days")
        return 99

    def __neg__(self):
        log.append("neg")
        return timedelta(0)

    def __lt__(self, other):
        log.append("lt")
        return False

    def __gt__(self, other):
        log.append("gt")
        return False

    def __bool__(self):
        log.append("bool")
        return False

    def __sub__(self, other):
        log.append("sub")
        return timedelta(0)


class Zone(tzinfo):
    def __init__(self, name, offset=Own(hours=-1, minutes=-30), saving=None):
        self.name = name
        self.offset = offset
        self.saving = saving

    def tzname(self, dt):
        log.append(f"tzname {type(dt).__name__}")
        return self.name

    def utcoffset(self, dt):
        log.append(f"utcoffset {type(dt).__name__}")
        return self.offset

    def dst(self, dt):
        log.append(f"dst {type(dt).__name__}")
        return self.saving


class Silent(tzinfo):
    """Answers nothing but `dst`."""

    def dst(self, dt):
        return None


class Moment(datetime):
    def utcoffset(self):
        log.append("own utcoffset")
        return timedelta(hours=5)

    def tzname(self):
        log.append("own tzname")
        return "own"

    def timetuple(self):
        log.append("own timetuple")
        return super().timetuple()


class Day(date):
    def timetuple(self):
        log.append("own timetuple")
        return date(1999, 1, 2).timetuple()

    def strftime(self, format):
        log.append("own strftime " + format)
        return super().strftime(format) + "!"


def tried(title, call):
    log.clear()
    try:
        print(title, call(), log)
    except (TypeError, ValueError, NotImplementedError) as error:
        print(title, type(error).__name__, error, log)


FORMATS = ["%Y", "%Z", "%z", "%Z %Z %z %z %f", "%%Z%%%Z%", "%", "a%%", "%%%f%%f", "", "%H:%M %Zx%", "é %Z"]
zones = [
    ("name", Zone(Name("a%Yb"))),
    ("formats", Zone(Formats("x"))),
    ("no text", Zone(NoText("x"))),
    ("number", Zone(3)),
    ("none", Zone(None, None)),
    ("percent", Zone("100%Y")),
    ("saving", Zone("x", timedelta(minutes=7, seconds=3, microseconds=5), Own(1))),
    ("wrong", Zone("x", 3)),
    ("far", Zone("x", Own(days=1))),
    ("near", Zone("x", Own(days=-1))),
    ("silent", Silent()),
    ("utc", timezone.utc),
    ("fixed", timezone(timedelta(hours=2), "%Z")),
]

for title, zone in zones:
    moment, clock = datetime(2024, 2, 29, 10, 11, 12, 500, zone), time(10, 11, 12, 500, zone)
    own = Moment(2024, 2, 29, 10, 11, 12, 500, zone)
    for form in FORMATS:
        tried(f"{title} {form!r} datetime", lambda: moment.strftime(form))
        tried(f"{title} {form!r} time", lambda: clock.strftime(form))
        tried(f"{title} {form!r} own", lambda: own.strftime(form))
        tried(f"{title} {form!r} format", lambda: f"{moment:{form}} {clock:{form}}")
    for each in (moment, clock, own):
        tried(f"{title} iso", lambda: each.isoformat())
        tried(f"{title} str", lambda: str(each))
        tried(f"{title} tzname", lambda: each.tzname())
        tried(f"{title} utcoffset", lambda: repr(each.utcoffset()))
        tried(f"{title} dst", lambda: repr(each.dst()))
    tried(f"{title} tuple", lambda: tuple(moment.timetuple()))
    tried(f"{title} utc tuple", lambda: tuple(moment.utctimetuple()))

for form in FORMATS:
    tried(f"date {form!r}", lambda: date(2024, 2, 29).strftime(form))
    tried(f"day {form!r}", lambda: Day(2024, 2, 29).strftime(form))
    tried(f"day format {form!r}", lambda: format(Day(2024, 2, 29), form))
for wrong in (None, 3, b"%Y"):
    tried("wrong", lambda: datetime(2024, 2, 29).strftime(wrong))
    tried("wrong", lambda: date(2024, 2, 29).strftime(wrong))
    tried("wrong", lambda: time(1).strftime(wrong))
