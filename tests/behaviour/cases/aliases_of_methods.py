"""Other names of static and class methods in a class's body bind as the methods do."""


class S:
    LIMIT = 3

    @staticmethod
    def st(x, y=0):
        return (x, y)

    @classmethod
    def cm(cls, x=0):
        return (cls.__name__, x)

    def plain(self, x):
        return (type(self).__name__, x)

    al = st
    bl = cm
    cl = plain
    first, second = st, cm
    called = st(5)


class Child(S):
    @staticmethod
    def st(x, y=0):
        return ("child", x, y)

    own = st


for each in (S(), Child(), S, Child):
    print(each.al(1), each.bl(1), each.st(1), each.cm(1), each.first(2), each.second(2), each.called, each.LIMIT)
    al, bl = each.al, each.bl
    print(al(1, y=2), bl(x=3), list(map(each.al, [1])), list(map(each.bl, [1])))
print(S().cl(1), Child().cl(2), Child.own(1), Child().own(1))
print(S.al is S.st, S().al is S.st, S.bl == S.cm, S.bl.__self__ is S, type(S.__dict__["al"]).__name__)


def local():
    class Inner:
        @classmethod
        def make(cls, x):
            return (cls.__name__, x)

        build = make

    return Inner.build(1), Inner().build(2)


print(local())
