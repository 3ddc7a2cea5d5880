def permutations(items):
    if not items:
        return [[]]
    return [[head] + rest for i, head in enumerate(items) for rest in permutations(items[:i] + items[i + 1:])]

def subsets(items):
    if not items:
        yield ()
        return
    head, *tail = items
    for rest in subsets(tail):
        yield rest
        yield (head, *rest)

print(permutations([1, 2, 3]))
print(sorted(subsets("abc"), key=lambda s: (len(s), s)))
print(len(permutations(list("abcd"))))
