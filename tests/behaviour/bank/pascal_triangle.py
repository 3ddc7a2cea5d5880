def pascal():
    row = [1]
    while True:
        yield row
        row = [a + b for a, b in zip([0] + row, row + [0])]

rows = pascal()
for _ in range(6):
    row = next(rows)
    print(" ".join(map(str, row)).center(20).rstrip())
print(sum(next(rows)))
