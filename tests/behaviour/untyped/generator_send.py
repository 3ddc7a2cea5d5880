def averager():
    total, count, average = 0, 0, None
    while True:
        value = yield average
        if value is None:
            return f"{count} values"
        total += value
        count += 1
        average = total / count

g = averager()
print(next(g))
print(g.send(10), g.send(20), g.send(3))
try:
    g.send(None)
except StopIteration as stop:
    print("returned", stop.value)

def outer():
    result = yield from averager()
    yield "inner " + result

o = outer()
next(o)
print(o.send(4))
print(o.send(None))
