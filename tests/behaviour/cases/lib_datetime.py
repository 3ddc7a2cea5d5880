from datetime import datetime, date, time, timedelta, timezone
import datetime as dtm

d = datetime(2024, 2, 29, 10, 11, 12, 500, tzinfo=timezone.utc)
print(
    d,
    repr(d),
    d.isoformat(),
    d.timestamp(),
    d.strftime("%Y-%m-%d %H:%M:%S.%f %z %Z"),
    d.date(),
    d.time(),
    d.weekday(),
    d.isocalendar(),
)
print(
    d + timedelta(days=1, hours=14),
    d - datetime(2024, 1, 1, tzinfo=timezone.utc),
    d.astimezone(timezone(timedelta(hours=2))),
    d.replace(year=2020),
)
print(
    datetime.fromisoformat("2024-03-01T00:00:00+01:30"),
    datetime.fromisoformat("2024-03-01"),
    date.fromisoformat("2024-W09-4"),
    time.fromisoformat("10:11:12.5"),
)
print(
    datetime.strptime("2024-02-29 10:11", "%Y-%m-%d %H:%M"),
    datetime.fromtimestamp(1700000000.123456, timezone.utc),
    datetime.utcfromtimestamp(0),
)
t = timedelta(days=-1, seconds=3600.5)
print(
    t,
    repr(t),
    t.total_seconds(),
    -t,
    abs(t),
    t * 2,
    t / 2,
    t // timedelta(hours=1),
    timedelta(weeks=1) % timedelta(days=2),
    t < timedelta(0),
    bool(timedelta()),
)
print(
    date(2024, 1, 31) + timedelta(1),
    date(2024, 3, 1) - date(2024, 2, 1),
    date.max,
    date(2024, 5, 5) > date(2023, 1, 1),
    date.fromordinal(1),
    datetime.min,
)
print(
    time(10, 11),
    repr(time(10, 11, tzinfo=timezone.utc)),
    f"{d:%d/%m/%y}",
    d == d.astimezone(timezone(timedelta(hours=5))),
    hash(date(2020, 1, 1)) == hash(date(2020, 1, 1)),
)
for f in (
    lambda: date(2023, 2, 29),
    lambda: datetime(2020, 1, 1) < d,
    lambda: datetime.fromisoformat("x"),
    lambda: timedelta("1"),
    lambda: datetime.strptime("1", "%Y"),
    lambda: date(9999, 12, 31) + timedelta(1),
    lambda: timezone(timedelta(hours=24)),
):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
print(
    abs(datetime.now(timezone.utc) - datetime.utcnow().replace(tzinfo=timezone.utc)) < timedelta(seconds=5),
    timezone.utc,
    timezone(timedelta(hours=-3.5)),
    dtm.UTC,
)
