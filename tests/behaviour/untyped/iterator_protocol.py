class Countdown:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return self

    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1

print(list(Countdown(3)))
for x in Countdown(2):
    print(x)
it = iter([1, 2])
print(next(it), next(it))
try:
    next(it)
except StopIteration:
    print("stop")
print(sum(Countdown(4)), max(Countdown(5)), tuple(Countdown(2)), sorted(Countdown(3)))
print(list(zip(Countdown(3), "ab")), dict(enumerate(Countdown(2))))
