"""`for i, x in enumerate(items)`, whose pairs are never made, and indices that are not negative."""

from __future__ import annotations

from collections.abc import Iterator


def letters() -> Iterator[str]:
    yield from "abc"
    raise LookupError("no more letters")


def positions(items: list[int]) -> list[int]:
    found = []
    for i, item in enumerate(items):
        if item < 0:
            continue
        if item > 100:
            break
        i = i * 10
        found.append(i)
    else:
        found.append(-1)
    return found


def removed(items: list[int]) -> list[tuple[int, int]]:
    seen = []
    for i, item in enumerate(items):
        seen.append((i, item))
        if item % 2:
            items.remove(item)
    return seen


def numbered(pairs: list[tuple[str, int]]) -> Iterator[str]:
    for i, (name, value) in enumerate(pairs):
        yield f"{i} {name} {value}"


def shifted(items: list[int]) -> list[int]:
    for i in range(len(items)):
        items[i] = items[i - 1] + 1
    for i in range(2, len(items) + 1):
        items[i - 2] += items[-1]
    return items


def beyond(items: list[int], count: int) -> None:
    for i in range(count):
        items[i] = i
        items[i + 1] = items[i] * 2


print(positions([5, -1, 7]), positions([1, 200, 3]), positions([]))
print(removed([1, 2, 3, 4, 5, 6, 7]))
print(list(numbered([("a", 1), ("b", 2)])))
print([(i, x) for i, x in enumerate("añ€")], {x: i for i, x in enumerate((3, 4))})
print([(i, j) for i, row in enumerate([[1, 2], [3]]) for j, _ in enumerate(row)])
for key, [first, *rest] in enumerate([[1], [2, 3, 4]]):
    print(key, first, rest)
for index, entry in enumerate({"x": 1, "y": 2}):
    print(index, entry)
box = [0, 0]
for box[0], box[1] in enumerate([7, 8]):
    print(box)
print([pair for pair in enumerate("ab")], list(enumerate("ab", 5)), [(i, x) for i, x in enumerate("ab", -1)])
print([x for (x,) in [(1,)]], [each for each in [0] * 3 + [1, 2] * 2], [7] * 0, [None] * 1, [1, 2, 3] * -1)
try:
    for number, letter in enumerate(letters()):
        print(number, letter)
except LookupError as error:
    print(number, error)
for wrong in (5, None):
    try:
        for i, x in enumerate(wrong):  # type: ignore[call-overload]
            print(i, x)
    except TypeError as error:
        print(error)
try:
    for i, (x, y) in enumerate([(1, 2), (3,)]):  # type: ignore[misc]
        print(i, x, y)
except ValueError as error:
    print(error)
print(shifted([1, 2, 3, 4]), shifted([5]))
for size in (4, 3):
    try:
        beyond([0] * 4, size)
        print("all inside")
    except IndexError as error:
        print(error)


def shadowed() -> None:
    def enumerate(items: str) -> list[tuple[str, str]]:
        return [(each, each.upper()) for each in items]

    for i, x in enumerate("ab"):
        print(i, x)


shadowed()
