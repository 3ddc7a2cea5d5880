class Sparse(dict):
    def __missing__(self, key): return 0
    def __add__(self, other): return Sparse({k: self[k] + other[k] for k in sorted(self.keys() | other.keys())})
    def dot(self, other): return sum(v * other[k] for k, v in self.items())

a, b = Sparse({1: 2, 5: 3}), Sparse({5: 4, 9: 1})
print(a + b, a.dot(b), a[100], 100 in a, len(a), a.keys() & b.keys(), dict(a) == {1: 2, 5: 3})
