class Base:
    count = 0
    names = []
    label = "base"

    def __init__(self):
        type(self).count += 1
        self.__class__.last = self

    def __new__(cls, *args):
        cls.made = getattr(cls, "made", 0) + 1
        return super().__new__(cls)

    def who(self):
        return self.label, self.count, type(self).made


class Left(Base):
    pass


class Right(Base):
    label = "right"


class Leaf(Left):
    pass


def mark(cls):
    cls.marked = cls.__name__
    return cls


def relabel(thing, text):
    thing.label = text
    return thing


for kind in (Base, Left, Right, Leaf, Leaf, Left):
    print(kind().who(), Base.count, Left.count, Right.count, Leaf.count, kind.made)
print(type(Base.last).__name__, type(Left.last).__name__)
for kind in (Left, Leaf):
    mark(kind)
print(Left.marked, Leaf.marked, hasattr(Base, "marked"), hasattr(Right(), "marked"))
x = Leaf()
y = relabel(Leaf(), "mine")
relabel(Left, "left")
print(x.label, y.label, Left.label, Base.label, Right().label)
del Left.label
print(x.label, Leaf.label, vars(y)["label"])
setattr(Leaf, "label", "leaf")
print([k.label for k in Leaf.__mro__[:-1]], y.label)
try:
    del Left.label
except AttributeError as error:
    print(type(error).__name__)
x.marked = 3
print(x.marked, Leaf.marked)
del x.marked
print(x.marked)
try:
    del x.marked
except AttributeError as error:
    print(type(error).__name__)


class Watched:
    def __init__(self, a):
        self.a = a
        self.b = 2


watched = []


def watch(self, name, value):
    watched.append((name, value))


Watched.__setattr__ = watch
Watched(1).z = 3
print(watched)
