def lcg(seed):
    while True:
        seed = (1664525 * seed + 1013904223) & 0xFFFFFFFF
        yield seed / 2**32

rng = lcg(42)
x = y = 0
visited = {(0, 0)}
for _, r in zip(range(200), rng):
    dx, dy = [(1, 0), (-1, 0), (0, 1), (0, -1)][int(r * 4)]
    x, y = x + dx, y + dy
    visited.add((x, y))
print((x, y), len(visited), round(sum(next(rng) for _ in range(1000)) / 1000, 2))
