data = [5, 12, 7, 30]
print([y for x in data if (y := x * 2) > 10])
if (n := len(data)) > 3:
    print(f"long: {n}")
label = "big" if n > 10 else "mid" if n > 3 else "small"
print(label)
x = 5
print(1 < x < 10, 1 < x > 3, x == 5 != 4, 1 < 2 < 3 < 3)
a = b = [1]
a.append(2)
print(b)
while (x := x - 1) > 2:
    print("x", x)
