class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y

def look(value):
    match value:
        case []:
            return "empty"
        case [x]:
            return f"one {x}"
        case [Point(x=0, y=0), *rest]:
            return f"origin first, {len(rest)} more"
        case [first, *_, last]:
            return f"from {first} to {last}"
        case {"kind": "circle", "r": r}:
            return f"circle {r}"
        case {"kind": kind, **rest}:
            return f"{kind} {sorted(rest)}"
        case Point(x, 0):
            return f"on x axis at {x}"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case (1 | 2) as n:
            return f"n{n}"
    return "nothing"

for item in ([], [1], [Point(0, 0), 1, 2], [1, 2, 3], {"kind": "circle", "r": 2}, {"kind": "box", "w": 1},
             Point(3, 0), Point(2, 2), Point(1, 5), 2, 9, (4, 5), "ab"):
    print(look(item))
