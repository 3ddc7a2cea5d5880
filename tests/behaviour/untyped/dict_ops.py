d = {"a": 1, "b": 2}
d["c"] = 3
print(d, len(d), "a" in d, d.get("z"), d.get("z", 0), d.setdefault("q", []), d.pop("a"), d.pop("zz", None))
d.update({"b": 20}, k=5)
print(d, list(d), list(d.values()), list(d.items()))
print({**d, "b": 0}, d | {"n": 1}, {k: v for k, v in d.items() if v})
try:
    d["missing"]
except KeyError as error:
    print("KeyError", error)
print(d.popitem(), dict(zip("xy", [1, 2])), dict([("p", 1)]), dict(a=1))
for key in d:
    print(key, end=" ")
print()


def walk_and_move(size):
    d = {k: k for k in range(size)}
    seen = []
    try:
        for i in d:
            seen.append(i)
            del d[i]
            d[i] = 0
    except RuntimeError as error:
        print(error, end=" ")
    print(size, seen, list(d))


for size in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 21, 22, 23, 43):
    walk_and_move(size)
