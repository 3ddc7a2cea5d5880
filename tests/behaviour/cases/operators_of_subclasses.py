"""Every operator on every pair of built-in values and of subclasses with and without operators."""


class F(float):
    pass


class G(float):
    def __add__(self, o):
        return "G+"


class I(int):
    pass


class J(int):
    def __mul__(self, o):
        return "J*"


def show(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


vals = [2, 3.5, True, F(2.5), G(1.5), I(7), J(8), "a", [1], (2,), {"k": 1}, {1, 2}, b"x", None, 10**30]
ops = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: (
        a * b if not (isinstance(b, int) and b > 10**9) and not (isinstance(a, int) and a > 10**9) else 0
    ),
    "/": lambda a, b: a / b,
    "//": lambda a, b: a // b,
    "%": lambda a, b: a % b,
    "**": lambda a, b: a**b if not (isinstance(b, int) and b > 10**9) else 0,
    "<<": lambda a, b: a << b if not (isinstance(b, int) and b > 10**9) else 0,
    ">>": lambda a, b: a >> b,
    "&": lambda a, b: a & b,
    "|": lambda a, b: a | b,
    "^": lambda a, b: a ^ b,
}
for name, op in ops.items():
    for a in vals:
        for b in vals:

            def f():
                return op(a, b)

            print(name, type(a).__name__, type(b).__name__, end=" ")
            show(f)
print(
    float.__pow__(2.0, 3),
    F(2.0).__pow__(2),
    int.__add__(1, 2),
    I(3).__mul__(4),
    super(J, J(5)).__mul__(2),
    pow(F(2), 3),
    F(2) ** F(3),
    2 ** F(3),
    F(3) ** 2,
)
x = F(2)
x **= 3
print(x)
x = 2
x **= F(3)
print(x)
