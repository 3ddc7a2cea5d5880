class Polynomial:
    def __init__(self, *coefficients):
        self.c = list(coefficients)
        while len(self.c) > 1 and self.c[-1] == 0:
            self.c.pop()
    def __call__(self, x):
        total = 0
        for c in reversed(self.c):
            total = total * x + c
        return total
    def __add__(self, other):
        n = max(len(self.c), len(other.c))
        pad = lambda p: p.c + [0] * (n - len(p.c))
        return Polynomial(*[a + b for a, b in zip(pad(self), pad(other))])
    def __mul__(self, other):
        out = [0] * (len(self.c) + len(other.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(other.c):
                out[i + j] += a * b
        return Polynomial(*out)
    def derivative(self):
        return Polynomial(*[i * c for i, c in enumerate(self.c)][1:] or [0])
    def __str__(self):
        terms = [f"{c}x^{i}" if i else str(c) for i, c in enumerate(self.c) if c]
        return " + ".join(reversed(terms)) or "0"

p, q = Polynomial(1, 2, 3), Polynomial(-1, 1)
print(p, "|", q, "|", p + q, "|", p * q, "|", p.derivative(), "|", p(2), p(0.5), Polynomial(0), Polynomial(5).derivative())
