a, b, *rest = [1, 2, 3, 4, 5]
print(a, b, rest)
*start, last = "hello"
print(start, last)
(x, y), z = (1, 2), 3
print(x, y, z)
x, y = y, x
print(x, y)
for i, (name, age) in enumerate([("ann", 3), ("bob", 4)]):
    print(i, name, age)
try:
    a, b = [1, 2, 3]
except ValueError as error:
    print(error)
try:
    a, b, c = [1, 2]
except ValueError as error:
    print(error)
first, *middle, end = (1, 2)
print(first, middle, end)
