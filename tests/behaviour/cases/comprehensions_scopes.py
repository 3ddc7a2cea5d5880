# Comprehensions of every kind, nested, with conditions and their own variables.
rows = [[1, 2], [3, 4], [5, 6]]
print([x for row in rows for x in row if x % 2], [[x * y for x in row] for y, row in enumerate(rows)])
print({x: [y for y in range(x)] for x in range(3)}, {c.upper() for c in "aab"} == {"A", "B"})
x = "kept"
print([x for x in range(2)], x)
print([(i, j) for i in range(3) for j in range(i)], [i for i in range(10) if i > 2 if i % 2])
print([*range(3), *"ab"], (*[1], 2), {*[1, 1]}, {**{"a": 1}, "b": 2, **{"a": 3}})


def pairs(n):
    return [(a, b) for a in range(n) for b in range(a, n) if a + b == n]


print(pairs(6))
matrix = [[1, 2, 3], [4, 5, 6]]
print([list(column) for column in zip(*matrix)], [[row[i] for row in matrix] for i in range(3)])
functions = [lambda n, k=k: n * k for k in range(3)]
print([f(10) for f in functions])
print({k: v for k, v in sorted({"b": 1, "a": 2}.items())}, {v: k for k, v in {"a": 1}.items()})
print([y := 5, y**2], [last := n for n in range(3)], last)
print(any(n > 2 for n in range(4)), all(n > 2 for n in range(4)), sum(len(w) for w in ["a", "bb"]))
try:
    [1 / n for n in (1, 0)]
except ZeroDivisionError as error:
    print(error)
nested = [[1, [2, 3]], [4]]


def flatten(value):
    return [x for item in value for x in (flatten(item) if isinstance(item, list) else [item])]


print(flatten(nested))
