def minor(m, i, j):
    return [row[:j] + row[j + 1:] for row in m[:i] + m[i + 1:]]


def det(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** j * m[0][j] * det(minor(m, 0, j)) for j in range(len(m)))


def transpose(m):
    return [list(col) for col in zip(*m)]


def inverse(m):
    d = det(m)
    if d == 0:
        raise ZeroDivisionError("singular")
    n = len(m)
    cof = [[(-1) ** (i + j) * det(minor(m, i, j)) for j in range(n)] for i in range(n)]
    return [[c / d for c in row] for row in transpose(cof)]


def show(m):
    print("\n".join(" ".join("%7.3f" % x for x in row) for row in m))


A = [[2, 0, 1], [1, 3, 2], [1, 1, 2]]
print(det(A), transpose(A))
show(inverse(A))
try:
    inverse([[1, 2], [2, 4]])
except ZeroDivisionError as e:
    print("cannot invert:", e)
