grid = [[1, 2, 3], [4, 5, 6]]
right = [list(row) for row in zip(*grid[::-1])]
left = [list(row) for row in zip(*grid)][::-1]
flipped = [row[::-1] for row in grid]
print(right, left, flipped)
print([sum(column) for column in zip(*grid)], sum(map(sum, grid)), max(map(max, grid)))
flat = [cell for row in grid for cell in row]
print(flat, [flat[i:i + 2] for i in range(0, len(flat), 2)])
