def valid(board):
    def distinct(cells):
        digits = [c for c in cells if c != "."]
        return len(digits) == len(set(digits))
    rows = board
    columns = ["".join(row[i] for row in board) for i in range(9)]
    boxes = ["".join(board[r + i][c + j] for i in range(3) for j in range(3)) for r in (0, 3, 6) for c in (0, 3, 6)]
    return all(map(distinct, rows + columns + boxes))

board = ["53..7....", "6..195...", ".98....6.", "8...6...3", "4..8.3..1", "7...2...6", ".6....28.", "...419..5", "....8..79"]
print(valid(board))
board[0] = "553.7...."
print(valid(board))
