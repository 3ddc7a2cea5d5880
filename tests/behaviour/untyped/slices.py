x = list(range(10))
print(x[2:5], x[:3], x[-3:], x[::2], x[::-1], x[8:2:-2], x[100:], x[-100:2])
x[2:4] = ["a", "b", "c"]
print(x)
x[::3] = [0, 0, 0, 0]
print(x)
del x[1:5]
print(x)
t = (1, 2, 3, 4)
print(t[1:3], "hello"[1:-1], b"bytes"[::-1])
