def spiral(matrix):
    while matrix:
        yield from matrix.pop(0)
        matrix = [list(row) for row in zip(*matrix)][::-1]

print(list(spiral([[1, 2, 3], [4, 5, 6], [7, 8, 9]])))
print(list(spiral([[1, 2, 3, 4], [5, 6, 7, 8]])), list(spiral([])))
