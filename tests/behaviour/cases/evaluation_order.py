# Operands, arguments, targets and keys are evaluated in CPython's order.
def note(value):
    print("eval", value)
    return value


note(1) + note(2) * note(3)
note(4) < note(5) < note(6)
note(9) < note(5) < note(6)


def f(*args, **kwargs):
    print(args, kwargs)


f(note(1), *[note(2)], note(3), k=note(4), **{"z": note(5)})
d = {note("a"): note(1), note("b"): note(2)}
d[note("k")] = note("v")
x = [note(0), note(1)]
x[note(0)], x[note(1)] = note(10), note(11)
print(x)
i = 0
i, x[i] = 1, 99
print(i, x)
a = b = note("chain")
print(a, b)
print(note(0) or note("or"), note(1) and note("and"), note(0) and note("no"))
y = 5
print(y + (y := 7), y)
print([y, (y := 3), y])
s = "a"
s += (s := "b")
print(s)


class Box:
    def __init__(self):
        self.items = [1, 2, 3]

    def __getitem__(self, index):
        print("get", index)
        return self.items[index]

    def __setitem__(self, index, value):
        print("set", index, value)
        self.items[index] = value


box = Box()
box[note(1)] += note(5)
print(box.items)


def box_of(name):
    print("box", name)
    return box


box_of("left")[0] = box_of("right")[1]
first, *middle, last = (note(n) for n in range(5))
print(first, middle, last)
(p, q), [r, *t] = (1, 2), "xyz"
print(p, q, r, t)
p, q = q, p
print(p, q)
print(1 if note(True) else note("never"))
del x[note(0)]
print(x)
assert note(True), note("never evaluated")
