from functools import lru_cache

@lru_cache(maxsize=None)
def catalan(n):
    return 1 if n == 0 else sum(catalan(i) * catalan(n - 1 - i) for i in range(n))

print([catalan(n) for n in range(12)], catalan(50))
print(catalan.cache_info().currsize)
