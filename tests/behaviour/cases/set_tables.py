"""Sets from which items were taken: where the next one goes, what a copy keeps, what `pop` takes."""

from __future__ import annotations


def without(items: list[int], count: int) -> set[int]:
    left = set(items)
    for item in items[:count]:
        left.discard(item)
    return left


def changed(items: list[int], count: int, new: int) -> None:
    made = without(items, count)
    made.add(new)
    print(list(made), list(made | {1}), list(made.copy()), list(set(made)), list(frozenset(made)), end=" ")
    print(made.pop(), list(made), end=" ")
    made.add(items[0])
    print(made.pop(), made)


for new in (8, 16, 24, 32, 40, 7, 15, 23):
    for items in ([0, 8, 16], [1, 9, 17], [7, 15, 23], [7, 15, 5], [2, 10, 7, 15, 23, 31]):
        for count in range(3):
            changed(items, count, new)

numbers = [7, 15, 23, 31, 39, 47]
print(set(dict.fromkeys(numbers)), set(numbers), {7: 1, 15: 1, 23: 1, 31: 1, 39: 1, 47: 1}.keys() | set())
many = set(range(0, 4000, 40))
many -= set(range(0, 3600, 40))
print(many)
many = set(range(0, 4000, 40))
many.difference_update(range(0, 3600, 40))
print(many, many.difference([3600], range(3640, 3800)), many.difference({3600: 1}), many - set())
few = {3, 800}
few -= set(range(0, 4000, 40))
print(few)
many.intersection_update({3640, 3680, 3720, 40})
print(many, many ^ many, many.symmetric_difference({3640: 1, 8: 1}), many.union(many, [8]))
few.clear()
few.update(many)
few.symmetric_difference_update(few)
print(few)
pair = frozenset([1, 2])
print(pair.copy() is pair, pair.union() == pair, pair == frozenset([2, 1]), hash(pair) == hash(frozenset([2, 1])))
print(pair == frozenset([2, 3]), pair != frozenset([2, 3]))
while many:
    print(many.pop(), end=" ")
    many.discard(3640)
print()
