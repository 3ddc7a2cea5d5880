"""Attributes read and written by name, again and again, in classes of which one looks like the other."""


class Plain:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Other:
    y = "of the class"

    def __init__(self, y):
        self.x = y


class Derived(Plain):
    @property
    def y(self):
        return f"property of {self.x!r}"

    @y.setter
    def y(self, value):
        self.kept = value


class Watched:
    def __init__(self, x):
        self.x = x

    def __getattribute__(self, name):
        return f"asked for {name}" if name != "__class__" else object.__getattribute__(self, name)


class Missing:
    def __init__(self):
        self.x = 1

    def __getattr__(self, name):
        return f"no {name}"


class Guarded:
    def __init__(self):
        self.x = 1

    def __setattr__(self, name, value):
        object.__setattr__(self, name, [value])


class Slotted:
    __slots__ = ("x",)
    y = 5

    def __init__(self, x):
        self.x = x


class Named(str):
    def __init__(self, text):
        self.x = text + "!"


def show(each):
    return each.x, each.y


def change(each, value):
    each.x = value
    try:
        each.y = value
    except AttributeError as error:
        print(type(each).__name__, error)


def drop(each):
    try:
        del each.x
    except AttributeError as error:
        print("del", error)
    try:
        print(each.x)
    except AttributeError as error:
        print("gone", error)


everything = [Plain(1, 2.5), Other("o"), Derived(3, 4), Missing(), Slotted("s"), Guarded()]
for turn in range(3):
    for item in everything:
        try:
            print(type(item).__name__, show(item))
        except AttributeError as error:
            print(type(item).__name__, error)
        change(item, turn * 0.5)
    print(Named("n").x, Named("longer")[2:], Watched(1).x)
for item in everything:
    drop(item)
    change(item, "back")
    print(item.x)
Other.y = "changed"
fresh = Other(1)
print(show(fresh), show(Other("again")))
fresh.y = 7
print(show(fresh), Other.y)
for name in ("x", "y", "x" + "", "".join(["y"])):
    print(getattr(fresh, name), getattr(Plain("p", "q"), name), hasattr(Missing(), name))
