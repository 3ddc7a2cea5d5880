"""`Class[key]` where a class has its own `__class_getitem__`."""

import operator
from typing import Generic, TypeVar


class C:
    def __class_getitem__(cls, key):
        return (cls.__name__, key)


class D(C):
    pass


alias = C["z"]
print(alias, C["a"], C["a", 1], C[1][1])
print(D["a"], D[1:2])
for each in (C, D):
    print(each["q"], operator.getitem(each, 5), each[1:])


class Base:
    @classmethod
    def __class_getitem__(cls, key):
        print("asked", cls, key)
        return cls


class Static:
    @staticmethod
    def __class_getitem__(key):
        return key


class Variable:
    __class_getitem__ = classmethod(lambda cls, key: [cls, key])


class Plain:
    pass


print(Base[1], Base[int]().__class__, Static[2], Variable[3], isinstance(Base(), Base[3]))
for each in (Base, Static, Variable, Plain, int):
    try:
        print(each[8])
    except TypeError as error:
        print(error)


def inside():
    class Local:
        def __class_getitem__(cls, key):
            return cls.__name__, key

    print(Local[4])
    return Local


print(inside()[1])


class Mapping(dict):
    def __class_getitem__(cls, key):
        return f"Mapping{key}"


print(Mapping[1], Mapping())
T = TypeVar("T")


class Box(Generic[T]):
    pass


print(Box[int]().__class__, list[int]())


class Raising:
    def __class_getitem__(cls, key):
        raise KeyError(key)


try:
    Raising["x"]
except KeyError as error:
    print(repr(error))


class Above(C):
    def __class_getitem__(cls, key):
        return super().__class_getitem__(key), C.__class_getitem__(9)


print(Above[1], [C][0][2], "abc"[1], [1, 2, 3][1:])
D["end"][5]
