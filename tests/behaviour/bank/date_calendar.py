from datetime import date, timedelta, datetime


def month_calendar(year, month):
    first = date(year, month, 1)
    print(first.strftime("%B %Y").center(20))
    print("Mo Tu We Th Fr Sa Su")
    day = first
    line = ["  "] * first.weekday()
    while day.month == month:
        line.append(f"{day.day:2}")
        if len(line) == 7:
            print(" ".join(line))
            line = []
        day += timedelta(days=1)
    if line:
        print(" ".join(line))


month_calendar(2024, 2)
start = datetime(2024, 1, 31, 22, 30)
for hours in (1, 2, 36):
    moment = start + timedelta(hours=hours)
    print(moment.isoformat(), moment.strftime("%a %d %b %H:%M"))
gap = date(2024, 12, 25) - date(2024, 7, 4)
print(gap.days, gap, date(2024, 12, 25) > date(2024, 7, 4))
parsed = datetime.strptime("2023-11-05 14:07", "%Y-%m-%d %H:%M")
print(parsed, parsed.date() == date(2023, 11, 5), parsed.timetuple().tm_yday)
print(sorted([date(2020, 1, 2), date(2019, 5, 5)])[0], timedelta(minutes=135))
