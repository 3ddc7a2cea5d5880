"""`iter(function, sentinel)`: what ends it, for good."""

values = [1, 2, 3]


def stopping():
    if not values:
        raise StopIteration
    return values.pop()


each = iter(stopping, None)
print(list(each))
values.append(4)
print(list(each), values)


class Odd:
    def __eq__(self, other):
        raise ValueError("not compared")


count = 0


def counting():
    global count
    count += 1
    return Odd() if count == 2 else count


each = iter(counting, 5)
print(next(each))
try:
    next(each)
except ValueError as error:
    print(error)
print(list(each), list(each))

inside = False


def using_up():
    global inside
    if inside:
        return "end"
    inside = True
    print("inner", list(itself))
    return "outer"


itself = iter(using_up, "end")
print(list(itself))


def failing():
    raise KeyError("x")


each = iter(failing, 1)
for _ in range(2):
    try:
        next(each)
    except KeyError as error:
        print(repr(error))
