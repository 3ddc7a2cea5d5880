from itertools import accumulate, chain, combinations, count, cycle, dropwhile, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest

def chunked(items, n):
    it = iter(items)
    while chunk := list(islice(it, n)):
        yield chunk

print(list(chunked(range(7), 3)), list(accumulate([1, 2, 3], lambda a, b: a * b)), list(pairwise("abc")))
print(["".join(p) for p in permutations("abc", 2)], list(combinations(range(4), 3)), list(product("ab", [0, 1])))
print(list(takewhile(lambda x: x < 3, count())), list(islice(cycle("xy"), 5)), list(chain.from_iterable(["ab", "c"])))
print({k: len(list(g)) for k, g in groupby("aabbb")}, list(zip_longest([1], [2, 3], fillvalue=0)), list(starmap(pow, [(2, 3), (3, 2)])), list(repeat("z", 2)))
a, b = tee([1, 2, 3]); next(a); print(list(zip(a, b)), list(dropwhile(str.isalpha, "ab1c")))
