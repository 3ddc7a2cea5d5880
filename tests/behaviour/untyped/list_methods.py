x = [3, 1, 2]
x.append(4)
x.extend([5, 6])
x.insert(0, 0)
print(x, x.index(2), x.count(1), x.pop(), x.pop(0), x)
x.remove(4)
x.reverse()
print(x, x.copy(), x * 2, x + [9], [0] * 3)
y = x
y.append("shared")
print(x, x == y, x is y)
x.clear()
print(y, len(y))
for bad in (lambda: [].pop(), lambda: [1].remove(2), lambda: [1].index(5), lambda: [1][3]):
    try:
        bad()
    except (IndexError, ValueError) as error:
        print(type(error).__name__, error)
m = [[]] * 2
m[0].append(1)
print(m)
