class Counter:
    total = 0
    names = []

    def __init__(self, name):
        Counter.total += 1
        self.names.append(name)
        self.total_at_birth = Counter.total

a = Counter("a")
b = Counter("b")
print(Counter.total, a.total, b.total_at_birth, a.names is b.names, Counter.names)
a.total = 99
print(a.total, b.total, Counter.total)
print(Counter.__name__, type(a).__name__, hasattr(a, "total"), hasattr(a, "nope"), getattr(a, "nope", "default"))
del a.total
print(a.total)
try:
    a.missing
except AttributeError as error:
    print(error)
