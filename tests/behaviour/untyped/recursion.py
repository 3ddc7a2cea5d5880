def hanoi(n, a, b, c):
    if n == 0:
        return 0
    return hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)

def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item

def permutations(items):
    if not items:
        return [[]]
    return [[x] + rest for i, x in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]

print(hanoi(8, "a", "b", "c"))
print(list(flatten([1, [2, [3, [4]], 5], []])))
print(len(permutations([1, 2, 3, 4])), permutations("ab" and [1, 2]))

def forever(n):
    return forever(n + 1)

try:
    forever(0)
except RecursionError as error:
    print("RecursionError", str(error)[:32])
