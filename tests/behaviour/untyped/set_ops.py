a = {1, 2, 3, 4}
b = {3, 4, 5}
print(sorted(a & b), sorted(a | b), sorted(a - b), sorted(a ^ b))
print(a <= b, {3} < b, a.isdisjoint({9}), 3 in a)
a.add(10)
a.discard(99)
a.remove(1)
print(sorted(a), len(a))
try:
    a.remove(99)
except KeyError as error:
    print("KeyError", error)
print(frozenset([1, 2]) == {2, 1}, sorted({x % 3 for x in range(10)}), set())
