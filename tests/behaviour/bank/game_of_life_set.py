from collections import Counter


def step(cells):
    counts = Counter((x + dx, y + dy) for x, y in cells for dx in (-1, 0, 1) for dy in (-1, 0, 1) if dx or dy)
    return {c for c, n in counts.items() if n == 3 or n == 2 and c in cells}


def show(cells, size=6):
    for y in range(size):
        print("".join("O" if (x, y) in cells else "." for x in range(size)))
    print()


glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
for generation in range(5):
    if generation in (0, 4):
        show(glider)
    glider = step(glider)
print(sorted(glider))
