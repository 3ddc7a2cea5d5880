from datetime import date, datetime, timedelta

start = date(2024, 2, 27)
print([(start + timedelta(days=i)).isoformat() for i in range(4)])
print((date(2024, 12, 25) - start).days, start.strftime("%d/%m/%y %A"), start.weekday(), start.replace(day=1))
moment = datetime.strptime("2024-03-10 14:05:09", "%Y-%m-%d %H:%M:%S")
print(moment, moment + timedelta(hours=10, minutes=55), moment.isoformat(), moment.date() > start, f"{moment:%b %d, %H:%M}")
try:
    date(2023, 2, 29)
except ValueError as error:
    print(error)
print(sorted([date(2024, 1, 2), date(2023, 5, 1)])[0], timedelta(days=1.5), timedelta(seconds=90) * 2)
