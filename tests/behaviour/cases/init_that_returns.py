class A:
    def __init__(self):
        return 5


class B(A):
    def __init__(self):
        print("super", super().__init__(), A.__init__(self))


class Inherited(A):
    pass


class Sometimes:
    def __init__(self, x):
        self.x = x
        if x:
            return x


class Generator:
    def __init__(self):
        yield 1


class Error(Exception):
    def __init__(self, x):
        return x


class Items(list):
    def __init__(self, x=3):
        return x


class Both:
    def __new__(cls):
        return object.__new__(cls)

    def __init__(self):
        return "a"


class Passed:
    def __init__(self):
        return self.prepare()

    def prepare(self):
        self.ready = True


class Plain:
    def __init__(self):
        def inner():
            return 3

        self.three = inner()
        return None




def attempt(make):
    try:
        made = make()
        print(type(made).__name__)
    except TypeError as error:
        print(error)


B()
for each in (A, Inherited, lambda: Sometimes(3), lambda: Sometimes(0), Generator, Items, Both, Passed, Plain):
    attempt(each)
attempt(lambda: Error(3))
attempt(lambda: Error(None))
attempt(lambda: A.__init__(object.__new__(A)))
attempt(lambda: A())
attempt(lambda: Inherited())
attempt(lambda: Generator())
attempt(lambda: Both())
attempt(lambda: Items())
attempt(lambda: Passed().ready)
print(Plain().three, Sometimes(0).x)
try:
    raise Error(7)
except TypeError as error:
    print(error)
Sometimes("x")
