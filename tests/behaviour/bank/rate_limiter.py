from collections import deque


class RateLimiter:
    def __init__(self, limit, window, clock):
        self.limit = limit
        self.window = window
        self.clock = clock
        self.hits = {}

    def allow(self, key):
        now = self.clock()
        hits = self.hits.setdefault(key, deque())
        while hits and hits[0] <= now - self.window:
            hits.popleft()
        if len(hits) < self.limit:
            hits.append(now)
            return True
        return False

    def __call__(self, function):
        def wrapped(user, *args):
            if not self.allow(user):
                return f"{user}: too many requests"
            return function(user, *args)
        wrapped.__name__ = function.__name__
        return wrapped


class FakeClock:
    def __init__(self):
        self.t = 0

    def __call__(self):
        return self.t


clock = FakeClock()


@RateLimiter(limit=2, window=10, clock=clock)
def greet(user, greeting="hi"):
    return f"{greeting} {user} at {clock.t}"


for t, user in [(0, "a"), (1, "a"), (2, "a"), (3, "b"), (10, "a"), (11, "a"), (12, "a")]:
    clock.t = t
    print(greet(user), greet.__name__)
