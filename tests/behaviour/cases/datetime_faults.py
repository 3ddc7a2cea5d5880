"""`datetime` where it refuses, compares a day with a moment, or a moment that comes twice."""

import datetime as d
from collections import OrderedDict, deque
from typing import Any


class Day(d.date):
    pass


class Twice(d.tzinfo):
    """Between 1 and 2 the clock shows each time twice."""

    def utcoffset(self, dt: Any) -> Any:
        return d.timedelta(hours=dt.hour == 1 and dt.fold)

    def dst(self, dt: Any) -> Any:
        return d.timedelta(0)


def show(*calls: Any) -> None:
    for call in calls:
        try:
            print(call())
        except Exception as error:
            print(type(error).__name__, error)


def main() -> None:
    day, moment = d.date(2020, 1, 1), d.datetime(2020, 1, 1)
    print(day == moment, moment == day, day != moment, moment != day)
    print(day.__eq__(moment), moment.__eq__(day), day.__ne__(moment), moment.__ne__(day))
    print(d.timezone.utc is d.timezone(d.timedelta(0)), d.timezone(d.timedelta(0), "x"))
    print(hash(d.timedelta(3)), hash(d.datetime(2020, 1, 1, tzinfo=d.timezone.utc)))
    print(repr(d.datetime(2020, 1, 1, fold=1, tzinfo=d.timezone.utc)))
    first, second = (
        d.datetime(2020, 1, 1, 1, 30, tzinfo=Twice()),
        d.datetime(2020, 1, 1, 1, 30, fold=1, tzinfo=Twice()),
    )
    print(
        first == second,
        hash(first) == hash(second),
        first == d.datetime(2020, 1, 1, 1, 30, tzinfo=d.timezone.utc),
    )
    print(d.timedelta.__name__, d.timedelta.__qualname__, d.timedelta, Day.__name__, type(deque()).__name__)
    show(
        lambda: day < moment,
        lambda: moment < day,
        lambda: day < 3,
        lambda: d.timedelta(1) + 1,
        lambda: Day(2020, 1, 1) + 1,
        lambda: d.timedelta(1).foo,
        lambda: d.timedelta.foo,
        lambda: deque() + 1,
        lambda: OrderedDict() + 1,
        lambda: d.datetime.combine("x", d.time(1)),
        lambda: d.datetime.combine(day, "x"),
        lambda: d.date.fromisocalendar("1", 1, 1),
        lambda: d.date.fromisocalendar(2020, 1, 8),
        lambda: d.date.fromisocalendar(2020, 2**40, 8),
        lambda: d.date.fromisoformat("2020-W54-1"),
        lambda: d.datetime.fromisoformat("2009-04-19T0a"),
        lambda: d.date.fromtimestamp(2**70),
        lambda: d.timedelta(days=2**40),
    )


main()
