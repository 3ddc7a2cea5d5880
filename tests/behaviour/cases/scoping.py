# Locals, globals, cells, class bodies, comprehensions.
x = "global"


def unbound():
    try:
        print(x)
    except UnboundLocalError as error:
        print(type(error).__name__, error)
    x = "local"
    return x


print(unbound())


def outer():
    x = "outer"

    def inner():
        return x

    def change():
        nonlocal x
        x = "changed"

    before = inner()
    change()
    return before, inner(), x


print(outer())


def makers():
    functions = []
    for i in range(3):
        functions.append(lambda: i)
    return [f() for f in functions]


print(makers())
print([f() for f in [lambda i=i: i for i in range(3)]])
print([f() for f in [lambda: i for i in range(3)]])


class C:
    x = "class"
    y = x + "!"
    z = [x for _ in range(2)]

    def method(self):
        return x

    def own(self):
        return self.x


print(C.y, C.z, C().method(), C().own())


def counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count

    return step


one, two = counter(), counter()
print(one(), one(), two(), one())


def set_global():
    global made
    made = 42


try:
    print(made)
except NameError as error:
    print(error)
set_global()
print(made)


def free():
    def inner():
        return late

    try:
        inner()
    except NameError as error:
        print(type(error).__name__, error)
    late = 1
    return inner()


print(free())
del made
try:
    made
except NameError as error:
    print(error)
try:
    raise ValueError("gone")
except ValueError as error:
    kept = error
try:
    error
except NameError as other:
    print(other)
print(repr(kept))


def local_delete():
    value = 1
    del value
    try:
        return value
    except UnboundLocalError as error:
        return str(error)


print(local_delete())
print([y for y in range(3) if (last := y) >= 0], last)


def f(a, b=x):
    return a, b


x = "rebound"
print(f(1))


def accumulate(item, into=[]):
    into.append(item)
    return into


print(accumulate(1), accumulate(2))
