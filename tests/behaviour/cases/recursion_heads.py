"""Functions that call themselves, and what they do before they do: leaves, guards, effects, handlers."""

from __future__ import annotations

from collections.abc import Callable, Iterator


class Node:
    def __init__(self, value: int, left: Node | None = None, right: Node | None = None) -> None:
        self.value = value
        self.left = left
        self.right = right

    def total(self) -> int:
        if self.left is None or self.right is None:
            return self.value
        return self.value + self.left.total() + self.right.total()

    def depth(self) -> float:
        return 1.5 + max(self.left.depth() if self.left else 0.0, self.right.depth() if self.right else 0.0)


def grow(depth: int) -> Node:
    if depth == 0:
        return Node(1)
    return Node(depth, grow(depth - 1), grow(depth - 1))


tree = grow(6)
print(tree.total(), tree.depth())


# A guard that raises before the first call, and one that raises in the depth.
def fib(n: int) -> int:
    if n < 0:
        raise ValueError(f"fib of {n}")
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


print([fib(n) for n in range(12)])
for start in (-1, -3):
    try:
        fib(start)
    except ValueError as error:
        print(error)


def down(n: int, stop: int) -> int:
    if n == stop:
        return 10 // n
    return down(n - 1, stop) + 1


for stop in (2, 0):
    try:
        print(down(4, stop))
    except ZeroDivisionError as error:
        print(error)


# Results of every kind, and functions that give nothing.
def is_even(n: int) -> bool:
    if n == 0:
        return True
    return is_odd(n - 1)


def is_odd(n: int) -> bool:
    if n == 0:
        return False
    return is_even(n - 1)


def halve(x: float) -> float:
    if x < 1.0:
        return x
    return halve(x / 2.0) + 0.25


seen: list[int] = []


def note(n: int) -> None:
    if n == 0:
        return
    note(n - 1)
    seen.append(n)


def spell(n: int) -> str:
    if n == 0:
        return "."
    return spell(n - 1) + str(n)


def first(n: int) -> Node | None:
    if n < 3:
        return None
    return first(n - 3) or Node(n)


note(4)
print(is_even(10), is_odd(10), is_even(7), halve(100.0), seen, spell(5))
print(first(2), [each.value if (each := first(n)) else None for n in range(8)])


# Too deep: nothing has been done by the call that fails, whatever stands around it.
balance = 0


def balanced(n: int) -> int:
    global balance
    balance += 1
    try:
        return balanced(n + 1)
    finally:
        balance -= 1


def counted(n: int) -> int:
    if n < 0:
        return 0
    try:
        return counted(n + 1)
    except RecursionError:
        return 1


def endless(n: int) -> int:
    if n < 0:
        return n
    return endless(n + 1) + 1


for _ in range(3):
    for call in (balanced, endless):
        try:
            print(call(0))
        except RecursionError as error:
            print(type(error).__name__, str(error)[:32], balance)
    print(counted(0))


# Closures, overridden methods, generators, arguments of all kinds.
def make(step: int) -> Callable[[int], int]:
    def walk(n: int) -> int:
        if n <= 0:
            return step
        return walk(n - step) + step

    return walk


print(make(2)(9), make(3)(9))


class Shape:
    def __init__(self, inner: Shape | None) -> None:
        self.inner = inner

    def area(self) -> int:
        if self.inner is None:
            return 1
        return self.inner.area() + 1


class Double(Shape):
    def area(self) -> int:
        if self.inner is None:
            return 2
        return self.inner.area() * 2


class Triple(Double):
    pass


shapes: list[Shape] = [Shape(None), Double(Shape(Shape(None))), Triple(Double(None)), Shape(Triple(Shape(None)))]
print([each.area() for each in shapes])


def leaves(node: Node | None) -> Iterator[int]:
    if node is None:
        return
    yield from leaves(node.left)
    if node.left is None:
        yield node.value
    yield from leaves(node.right)


print(sum(leaves(tree)))


def pick(n: int, *rest: int, scale: int = 1, **named: int) -> int:
    if not n:
        return sum(rest) * scale + sum(named.values())
    return pick(n - 1, *rest, n, scale=scale + 1, **named, **{f"k{n}": n})


print(pick(4), pick(0, 5, scale=3))


# Loops before and behind the call.
def search(items: list[int], low: int, high: int, wanted: int) -> int:
    if low >= high:
        return -1
    middle = (low + high) // 2
    if items[middle] == wanted:
        return middle
    if items[middle] < wanted:
        return search(items, middle + 1, high, wanted)
    return search(items, low, middle, wanted)


def permutations(items: list[int], done: list[int]) -> int:
    if not items:
        return 1
    found = 0
    for place in range(len(items)):
        rest = items[:place] + items[place + 1 :]
        found += permutations(rest, [*done, items[place]])
    return found


def last_digit(n: int) -> int:
    while n > 100:
        n -= 90
    if n < 10:
        return n
    return last_digit(n // 2)


squares = [n * n for n in range(50)]
print([search(squares, 0, len(squares), wanted) for wanted in (0, 49, 50, 2401, -1)])
print(permutations([1, 2, 3, 4, 5], []), [last_digit(n) for n in (5, 50, 12345)])
print(search(squares, 2**62, 2**62, 1))
try:
    search(squares, 10**30, 10**31, 1)
except IndexError as error:
    print(error)
