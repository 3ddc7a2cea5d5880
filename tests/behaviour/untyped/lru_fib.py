from functools import lru_cache
import sys


@lru_cache(maxsize=None)
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)


@lru_cache(maxsize=32)
def slow_square(x):
    print("computing", x)
    return x * x


def main():
    print([fib(n) for n in range(16)])
    print(fib(90))
    print(fib.cache_info())
    for x in (3, 4, 3, 5, 4):
        print(slow_square(x))
    slow_square.cache_clear()
    print(slow_square(3))
    return 0


if __name__ == "__main__":
    sys.exit(main())
