def multiply(a, b):
    return [[sum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]

m = [[1, 2], [3, 4]]
print(multiply(m, m))
print(multiply([[1.5, 2]], [[2], [4]]))
identity = [[int(i == j) for j in range(3)] for i in range(3)]
print(identity)
