import enum
from enum import Enum, member, nonmember


class Outer(Enum):
    a = 1
    b = 2

    @member
    class Inner(Enum):
        foo = 10
        bar = 11

    @enum.member
    class Plain:
        limit = 3

    @nonmember
    class Beside:
        pass


print(isinstance(Outer.Inner, Outer), Outer.a.value, Outer.Inner.value.foo.value)
print(list(Outer.Inner.value), list(Outer.Inner.value) == [Outer.Inner.value.foo, Outer.Inner.value.bar])
print(list(Outer) == [Outer.a, Outer.b, Outer.Inner, Outer.Plain], Outer.Plain.value.limit, Outer.Plain.name)
print(Outer.Beside.__name__, Outer.Inner.value.__name__, Outer["Inner"] is Outer.Inner, len(Outer))
