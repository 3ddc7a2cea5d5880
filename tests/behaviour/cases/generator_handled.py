import sys


def shown():
    found = sys.exc_info()[1]
    return repr(found)


def gen():
    print("start", shown())
    try:
        raise ValueError("own")
    except ValueError:
        print("handler", shown())
        yield 1
        print("handler again", shown())
    print("after", shown())
    yield 2
    print("last", shown())
    try:
        raise KeyError("late")
    except KeyError as error:
        print(repr(error.__context__))
    yield 3


try:
    raise IndexError("outer")
except IndexError:
    g = gen()
    print(next(g), shown())
print(shown())
print(next(g), shown())
try:
    raise TypeError("other")
except TypeError:
    print(next(g), shown())

h = gen()
print(next(h), shown())
try:
    raise TypeError("second")
except TypeError:
    print(next(h), shown())
    try:
        raise OSError("third")
    except OSError as error:
        print(next(h), repr(error.__context__))


def inner():
    try:
        yield "a"
    except ValueError as error:
        print("inner", shown(), repr(error.__context__))
        yield "b"
        print("inner goes on", shown())
    finally:
        print("finally", shown())
    yield "c"


def outer():
    try:
        raise RuntimeError("outer's")
    except RuntimeError:
        yield from inner()
        print("outer", shown())


k = outer()
print(next(k), shown())
try:
    raise IndexError("thrower")
except IndexError:
    print(k.throw(ValueError("thrown")), shown())
print(next(k), shown())
print(list(k), shown())


def bare():
    try:
        yield 1
    except KeyError:
        yield 2
        raise


b = bare()
next(b)
try:
    b.throw(KeyError("k"))
    try:
        raise OSError("o")
    except OSError:
        next(b)
except KeyError as error:
    print(repr(error), repr(error.__context__))
