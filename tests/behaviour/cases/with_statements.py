class Manager:
    def __init__(self, name, swallow=False):
        self.name, self.swallow = name, swallow

    def __enter__(self):
        print("enter", self.name)
        return self.name

    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind and kind.__name__, value)
        return self.swallow


with Manager("a") as a, Manager("b") as b:
    print(a, b)
with Manager("s", swallow=True):
    raise ValueError("hidden")
try:
    with Manager("outer"), Manager("inner"):
        raise KeyError("seen")
except KeyError as error:
    print("caught", error)


def leave():
    for i in range(3):
        with Manager(i):
            if i == 0:
                continue
            if i == 1:
                return "returned"


print(leave())


class Broken:
    def __enter__(self):
        raise RuntimeError("no entry")

    def __exit__(self, *details):
        print("never")


try:
    with Broken():
        print("never")
except RuntimeError as error:
    print(error)


class Raising:
    def __enter__(self):
        return self

    def __exit__(self, *details):
        raise OSError("exit failed")


try:
    with Raising():
        raise ValueError("body")
except OSError as error:
    print(error, repr(error.__context__))
for thing in (5, object()):
    try:
        with thing:
            pass
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
with (
    Manager("x") as x,
    Manager("y") as y,
):
    pass
with Manager("tuple") as (first, *rest):
    print(first, rest)
