print([x * y for x in range(3) for y in range(3) if x != y])
print({x: x ** 2 for x in range(5)})
print(sorted({c for c in "mississippi"}))
print([[j for j in range(i)] for i in range(4)])
print(list(x + 1 for x in (1, 2)), sum(x for x in range(5) if x % 2))
x = "outer"
print([x for x in range(2)], x)
nested = [[1, 2], [3], []]
print([y for row in nested for y in row])
print(any(x > 2 for x in range(5)), all(x < 3 for x in range(5)))
