LINES = [(0, 1, 2), (3, 4, 5), (6, 7, 8), (0, 3, 6), (1, 4, 7), (2, 5, 8), (0, 4, 8), (2, 4, 6)]

def winner(b):
    return next((b[x] for x, y, z in LINES if b[x] != " " and b[x] == b[y] == b[z]), None)

def best(b, player):
    won = winner(b)
    if won or " " not in b:
        return (0 if not won else 1 if won == "X" else -1), None
    moves = []
    for i, c in enumerate(b):
        if c == " ":
            moves.append((best(b[:i] + player + b[i + 1:], "O" if player == "X" else "X")[0], i))
    return (max if player == "X" else min)(moves, key=lambda m: m[0])

board = "XO  X  O "
score, move = best(board, "X")
print(score, move, winner("XXXOO    "), winner("XOXOXOOXO"))
