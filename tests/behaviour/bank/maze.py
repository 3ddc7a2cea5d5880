from collections import deque

MAZE = """
#########
#S..#...#
#.#.#.#.#
#.#...#E#
#########
""".strip().split("\n")

def find(symbol):
    return next((r, line.index(symbol)) for r, line in enumerate(MAZE) if symbol in line)

def solve():
    start, end = find("S"), find("E")
    queue, seen = deque([(start, [])]), {start}
    while queue:
        (r, c), path = queue.popleft()
        if (r, c) == end:
            return path
        for letter, dr, dc in (("U", -1, 0), ("D", 1, 0), ("L", 0, -1), ("R", 0, 1)):
            spot = r + dr, c + dc
            if MAZE[spot[0]][spot[1]] != "#" and spot not in seen:
                seen.add(spot)
                queue.append((spot, path + [letter]))

print("".join(solve()))
