"""Names of unions, in annotations and for `isinstance`."""

Number = int | float
Opt = int | None
def f(x: Number) -> Opt:
    return int(x)
print(f(2.5))
print(isinstance(3, Number))
class A: ...
class B(A): ...
AB = A | int
Deep = AB | None | str
def g(x: Deep) -> bool: return isinstance(x, AB)
print([isinstance(v, Deep) for v in (A(), B(), 1, None, "a", 1.5, [])], [isinstance(v, (AB, list)) for v in (B(), [], "")], g(3))
print(isinstance(None, int | None), isinstance(3, None | str), isinstance(2, Opt))


def is_number(value):
    """Of what has no instances in a compiled program there is none."""
    return isinstance(value, (int, float, complex)), isinstance(value, memoryview), isinstance(value, complex)


print([is_number(value) for value in (1, 2.5, "a", b"a", None)])
