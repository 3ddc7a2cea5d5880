class A:
    def __contains__(self, other):
        return False


class B(A):
    def __iter__(self):
        while False:
            yield None

    __contains__ = None


try:
    print(0 in B())
except TypeError as e:
    print(e)


class Blocked:
    def __getitem__(self, i):
        return 1

    def __len__(self):
        return 2

    __reversed__ = None


try:
    print(reversed(Blocked()))
except TypeError as e:
    print(e)


class NoIter(list):
    __iter__ = None


try:
    for x in NoIter([1]):
        print(x)
except TypeError as e:
    print(e)


class NoLen(list):
    __len__ = None
    __bool__ = None


try:
    print(len(NoLen()))
except TypeError as e:
    print(e)
try:
    print(bool(NoLen()))
except TypeError as e:
    print(e)
