import itertools as it
from itertools import islice, count, chain, groupby

print(list(islice(count(3, 2), 4)), count(5), count(1.5, 2), list(islice("abcdef", 1, None, 2)))
print(list(chain("ab", [1], ())), list(chain.from_iterable(["ab", "c"])))
print([(k, list(g)) for k, g in groupby("aaabbc")])
print([(k, list(g)) for k, g in groupby([1, 3, 2, 4], key=lambda x: x % 2)])
print(list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)))
print(list(it.product("ab", [1, 2])), list(it.product([0, 1], repeat=2)), list(it.product()))
print(list(it.combinations("abcd", 2)), list(it.combinations_with_replacement("ab", 2)))
print(list(it.permutations("abc")), list(it.permutations([1, 2, 3], 2)))
a, b = it.tee([1, 2, 3])
print(next(a), list(b), list(a))
print(list(it.zip_longest("abc", [1], fillvalue="-")), list(it.pairwise([1, 2, 3])))
print(
    list(it.compress("abc", [1, 0, 1])),
    list(it.dropwhile(lambda x: x < 3, [1, 3, 1])),
    list(it.takewhile(lambda x: x < 3, [1, 3, 1])),
)
print(
    list(it.filterfalse(lambda x: x % 2, range(5))),
    list(it.starmap(pow, [(2, 3), (3, 2)])),
    list(it.repeat(7, 3)),
    it.repeat(1, 2),
)
c = it.cycle("ab")
print([next(c) for _ in range(5)])
for bad in (
    lambda: islice([1], -1),
    lambda: it.combinations("a", -1),
    lambda: it.tee([], -1),
    lambda: it.count("a"),
):
    try:
        bad()
    except Exception as e:
        print(type(e).__name__, e)
