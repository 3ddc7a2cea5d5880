from enum import Enum


class Plugin:
    registry = {}
    title = "base"

    def __init_subclass__(cls, /, name=None, **kwargs):
        super().__init_subclass__(**kwargs)
        Plugin.registry[name or cls.__name__] = cls
        cls.title = (name or "?") + "!"
        cls.made = []


class A(Plugin):
    pass


class B(Plugin, name="bee"):
    title = "own"


def decorate(cls):
    print("decorated", cls.__name__, sorted(Plugin.registry))
    return cls


@decorate
class C(B, name="sea"):
    pass


print(sorted(Plugin.registry), A.title, B.title, C.title, Plugin.title)
A.made.append(1)
print(A.made, B.made, C.made, C().made is C.made)
for cls in Plugin.registry.values():
    print(cls.__name__, isinstance(cls(), Plugin))
try:

    class D(Plugin, other=5):
        pass

except TypeError as error:
    print(error)
try:

    class E(A, name="e", other=5):
        pass

except TypeError as error:
    print(error)
try:

    class F(other=5):
        pass

except TypeError as error:
    print(error)


class Mixin:
    def __init_subclass__(cls, **kwargs):
        print("mixin", cls.__name__, sorted(kwargs))
        super().__init_subclass__(**kwargs)


class G(Mixin, Plugin, name="g"):
    pass


print(Plugin.registry["g"] is G)


class Checked:
    def __init_subclass__(cls):
        if not hasattr(cls, "run"):
            raise TypeError(f"{cls.__name__} needs run")


class Good(Checked):
    def run(self):
        return 1


try:

    class Bad(Checked):
        pass

except TypeError as error:
    print(error)


class Base(Enum):
    def __init_subclass__(cls):
        print("enum", cls.__name__, len(cls))


class Color(Base):
    RED = 1
    BLUE = 2


def local():
    class Inner(Plugin, name="inner"):
        pass

    return Inner


print(local().title)


class K:
    def __init_subclass__(cls, *, size, shape="round"):
        print(size, shape)


class L(K, shape="flat", size=2 + 3):
    pass


class M(K, size=1):
    pass


try:

    class N(K):
        pass

except TypeError as error:
    print(error)


def run(label):
    class Base:
        def __init_subclass__(cls, **kwargs):
            super(Base, cls).__init_subclass__(**kwargs)
            print(label, "base", cls.__name__)
            cls.one = label

    class Mid(Base):
        def __init_subclass__(cls, **kwargs):
            super(Mid, cls).__init_subclass__(**kwargs)
            print(label, "mid", cls.__name__)
            cls.two = label

    class Last(Mid):
        pass

    print(Last.one, Last.two, Mid.one, hasattr(Mid, "two"))


run("a")
