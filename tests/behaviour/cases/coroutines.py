# Coroutines: await, send and throw by hand, async with, async for, errors.
class Signal:
    """The smallest awaitable: gives itself out, comes back with what is sent in."""

    def __init__(self, name):
        self.name = name

    def __await__(self):
        answer = yield self
        return answer


class Empty:
    pass


class Bad:
    def __await__(self):
        return 5


async def nothing():
    return "nothing"


async def add(a, b=10, *rest, scale=1):
    first = await Signal("first")
    second = await Signal("second")
    return (a + b + first + second + sum(rest)) * scale


async def outer(n):
    total = 0
    for i in range(n):
        total += await add(i, 1)
    return f"total {total}"


def drive(coroutine, answers):
    answers = list(answers)
    sent = None
    try:
        while True:
            waits = coroutine.send(sent)
            print("  waits for", waits.name)
            sent = answers.pop(0)
            if isinstance(sent, Exception):
                try:
                    waits = coroutine.throw(sent)
                    print("  after throw waits for", waits.name)
                    sent = answers.pop(0)
                except StopIteration as stop:
                    return stop.value
    except StopIteration as stop:
        return stop.value


print(drive(nothing(), []))
print(drive(add(1), [2, 3]))
print(drive(add(1, 2, 3, 4, scale=2), [5, 6]))
print(drive(outer(2), [1, 2, 3, 4]))


async def careful():
    try:
        return await add(1)
    except ValueError as error:
        print("  caught", error)
        return await Signal("again")
    finally:
        print("  finally")


print(drive(careful(), [1, 2]))
print(drive(careful(), [ValueError("thrown in"), 7]))
try:
    drive(careful(), [KeyError("passes")])
except KeyError as error:
    print("raised", repr(error))


async def deep(n):
    if n == 0:
        return await Signal("bottom")
    return await deep(n - 1) + 1


print(drive(deep(20), [100]))

# closing runs finally blocks
c = careful()
c.send(None)
c.close()
c.close()
unstarted = careful()
unstarted.close()


async def stubborn():
    try:
        await Signal("x")
    except GeneratorExit:
        await Signal("y")


c = stubborn()
c.send(None)
try:
    c.close()
except RuntimeError as error:
    print(error)

# a coroutine runs once
c = nothing()
print(drive(c, []))
try:
    c.send(None)
except RuntimeError as error:
    print(error)
try:
    c.throw(ValueError("late"))
except RuntimeError as error:
    print(error)
c = nothing()
try:
    c.send(1)
except TypeError as error:
    print(error)
c.close()


async def awaits(thing):
    return await thing


for thing in (5, Empty(), Bad(), [1]):
    try:
        drive(awaits(thing), [])
    except TypeError as error:
        print(error)


async def stops():
    raise StopIteration(3)


try:
    drive(stops(), [])
except RuntimeError as error:
    print(error, repr(error.__cause__))

c = nothing()
print(type(c).__name__, repr(c).startswith("<coroutine object nothing"))
for wrong in (iter, list, next):
    try:
        wrong(c)
    except TypeError as error:
        print(error)
c.close()


# methods, closures, lambdas that await through a call
class Service:
    def __init__(self, base):
        self.base = base

    async def fetch(self, n: int) -> int:
        return self.base + n + await Signal(f"fetch {n}")

    @classmethod
    async def make(cls, base):
        await Signal("making")
        return cls(base)

    @staticmethod
    async def fixed():
        return await Signal("fixed")


class Louder(Service):
    async def fetch(self, n: int) -> int:
        return -(await super().fetch(n))


async def use_service():
    service = await Louder.make(100)
    return [await service.fetch(i) for i in range(3)], await Service.fixed()


print(drive(use_service(), [0, 1, 2, 3, 4]))


def closure(factor):
    calls = 0

    async def inner(x):
        nonlocal calls
        calls += 1
        return x * factor * await Signal("in closure") + calls

    return inner


scaled = closure(3)
print(drive(scaled(2), [5]), drive(scaled(2), [5]))


class Scope:
    def __init__(self, name, swallow=False):
        self.name = name
        self.swallow = swallow

    async def __aenter__(self):
        print("  enter", self.name, await Signal("enter " + self.name))
        return self

    async def __aexit__(self, kind, error, trace):
        print("  exit", self.name, kind and kind.__name__, error, await Signal("exit " + self.name))
        return self.swallow


async def scopes(how):
    async with Scope("a") as a, Scope("b", swallow=how == "swallow"):
        print("  in", a.name)
        if how == "raise":
            raise ValueError("inside")
        if how == "swallow":
            raise ValueError("swallowed")
        if how == "return":
            return "returned"
    return "after"


for how in ("plain", "return", "swallow"):
    print(drive(scopes(how), range(4)))
try:
    drive(scopes("raise"), range(4))
except ValueError as error:
    print("out", error)


class Countdown:
    def __init__(self, n):
        self.n = n

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.n == 0:
            raise StopAsyncIteration
        self.n -= 1
        return self.n + await Signal("tick")


async def loops(stop):
    seen = []
    async for item in Countdown(4):
        if item == 11:
            continue
        if item == stop:
            break
        seen.append(item)
    else:
        seen.append("else")
    return seen


print(drive(loops(-1), [10, 9, 8, 7]))
print(drive(loops(13), [10, 9, 8, 7]))
for wrong in ("with", "for", "next"):

    class Iter:
        def __aiter__(self):
            return 3

    async def use():
        if wrong == "with":
            async with Empty():
                pass
        elif wrong == "for":
            async for _ in [1]:
                pass
        else:
            async for _ in Iter():
                pass

    try:
        drive(use(), [])
    except TypeError as error:
        print(error)


async def floats(n: int) -> float:
    x = 0.5
    y: float = 1.25
    big = 2**80
    text = "é" * n
    for i in range(n):
        x = x * 2 + y
        big += await Signal(text)
    return x + big


print(drive(floats(3), [1, 2, 3]))


async def failing():
    await Signal("s")
    raise LookupError("at the end")


async def chain():
    return await failing()


drive(chain(), [None])
