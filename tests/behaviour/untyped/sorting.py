people = [("ann", 30), ("bob", 25), ("cid", 30), ("dee", 25)]
print(sorted(people, key=lambda p: p[1]))
print(sorted(people, key=lambda p: (-p[1], p[0]), reverse=False))
print(sorted(people, key=lambda p: p[1], reverse=True))
numbers = [5, 3, 9, 1]
numbers.sort()
print(numbers, sorted(numbers, reverse=True), sorted("hello"), sorted({"b": 1, "a": 2}))
print(sorted([3, 1.5, True, 2]), sorted(["b", "A", "a"], key=str.lower))
try:
    sorted([1, "a"])
except TypeError as error:
    print(error)
print(min(people, key=lambda p: p[1]), max(numbers), max("a", "bc", key=len), min([], default="none"))
print(list(reversed(numbers)), list(map(str, numbers)), list(filter(None, [0, 1, "", "x"])))
