def fill(grid, row, column, colour):
    old = grid[row][column]
    if old == colour:
        return 0
    pending, count = [(row, column)], 0
    while pending:
        r, c = pending.pop()
        if 0 <= r < len(grid) and 0 <= c < len(grid[0]) and grid[r][c] == old:
            grid[r][c] = colour
            count += 1
            pending += [(r + 1, c), (r - 1, c), (r, c + 1), (r, c - 1)]
    return count

grid = [list(line) for line in ("..#..", ".##..", "#...#")]
print(fill(grid, 0, 0, "o"), fill(grid, 0, 4, "x"), fill(grid, 0, 4, "x"))
print("\n".join(map("".join, grid)))
