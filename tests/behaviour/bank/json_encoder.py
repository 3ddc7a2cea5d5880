import json
from datetime import date


class Point:
    def __init__(self, x, y):
        self.x = x
        self.y = y


class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, Point):
            return {"x": o.x, "y": o.y}
        if isinstance(o, (set, frozenset)):
            return sorted(o)
        return super().default(o)


def fallback(o):
    if isinstance(o, date):
        return o.isoformat()
    raise TypeError(f"cannot write {type(o).__name__}")


print(json.dumps({"p": Point(1, 2), "tags": {"b", "a"}}, cls=Encoder))
print(json.dumps([date(2024, 5, 1)], default=fallback))
try:
    print(json.dumps({1: object}, default=fallback))
except TypeError as e:
    print(e)
text = json.dumps({"name": "Zoë", "list": [1, 2.5, None, True], "nested": {}}, indent=2, sort_keys=True)
print(text)
print(json.loads(text) == {"name": "Zoë", "list": [1, 2.5, None, True], "nested": {}})
points = json.loads('[{"x": 1, "y": 2}, {"z": 3}]', object_hook=lambda d: Point(**d) if set(d) == {"x", "y"} else d)
print(type(points[0]).__name__, points[0].x, points[1])
try:
    json.loads("{'a': 1}")
except json.JSONDecodeError as e:
    print(e.msg, e.pos, e)
