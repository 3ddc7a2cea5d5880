def memoise(function):
    cache = {}
    def wrapper(*args, **kwargs):
        key = args, tuple(sorted(kwargs.items()))
        if key not in cache:
            cache[key] = function(*args, **kwargs)
        return cache[key]
    wrapper.cache = cache
    wrapper.clear = cache.clear
    return wrapper

calls = []

@memoise
def slow(a, b=2):
    calls.append((a, b))
    return a ** b

print(slow(3), slow(3), slow(3, b=3), slow(a=3), len(calls), len(slow.cache))
slow.clear()
print(slow(3), calls)
