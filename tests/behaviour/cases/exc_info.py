"""`sys.exc_info()`: what is being handled, inside handlers, functions that they call, generators and `finally`."""

import sys


def now():
    kind, error, trace = sys.exc_info()
    return kind.__name__ if kind else None, error, trace is None


print(now(), sys.exc_info())
try:
    raise ValueError("a")
except ValueError as error:
    print(now(), sys.exc_info()[1] is error, sys.exc_info()[0] is ValueError)
    try:
        raise KeyError("b")
    except KeyError:
        print(now())
    print(now())
print(now())
try:
    try:
        1 / 0
    finally:
        print(now())
except ZeroDivisionError:
    pass
try:
    print(now())
finally:
    print(now())


def numbers():
    print(now())
    yield 1
    try:
        raise TypeError("inside")
    except TypeError:
        print(now())
        yield 2
        print(now())
    yield 3


for number in numbers():
    print(number, now())


def handled():
    try:
        raise OSError("x")
    except OSError:
        return now()


print(handled(), now())
for each in range(2):
    try:
        raise ValueError(each)
    except ValueError:
        print(now())
        continue
print(now())


class Manager:
    def __enter__(self):
        print(now())

    def __exit__(self, kind, error, trace):
        print(kind is sys.exc_info()[0], error is sys.exc_info()[1], now())
        return True


with Manager():
    raise IndexError("i")
with Manager():
    pass
print(now())
