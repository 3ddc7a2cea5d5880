def averager():
    total = count = 0
    average = None
    while True:
        try:
            value = yield average
        except ValueError:
            total = count = 0
            average = None
            continue
        if value is None:
            return count
        total += value
        count += 1
        average = total / count

gen = averager()
next(gen)
print([gen.send(x) for x in (10, 20, 60)], gen.throw(ValueError), gen.send(5))
try:
    gen.send(None)
except StopIteration as stop:
    print("count", stop.value)
