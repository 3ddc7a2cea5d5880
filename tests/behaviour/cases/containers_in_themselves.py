"""Containers that contain themselves are shown once; a dict that iterates in its own way is asked for its keys."""

from collections import deque, defaultdict, Counter
q = deque([1, [2]], maxlen=4)
q[1].append(q)
print(q)
d = defaultdict(list, a=1)
d["me"] = d
print(d)
d2 = defaultdict(None)
d2.default_factory = None
print(d2, defaultdict(int, {1: 2}), defaultdict(lambda: 3).__missing__.__name__)
class E(deque): pass
print(E([1, E()]), repr(deque(maxlen=0)))
def boom():
    class X:
        def __repr__(self): raise ValueError("x")
    q = deque([X()])
    for i in range(3):
        try: print(q)
        except ValueError as e: print(e)
    q[0] = 4
    print(q)
boom()
class It(dict):
    def __iter__(self): return iter(["x", "y"])
    def keys(self): return ["x"]
    def __getitem__(self, k): return k + "!"
print(dict(It(a=1)), {**It(b=2)}, dict(**It(c=3)))
e = {}
e.update(It(q=1)); print(e)
e |= It(z=1); print(e, {} | It(r=3))
class Plain(dict):
    def __getitem__(self, k): return k + "!"
    def keys(self): return ["zz"]
print(dict(Plain(a=1)), {**Plain(b=2)}, dict(**Plain(c=3)))
class Own(dict):
    def __getitem__(self, k): return k + "!"
print(list(Own(a=1)), dict(Own(a=1)))
class Q(dict):
    def keys(self): return ["zz"]
print(list(Q(a=1)), dict(Q(a=1)))
