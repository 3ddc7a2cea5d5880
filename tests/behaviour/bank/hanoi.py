def hanoi(n, source, target, spare, moves):
    if n:
        hanoi(n - 1, source, spare, target, moves)
        target.append(source.pop())
        moves.append((len(source), len(target)))
        hanoi(n - 1, spare, target, source, moves)

a, b, c = [3, 2, 1], [], []
moves = []
hanoi(3, a, c, b, moves)
print(a, b, c, len(moves), moves[-1])
