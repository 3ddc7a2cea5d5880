class Proxy:
    def __init__(self, target):
        self._target = target
        self._calls = []

    def __getattr__(self, name):
        attribute = getattr(self._target, name)
        if callable(attribute):
            def wrapper(*args, **kwargs):
                self._calls.append(name)
                return attribute(*args, **kwargs)
            return wrapper
        return attribute


class Calculator:
    precision = 2

    def add(self, a, b):
        return round(a + b, self.precision)

    def scale(self, a, factor=10):
        return a * factor


p = Proxy(Calculator())
print(p.add(1.234, 2.345), p.scale(3), p.scale(3, factor=2), p.precision)
print(p._calls)
words = Proxy([3, 1, 2])
words.append(0)
words.sort()
print(words._target, words._calls)
try:
    p.missing
except AttributeError as e:
    print(e)
