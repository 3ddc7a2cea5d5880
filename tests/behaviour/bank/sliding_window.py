from collections import deque
from itertools import islice


def windows(seq, n):
    it = iter(seq)
    window = deque(islice(it, n), maxlen=n)
    if len(window) == n:
        yield tuple(window)
    for item in it:
        window.append(item)
        yield tuple(window)


def moving_average(values, n=3):
    return [round(sum(w) / n, 2) for w in windows(values, n)]


def max_window(values, k):
    best = deque()
    out = []
    for i, v in enumerate(values):
        while best and values[best[-1]] <= v:
            best.pop()
        best.append(i)
        if best[0] <= i - k:
            best.popleft()
        if i >= k - 1:
            out.append(values[best[0]])
    return out


print(list(windows("ABCDE", 3)))
print(moving_average([3, 5, 2, 8, 10, 1]))
print(max_window([1, 3, -1, -3, 5, 3, 6, 7], 3))
print(list(windows([1], 3)))
