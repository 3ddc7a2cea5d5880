def determinant(m):
    if len(m) == 1:
        return m[0][0]
    return sum((-1) ** c * m[0][c] * determinant([row[:c] + row[c + 1:] for row in m[1:]]) for c in range(len(m)))

print(determinant([[2]]), determinant([[1, 2], [3, 4]]), determinant([[6, 1, 1], [4, -2, 5], [2, 8, 7]]))
print(determinant([[1.5, 2], [3, 4]]), determinant([[0] * 4] * 4))
