def solve(n, row=0, columns=(), rising=(), falling=()):
    if row == n:
        yield columns
        return
    for column in range(n):
        if column in columns or row + column in rising or row - column in falling:
            continue
        yield from solve(n, row + 1, columns + (column,), rising + (row + column,), falling + (row - column,))

first = next(solve(6))
print(first)
for column in first:
    print("." * column + "Q" + "." * (5 - column))
print([len(list(solve(n))) for n in range(1, 7)])
