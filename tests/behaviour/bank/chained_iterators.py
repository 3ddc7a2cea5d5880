class Countdown:
    def __init__(self, start):
        self.start = start

    def __iter__(self):
        n = self.start
        while n > 0:
            yield n
            n -= 1

    def __reversed__(self):
        for i in range(1, self.start + 1):
            yield i

    def __len__(self):
        return self.start

    def __contains__(self, item):
        return 0 < item <= self.start


def take(n, iterable):
    for i, item in enumerate(iterable):
        if i >= n:
            return
        yield item


def chain(*iterables):
    for it in iterables:
        yield from it


c = Countdown(5)
print(list(c), list(reversed(c)), len(c), 3 in c, 9 in c)
print(list(take(7, chain(c, "abc", {"k": 1}))))
it = iter(c)
print(next(it), next(it), list(it), next(it, "done"))
first, *middle, last = c
print(first, middle, last)
print(list(zip(c, reversed(c))), max(c), sum(c), sorted(c))
