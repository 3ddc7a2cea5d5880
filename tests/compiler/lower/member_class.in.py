from enum import Enum, member


class Outer(Enum):
    A = 1

    @member
    class Inner:
        limit = 3


print(Outer.Inner.value.limit)
